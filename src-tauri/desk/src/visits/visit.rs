//! One entry of the calendar.

use doorflow::{ChannelId, GroupId, PersonId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::attendance::Attendance;
use crate::booking::{About, Series, VisitKind};
use crate::wall::{DayFrame, Moment};

/// What a visit is doing, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum VisitState {
    /// Asked for, not yet accepted by DoorFlow.
    Pending,
    /// Sent, and the answer was lost.
    Unknown,
    /// DoorFlow refused it, or it never got there.
    NotBooked,
    /// Accepted, not begun.
    Expected,
    /// Its time has begun.
    UnderWay,
    /// Its time has passed.
    Over,
    /// Being taken back.
    Cancelling,
    /// It stands, and goes once the one that takes its place is confirmed.
    Moving,
}

/// Whether a door has what the visit needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Readiness {
    /// It has completed a sync newer than the booking.
    Ready,
    /// It has not yet.
    Waiting,
    /// It is offline and will take it when it returns.
    Offline,
    /// Its last sync failed.
    Failing,
    /// Nothing is known of it (groups do not name their doors).
    NotKnown,
}

/// A door of a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitDoor {
    /// The channel.
    #[ts(type = "number")]
    pub id: ChannelId,
    /// Its name, or its number where DoorFlow lists it no longer.
    pub name: String,
    /// Whether it knows.
    pub readiness: Readiness,
}

/// A group of a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitGroup {
    /// The group.
    #[ts(type = "number")]
    pub id: GroupId,
    /// Its name.
    pub name: String,
}

/// A reservation or a group reservation with its person and places resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Visit {
    /// `r` or `g` and DoorFlow's id; `b` and the desk's own number while DoorFlow has given none.
    pub key: String,
    /// What it is in DoorFlow.
    pub kind: VisitKind,
    /// The visitor.
    #[ts(type = "number")]
    pub person_id: PersonId,
    /// First and last name, or `Person 123` where the directory has none.
    pub name: String,
    /// One or two letters for the round picture.
    pub initials: String,
    /// Department or job title: the line under the name; may be empty.
    pub line: String,
    /// Whom the visitor comes to see, as it was noted here; empty for nobody.
    pub host: String,
    /// From.
    pub start: Moment,
    /// To.
    pub end: Moment,
    /// Its doors, for a reservation.
    pub doors: Vec<VisitDoor>,
    /// Its groups, for a group reservation.
    pub groups: Vec<VisitGroup>,
    /// What it is doing.
    pub state: VisitState,
    /// All its doors together: the worst of them.
    pub readiness: Readiness,
    /// How its visitor came, or did not; absent while nothing is known of that.
    pub attendance: Option<Attendance>,
}

impl Visit {
    /// The names of its doors, or of its groups.
    pub(crate) fn place_names(&self) -> Vec<String> {
        let doors = self.doors.iter().map(|door| door.name.clone());
        let groups = self.groups.iter().map(|group| group.name.clone());
        doors.chain(groups).collect()
    }
}

/// The days asked for and what is on them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Agenda {
    /// Each day from the first to the last.
    pub days: Vec<DayFrame>,
    /// Every visit that touches them, by start, then key.
    pub visits: Vec<Visit>,
}

/// A visit as the drawer shows it, read afresh where DoorFlow can be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitDetails {
    /// The visit.
    pub visit: Visit,
    /// DoorFlow's own number.
    #[ts(type = "number | null")]
    pub doorflow_id: Option<i64>,
    /// When it was made, on the account's clock.
    pub created: Option<Moment>,
    /// When this was read from DoorFlow; absent when it is the desk's last knowledge (offline, or an endpoint that cannot be asked).
    pub read: Option<Moment>,
    /// Whether it can be cancelled now.
    pub cancellable: bool,
    /// What doors reported of its visitor, the latest first.
    pub arrivals: Vec<Arrival>,
    /// The visits that were asked for together with it on this desk; absent for one that was asked for alone.
    pub series: Option<Series>,
    /// What was noted of it here.
    pub about: About,
}

/// What a door reported of a visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Arrival {
    /// When it happened.
    pub at: Moment,
    /// The door; empty where DoorFlow did not say.
    pub door: String,
    /// What happened, in DoorFlow's words.
    pub said: String,
    /// The door stayed shut.
    pub rejected: bool,
}

/// When somebody was last here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LastHere {
    /// When they came in.
    pub at: Moment,
    /// The door that let them in; empty where DoorFlow did not say, and where somebody at a desk said so.
    pub door: String,
    /// Somebody at a desk checked them in, and no door.
    pub by_hand: bool,
}
