//! What a line of text was understood to say.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::booking::{Note, Place, Problem, Repeat};
use crate::directory::Hit;

/// What some words of a text say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "QuickKind")]
pub enum Kind {
    /// The visitor.
    Who,
    /// Somebody who comes besides.
    Besides,
    /// The day, or the time.
    When,
    /// On which dates it comes again.
    Repeat,
    /// A door or a group.
    Where,
    /// A PIN for a new visitor.
    Pin,
    /// Nothing that the other words do not.
    Filler,
    /// A place, but not which one.
    Unclear,
    /// It was not understood.
    Unknown,
}

/// Some words of a text. Counted in UTF-16 code units, as the page counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "QuickPart")]
pub struct Part {
    /// First unit.
    pub start: u16,
    /// How many.
    pub len: u16,
    /// What they say.
    pub kind: Kind,
}

/// One way to understand a text. What it does not say of days and times is empty, and is filled in as a new booking is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "QuickReading")]
pub struct Reading {
    /// Each word in one of them, in order.
    pub parts: Vec<Part>,
    /// Who may be the visitor, best first.
    pub hits: Vec<Hit>,
    /// How many may be in all.
    pub total: u32,
    /// Who comes besides.
    pub others: Vec<Hit>,
    /// The words that are a name nobody has; empty where somebody has it, or nobody was named. Whoever is found has a name like it.
    pub newcomer: String,
    /// First day, `YYYY-MM-DD` in the account's zone.
    pub date: String,
    /// Last day, where there are several.
    pub last_date: String,
    /// From, `HH:MM`.
    pub from: String,
    /// To, `HH:MM` up to `24:00`.
    pub to: String,
    /// It comes again; absent where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub repeat: Option<Repeat>,
    /// Doors or groups; absent where none was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub place: Option<Place>,
    /// A PIN is asked for.
    pub pin: bool,
    /// It would go past midnight, and ends there.
    pub cut: bool,
    /// What is wrong with the times, and what is unclear of the places.
    pub problems: Vec<Problem>,
    /// What to know of the times.
    pub notes: Vec<Note>,
}

/// The answer to one text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuickAdd {
    /// The text it answers.
    pub text: String,
    /// Best first; empty where nothing is in it but a name or something else to look for.
    pub readings: Vec<Reading>,
    /// All of it is somebody's name as well, who then comes first.
    pub is_name: bool,
}
