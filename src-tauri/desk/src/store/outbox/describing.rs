//! Visitors whose fields in DoorFlow have what was noted of their visit.

use doorflow::PersonId;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::booking::VisitKind;
use crate::store::visits::letter;

/// Whether a write has described, or is to describe, this person by what was noted under a mark.
pub(crate) fn is_described(
    connection: &Connection,
    account: &str,
    person: PersonId,
    about: &str,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT 1 FROM entries WHERE account = ?1 AND what = 'describe' AND person_id = ?2 AND about = ?3",
        )?
        .query_row(params![account, person.0, about], |_| Ok(()))
        .optional()
        .map(|found| found.is_some())
}

/// Whether a write that is not sent yet will describe the visitor of this visit.
pub(crate) fn will_describe(
    connection: &Connection,
    account: &str,
    kind: VisitKind,
    visit: i64,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT 1 FROM entries WHERE account = ?1 AND what = 'describe' AND kind = ?2 AND visit_id = ?3 AND state = 'queued'",
        )?
        .query_row(params![account, letter(kind), visit], |_| Ok(()))
        .optional()
        .map(|found| found.is_some())
}
