//! What the receptionist wants of DoorFlow.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use desk::booking::VisitKind;
use desk::outbox::OutboxEntry;
use desk::visits::Visit;
use doorflow::PersonId;
use sandbox::{GroupReservationState, Sandbox};

use super::guests::who;

/// A person, from when to when, and where. No two that the receptionist wants are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) kind: VisitKind,
    /// As [`who`] tells people apart.
    pub(super) person: i64,
    pub(super) start: DateTime<Utc>,
    pub(super) end: DateTime<Utc>,
    pub(super) places: Vec<i64>,
}

impl Wish {
    /// Who and when: that tells wishes apart where the places are known by their names only.
    pub(super) fn is_at(&self, person: i64, start: DateTime<Utc>, end: DateTime<Utc>) -> bool {
        (self.person, self.start, self.end) == (person, start, end)
    }

    /// Whether the same person is to be there at the same time in the same way.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        (self.kind, self.person) == (other.kind, other.person)
            && self.start < other.end
            && self.end > other.start
    }

    pub(super) fn is(&self, visit: &Visit) -> bool {
        let person = who(&visit.name, visit.person_id.0);
        self.kind == visit.kind && self.is_at(person, visit.start.utc, visit.end.utc)
    }

    /// Whether a write of the outbox is about it.
    pub(super) fn is_of(&self, entry: &OutboxEntry) -> bool {
        (self.start, self.end) == (entry.start.utc, entry.end.utc)
    }

    pub(super) fn person_id(&self) -> PersonId {
        PersonId(self.person)
    }
}

/// What is known of how a booking was asked for, or taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Asked {
    #[default]
    No,
    /// The desk has taken it on.
    Yes,
    /// The program ended meanwhile, or a person has left it to chance: either outcome is right.
    Perhaps,
}

impl Asked {
    /// What the desk's answer says; `None` where the program ended meanwhile.
    pub(super) fn by<T, E>(said: Option<&Result<T, E>>) -> Self {
        match said {
            None => Self::Perhaps,
            Some(Ok(_)) => Self::Yes,
            Some(Err(_)) => Self::No,
        }
    }
}

/// One visit that the receptionist booked.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing of its own that may have happened"
)]
pub(super) struct Intent {
    pub(super) number: usize,
    pub(super) wish: Wish,
    pub(super) booked: Asked,
    pub(super) cancelled: Asked,
    /// The desk has said that it is not booked, and the person has left it at that.
    pub(super) given_up: bool,
    /// How often a person had it sent again.
    pub(super) again: usize,
    /// It was made since the copy of the files that was put back later: of what was not in DoorFlow, nothing can be known.
    pub(super) forgotten: bool,
    /// Another desk booked the same, or took this one back.
    pub(super) others: bool,
    /// The booking whose place this one is to take.
    pub(super) replaces: Option<usize>,
    /// The booking that is to take the place of this one.
    pub(super) replaced_by: Option<usize>,
    /// The receptionist was told that DoorFlow has it.
    pub(super) shown: bool,
    /// A person has left it at that when the desk could not say whether its visitor is in their groups.
    pub(super) unverified: bool,
}

impl Intent {
    pub(super) fn new(number: usize, wish: Wish) -> Self {
        Self {
            number,
            wish,
            booked: Asked::No,
            cancelled: Asked::No,
            given_up: false,
            again: 0,
            forgotten: false,
            others: false,
            replaces: None,
            replaced_by: None,
            shown: false,
            unverified: false,
        }
    }
}

impl Intent {
    /// Nobody has taken it back, or put another in its place.
    pub(super) fn is_left_alone(&self) -> bool {
        self.cancelled == Asked::No && self.replaced_by.is_none()
    }

    /// Whatever became of it is right.
    pub(super) fn is_left_to_chance(&self) -> bool {
        self.given_up || self.forgotten || self.others
    }
}

/// A visit that DoorFlow has, as its own books say.
#[derive(Clone, Debug)]
pub(super) struct Real {
    pub(super) key: String,
    pub(super) wish: Wish,
}

/// The calendar's key of a visit.
pub(super) fn key(kind: VisitKind, id: i64) -> String {
    match kind {
        VisitKind::Reservation => format!("r{id}"),
        VisitKind::GroupReservation => format!("g{id}"),
    }
}

/// Everything that DoorFlow has now.
pub(super) fn real(sandbox: &Sandbox) -> Vec<Real> {
    let control = sandbox.control();
    let whom: HashMap<i64, i64> = control
        .people()
        .iter()
        .map(|person| (person.id, who(&person.name(), person.id)))
        .collect();
    let whom = |id: i64| whom.get(&id).copied().unwrap_or(id);
    let single = control.reservations().into_iter().map(|row| Real {
        key: key(VisitKind::Reservation, row.id),
        wish: Wish {
            kind: VisitKind::Reservation,
            person: whom(row.person_id),
            start: row.start_time,
            end: row.end_time,
            places: row.channel_ids,
        },
    });
    let group = control
        .group_reservations()
        .into_iter()
        // One that was over before it could be taken back took place.
        .filter(|row| {
            row.state != GroupReservationState::Deactivated || row.updated_at >= row.end_time
        })
        .map(|row| Real {
            key: key(VisitKind::GroupReservation, row.id),
            wish: Wish {
                kind: VisitKind::GroupReservation,
                person: whom(row.person_id),
                start: row.start_time,
                end: row.end_time,
                places: row.group_ids,
            },
        });
    single.chain(group).collect()
}
