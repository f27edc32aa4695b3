//! Visits that were asked for together: the writes that share a number.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{COLUMNS, EntryRow, letter};
use crate::booking::VisitKind;

/// Stands for the number of a series that begins with this booking: it is the booking's own.
pub(crate) const NEW: i64 = 0;

/// Where a visit belongs in its series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InSeries {
    /// What all visits of it share.
    pub(crate) number: i64,
    /// By which rule it was asked for, as JSON.
    pub(crate) rule: String,
    /// The date of the rule for which this one stands, also where it was moved to another day.
    pub(crate) date: NaiveDate,
}

/// Reads it from three columns, the first of them this one.
pub(super) fn from_row(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<InSeries>> {
    let Some(number) = row.get(first)? else {
        return Ok(None);
    };
    let date: Option<String> = row.get(first + 2)?;
    let date = date.and_then(|date| date.parse().ok());
    Ok(Some(InSeries {
        number,
        rule: row.get::<_, Option<String>>(first + 1)?.unwrap_or_default(),
        date: date.ok_or(rusqlite::Error::InvalidQuery)?,
    }))
}

/// The write that became this visit, if it is one of a series.
pub(crate) fn of_visit(
    connection: &Connection,
    account: &str,
    (kind, id): (VisitKind, i64),
) -> rusqlite::Result<Option<EntryRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entries WHERE account = ?1 AND kind = ?2 AND visit_id = ?3 AND what = 'book' AND series IS NOT NULL"
        ))?
        .query_row(params![account, letter(kind), id], super::from_row)
        .optional()
}

/// Every booking of a series, in order.
pub(crate) fn all(
    connection: &Connection,
    account: &str,
    series: i64,
) -> rusqlite::Result<Vec<EntryRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entries WHERE account = ?1 AND series = ?2 AND what = 'book' ORDER BY id"
        ))?
        .query_map(params![account, series], super::from_row)?
        .collect()
}
