//! The program is closed: what waits for its next start, and what is still brought to its end.

use std::time::Duration;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::outbox::{EntryKind, Standing, first_of_each};
use crate::store::outbox::EntryRow;

/// For so long a renewal of the sign-in is waited for.
const LANDING: Duration = Duration::from_secs(3);

/// What is not done as the program is to be closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    /// Bookings and cancellations that are not through to DoorFlow. They are kept, and go on at the next start; a booking that is an hour old
    /// by then is first asked about.
    pub unsent: u32,
    /// Changes of what somebody has or is said to be, such as a PIN, that are not. They are kept, and go on at the next start.
    pub changes: u32,
    /// Rows of an import that runs, of which nothing is kept.
    pub rows: u32,
}

impl Undone {
    /// There is nothing to say.
    #[must_use]
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// How many bookings and cancellations wait for no person and are not through to DoorFlow, and how many other changes.
fn on_the_way(open: &[EntryRow]) -> (u32, u32) {
    let (mut unsent, mut changes) = (0, 0);
    for entry in first_of_each(open) {
        let waits = matches!(
            entry.standing(),
            Some(Standing::Queued | Standing::InFlight | Standing::Unknown)
        );
        // The visits of somebody new wait for that one, who stands for them.
        let of_visits =
            entry.what.is_visit() || matches!(entry.what, EntryKind::Person | EntryKind::Verify);
        let counted = if of_visits { &mut unsent } else { &mut changes };
        *counted += u32::from(waits);
    }
    (unsent, changes)
}

impl Desk {
    /// What would not be done if the program were closed now; nothing in the demo, of which nothing is kept anyway.
    ///
    /// # Errors
    /// `machine` when the store cannot be read.
    pub async fn undone(&self) -> Result<Undone, DeskError> {
        let building = self.building();
        if self.is_demo() || building.known_account().is_none() {
            return Ok(Undone::default());
        }
        let open = building.open_entries().await?;
        let (unsent, changes) = on_the_way(&open);
        let rows = building.import.rows_to_come();
        Ok(Undone {
            unsent,
            changes,
            rows,
        })
    }

    /// Ends the desk's work as [`Desk::close`] does, but waits a little for a renewal of the sign-in that is under way: the refresh token that it
    /// replaces is dead, and the next start would find that one alone.
    pub async fn end(&self) {
        self.stop_work();
        let building = self.building();
        let landed = tokio::time::timeout(LANDING, building.session.landed()).await;
        if landed.is_err() {
            tracing::warn!("the program ends before DoorFlow has renewed the sign-in");
        }
        self.close();
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use doorflow::PersonId;

    use super::*;
    use crate::booking::VisitKind;
    use crate::store::outbox::EntryState;
    use crate::store::visits::VisitRow;

    #[test]
    fn only_what_books_or_cancels_is_counted_as_that() {
        let now: DateTime<Utc> = "2026-11-19T09:00:00Z".parse().unwrap();
        let visit = VisitRow {
            kind: VisitKind::Reservation,
            id: 7,
            person_id: PersonId(3),
            start: now,
            end: now + TimeDelta::hours(1),
            place_ids: vec![1],
            deactivated: false,
            created_at: None,
        };
        let write = |(id, what)| EntryRow {
            id,
            booking: id,
            ..EntryRow::queued(what, &visit, now)
        };
        let of_kinds = |all: &[EntryKind]| {
            let all: Vec<_> = (1..).zip(all.iter().copied()).map(write).collect();
            on_the_way(&all)
        };
        let visits = [EntryKind::Book, EntryKind::Cancel, EntryKind::Verify];
        assert_eq!(of_kinds(&visits), (3, 0));
        let others = [
            EntryKind::Pin,
            EntryKind::Leave,
            EntryKind::Revoke,
            EntryKind::Describe,
        ];
        assert_eq!(of_kinds(&others), (0, 4));
        let person = write((1, EntryKind::Person));
        let visit_of = EntryRow {
            booking: 1,
            after: Some(1),
            ..write((2, EntryKind::Book))
        };
        assert_eq!(on_the_way(&[person, visit_of]), (1, 0), "one booking");
        let for_a_person = EntryRow {
            state: EntryState::NeedsYou,
            ..write((1, EntryKind::Book))
        };
        assert_eq!(on_the_way(&[for_a_person]), (0, 0));
    }
}
