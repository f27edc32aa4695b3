//! The rules of booking: pure functions of a draft, the account's zone and what is known of people, doors and groups.

mod about;
pub(crate) mod book;
mod crowd;
mod dates;
mod draft;
mod facts;
mod moves;
mod newcomer;
mod party;
mod place;
mod repeat;
mod rules;
mod series;
#[cfg(test)]
mod tests;
mod time_of_day;
mod told;
mod undo;
mod when;

pub use about::About;
pub(crate) use about::key_of;
pub use draft::{
    Draft, Field, NewTimes, Note, NoteCode, Place, Plan, PlanDate, PlanItem, PlanVisitor, Problem,
    ProblemCode, VisitKind,
};
pub use facts::{Busy, DoorFacts, GroupFacts, Known, May, PersonFacts, Planned, Write};
pub use newcomer::{Given, Newcomer};
pub(crate) use newcomer::{NOBODY_YET, is_mark};
pub use repeat::{Ends, MAX_DATES, Pattern, Repeat};
pub use rules::plan;
pub(crate) use series::in_series;
pub use series::{Reach, Rule, Series, SeriesCancelled, SeriesMove, SeriesVisit};
pub use time_of_day::{TimeOfDay, parse_date, parse_time};
pub(crate) use undo::Cancelled;
pub use undo::Undone;
pub use when::MAX_DAYS;
pub(crate) use when::times_amiss;
