//! Reading what DoorFlow writes, and what it might write: both time formats, null anywhere, numbers as strings.

use std::fmt;
use std::marker::PhantomData;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::error::Unreadable;
use crate::scalar::Scalar;

/// A record, with the path of the field that cannot be read where one cannot. Nothing of the record is in the error.
pub(crate) fn record<T: DeserializeOwned>(value: &Value) -> Result<T, Unreadable> {
    // serde would also take a list for a record, field by field in their order here.
    if !value.is_object() {
        return Err(whole("not an object"));
    }
    serde_path_to_error::deserialize(value).map_err(|error| Unreadable {
        path: error.path().to_string(),
        reason: reason(error.inner()),
    })
}

/// A body that is one record.
pub(crate) fn body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    // By way of a value, so that a record alone and one in a list are read alike.
    record(&json(bytes)?)
}

/// A body that is a list, its records not read yet.
pub(crate) fn list(bytes: &[u8]) -> Result<Vec<Value>, Unreadable> {
    match json(bytes)? {
        Value::Array(records) => Ok(records),
        _ => Err(whole("not a list")),
    }
}

/// A body that is a list of records which are all written as they should be, read in one go; `None` of any other, to be read record by
/// record. What this reads, it reads as [`record`] does, several times as fast.
pub(crate) fn plain_list<T: DeserializeOwned>(bytes: &[u8]) -> Option<Vec<T>> {
    // All of it is looked over at one go: from bytes, serde looks at each text by itself.
    let text = std::str::from_utf8(bytes).ok()?;
    let records: Vec<Object<T>> = serde_json::from_str(text).ok()?;
    Some(records.into_iter().map(|Object(record)| record).collect())
}

/// A record that is written as an object: serde would also take a list for one.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields(PhantomData))
    }
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(Object)
    }
}

fn json(bytes: &[u8]) -> Result<Value, Unreadable> {
    serde_json::from_slice(bytes).map_err(|error| whole(&reason(&error)))
}

/// Trouble with an answer or a record as a whole.
fn whole(reason: &str) -> Unreadable {
    Unreadable {
        path: ".".to_owned(),
        reason: reason.to_owned(),
    }
}

fn reason(error: &serde_json::Error) -> String {
    // serde's own sentences quote values: names, PINs. What kind of trouble it is says enough. Only of a missing field do they name
    // nothing but the field.
    let said = error.to_string();
    match error.classify() {
        serde_json::error::Category::Data if said.starts_with("missing field") => said,
        serde_json::error::Category::Data => "not of the kind that was expected".to_owned(),
        serde_json::error::Category::Eof => "ends too early".to_owned(),
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
            "not JSON".to_owned()
        }
    }
}

/// `2024-01-15T09:00:00.000Z`, `2016-08-12T13:00:00+01:00`, and the same with a space or without a zone's colon.
pub(crate) fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    const OTHERS: [&str; 3] = [
        "%Y-%m-%dT%H:%M:%S%.f%z",
        "%Y-%m-%d %H:%M:%S%.f %z",
        "%Y-%m-%d %H:%M:%S%.f%z",
    ];
    let text = text.trim();
    DateTime::parse_from_rfc3339(text)
        .ok()
        .or_else(|| {
            OTHERS
                .iter()
                .find_map(|form| DateTime::parse_from_str(text, form).ok())
        })
        .or_else(|| DateTime::parse_from_str(&text.replace(" UTC", " +0000"), OTHERS[1]).ok())
        .map(|at| at.with_timezone(&Utc))
}

/// A time as DoorFlow's own examples write it.
pub(crate) fn write_time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// [`write_time`], for `serialize_with`.
pub(crate) fn time_text<S: serde::Serializer>(
    at: &DateTime<Utc>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&write_time(*at))
}

/// A time that must be there.
pub(crate) fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
    match Scalar::deserialize(deserializer)? {
        Scalar::Text(text) => parse_time(&text),
        _ => None,
    }
    .ok_or_else(|| D::Error::custom("not a time"))
}

/// A time that may be missing; an empty or unreadable one counts as missing, since nothing that grants access hangs on it.
pub(crate) fn optional_time<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DateTime<Utc>>, D::Error> {
    Ok(match Scalar::deserialize(deserializer)? {
        Scalar::Text(text) => parse_time(&text),
        _ => None,
    })
}

/// A bound on access: missing, null or empty is none, but one that cannot be read must not be taken for none.
pub(crate) fn bound<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DateTime<Utc>>, D::Error> {
    match Scalar::deserialize(deserializer)? {
        Scalar::Null => Ok(None),
        Scalar::Text(text) if text.trim().is_empty() => Ok(None),
        Scalar::Text(text) => parse_time(&text)
            .map(Some)
            .ok_or_else(|| D::Error::custom("not a time")),
        _ => Err(D::Error::custom("not a time")),
    }
}

/// Null counts as the empty value.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

/// A text; an empty one counts as missing, and a number as its digits.
pub(crate) fn optional_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    Ok(match Scalar::deserialize(deserializer)? {
        Scalar::Text(text) if !text.is_empty() => Some(text.into_owned()),
        Scalar::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// A text that may be missing, null or a number, and is then empty or its digits.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(optional_text(deserializer)?.unwrap_or_default())
}

/// A whole number, which may be written as a string.
pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    integer(&Scalar::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("not a number"))
}

/// A whole number, or an id, that may be missing: null or an empty string count as missing, but one that cannot be read does not.
pub(crate) fn optional_number<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: From<i64>,
{
    match Scalar::deserialize(deserializer)? {
        Scalar::Null => Ok(None),
        Scalar::Text(text) if text.trim().is_empty() => Ok(None),
        value => integer(&value)
            .map(|number| Some(number.into()))
            .ok_or_else(|| D::Error::custom("not a number")),
    }
}

fn integer(value: &Scalar<'_>) -> Option<i64> {
    match value {
        Scalar::Number(number) => number.as_i64(),
        Scalar::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Yes or no, which may be written as a string or as 1 and 0; null is no. What else there is must not be taken for either.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match &Scalar::deserialize(deserializer)? {
        Scalar::Flag(flag) => Some(*flag),
        Scalar::Null => Some(false),
        Scalar::Text(text) if text == "true" => Some(true),
        Scalar::Text(text) if text == "false" => Some(false),
        other => match integer(other) {
            Some(1) => Some(true),
            Some(0) => Some(false),
            _ => None,
        },
    }
    .ok_or_else(|| D::Error::custom("neither true nor false"))
}

/// A list: null is an empty one, and a null in it is nothing.
pub(crate) fn items<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let items = Option::<Vec<Option<T>>>::deserialize(deserializer)?.unwrap_or_default();
    Ok(items.into_iter().flatten().collect())
}

/// An enumeration of DoorFlow's: a value that it gained later is kept as `Other`.
macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$case_doc:meta])* $case:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$case_doc])* $case,)+
            /// A value that this client does not know.
            Other(String),
        }

        impl $name {
            /// DoorFlow's word.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$case => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::Other(String::new())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> std::result::Result<Self, D::Error> {
                let text = $crate::decode::optional_text(deserializer)?.unwrap_or_default();
                Ok(match text.as_str() {
                    $($text => Self::$case,)+
                    _ => Self::Other(text),
                })
            }
        }
    };
}
pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_in_which_doorflow_writes_a_time_is_read() {
        let wanted = "2024-01-15T09:00:00Z".parse::<DateTime<Utc>>().unwrap();
        for written in [
            "2024-01-15T09:00:00.000Z",
            "2024-01-15T09:00:00Z",
            "2024-01-15T10:00:00+01:00",
            "2024-01-15T10:00:00.000+0100",
            "2024-01-15 09:00:00 UTC",
            "2024-01-15 10:00:00 +0100",
            " 2024-01-15T04:00:00-05:00 ",
        ] {
            assert_eq!(parse_time(written), Some(wanted), "{written}");
        }
        for bad in ["", "string", "2024-01-15", "2024-13-15T09:00:00Z", "09:00"] {
            assert_eq!(parse_time(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_error_names_the_field_and_quotes_nothing() {
        #[derive(Debug, Deserialize)]
        struct Inner {
            #[expect(dead_code, reason = "only read")]
            pin: i64,
        }
        #[derive(Debug, Deserialize)]
        struct Outer {
            #[expect(dead_code, reason = "only read")]
            inner: Vec<Inner>,
        }
        let error = body::<Outer>(br#"{"inner":[{"pin":1},{"pin":"4711"}]}"#).unwrap_err();
        assert_eq!(error.path, "inner[1].pin");
        assert!(
            !error.to_string().contains("4711"),
            "the value is not in the error: {error}"
        );
    }
}
