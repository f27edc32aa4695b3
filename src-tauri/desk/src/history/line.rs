//! What the page asks of History, and what it is told.

use chrono::NaiveDate;
use doorflow::{ChannelId, PersonId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::visits::Visit;
use crate::wall::Moment;

/// How a visit went, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum HistoryState {
    /// Not come yet, and not over.
    Expected,
    /// Under way, and nothing is known of its visitor.
    UnderWay,
    /// Its visitor came, and has not left as far as is known.
    Here,
    /// Its visitor came and left.
    Left,
    /// Its visitor never came.
    NoShow,
    /// Its visitor was turned away at a door, and it is not over.
    Rejected,
    /// Over, and nothing is known of its visitor.
    Over,
    /// Taken back.
    Cancelled,
    /// Another stands in its place.
    Moved,
    /// On its way to DoorFlow.
    Pending,
    /// DoorFlow refused it, or it never got there.
    NotBooked,
}

/// A question: which visits, and which of them are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryAsk {
    /// The first day, `YYYY-MM-DD` in the account's zone; all that is kept where there is none.
    #[ts(type = "string | null")]
    pub first: Option<NaiveDate>,
    /// The last day.
    #[ts(type = "string | null")]
    pub last: Option<NaiveDate>,
    /// Visits at one of these doors; any where there are none.
    #[ts(type = "number[]")]
    pub doors: Vec<ChannelId>,
    /// Visits of this person; anybody's where there is none.
    #[ts(type = "number | null")]
    pub person: Option<PersonId>,
    /// Visits that went so; any where there are none.
    pub states: Vec<HistoryState>,
}

/// How many visits went so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryCount {
    /// How they went.
    pub state: HistoryState,
    /// How many.
    #[ts(type = "number")]
    pub count: usize,
}

/// One visit, and how it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryLine {
    /// The visit.
    pub visit: Visit,
    /// How it went.
    pub state: HistoryState,
    /// When its visitor came; on a visit of several days that goes on, today.
    pub arrived: Option<Moment>,
    /// Somebody at a desk said so, and no door.
    pub by_hand: bool,
    /// When its visitor left, or the visit was over.
    pub left: Option<Moment>,
    /// How often doors turned its visitor away.
    #[ts(type = "number")]
    pub rejected: usize,
    /// Why, the last time, in DoorFlow's words; empty for never.
    pub said: String,
}

/// A part of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryPage {
    /// Which reading of the store this is a part of: further parts of the same are asked for by it.
    #[ts(type = "number")]
    pub reading: u64,
    /// How many visits are shown in all.
    #[ts(type = "number")]
    pub total: usize,
    /// How many there are of each state, shown or not; of states without any there is none.
    pub counts: Vec<HistoryCount>,
    /// What was over before then is not kept on this computer.
    pub kept_from: Moment,
    /// The lines of this part, the latest visit first.
    pub lines: Vec<HistoryLine>,
}
