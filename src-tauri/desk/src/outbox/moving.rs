//! What is being moved, and what becomes of that where the new visit is not wanted any more.

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::{EntryKind, Reason};
use crate::building::{Building, VisitId};
use crate::error::DeskError;
use crate::store::outbox::{self as table, EntryRow, EntryState};
use crate::store::visits::VisitRow;
use crate::store::{StoreError, people};

/// The visits that another is being put in the place of by itself. One whose booking did not come to be, or waits for a person, is
/// as it was.
pub(crate) fn being_moved(open: &[EntryRow]) -> impl Iterator<Item = VisitId> {
    open.iter()
        .filter(|entry| moves(entry, open))
        .filter_map(|entry| Some((entry.kind, entry.visit_id?)))
}

fn moves(entry: &EntryRow, open: &[EntryRow]) -> bool {
    let mut steps = open.iter().filter(|step| step.booking == entry.booking);
    entry.what == EntryKind::Replace
        && entry.state != EntryState::Accepted
        && steps.all(|step| step.under_way() || step.state == EntryState::Accepted)
}

/// Once a visit is gone for another: whatever else was to be put in its place by a person is put in that one's. Where it was only to be
/// made anew for its groups, nobody wants that any more.
pub(super) fn is_replaced(
    connection: &Connection,
    account: &str,
    done: &EntryRow,
    now: DateTime<Utc>,
) -> rusqlite::Result<()> {
    let made = match done.after {
        Some(made) => table::get(connection, made)?,
        None => None,
    };
    let made = made.and_then(|made| made.visit_id);
    for other in table::open(connection, account)? {
        let same = (other.kind, other.visit_id) == (done.kind, done.visit_id);
        if other.what != EntryKind::Replace || other.booking == done.booking || !same {
            continue;
        }
        let Some(booking) = other.after else { continue };
        if booking == other.booking {
            let other = EntryRow {
                visit_id: made,
                ..other
            };
            table::update(connection, &other)?;
        } else {
            let cancel = EntryRow {
                after: Some(booking),
                visit_id: None,
                reason: Reason::WaitsForBooking,
                ..EntryRow::queued(EntryKind::Cancel, &other.visit(0), now)
            };
            table::remove(connection, other.id)?;
            table::add(connection, account, vec![cancel])?;
        }
    }
    Ok(())
}

impl Building {
    /// Whether a visit is being put in the place of another, or another in its.
    pub(crate) async fn is_moving(&self, visit: VisitId) -> Result<bool, StoreError> {
        let open = self.open_entries().await?;
        let its = self
            .outbox
            .store
            .run(move |c| table::bookings_of(c, &[visit]))
            .await?;
        Ok(open.iter().any(|entry| {
            moves(entry, &open)
                && ((entry.kind, entry.visit_id) == (visit.0, Some(visit.1))
                    || its.contains(&entry.booking))
        }))
    }

    /// Whether a visit may be what an open booking is looked for as. The visitor may be one whom this desk has still to find by their mark.
    pub(crate) async fn may_be_open(
        &self,
        visit: &VisitRow,
        open: &[EntryRow],
    ) -> Result<bool, StoreError> {
        let person = visit.person_id;
        let known = self.store.run(move |c| people::get(c, person)).await?;
        let mark = known.map(|known| known.system_id);
        let as_newcomer = open
            .iter()
            .filter(|entry| entry.mark.is_some() && entry.mark == mark)
            .map(|entry| entry.person_id);
        Ok(std::iter::once(person).chain(as_newcomer).any(|person_id| {
            let visit = VisitRow {
                person_id,
                ..visit.clone()
            };
            open.iter().any(|entry| entry.may_have_become(&visit))
        }))
    }

    /// Whether the visit that a step takes away is being made anew by another booking: then the step is for the one that is made.
    pub(super) async fn is_made_anew(&self, step: &EntryRow) -> Result<bool, StoreError> {
        let open = self.open_entries().await?;
        Ok(open.iter().any(|other| {
            other.booking != step.booking
                && other.after != Some(other.booking)
                && (other.kind, other.visit_id) == (step.kind, step.visit_id)
                && moves(other, &open)
        }))
    }

    /// A visit that was to be replaced by this booking stays.
    ///
    /// # Errors
    /// `busy` when it is on its way out already.
    pub(crate) async fn leave_in_place(&self, booking: &EntryRow) -> Result<(), DeskError> {
        let booking = booking.clone();
        let left = self
            .outbox
            .store
            .run(move |c| {
                let steps = table::of_booking(c, booking.booking)?;
                let Some(next) = steps
                    .into_iter()
                    .find(|step| step.after == Some(booking.id))
                else {
                    return Ok(true);
                };
                // One that is made anew for its groups stands for a visit that is there.
                let first = booking.id == booking.booking;
                let waits = matches!(next.state, EntryState::Queued | EntryState::NeedsYou);
                if first && waits {
                    table::remove(c, next.id)?;
                }
                Ok(first && waits)
            })
            .await?;
        if left {
            Ok(())
        } else {
            Err(DeskError::busy("it is being moved"))
        }
    }
}
