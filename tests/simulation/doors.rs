//! What the desk says of the doors, beside what the doors hold.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use desk::booking::VisitKind;
use desk::visits::{Readiness, Visit, VisitState};
use rand::Rng as _;

use super::reception::Reception;

/// Doors that come and go.
const UNSTEADY: [i64; 2] = [1341, 1346];

impl Reception {
    /// Notes every door that is called ready for a visit and does not have it. What DoorFlow has no longer, or will not have in a moment,
    /// says nothing: the doors are told of that too.
    pub(super) fn look_at_doors(&mut self, shown: &[Visit]) {
        let control = self.sandbox.control();
        let now = self.sandbox.clock().now();
        let standing: BTreeMap<String, (i64, DateTime<Utc>)> = control
            .reservations()
            .into_iter()
            .map(|row| (format!("r{}", row.id), (row.id, row.end_time)))
            .collect();
        for visit in shown {
            let comes = matches!(visit.state, VisitState::Expected | VisitState::UnderWay);
            let Some((id, end)) = standing.get(&visit.key) else {
                continue;
            };
            if visit.kind != VisitKind::Reservation || !comes || *end <= now {
                continue;
            }
            for door in &visit.doors {
                if door.readiness != Readiness::Ready {
                    continue;
                }
                self.doors_ready += 1;
                if !control.door_knows(door.id.0, *id) {
                    self.false_ready.push(format!(
                        "door {} is said to have {}, and has not",
                        door.id, visit.key
                    ));
                }
            }
        }
    }

    /// Somebody else has the doors told, or a door goes and comes back.
    pub(super) fn doors_move(&mut self) {
        let control = self.sandbox.control();
        if self.chance(0.5) {
            let heard = control.sync();
            self.story
                .tell(format!("another desk has the doors told: {heard}"));
        } else {
            let door = UNSTEADY[self.rng.random_range(0..UNSTEADY.len())];
            let online = self.chance(0.6);
            control.set_channel_online(door, online);
            self.story.tell(format!("door {door} is online: {online}"));
        }
    }
}
