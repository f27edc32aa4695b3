//! What the page is told of the writes that are not finally settled.

use doorflow::PersonId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::booking::Problem;
use crate::wall::Moment;

/// What a write asks of DoorFlow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum EntryKind {
    /// To make a visit.
    Book,
    /// To take one back.
    Cancel,
    /// To take back the visit that a moved one replaces, once the new one is confirmed.
    Replace,
    /// To make a person who is not in DoorFlow yet.
    Person,
    /// To give a person a PIN.
    Pin,
    /// To take back what a person was given whom this desk made, since their visits are over.
    Leave,
    /// To revoke one of a person's credentials.
    Revoke,
    /// To write what was noted of a visit into its visitor's fields.
    Describe,
    /// To see that the old group reservation took the person out of no group of the new one when it went.
    Verify,
}

impl EntryKind {
    /// Whether it is a step that follows on another of the same booking.
    #[must_use]
    pub fn is_step(self) -> bool {
        matches!(self, Self::Replace | Self::Verify)
    }

    /// Whether it is settled by DoorFlow's list of visits.
    #[must_use]
    pub fn is_visit(self) -> bool {
        matches!(self, Self::Book | Self::Cancel | Self::Replace)
    }

    /// Whether it deletes a visit.
    #[must_use]
    pub fn takes_away(self) -> bool {
        matches!(self, Self::Cancel | Self::Replace)
    }
}

/// One step of a booking whose writes follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EntryStep {
    /// What it asks for.
    pub what: EntryKind,
    /// Whether it is done.
    pub done: bool,
}

/// Where a write stands that is not finally settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
    /// On the desk's own disk, not yet sent.
    Queued,
    /// On its way.
    InFlight,
    /// Sent, and no answer: Lobby looks for it in DoorFlow's list.
    Unknown,
    /// DoorFlow refused it.
    Rejected,
    /// Known not to be in DoorFlow.
    NotBooked,
    /// Only a person can decide.
    NeedsYou,
}

/// Why a write stands where it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
    /// Nothing is amiss.
    #[default]
    None,
    /// DoorFlow could not be reached.
    Offline,
    /// DoorFlow asked to wait.
    Busy,
    /// This computer could not write its own files.
    Unwritable,
    /// Nobody is signed in (any more).
    SignedOut,
    /// It was sent, and the answer did not come or could not be read.
    AnswerLost,
    /// The program ended while it was being sent.
    Closed,
    /// DoorFlow's list does not have it.
    NotThere,
    /// It was not found, and its start has passed.
    StartPassed,
    /// More than one new visit looks like it.
    Several,
    /// DoorFlow has it, but not as it was asked for.
    Differs,
    /// It was asked for by an earlier run, more than an hour ago.
    Old,
    /// The outbox was put back from a copy: it may have been sent since.
    Restored,
    /// DoorFlow said no.
    Refused,
    /// Its end passed before it could be sent.
    TooLate,
    /// Who it is about is not known here any more, and a person types it again.
    DetailsGone,
    /// It waits until the booking that it takes back is known.
    WaitsForBooking,
    /// Another version of Lobby kept it, for a reason that this one does not know.
    Other,
}

impl Reason {
    /// Whether it says why what is queued is not sent yet, as far as that is not its own fault.
    pub(super) fn is_of_the_way(self) -> bool {
        matches!(
            self,
            Self::None | Self::Offline | Self::Busy | Self::Unwritable | Self::SignedOut
        )
    }
}

/// One write that is not finally settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OutboxEntry {
    /// The desk's own key of it: `b6`.
    pub key: String,
    /// The number of the booking that it belongs to.
    #[ts(type = "number")]
    pub booking: i64,
    /// What it asks for.
    pub what: EntryKind,
    /// The visitor.
    #[ts(type = "number")]
    pub person_id: PersonId,
    /// The visitor's name.
    pub who: String,
    /// What DoorFlow calls the kind of credential that it revokes; absent for other writes.
    pub label: Option<String>,
    /// When the visit starts.
    pub start: Moment,
    /// When the visit ends.
    pub end: Moment,
    /// Names of its doors or groups.
    pub places: Vec<String>,
    /// Where it stands.
    pub state: Standing,
    /// Why.
    pub reason: Reason,
    /// Why it was refused, each reason at its field; known for this run of the program only.
    pub problems: Vec<Problem>,
    /// DoorFlow's or the network's own words, for support, known for this run only; empty when there are none.
    pub detail: String,
    /// Since when it stands so.
    pub since: Moment,
    /// When DoorFlow's list is looked at next; `None` when it is not.
    pub next_look: Option<Moment>,
    /// The calendar's key of the visit that it made or takes back, where that is known.
    pub visit_key: Option<String>,
    /// How many visits look like it that should not be: all but the oldest.
    pub surplus: u32,
    /// All steps of its booking, in order, where they follow one another; else empty. This entry stands for the first that is not done.
    pub steps: Vec<EntryStep>,
    /// Whether it can be sent (again).
    pub can_send_again: bool,
    /// Whether it can be taken off the outbox.
    pub can_give_up: bool,
}
