//! One write as the outbox keeps it.

use chrono::{DateTime, Utc};
use doorflow::PersonId;

use super::series::InSeries;
use crate::booking::VisitKind;
use crate::outbox::{EntryKind, Reason};
use crate::store::visits::VisitRow;
use crate::visits::build::Told;

/// How far a write has come, as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryState {
    /// To be sent.
    Queued,
    /// Being sent: after a restart it counts as unknown.
    InFlight,
    /// DoorFlow has it; a visit that was to be cancelled is gone.
    Accepted,
    /// DoorFlow refused it.
    Rejected,
    /// Sent, outcome not known.
    Unknown,
    /// Known not to have been made.
    NotBooked,
    /// A person decides.
    NeedsYou,
}

impl EntryState {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::InFlight => "in_flight",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
            Self::NotBooked => "not_booked",
            Self::NeedsYou => "needs_you",
        }
    }

    /// Whether the visit may come to be: not refused, and not known to be absent.
    pub(crate) fn may_take_place(self) -> bool {
        !matches!(self, Self::Rejected | Self::NotBooked)
    }

    /// A state that this program does not know asks a person to look.
    pub(super) fn from_key(key: &str) -> Self {
        match key {
            "queued" => Self::Queued,
            "in_flight" => Self::InFlight,
            "accepted" => Self::Accepted,
            "rejected" => Self::Rejected,
            "unknown" => Self::Unknown,
            "not_booked" => Self::NotBooked,
            _ => Self::NeedsYou,
        }
    }
}

/// What the files have written: not the page's names, which may become others.
impl EntryKind {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Cancel => "cancel",
            Self::Replace => "replace",
            Self::Person => "person",
            Self::Pin => "pin",
            Self::Leave => "leave",
            Self::Revoke => "revoke",
            Self::Describe => "describe",
            Self::Verify => "verify",
        }
    }

    /// `None` for what this program does not know: nobody could tell what it asks for.
    pub(super) fn from_key(key: &str) -> Option<Self> {
        Some(match key {
            "book" => Self::Book,
            "cancel" => Self::Cancel,
            "replace" => Self::Replace,
            "person" => Self::Person,
            "pin" => Self::Pin,
            "leave" => Self::Leave,
            "revoke" => Self::Revoke,
            "describe" => Self::Describe,
            "verify" => Self::Verify,
            _ => return None,
        })
    }
}

impl Reason {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Offline => "offline",
            Self::Busy => "busy",
            Self::Unwritable => "unwritable",
            Self::SignedOut => "signedOut",
            Self::AnswerLost => "answerLost",
            Self::Closed => "closed",
            Self::NotThere => "notThere",
            Self::StartPassed => "startPassed",
            Self::Several => "several",
            Self::Differs => "differs",
            Self::Old => "old",
            Self::Restored => "restored",
            Self::Refused => "refused",
            Self::TooLate => "tooLate",
            Self::DetailsGone => "detailsGone",
            Self::WaitsForBooking => "waitsForBooking",
            Self::Other => "other",
        }
    }

    pub(super) fn from_key(key: &str) -> Self {
        match key {
            "none" => Self::None,
            "offline" => Self::Offline,
            "busy" => Self::Busy,
            "unwritable" => Self::Unwritable,
            "signedOut" => Self::SignedOut,
            "answerLost" => Self::AnswerLost,
            "closed" => Self::Closed,
            "notThere" => Self::NotThere,
            "startPassed" => Self::StartPassed,
            "several" => Self::Several,
            "differs" => Self::Differs,
            "old" => Self::Old,
            "restored" => Self::Restored,
            "refused" => Self::Refused,
            "tooLate" => Self::TooLate,
            "detailsGone" => Self::DetailsGone,
            "waitsForBooking" => Self::WaitsForBooking,
            _ => Self::Other,
        }
    }
}

/// One write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EntryRow {
    /// The desk's own number; 0 before it is kept.
    pub(crate) id: i64,
    /// The booking that it belongs to.
    pub(crate) booking: i64,
    pub(crate) what: EntryKind,
    pub(crate) kind: VisitKind,
    pub(crate) person_id: PersonId,
    pub(crate) start: DateTime<Utc>,
    pub(crate) end: DateTime<Utc>,
    pub(crate) place_ids: Vec<i64>,
    /// Visits that DoorFlow was known to hold for the same person, instants and places before this was sent.
    pub(crate) held: Vec<i64>,
    pub(crate) state: EntryState,
    pub(crate) reason: Reason,
    /// The visit that it made or takes back.
    pub(crate) visit_id: Option<i64>,
    /// The booking that must be known before this can be done.
    pub(crate) after: Option<i64>,
    /// Whether the calendar's store has what came of it.
    pub(crate) kept: bool,
    /// Whether the doors know of it; `None` when there is nothing to tell.
    pub(crate) told: Option<Told>,
    /// Visits that look like it, where several do; ascending.
    pub(crate) alike: Vec<i64>,
    pub(crate) made_at: DateTime<Utc>,
    /// When it was first sent.
    pub(crate) sent_at: Option<DateTime<Utc>>,
    /// When it came into its state.
    pub(crate) since: DateTime<Utc>,
    /// When its outcome became unknown.
    pub(crate) unknown_at: Option<DateTime<Utc>>,
    /// When DoorFlow's list is to be looked at for it.
    pub(crate) next_look: Option<DateTime<Utc>>,
    /// What a person who is to be made is marked with, here and in DoorFlow.
    pub(crate) mark: Option<String>,
    /// The series that its visit is one of.
    pub(crate) series: Option<InSeries>,
    /// DoorFlow's id of the PIN that it gave, or of the credential that it takes back.
    pub(crate) made: Option<String>,
    /// Under which key it is kept what was noted of the visit that it makes.
    pub(crate) about: Option<String>,
    /// What DoorFlow calls the kind of credential that it revokes.
    pub(crate) label: Option<String>,
}

impl EntryRow {
    /// A write that is to be sent.
    pub(crate) fn queued(what: EntryKind, visit: &VisitRow, now: DateTime<Utc>) -> Self {
        Self {
            id: 0,
            booking: 0,
            what,
            kind: visit.kind,
            person_id: visit.person_id,
            start: visit.start,
            end: visit.end,
            place_ids: visit.place_ids.clone(),
            held: Vec::new(),
            state: EntryState::Queued,
            reason: Reason::None,
            visit_id: what.takes_away().then_some(visit.id),
            after: None,
            kept: false,
            told: None,
            alike: Vec::new(),
            made_at: now,
            sent_at: None,
            since: now,
            unknown_at: None,
            next_look: None,
            mark: None,
            series: None,
            made: None,
            about: None,
            label: None,
        }
    }

    /// The same write in another state, since now.
    pub(crate) fn into_state(self, state: EntryState, reason: Reason, now: DateTime<Utc>) -> Self {
        let same = self.state == state && self.reason == reason;
        Self {
            state,
            reason,
            since: if same { self.since } else { now },
            ..self
        }
    }

    /// Whether it follows on another write of the same booking.
    pub(crate) fn follows(&self) -> bool {
        self.after.is_some() && self.booking != self.id
    }

    /// The number of the booking that first makes its person; `None` once that is done.
    pub(crate) fn newcomer(&self) -> Option<i64> {
        newcomer(self.person_id)
    }

    /// Whether the calendar shows it as an entry of its own.
    pub(crate) fn shows(&self) -> bool {
        self.what == EntryKind::Book
            && (self.state != EntryState::Accepted || self.became_another())
    }

    /// Whether DoorFlow made another visit of it than it asked for, which the calendar's store does not have yet: what that visit is
    /// cannot be told from the write.
    pub(crate) fn became_another(&self) -> bool {
        self.state == EntryState::Accepted && self.reason == Reason::Differs && !self.kept
    }

    /// Whether it is taking a visit back.
    pub(crate) fn takes_back(&self) -> bool {
        self.what == EntryKind::Cancel && self.under_way()
    }

    /// Whether it is on its way by itself: not done, and not with a person.
    pub(crate) fn under_way(&self) -> bool {
        matches!(
            self.state,
            EntryState::Queued | EntryState::InFlight | EntryState::Unknown
        )
    }

    /// The visit that it asks for, under this number.
    pub(crate) fn visit(&self, id: i64) -> VisitRow {
        VisitRow {
            kind: self.kind,
            id,
            person_id: self.person_id,
            start: self.start,
            end: self.end,
            place_ids: self.place_ids.clone(),
            deactivated: false,
            created_at: self.sent_at,
        }
    }
}

/// The number of the booking that first makes this person; `None` for one whom DoorFlow has.
pub(crate) fn newcomer(person: PersonId) -> Option<i64> {
    (person.0 < 0).then_some(-person.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_the_file_is_read_by_every_version() {
        let kinds = [
            "book", "cancel", "replace", "person", "pin", "leave", "revoke", "describe", "verify",
        ];
        for key in kinds {
            let kind = EntryKind::from_key(key);
            assert_eq!(kind.map(EntryKind::key), Some(key));
        }
        let reasons = [
            "none",
            "offline",
            "busy",
            "unwritable",
            "signedOut",
            "answerLost",
            "closed",
            "notThere",
            "startPassed",
            "several",
            "differs",
            "old",
            "restored",
            "refused",
            "tooLate",
            "detailsGone",
            "waitsForBooking",
        ];
        for key in reasons {
            assert_eq!(Reason::from_key(key).key(), key);
        }
        let states = [
            "queued",
            "in_flight",
            "accepted",
            "rejected",
            "unknown",
            "not_booked",
            "needs_you",
        ];
        for key in states {
            assert_eq!(EntryState::from_key(key).key(), key);
        }
        let visit = VisitRow {
            kind: VisitKind::Reservation,
            id: 0,
            person_id: PersonId(3),
            start: DateTime::UNIX_EPOCH,
            end: DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(1),
            place_ids: vec![1],
            deactivated: false,
            created_at: None,
        };
        let now = DateTime::UNIX_EPOCH;
        let waits = |reason| {
            EntryRow::queued(EntryKind::Book, &visit, now)
                .into_state(EntryState::NeedsYou, Reason::from_key(reason), now)
                .can_send_again(now)
        };
        assert!(waits("restored"));
        assert!(!waits("of a newer Lobby"), "it may be there more than once");
    }
}
