//! What became of a row, by the writes of its booking.

use super::view::ImportState;
use crate::outbox::Reason;
use crate::store::outbox::{EntryRow, EntryState};

/// Where a row stands whose booking has these writes, in order, and the number of the write that says why. The first that is not done
/// tells of all.
pub(super) fn outcome(entries: &[EntryRow]) -> (ImportState, Option<i64>) {
    let open = entries
        .iter()
        .find(|entry| entry.state != EntryState::Accepted || entry.reason == Reason::Differs);
    let Some(entry) = open else {
        return (ImportState::Booked, None);
    };
    let state = match entry.state {
        EntryState::Queued | EntryState::InFlight => ImportState::OnItsWay,
        EntryState::Unknown => ImportState::Checking,
        EntryState::Rejected => ImportState::Refused,
        EntryState::NotBooked => ImportState::NotBooked,
        EntryState::NeedsYou | EntryState::Accepted => ImportState::NeedsYou,
    };
    (state, Some(entry.id))
}
