//! Reading the fields of a request's JSON body, collecting what is wrong with each.

#![expect(
    clippy::option_option,
    reason = "absent, empty and given are three things here"
)]

use std::collections::BTreeMap;

use chrono::{DateTime, LocalResult, NaiveDateTime, SubsecRound, TimeZone, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value};

/// What is wrong with a request, by field: never empty when it is an error.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Invalid(pub(crate) BTreeMap<String, Vec<String>>);

impl Invalid {
    pub(crate) fn one(field: &str, message: &str) -> Self {
        let mut invalid = Self::default();
        invalid.add(field, message);
        invalid
    }

    pub(crate) fn add(&mut self, field: &str, message: &str) {
        let messages = self.0.entry(field.to_owned()).or_default();
        if !messages.iter().any(|known| known == message) {
            messages.push(message.to_owned());
        }
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    /// `Ok` if nothing is wrong.
    pub(crate) fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

/// One body being read. A field that is absent reads as `None`, one that is null or blank as
/// `Some(None)`.
pub(crate) struct Fields<'a> {
    map: &'a Map<String, Value>,
    zone: Tz,
    pub(crate) invalid: Invalid,
}

impl<'a> Fields<'a> {
    pub(crate) fn of(map: &'a Map<String, Value>, zone: Tz) -> Self {
        Self {
            map,
            zone,
            invalid: Invalid::default(),
        }
    }

    pub(crate) fn text(&mut self, key: &str) -> Option<Option<String>> {
        match self.map.get(key)? {
            Value::Null => Some(None),
            Value::String(text) if text.trim().is_empty() => Some(None),
            Value::String(text) => Some(Some(text.trim().to_owned())),
            _ => {
                self.invalid.add(key, "must be text");
                None
            }
        }
    }

    pub(crate) fn flag(&mut self, key: &str) -> Option<bool> {
        match self.map.get(key)? {
            Value::Bool(flag) => Some(*flag),
            Value::Null => None,
            _ => {
                self.invalid.add(key, "must be true or false");
                None
            }
        }
    }

    pub(crate) fn id(&mut self, key: &str) -> Option<Option<i64>> {
        match self.map.get(key)? {
            Value::Null => Some(None),
            value => {
                let id = whole_number(value);
                if id.is_none() {
                    self.invalid.add(key, "is not a number");
                }
                id.map(Some)
            }
        }
    }

    /// A list of ids without repeats.
    pub(crate) fn ids(&mut self, key: &str) -> Option<Vec<i64>> {
        let value = self.map.get(key)?;
        let list = match value {
            Value::Null => return Some(Vec::new()),
            Value::Array(list) => list.iter().map(whole_number).collect::<Option<Vec<_>>>(),
            _ => None,
        };
        let Some(mut list) = list else {
            self.invalid.add(key, "must be a list of ids");
            return None;
        };
        let mut seen = std::collections::HashSet::new();
        list.retain(|id| seen.insert(*id));
        Some(list)
    }

    pub(crate) fn instant(&mut self, key: &str) -> Option<Option<DateTime<Utc>>> {
        match self.map.get(key)? {
            Value::Null => Some(None),
            Value::String(text) if text.trim().is_empty() => Some(None),
            Value::String(text) => {
                let instant = parse_instant(text, self.zone);
                if instant.is_none() {
                    self.invalid.add(key, "is not a valid date and time");
                }
                instant.map(Some)
            }
            _ => {
                self.invalid.add(key, "is not a valid date and time");
                None
            }
        }
    }
}

fn whole_number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// Reads an ISO 8601 time. One without an offset is local to `zone`; one that `zone` skipped is
/// none, and of two equal local times the first counts.
pub(crate) fn parse_instant(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let instant = if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        time.to_utc()
    } else {
        let local = [
            "%Y-%m-%dT%H:%M:%S%.f",
            "%Y-%m-%d %H:%M:%S%.f",
            "%Y-%m-%dT%H:%M",
        ]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())?;
        match zone.from_local_datetime(&local) {
            LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => time.to_utc(),
            LocalResult::None => return None,
        }
    };
    Some(instant.trunc_subsecs(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_with_and_without_an_offset_are_read() {
        let zone = chrono_tz::Europe::London;
        for (text, expected) in [
            ("2024-01-15T09:00:00.000Z", Some("2024-01-15T09:00:00Z")),
            ("2016-08-12T13:00:00+01:00", Some("2016-08-12T12:00:00Z")),
            ("2016-08-12T13:00:00", Some("2016-08-12T12:00:00Z")),
            ("2016-08-12T13:00", Some("2016-08-12T12:00:00Z")),
            // The clocks of London skip this hour, and run twice through the next one.
            ("2026-03-29T01:30:00", None),
            ("2026-10-25T01:30:00", Some("2026-10-25T00:30:00Z")),
            // A plus sign that a form decoder turned into a space.
            ("2016-08-12T13:00:00 01:00", None),
            ("yesterday", None),
            ("", None),
        ] {
            let expected = expected.map(|time| time.parse().expect("a time"));
            assert_eq!(parse_instant(text, zone), expected, "{text:?}");
        }
    }

    #[test]
    fn absent_null_and_wrong_fields_are_told_apart() {
        let body = serde_json::json!({"a": null, "b": " x ", "c": 4, "d": [1, "2", 1], "e": [{}]});
        let Value::Object(map) = body else {
            unreachable!("an object literal")
        };
        let mut fields = Fields::of(&map, chrono_tz::UTC);
        assert_eq!(fields.text("absent"), None);
        assert_eq!(fields.text("a"), Some(None));
        assert_eq!(fields.text("b"), Some(Some("x".to_owned())));
        assert_eq!(fields.ids("d"), Some(vec![1, 2]));
        assert_eq!(fields.invalid, Invalid::default());
        assert_eq!(fields.text("c"), None);
        assert_eq!(fields.ids("e"), None);
        assert!(fields.invalid.has("c") && fields.invalid.has("e"));
    }
}
