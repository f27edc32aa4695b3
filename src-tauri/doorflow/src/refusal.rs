//! What an answer that is not of the 2xx kind says. Its body can be DoorFlow's JSON, a proxy's HTML, or nothing.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::Value;

use crate::error::{Error, FieldError};
use crate::scope::Scope;

/// Waits are bounded: a day is longer than any sane one.
const LONGEST_WAIT: u32 = 24 * 60 * 60;
/// A sentence is for a person to read: what is longer, in characters, is none.
const LONGEST_SENTENCE: usize = 500;
/// A form has no more fields than this that a person could be shown at once.
const MOST_FIELDS: usize = 16;
/// The most sentences of one field.
const MOST_SENTENCES: usize = 16;
/// The longest name of a field, in characters.
const LONGEST_NAME: usize = 60;
/// The field that what speaks of no single field is put down to, as Rails names it.
const NO_FIELD: &str = "base";

pub(crate) fn read(
    status: u16,
    body: &[u8],
    retry_after: Option<&str>,
    server_time: Option<DateTime<Utc>>,
    scope: Option<Scope>,
) -> Error {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let message = message(&body);
    match status {
        300..=399 => Error::Redirected { status },
        401 => Error::Unauthorised { message },
        403 => Error::Forbidden {
            scope: scope.map(Scope::as_str),
            message,
        },
        404 => Error::NotFound { message },
        407 => Error::NotSent("a proxy on the way asks for a sign-in".to_owned()),
        // No answer of DoorFlow's own, but a proxy's that waited too long for the request.
        408 => Error::Unknown("the request timed out on its way".to_owned()),
        429 => Error::RateLimited {
            wait: retry_after
                .and_then(|text| seconds_or_date(text, server_time))
                .or_else(|| body.get("retry_in").and_then(seconds)),
            message,
        },
        400..=499 => Error::Rejected {
            status,
            message,
            fields: fields(&body),
        },
        status => Error::Server { status },
    }
}

/// DoorFlow's sentence: each kind of answer names it differently.
fn message(body: &Value) -> String {
    let said = |name: &&str| body.get(*name).and_then(Value::as_str);
    ["error_description", "description", "reason", "message"]
        .iter()
        .filter_map(said)
        .chain(said(&"error"))
        .find(|text| !text.is_empty())
        .map(sentence)
        .unwrap_or_default()
}

fn sentence(text: &str) -> String {
    text.chars().take(LONGEST_SENTENCE).collect()
}

/// `errors: {field: [sentences]}`, where a value may be one plain sentence or name fields of its own.
fn fields(body: &Value) -> Vec<FieldError> {
    let mut found = Vec::new();
    match body.get("errors") {
        Some(Value::Object(errors)) => {
            for (field, said) in errors {
                field_errors(field, said, &mut found);
            }
        }
        Some(said) => field_errors(NO_FIELD, said, &mut found),
        None => {}
    }
    found
}

fn field_errors(field: &str, said: &Value, found: &mut Vec<FieldError>) {
    if found.len() == MOST_FIELDS {
        return;
    }
    let all = match said {
        Value::Array(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    let messages: Vec<_> = all
        .iter()
        .filter_map(|one| match one {
            Value::String(text) if text.is_empty() => None,
            Value::String(text) => Some(sentence(text)),
            Value::Bool(_) | Value::Number(_) => Some(one.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        })
        .take(MOST_SENTENCES)
        .collect();
    // A field with nothing said against it is none that is wrong.
    if !messages.is_empty() {
        found.push(FieldError {
            field: field.chars().take(LONGEST_NAME).collect(),
            messages,
        });
    }
    for (part, said) in all.iter().filter_map(Value::as_object).flatten() {
        // Cut at once: a long name would else be copied for each of its parts.
        let name = field.chars().chain(['.']).chain(part.chars());
        let name: String = name.take(LONGEST_NAME).collect();
        field_errors(&name, said, found);
    }
}

/// `Retry-After` (RFC 9110 §10.2.3); a date is measured by the server's own clock.
fn seconds_or_date(text: &str, server_time: Option<DateTime<Utc>>) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<u64>() {
        return Some(Duration::from_secs(seconds.min(LONGEST_WAIT.into())));
    }
    let wait = (http_date(text)? - server_time?).num_seconds();
    Some(Duration::from_secs(
        u64::try_from(wait).unwrap_or(0).min(LONGEST_WAIT.into()),
    ))
}

/// `retry_in`, rounded up.
fn seconds(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse::<f64>().ok()?,
        _ => return None,
    };
    let whole = seconds.ceil().clamp(0.0, f64::from(LONGEST_WAIT));
    Duration::try_from_secs_f64(whole).ok()
}

/// An HTTP date in any of the three forms that a recipient has to read (RFC 9110 §5.6.7).
pub(crate) fn http_date(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    DateTime::parse_from_rfc2822(text)
        .map(|at| at.with_timezone(&Utc))
        .ok()
        .or_else(|| {
            ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
                .iter()
                .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
                .map(|at| at.and_utc())
        })
}
