//! Finds a write in DoorFlow's list; pure but for the reading of it.

use std::collections::HashSet;

use chrono::TimeDelta;

use super::EntryKind;
use crate::booking::VisitKind;
use crate::building::Building;
use crate::call::CallError;
use crate::store::outbox::{EntryRow, EntryState};
use crate::store::visits::VisitRow;
use crate::sync;

/// How often two walks are compared before the list is left alone.
const TRIES: usize = 3;
/// How much earlier than it was sent DoorFlow may say that a visit was made: its clock has whole seconds, and may differ by the three
/// that are tolerated.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::seconds(5);

/// What a full list says of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// It is not there.
    Absent,
    /// It is there, once.
    Found(VisitRow),
    /// More than one new visit looks like it; ids, ascending.
    Several(Vec<i64>),
}

/// Everything of one kind that DoorFlow holds. Pages can shift while they are read, so it is read until two walks in a row hold the
/// same ids and no record was unreadable; `None` when that does not come to be.
pub(super) async fn whole_list(
    building: &Building,
    kind: VisitKind,
) -> Result<Option<Vec<VisitRow>>, CallError> {
    let mut before: Option<HashSet<i64>> = None;
    for _ in 0..=TRIES {
        let (rows, all_read) = sync::snapshot(building, kind).await?;
        let ids: HashSet<i64> = rows.iter().map(|row| row.id).collect();
        if all_read && before.as_ref() == Some(&ids) {
            return Ok(Some(rows));
        }
        before = all_read.then_some(ids);
    }
    Ok(None)
}

/// The visits of a list that are the same as a write asks for: person, instants and places.
pub(super) fn alike<'a>(
    entry: &'a EntryRow,
    listed: &'a [VisitRow],
) -> impl Iterator<Item = &'a VisitRow> {
    listed.iter().filter(|row| {
        row.kind == entry.kind
            && row.person_id == entry.person_id
            && row.start.timestamp() == entry.start.timestamp()
            && row.end.timestamp() == entry.end.timestamp()
            && row.place_ids == entry.place_ids
    })
}

impl EntryRow {
    /// Whether this visit may be what an unsettled booking is looked for as. Were it to go, the booking would seem not to have happened.
    pub(crate) fn may_have_become(&self, row: &VisitRow) -> bool {
        let unsettled = !matches!(self.state, EntryState::Accepted | EntryState::Rejected);
        self.what == EntryKind::Book
            && unsettled
            && !self.held.contains(&row.id)
            && alike(self, std::slice::from_ref(row)).next().is_some()
    }
}

/// Looks for a write in a full list: alike, and not there before it was sent. `taken` are visits that another write of this desk
/// became.
pub(super) fn find(entry: &EntryRow, listed: &[VisitRow], taken: &[i64]) -> Finding {
    let sent = entry.sent_at.unwrap_or(entry.made_at) - CLOCKS_DIFFER;
    let mut like: Vec<&VisitRow> = alike(entry, listed)
        .filter(|row| {
            !entry.held.contains(&row.id)
                && !taken.contains(&row.id)
                && row.created_at.is_none_or(|made| made >= sent)
        })
        .collect();
    like.sort_by_key(|row| row.id);
    like.dedup_by_key(|row| row.id);
    match like.as_slice() {
        [] => Finding::Absent,
        [row] => Finding::Found((*row).clone()),
        several => Finding::Several(several.iter().map(|row| row.id).collect()),
    }
}

/// The visits that a reader is shown: those of the store, with what DoorFlow is known to have done that is not in it yet.
pub(crate) fn as_settled(rows: &mut Vec<VisitRow>, entries: &[EntryRow]) {
    for entry in entries {
        if entry.kept || entry.became_another() {
            continue;
        }
        let (EntryState::Accepted, Some(id)) = (entry.state, entry.visit_id) else {
            continue;
        };
        let at = rows
            .iter()
            .position(|row| row.kind == entry.kind && row.id == id);
        match (entry.what, at) {
            (EntryKind::Book, None) => rows.push(entry.visit(id)),
            (EntryKind::Cancel | EntryKind::Replace, Some(at)) => {
                rows.remove(at);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
