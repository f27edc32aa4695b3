//! Lists: pages, their headers, and what changed since.

use std::collections::HashMap;

use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use super::ApiError;
use crate::building::fields::parse_instant;

/// The parameters of a request.
pub(crate) type Parameters = HashMap<String, String>;

/// How many rows a page of a list has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageSize {
    /// The parameter that asks for another size.
    pub(crate) parameter: &'static str,
    pub(crate) default: usize,
    pub(crate) most: usize,
}

/// People.
pub(crate) const PEOPLE: PageSize = PageSize {
    parameter: "per_page",
    default: 50,
    most: 100,
};
/// Channels.
pub(crate) const CHANNELS: PageSize = PageSize {
    parameter: "per_page",
    default: 500,
    most: 1000,
};
/// Events.
pub(crate) const EVENTS: PageSize = PageSize {
    parameter: "n",
    default: 50,
    most: 1000,
};
/// Everything else.
pub(crate) const OTHERS: PageSize = PageSize {
    parameter: "per_page",
    default: 500,
    most: 500,
};

/// One page of a list of which `count` rows match.
#[derive(Debug)]
pub(crate) struct Paging {
    page: usize,
    per_page: usize,
    skipped: bool,
    shift: Option<Shift>,
}

/// What happened to the earlier pages of a list between asking for them and for this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shift {
    /// A row was added there: what was at the end of the page before comes again.
    Gained,
    /// A row was removed there: what would have begun this page is passed over.
    Lost,
}

impl Paging {
    pub(crate) fn read(parameters: &Parameters, size: PageSize) -> Self {
        let positive = |name: &str| -> Option<usize> {
            parameters
                .get(name)?
                .parse()
                .ok()
                .filter(|number| *number > 0)
        };
        Self {
            page: positive("page").unwrap_or(1),
            per_page: positive(size.parameter)
                .unwrap_or(size.default)
                .min(size.most),
            skipped: size.parameter == "per_page"
                && parameters
                    .get("skip_pagination")
                    .is_some_and(|value| matches!(value.as_str(), "true" | "1")),
            shift: None,
        }
    }

    /// The same page, after the earlier ones changed.
    pub(crate) fn shifted(self, shift: Option<Shift>) -> Self {
        Self { shift, ..self }
    }

    /// The rows of the page among `count`.
    pub(crate) fn range(&self, count: usize) -> std::ops::Range<usize> {
        if self.skipped {
            return 0..count;
        }
        let start = (self.page - 1).saturating_mul(self.per_page);
        let start = match self.shift {
            None => start,
            Some(Shift::Gained) => start.saturating_sub(1),
            Some(Shift::Lost) => start.saturating_add(usize::from(start > 0)),
        };
        let start = start.min(count);
        start..start.saturating_add(self.per_page).min(count)
    }

    /// The answer: the page, and both families of headers that DoorFlow is known to send.
    pub(crate) fn answer(&self, count: usize, page: Vec<Value>) -> Response {
        let mut headers = HeaderMap::new();
        let count = match self.shift {
            None => count,
            Some(Shift::Gained) => count + 1,
            Some(Shift::Lost) => count.saturating_sub(1),
        };
        let per_page = if self.skipped { count } else { self.per_page };
        for (name, number) in [
            ("total", count),
            ("per-page", per_page),
            ("x-total-results", count),
            ("x-page", if self.skipped { 1 } else { self.page }),
            ("x-per-page", per_page),
        ] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(number));
        }
        (headers, Json(page)).into_response()
    }

    /// Answers with the page of `rows` that was asked for.
    pub(crate) fn respond<T>(&self, rows: &[T], render: impl Fn(&T) -> Value) -> Response {
        let page = rows[self.range(rows.len())].iter().map(render).collect();
        self.answer(rows.len(), page)
    }
}

/// The instant that `since_utc` or `since` names: the latter in the account's time zone.
pub(crate) fn since(parameters: &Parameters, zone: Tz) -> Result<Option<DateTime<Utc>>, ApiError> {
    for (name, zone) in [("since_utc", Tz::UTC), ("since", zone)] {
        if let Some(text) = parameters.get(name).filter(|text| !text.is_empty()) {
            let instant = parse_instant(text, zone);
            return instant
                .map(Some)
                .ok_or_else(|| ApiError::bad_request(&format!("{name} is not a valid time")));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_cut_by_the_defaults_and_caps() {
        for (query, size, count, expected) in [
            (vec![], PEOPLE, 500, 0..50),
            (vec![("per_page", "80")], PEOPLE, 500, 0..80),
            (vec![("per_page", "1000")], PEOPLE, 500, 0..100),
            (vec![("per_page", "0")], PEOPLE, 500, 0..50),
            (vec![("per_page", "x"), ("page", "-1")], PEOPLE, 500, 0..50),
            (vec![("page", "10")], PEOPLE, 480, 450..480),
            (vec![("page", "11")], PEOPLE, 480, 480..480),
            (
                vec![("page", "18446744073709551615")],
                PEOPLE,
                480,
                480..480,
            ),
            (vec![("skip_pagination", "true")], PEOPLE, 480, 0..480),
            (vec![("skip_pagination", "false")], PEOPLE, 480, 0..50),
            (vec![("per_page", "5000")], CHANNELS, 5000, 0..1000),
            (
                vec![("n", "7"), ("skip_pagination", "true")],
                EVENTS,
                480,
                0..7,
            ),
            (vec![("per_page", "7")], EVENTS, 480, 0..50),
        ] {
            let parameters = query
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect();
            let range = Paging::read(&parameters, size).range(count);
            assert_eq!(range, expected, "{query:?}");
        }
    }
}
