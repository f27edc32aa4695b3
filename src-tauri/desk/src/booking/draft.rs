//! What the receptionist asks for, and what would come of it.

use doorflow::{ChannelId, GroupId, PersonId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{About, Repeat};
use crate::wall::Moment;

/// A booking as the drawer holds it: wall times of the account, not yet instants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// The visitor; absent until one is chosen.
    #[ts(type = "number | null")]
    pub person_id: Option<PersonId>,
    /// First day, `YYYY-MM-DD` in the account's zone.
    pub date: String,
    /// Last day, for a visit of several days; the same as `date` or empty for one day.
    pub last_date: String,
    /// From, `HH:MM` (also `9`, `930`, `9:30`, `9am`).
    pub from: String,
    /// To, written like `from`; `24:00` and `00:00` mean the end of the day.
    pub to: String,
    /// Doors, or groups.
    pub place: Place,
    /// It comes again; absent for one that does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub repeat: Option<Repeat>,
    /// Who comes besides, at the same time and place; for them all of it is made as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<f64>>")]
    pub others: Vec<PersonId>,
    /// What is noted of each of its visits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub about: Option<About>,
}

/// When a visit that is booked is to be instead: wall times of the account, written as in a [`Draft`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NewTimes {
    /// First day, `YYYY-MM-DD` in the account's zone.
    pub date: String,
    /// Last day of a visit by groups; the same as `date` or empty for one day.
    pub last_date: String,
    /// From.
    pub from: String,
    /// To.
    pub to: String,
}

/// Where a visitor may go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Place {
    /// Single doors: one reservation a day.
    Doors {
        /// The doors chosen.
        #[ts(type = "number[]")]
        channel_ids: Vec<ChannelId>,
    },
    /// Groups: one group reservation, whatever its length.
    Groups {
        /// The groups chosen.
        #[ts(type = "number[]")]
        group_ids: Vec<GroupId>,
    },
}

impl Default for Place {
    /// No door yet.
    fn default() -> Self {
        Self::Doors {
            channel_ids: Vec::new(),
        }
    }
}

/// Where in the drawer something belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Field {
    /// The visitor.
    Who,
    /// The first day.
    Date,
    /// The last day.
    LastDate,
    /// The start.
    From,
    /// The end.
    To,
    /// On which dates it comes again.
    Repeat,
    /// Doors or groups.
    Place,
}

/// Why a draft cannot be booked as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ProblemCode {
    /// Nobody chosen.
    NoPerson,
    /// A newcomer's first or last name is missing.
    NoName,
    /// Not an e-mail address.
    BadEmail,
    /// Somebody who is not in DoorFlow yet is booked without others.
    NewcomerAlone,
    /// Some of those who come besides cannot be booked; the subject says how many. Each says why.
    OthersAmiss,
    /// The person is not in the directory.
    UnknownPerson,
    /// DoorFlow has the person switched off.
    PersonDisabled,
    /// The visit begins before the person's `valid_from`; the subject is that time.
    BeforeValidity,
    /// The visit ends after the person's `valid_to`; the subject is that time.
    AfterValidity,
    /// Not a date.
    BadDate,
    /// Not a time of day.
    BadTime,
    /// The clocks go forward over this time on that day; the subject names the time and the day.
    TimeSkipped,
    /// Start and end are the same, or closer than a minute.
    TooShort,
    /// A door reservation may not run past midnight; groups may.
    PastMidnight,
    /// 24 hours or more in one door reservation.
    TooLong,
    /// The end is not after the start.
    EndsBeforeStart,
    /// The last day is before the first.
    LastDateBeforeFirst,
    /// More days than one booking may hold; the subject is the limit.
    TooManyDays,
    /// No rule that dates can come of; the subject is how often it may be at most.
    BadRepeat,
    /// No date is left of it.
    NoDates,
    /// Some of its dates cannot be; the subject says how many. Each says why, and can be left out.
    DatesAmiss,
    /// A visit of several days repeats by groups only.
    RepeatedStay,
    /// It is over already.
    InThePast,
    /// No door chosen.
    NoDoors,
    /// No group chosen.
    NoGroups,
    /// A door that DoorFlow no longer lists.
    UnknownDoor,
    /// A group that DoorFlow no longer lists.
    UnknownGroup,
    /// No door or group has this name; the subject is the name.
    NoSuchPlace,
    /// Several doors or groups have this name; the subject is the name.
    SeveralPlaces,
    /// No site has this name; the subject is the name.
    NoSuchSite,
    /// Which doors are at a site is not known, since the sites could not be read; the subject is its name.
    SiteUnread,
    /// The doors of this name are at other sites than the one that is named; the subject is the name.
    NotAtSite,
    /// Doors and groups in one booking.
    DoorsAndGroups,
    /// Either of two days may be meant, as long as nobody says whether the day or the month comes first.
    EitherDay,
    /// Several people of the directory may be meant.
    SeveralPeople,
    /// Somebody of another name has this e-mail, which DoorFlow takes once; the subject is the name.
    EmailTaken,
    /// It has these times already.
    Unchanged,
    /// The visitor comes to all of these visits already.
    AtAllAlready,
    /// The sign-in may not do this; the subject is the scope that is missing.
    MissingScope,
    /// DoorFlow refused; the subject is its own sentence.
    Refused,
}

/// One reason, at one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Where it is shown.
    pub field: Field,
    /// What it is.
    pub code: ProblemCode,
    /// The name, time or limit that the sentence needs; empty where it needs none.
    pub subject: String,
}

/// Something to know before booking, that does not stop it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum NoteCode {
    /// The same person has a visit at that time; the subject says when.
    Overlaps,
    /// A door is offline and gets the booking when it returns; the subject is its name.
    DoorOffline,
    /// A door is in lockdown; the subject is its name.
    DoorLockdown,
    /// The start happens twice that night: the first is taken; the subject is the time.
    StartsAtFirst,
    /// The end happens twice that night: the second is taken; the subject is the time.
    EndsAtSecond,
    /// More people would be there at once than the site wants; the subject says how many, the limit, and when that is first.
    Crowded,
    /// Visits of the series that are on their way, being moved or cancelled, and so stay as they are; the subject says how many.
    StayAsTheyAre,
    /// It has begun already: access starts as soon as the doors have it.
    AlreadyBegun,
    /// Nobody here may tell the doors (scope `account.sync`): somebody else must.
    CannotSync,
}

/// One thing to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// What it is.
    pub code: NoteCode,
    /// The name or time that the sentence needs.
    pub subject: String,
}

/// One thing that DoorFlow will be asked to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanItem {
    /// A reservation or a group reservation.
    pub kind: VisitKind,
    /// From.
    pub start: Moment,
    /// To.
    pub end: Moment,
    /// Names of the doors or groups.
    pub places: Vec<String>,
    /// For whom, where several people come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub who: Option<String>,
}

/// One who comes besides, as far as it can be said of them alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanVisitor {
    /// The person.
    #[ts(type = "number")]
    pub person_id: PersonId,
    /// First and last name; empty where the directory does not know them.
    pub name: String,
    /// Why they cannot be booked.
    pub problems: Vec<Problem>,
    /// What to know of them.
    pub notes: Vec<Note>,
}

/// One date of a draft that repeats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanDate {
    /// `YYYY-MM-DD` in the account's zone.
    pub date: String,
    /// From; absent where that day does not have the time.
    pub start: Option<Moment>,
    /// To; absent where that day does not have the time.
    pub end: Option<Moment>,
    /// It is not to be booked.
    pub left_out: bool,
    /// Why it cannot be booked, also where it is left out.
    pub problems: Vec<Problem>,
    /// What to know of it.
    pub notes: Vec<Note>,
}

/// What a visit is in DoorFlow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum VisitKind {
    /// One person, some doors, within one day.
    Reservation,
    /// One person, some groups, any length.
    GroupReservation,
}

/// What would come of a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// What will be made, in order of time, as soon as when and where are right; it is shown before a visitor is chosen.
    pub items: Vec<PlanItem>,
    /// Every date of a draft that repeats, also those that are left out or cannot be; empty for one that does not.
    pub dates: Vec<PlanDate>,
    /// Those who come besides the first; empty where nobody does.
    pub visitors: Vec<PlanVisitor>,
    /// What stands in the way; empty when the draft can be booked.
    pub problems: Vec<Problem>,
    /// What to know.
    pub notes: Vec<Note>,
}
