//! Faults as text.

use std::str::FromStr;

use axum::http::Method;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{Fault, FaultKind, When};
use crate::api::Shift;
use crate::building::table::Past;

/// Why a text names no fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FaultTextError {
    /// Something is missing.
    #[error(
        "a fault is written as METHOD PATH KIND, such as: POST /api/3/reservations lose-answer"
    )]
    Shape,
    /// The first word is no method.
    #[error("{0} is not a method: it is one of GET, POST, PUT and DELETE")]
    Method(String),
    /// The second word is no address.
    #[error("{0} is not a path: it begins with /, such as /api/3/people/{{id}}")]
    Path(String),
    /// The third word is no kind of fault.
    #[error("{0} is not a kind of fault")]
    Kind(String),
    /// What follows the kind is not what it asks for.
    #[error("{kind} is followed by {wanted}")]
    Argument {
        /// The kind of fault.
        kind: String,
        /// What is to follow it.
        wanted: &'static str,
    },
    /// The number of times is none.
    #[error("{0} is not a number of times: it is x2 or another number of at least 1")]
    Times(String),
    /// Such a request never has such a fault.
    #[error("{kind} does not fit {method} {path}: {why}")]
    Misfit {
        /// The kind of fault.
        kind: &'static str,
        /// The method.
        method: String,
        /// The address.
        path: String,
        /// Which requests have it.
        why: &'static str,
    },
}

impl FromStr for Fault {
    type Err = FaultTextError;

    fn from_str(text: &str) -> Result<Self, FaultTextError> {
        let (text, times) = times(text.trim())?;
        let (method, rest) = word(text).ok_or(FaultTextError::Shape)?;
        let (path, rest) = word(rest).ok_or(FaultTextError::Shape)?;
        let (name, argument) = word(rest).ok_or(FaultTextError::Shape)?;
        let methods = [Method::GET, Method::POST, Method::PUT, Method::DELETE];
        if !methods.iter().any(|it| it.as_str() == method) {
            return Err(FaultTextError::Method(method.to_owned()));
        }
        if !path.starts_with('/') {
            return Err(FaultTextError::Path(path.to_owned()));
        }
        let kind = kind(name, argument)?;
        if let Some(why) = kind.misfit(method, path) {
            return Err(FaultTextError::Misfit {
                kind: kind.name(),
                method: method.to_owned(),
                path: path.to_owned(),
                why,
            });
        }
        Ok(Self::new(method, path, kind).times(times))
    }
}

/// The first word, and what follows it.
fn word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    if text.is_empty() {
        return None;
    }
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    Some((word, rest.trim_start()))
}

/// Takes `x3` off the end.
fn times(text: &str) -> Result<(&str, u32), FaultTextError> {
    let Some((before, last)) = text.rsplit_once(char::is_whitespace) else {
        return Ok((text, 1));
    };
    let Some(number) = last.strip_prefix('x') else {
        return Ok((text, 1));
    };
    match number.parse() {
        Ok(times) if times > 0 => Ok((before.trim_end(), times)),
        _ => Err(FaultTextError::Times(last.to_owned())),
    }
}

fn kind(name: &str, argument: &str) -> Result<FaultKind, FaultTextError> {
    let wrong = |wanted| FaultTextError::Argument {
        kind: name.to_owned(),
        wanted,
    };
    let seconds = || {
        argument
            .parse::<i64>()
            .ok()
            .and_then(TimeDelta::try_seconds)
            .ok_or_else(|| wrong("a number of seconds"))
    };
    let length = || {
        let length = seconds()?;
        let forward = length >= TimeDelta::zero();
        forward
            .then_some(length)
            .ok_or_else(|| wrong("a number of seconds that is not negative"))
    };
    let server_error = || {
        let status = argument.parse().ok();
        status
            .filter(|status| (500..=599).contains(status))
            .ok_or_else(|| wrong("a status from 500 to 599"))
    };
    let when = if name.ends_with("-after") {
        When::After
    } else {
        When::Before
    };
    let kind = match name {
        "answer" => answer(argument).ok_or_else(|| wrong("a status and, if any, a JSON body"))?,
        "rate-limited" if argument.is_empty() => FaultKind::RateLimited { retry_after: None },
        "rate-limited" => {
            let seconds = argument.parse().ok();
            let retry_after = Some(seconds.ok_or_else(|| wrong("nothing, or seconds to wait"))?);
            FaultKind::RateLimited { retry_after }
        }
        "error-before" | "error-after" => {
            let status = server_error()?;
            FaultKind::Error { status, when }
        }
        "delay-before" | "delay-after" => FaultKind::Delay {
            when,
            by: length()?,
        },
        "late-commit" => FaultKind::LateCommit { by: length()? },
        "stale" => FaultKind::Stale(Past::Ago(length()?)),
        "date-off" => FaultKind::DateOff { by: seconds()? },
        _ => {
            let kind = plain(name, when).ok_or_else(|| FaultTextError::Kind(name.to_owned()))?;
            if !argument.is_empty() {
                return Err(wrong("nothing but the number of times"));
            }
            kind
        }
    };
    Ok(kind)
}

/// A kind that asks for nothing.
fn plain(name: &str, when: When) -> Option<FaultKind> {
    Some(match name {
        "drop-request" => FaultKind::DropRequest,
        "lose-answer" => FaultKind::LoseAnswer,
        "never-answer" => FaultKind::NeverAnswer,
        "reset-before" | "reset-after" => FaultKind::Reset(when),
        "truncated-body" => FaultKind::TruncatedBody,
        "wrong-length" => FaultKind::WrongLength,
        "html-before" | "html-after" => FaultKind::Html(when),
        "empty-before" | "empty-after" => FaultKind::Empty(when),
        "twice" => FaultKind::Twice,
        "stale-before-write" => FaultKind::Stale(Past::BeforeLastWrite),
        "page-gained" => FaultKind::PageShift(Shift::Gained),
        "page-lost" => FaultKind::PageShift(Shift::Lost),
        "lose-refresh" => FaultKind::LoseRefresh,
        _ => return None,
    })
}

fn answer(argument: &str) -> Option<FaultKind> {
    let (status, body) = word(argument)?;
    let status = status.parse().ok().filter(|it| (200..=599).contains(it))?;
    let body: Value = if body.is_empty() {
        json!({})
    } else {
        serde_json::from_str(body).ok()?
    };
    Some(FaultKind::Answer { status, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_read_by_the_name_that_it_has() {
        let visits = "POST /api/3/reservations";
        let list = "GET /api/3/reservations";
        for (request, kind) in [
            (visits, "answer 422 {\"error\": \"no\"}"),
            (visits, "drop-request"),
            (visits, "lose-answer"),
            (visits, "never-answer"),
            (visits, "reset-before"),
            (visits, "reset-after"),
            (visits, "truncated-body"),
            (visits, "wrong-length"),
            (visits, "html-before"),
            (visits, "html-after"),
            (visits, "empty-before"),
            (visits, "empty-after"),
            (visits, "rate-limited"),
            (visits, "rate-limited 30"),
            (visits, "error-before 503"),
            (visits, "error-after 502"),
            (visits, "delay-before 3"),
            (visits, "delay-after 3"),
            (visits, "late-commit 20"),
            (visits, "twice"),
            (list, "stale 60"),
            (list, "stale-before-write"),
            (list, "page-gained"),
            (list, "page-lost"),
            (list, "date-off -3600"),
            ("POST /oauth/token", "lose-refresh"),
        ] {
            let text = format!("{request} {kind}");
            let fault: Fault = text.parse().expect(&text);
            assert_eq!(fault.kind.name(), word(kind).expect("a name").0, "{text}");
            let twice: Fault = format!("  {text}   x2 ").parse().expect(&text);
            assert_eq!(twice, fault.times(2), "{text}");
        }
    }

    #[test]
    fn what_follows_a_kind_is_read() {
        let by = TimeDelta::seconds(20);
        for (text, kind) in [
            ("late-commit 20", FaultKind::LateCommit { by }),
            (
                "error-after 504",
                FaultKind::Error {
                    status: 504,
                    when: When::After,
                },
            ),
            (
                "answer 418 [1, 2]",
                FaultKind::Answer {
                    status: 418,
                    body: json!([1, 2]),
                },
            ),
        ] {
            let read: Fault = format!("PUT /api/3/people/{{id}} {text}")
                .parse()
                .expect("a fault");
            assert_eq!(read, Fault::new("PUT", "/api/3/people/{id}", kind));
        }
    }

    #[test]
    fn a_text_that_names_no_fault_is_told_why() {
        for (text, why) in [
            ("", "METHOD PATH KIND"),
            ("POST /api/3/sync", "METHOD PATH KIND"),
            ("post /api/3/sync twice", "post is not a method"),
            ("POST api/3/sync twice", "api/3/sync is not a path"),
            ("POST /api/3/sync explode", "explode is not a kind"),
            ("POST /api/3/sync twice x0", "x0 is not a number of times"),
            (
                "POST /api/3/sync twice often",
                "twice is followed by nothing",
            ),
            (
                "POST /api/3/sync late-commit",
                "followed by a number of seconds",
            ),
            ("POST /api/3/sync delay-after -1", "that is not negative"),
            ("POST /api/3/sync error-after 200", "a status from 500"),
            ("POST /api/3/sync answer 999", "followed by a status"),
            ("POST /api/3/sync rate-limited soon", "seconds to wait"),
            ("GET /api/3/people twice", "it befalls writes only"),
            ("GET /api/3/sites stale 3", "it befalls the lists of people"),
            ("POST /api/3/sync lose-refresh", "POST /oauth/token only"),
        ] {
            let said = text.parse::<Fault>().expect_err(text).to_string();
            assert!(said.contains(why), "{text}: {said}");
        }
    }
}
