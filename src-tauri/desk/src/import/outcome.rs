//! What became of a row, by the writes of its booking.

use super::view::ImportState;
use crate::outbox::{EntryKind, Reason};
use crate::store::outbox::{EntryRow, EntryState};

/// Where a row stands whose booking has these writes, in order, and the number of the write that says why. The first that is not done
/// tells of all: of the visitor and the visits before all else, since a visit stands whatever becomes of its PIN.
pub(super) fn outcome(entries: &[EntryRow]) -> (ImportState, Option<i64>) {
    let (visits, rest): (Vec<_>, Vec<_>) = entries
        .iter()
        .filter(|entry| entry.state != EntryState::Accepted || entry.reason == Reason::Differs)
        .partition(|entry| matches!(entry.what, EntryKind::Person | EntryKind::Book));
    let stands = visits.is_empty();
    let Some(entry) = visits.into_iter().chain(rest).next() else {
        return (ImportState::Booked, None);
    };
    let state = match entry.state {
        EntryState::Queued | EntryState::InFlight => ImportState::OnItsWay,
        EntryState::Unknown => ImportState::Checking,
        // It is not the row that has to be mended.
        EntryState::Rejected | EntryState::NotBooked if stands => {
            return (ImportState::NeedsYou, None);
        }
        EntryState::Rejected => ImportState::Refused,
        EntryState::NotBooked => ImportState::NotBooked,
        EntryState::NeedsYou | EntryState::Accepted => ImportState::NeedsYou,
    };
    (state, Some(entry.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::VisitKind;
    use crate::store::visits::VisitRow;
    use chrono::DateTime;
    use doorflow::PersonId;

    fn writes(states: &[(EntryKind, EntryState)]) -> Vec<EntryRow> {
        let now = DateTime::UNIX_EPOCH;
        let visit = VisitRow {
            kind: VisitKind::Reservation,
            id: 0,
            person_id: PersonId(1),
            start: now,
            end: now,
            place_ids: Vec::new(),
            deactivated: false,
            created_at: None,
        };
        let write = |(at, (what, state)): (i64, &(EntryKind, EntryState))| EntryRow {
            id: at,
            ..EntryRow::queued(*what, &visit, now).into_state(*state, Reason::None, now)
        };
        (1..).zip(states).map(write).collect()
    }

    #[test]
    fn visitor_and_visits_tell_of_a_row_before_the_pin_does() {
        use EntryKind::{Book, Person, Pin};
        use EntryState::{Accepted, NotBooked, Queued, Rejected, Unknown};
        for (person, pin, book, told) in [
            (Accepted, Accepted, Accepted, (ImportState::Booked, None)),
            (Accepted, Rejected, Accepted, (ImportState::NeedsYou, None)),
            (Accepted, NotBooked, Accepted, (ImportState::NeedsYou, None)),
            (Accepted, Queued, Accepted, (ImportState::OnItsWay, Some(2))),
            (
                Accepted,
                Unknown,
                Accepted,
                (ImportState::Checking, Some(2)),
            ),
            (Accepted, Rejected, Queued, (ImportState::OnItsWay, Some(3))),
            (
                Accepted,
                Rejected,
                Rejected,
                (ImportState::Refused, Some(3)),
            ),
            (
                Accepted,
                Queued,
                NotBooked,
                (ImportState::NotBooked, Some(3)),
            ),
            (Rejected, Queued, Queued, (ImportState::Refused, Some(1))),
        ] {
            let entries = writes(&[(Person, person), (Pin, pin), (Book, book)]);
            assert_eq!(outcome(&entries), told, "{person:?}, {pin:?}, {book:?}");
        }
    }
}
