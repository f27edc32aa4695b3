//! What the page is told of a booking on its way.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::EntryKind;
use crate::booking::{PlanItem, Problem};

/// How far one write has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StepState {
    /// On the desk's own disk, not yet sent.
    Queued,
    /// On its way.
    InFlight,
    /// DoorFlow has it; the doors do not know yet.
    Accepted,
    /// DoorFlow has been asked to tell the doors.
    Syncing,
    /// Every door of the visit has it.
    Ready,
    /// DoorFlow refused it.
    Rejected,
    /// Sent, and no answer: Lobby does not know whether DoorFlow has it.
    Unknown,
    /// Never reached DoorFlow.
    NotBooked,
    /// Only a person can decide; the outbox says why.
    NeedsYou,
}

/// One write of a booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// What it asks of DoorFlow.
    pub what: EntryKind,
    /// What was asked for.
    pub item: PlanItem,
    /// How far it has come.
    pub state: StepState,
    /// The calendar's key of it: the visit that it became (`r123`, `g45`), or its own (`b6`) as long as it has become none.
    pub visit_key: Option<String>,
    /// Why it was refused, each reason at its field.
    pub problems: Vec<Problem>,
    /// DoorFlow's or the network's own words, for support; empty when there are none.
    pub detail: String,
}

/// A booking and its steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// The booking's number on this desk.
    #[ts(type = "number")]
    pub booking: i64,
    /// The visitor's name; of several, with commas between them.
    pub who: String,
    /// Its steps, in order of time.
    pub steps: Vec<Step>,
}
