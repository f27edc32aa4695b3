//! What the door log says of one visit's visitor.

use chrono::TimeDelta;
use doorflow::{EventKind, PersonId};

use super::build::Surroundings;
use super::log::{EARLY, Log};
use super::visit::{Arrival, LastHere};
use crate::building::Building;
use crate::store::StoreError;
use crate::store::visits::VisitRow;
use crate::store::{channels, events, marks};
use crate::zone::AccountZone;

/// Somebody leaves so long after the end at the latest.
const LATE: TimeDelta = TimeDelta::hours(1);
/// The most that are shown.
const MOST: usize = 12;

impl Building {
    /// When a person was last here, as far as this desk has kept it: let in by a door, or checked in by hand, whichever is later.
    pub(crate) async fn last_here(
        &self,
        zone: &AccountZone,
        person: PersonId,
    ) -> Result<Option<LastHere>, StoreError> {
        let read = self.store.read(move |connection| {
            Ok((
                events::last_admit(connection, person)?,
                marks::last_came(connection, person)?,
                channels::all(connection)?,
            ))
        });
        let (admit, by_hand, doors) = read.await?;
        let (doors, _) = Surroundings::places(doors, Vec::new());
        let admitted = admit.map(|event| {
            let door = event
                .door
                .map(|door| Surroundings::door_called(&doors, door.0));
            (event.at, door.unwrap_or_default())
        });
        let checked_in = by_hand.map(|at| (at, String::new()));
        let by_hand = match (&admitted, &checked_in) {
            (Some((admitted, _)), Some((checked_in, _))) => checked_in > admitted,
            (admitted, _) => admitted.is_none(),
        };
        let latest = if by_hand { checked_in } else { admitted };
        Ok(latest.map(|(at, door)| LastHere {
            at: zone.moment(at),
            door,
            by_hand,
        }))
    }

    /// What doors reported of a visit's visitor, from an hour before to an hour after it, the latest first.
    pub(super) async fn arrivals(
        &self,
        zone: &AccountZone,
        row: &VisitRow,
    ) -> Result<Vec<Arrival>, StoreError> {
        let (visit, now) = (row.clone(), self.now());
        let read = self.store.read(move |connection| {
            let log = Log::read(connection, std::slice::from_ref(&visit), now)?;
            Ok((log, channels::all(connection)?))
        });
        let (mut log, doors) = read.await?;
        let (doors, _) = Surroundings::places(doors, Vec::new());
        let events = log.events.remove(&row.person_id).unwrap_or_default();
        let within = (row.start - EARLY)..(row.end + LATE);
        Ok(events
            .into_iter()
            .rev()
            .filter(|event| within.contains(&event.at))
            .take(MOST)
            .map(|event| Arrival {
                at: zone.moment(event.at),
                door: event
                    .door
                    .map(|door| Surroundings::door_called(&doors, door.0))
                    .unwrap_or_default(),
                rejected: event.kind() == EventKind::Reject,
                said: event.label,
            })
            .collect())
    }
}
