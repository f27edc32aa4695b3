//! What the calendar and the Today board show.

pub(crate) mod around;
pub(crate) mod ask;
pub(crate) mod build;
mod cancel;
mod places;
mod visit;

pub use cancel::Cancelling;
pub use places::{Door, Group, Places, Site};
pub use visit::{Agenda, Readiness, Visit, VisitDetails, VisitDoor, VisitGroup, VisitState};
