//! The rules of booking: pure functions of a draft, the account's zone and what is known of people, doors and groups.

mod draft;
mod rules;

pub use draft::{
    Draft, Field, Note, NoteCode, Place, Plan, PlanItem, Problem, ProblemCode, VisitKind,
};
pub use rules::{Busy, DoorFacts, GroupFacts, Known, May, PersonFacts, Planned, Write, plan};
