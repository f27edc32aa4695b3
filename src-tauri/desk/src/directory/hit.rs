//! What a look-up answers.

use doorflow::PersonId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A run of characters that matched, for marking. Counted in UTF-16 code units, as the page counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    /// First unit.
    pub start: u16,
    /// How many.
    pub len: u16,
}

/// Why a person cannot be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Bar {
    /// Disabled in DoorFlow.
    Disabled,
    /// `valid_to` has passed.
    Expired,
    /// `valid_from` has not come.
    NotYet,
}

/// A person found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Hit {
    /// The person.
    #[ts(type = "number")]
    pub id: PersonId,
    /// First and last name.
    pub name: String,
    /// One or two letters for the round picture.
    pub initials: String,
    /// The line under the name: department or job title, e-mail, system id; what matched comes first.
    pub line: String,
    /// What matched in `name`.
    pub name_spans: Vec<Span>,
    /// What matched in `line`.
    pub line_spans: Vec<Span>,
    /// Why the person cannot be booked today, if so.
    pub bar: Option<Bar>,
}

/// The answer to one look-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The text it answers, so that a late answer is never taken for a newer one.
    pub text: String,
    /// Best first.
    pub hits: Vec<Hit>,
    /// How many matched in all.
    pub total: u32,
    /// How many people the directory holds.
    pub people: u32,
}
