//! What the page asks of the door log, and what it is told.

use chrono::NaiveDate;
use doorflow::{ChannelId, PersonId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wall::Moment;

/// What a door did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DoorOutcome {
    /// It opened for somebody.
    LetIn,
    /// It stayed shut.
    TurnedAway,
    /// Something else.
    Other,
}

/// A question: which events, and which of them are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DoorLogAsk {
    /// The first day, `YYYY-MM-DD` in the account's zone; as far back as DoorFlow goes where there is none.
    #[ts(type = "string | null")]
    pub first: Option<NaiveDate>,
    /// The last day.
    #[ts(type = "string | null")]
    pub last: Option<NaiveDate>,
    /// At one of these doors; at any where there are none.
    #[ts(type = "number[]")]
    pub doors: Vec<ChannelId>,
    /// Of this person; anybody's where there is none.
    #[ts(type = "number | null")]
    pub person: Option<PersonId>,
    /// With these outcomes; any where there are none.
    pub outcomes: Vec<DoorOutcome>,
}

/// How many events went so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DoorCount {
    /// How they went.
    pub outcome: DoorOutcome,
    /// How many.
    #[ts(type = "number")]
    pub count: usize,
}

/// One event, as a line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DoorEvent {
    /// DoorFlow's number of it.
    #[ts(type = "number")]
    pub id: i64,
    /// When it happened at the door.
    pub at: Moment,
    /// What the door did.
    pub outcome: DoorOutcome,
    /// What happened, in DoorFlow's words.
    pub said: String,
    /// The door's name.
    pub door: String,
    /// Whose it was, where that is known.
    #[ts(type = "number | null")]
    pub person: Option<PersonId>,
    /// Their name; empty where DoorFlow does not say.
    pub name: String,
    /// The directory knows them.
    pub known: bool,
}

/// Lines of the list, and how far it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DoorLogPage {
    /// The number of the reading, for asking for more of the same list.
    #[ts(type = "number")]
    pub reading: u64,
    /// How many lines there are so far.
    #[ts(type = "number")]
    pub total: usize,
    /// How many there are of each outcome.
    pub counts: Vec<DoorCount>,
    /// How many events were looked at.
    #[ts(type = "number")]
    pub read: usize,
    /// Of how many, by DoorFlow's own figure.
    #[ts(type = "number | null")]
    pub of: Option<u64>,
    /// Events that could not be understood.
    #[ts(type = "number")]
    pub unreadable: usize,
    /// All that was asked for is here, or as much as is read of one question.
    pub complete: bool,
    /// When the first of it was read: what doors reported since is not in the list.
    pub read_at: Moment,
    /// From when on events are asked for: DoorFlow keeps 90 days of them.
    pub since: Moment,
    /// Where not all was read: nothing before this was.
    pub nothing_before: Option<Moment>,
    /// Where not all was read: nothing after this was.
    pub nothing_after: Option<Moment>,
    /// The lines that were asked for.
    pub events: Vec<DoorEvent>,
}
