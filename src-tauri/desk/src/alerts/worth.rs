//! What is worth an alert: each thing once, and nothing that happened before somebody was here to be told. Pure, given what is known.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use doorflow::ChannelId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::outbox::{EntryKind, Standing};
use crate::store::channels::ChannelRow;
use crate::visits::{Presence, Visit, VisitState};

/// A door that is offline matters to visits that begin so soon.
pub(super) const SOON: TimeDelta = TimeDelta::hours(1);

/// What has happened that somebody should know who does not look at the window. All that came together is one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Alert {
    /// Visits whose visitors a door let in, or turned away.
    pub arrivals: Vec<Visit>,
    /// Doors that are offline, and that somebody is about to need.
    pub doors: Vec<DoorAway>,
    /// Writes that wait for a person.
    pub needing: Vec<Needing>,
}

impl Alert {
    fn is_empty(&self) -> bool {
        self.arrivals.is_empty() && self.doors.is_empty() && self.needing.is_empty()
    }
}

/// A door that went offline before a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DoorAway {
    /// Its name.
    pub name: String,
    /// The visits that need it within the hour and whose visitors have not come, by start; at least one.
    pub visits: Vec<Visit>,
}

/// A write that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Needing {
    /// The visitor's name.
    pub who: String,
    /// What it asks of DoorFlow.
    pub what: EntryKind,
    /// Where it stands.
    pub state: Standing,
}

/// A write that waits for a person, as it is found.
#[derive(Clone, Debug)]
pub(super) struct Waits {
    /// The desk's own number of it.
    pub(super) id: i64,
    /// Since when it stands so.
    pub(super) since: DateTime<Utc>,
    pub(super) what: Needing,
}

/// What is known at one moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    /// Visits of which doors have reported something since the last look.
    pub(super) arrivals: Vec<Visit>,
    /// Every door.
    pub(super) doors: Vec<ChannelRow>,
    /// The visits that begin within [`SOON`] or are under way; asked for only where a door is [`missed`](Watch::misses).
    pub(super) coming: Vec<Visit>,
    /// Every write that waits for a person.
    pub(super) needing: Vec<Waits>,
}

/// What was told, and what was seen that may be worth telling once it changes.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    /// When somebody was first here to be told.
    began: DateTime<Utc>,
    /// Who came, or was turned away, at which visit and on which day.
    arrived: HashSet<(String, Presence, Option<NaiveDate>)>,
    /// Doors that were seen to be online, until their going is told.
    online: HashSet<ChannelId>,
    /// Writes that wait for a person and were told.
    needing: HashSet<i64>,
}

impl Watch {
    /// A watch that begins now: what an earlier one has told is before that.
    pub(super) fn begun(began: DateTime<Utc>) -> Self {
        Self {
            began,
            arrived: HashSet::new(),
            online: HashSet::new(),
            needing: HashSet::new(),
        }
    }

    /// A watch that began by a clock that was ahead began no later than now.
    pub(super) fn not_after(&mut self, now: DateTime<Utc>) {
        self.began = self.began.min(now);
    }

    /// Whether a door that was online is not, so that it matters who needs it.
    pub(super) fn misses(&self, doors: &[ChannelRow]) -> bool {
        doors.iter().any(|door| self.missed(door))
    }

    fn missed(&self, door: &ChannelRow) -> bool {
        !door.online && self.online.contains(&door.id)
    }

    /// What of it is worth telling; it is not told again.
    pub(super) fn worth(&mut self, look: Look) -> Option<Alert> {
        let alert = Alert {
            arrivals: self.arrivals(look.arrivals),
            doors: self.doors(&look.doors, &look.coming),
            needing: self.needing(look.needing),
        };
        (!alert.is_empty()).then_some(alert)
    }

    fn arrivals(&mut self, visits: Vec<Visit>) -> Vec<Visit> {
        // The latest of what was said of a visit: who was turned away and then let in is here.
        let mut latest: Vec<Visit> = Vec::new();
        for visit in visits {
            latest.retain(|other| other.key != visit.key);
            latest.push(visit);
        }
        latest.retain(|visit| {
            let Some(attendance) = &visit.attendance else {
                return false;
            };
            let new = attendance
                .at
                .as_ref()
                .is_some_and(|at| at.utc >= self.began);
            let day = attendance.at.as_ref().map(|at| at.date);
            new && self
                .arrived
                .insert((visit.key.clone(), attendance.presence, day))
        });
        latest
    }

    fn doors(&mut self, doors: &[ChannelRow], coming: &[Visit]) -> Vec<DoorAway> {
        let mut away = Vec::new();
        for door in doors.iter().filter(|door| self.missed(door)) {
            let needs = |visit: &&Visit| {
                is_awaited(visit) && visit.doors.iter().any(|its| its.id == door.id)
            };
            let visits: Vec<Visit> = coming.iter().filter(needs).cloned().collect();
            if !visits.is_empty() {
                away.push((
                    door.id,
                    DoorAway {
                        name: door.name.clone(),
                        visits,
                    },
                ));
            }
        }
        let online = doors.iter().filter(|door| door.online);
        self.online.extend(online.map(|door| door.id));
        // One that nobody needs yet stays missed, since somebody may before it is back.
        away.into_iter()
            .map(|(id, away)| {
                self.online.remove(&id);
                away
            })
            .collect()
    }

    fn needing(&mut self, all: Vec<Waits>) -> Vec<Needing> {
        let waiting: HashSet<i64> = all.iter().map(|waits| waits.id).collect();
        self.needing.retain(|id| waiting.contains(id));
        all.into_iter()
            .filter(|waits| waits.since >= self.began && self.needing.insert(waits.id))
            .map(|waits| waits.what)
            .collect()
    }
}

/// Whether a visit's visitor is still to come.
fn is_awaited(visit: &Visit) -> bool {
    let came = visit
        .attendance
        .as_ref()
        .is_some_and(|attendance| matches!(attendance.presence, Presence::Here | Presence::Left));
    matches!(visit.state, VisitState::Expected | VisitState::UnderWay) && !came
}

#[cfg(test)]
mod tests;
