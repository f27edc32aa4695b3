//! What the rules of booking are told, and what they answer.

use chrono::{DateTime, Utc};
use doorflow::{ChannelId, GroupId, PersonId};

use super::{Plan, Rule, VisitKind};
use crate::zone::AccountZone;

/// Everything that the rules may look at. They read no clock, no store and no network.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Now.
    pub now: DateTime<Utc>,
    /// The account's zone: all of a draft's days and times are of it.
    pub zone: &'a AccountZone,
    /// The person that the draft names, if the directory has them.
    pub person: Option<&'a PersonFacts>,
    /// Every door that DoorFlow lists.
    pub doors: &'a [DoorFacts],
    /// Every group that DoorFlow lists.
    pub groups: &'a [GroupFacts],
    /// That person's other visits, whatever their state, as long as they take place.
    pub others: &'a [Busy],
    /// What the sign-in may do.
    pub may: May,
}

/// What matters of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonFacts {
    /// The person.
    pub id: PersonId,
    /// First and last name.
    pub name: String,
    /// Whether DoorFlow lets them in at all.
    pub enabled: bool,
    /// Not before this instant.
    pub valid_from: Option<DateTime<Utc>>,
    /// Not after this instant.
    pub valid_to: Option<DateTime<Utc>>,
}

/// What matters of a door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorFacts {
    /// The channel.
    pub id: ChannelId,
    /// Its name.
    pub name: String,
    /// Its controller answers.
    pub online: bool,
    /// It stays shut whatever is booked.
    pub lockdown: bool,
}

/// What matters of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupFacts {
    /// The group.
    pub id: GroupId,
    /// Its name.
    pub name: String,
}

/// A time that is taken: from `start` up to, not including, `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// From.
    pub start: DateTime<Utc>,
    /// To.
    pub end: DateTime<Utc>,
}

/// What the sign-in's scopes allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct May {
    /// `account.reservation`.
    pub book_doors: bool,
    /// `account.group_reservation`.
    pub book_groups: bool,
    /// `account.sync`.
    pub sync: bool,
}

/// One thing to ask of DoorFlow: `POST /reservations` or `POST /group_reservations`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// Which of the two.
    pub kind: VisitKind,
    /// The visitor.
    pub person_id: PersonId,
    /// From.
    pub start: DateTime<Utc>,
    /// To; a visit up to the end of the day ends at the instant at which the next day starts.
    pub end: DateTime<Utc>,
    /// Doors, ascending, each once; empty for a group reservation.
    pub channel_ids: Vec<ChannelId>,
    /// Groups, ascending, each once; empty for a reservation.
    pub group_ids: Vec<GroupId>,
}

/// What would come of a draft: for the page, and for the outbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Planned {
    /// For the page.
    pub plan: Plan,
    /// For the outbox, in order of time; empty unless the plan has no problem.
    pub writes: Vec<Write>,
    /// By which rule they belong together; absent for one visit.
    pub rule: Option<Rule>,
}
