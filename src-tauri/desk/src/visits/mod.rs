//! What the calendar and the Today board show.

pub(crate) mod around;
mod arrivals;
pub(crate) mod ask;
pub(crate) mod attendance;
pub(crate) mod build;
pub(crate) mod cancel;
mod last;
mod let_in;
pub(crate) mod log;
mod marks;
mod places;
mod roll_call;
mod visit;

pub use attendance::{Attendance, Presence};
pub use cancel::Cancelling;
pub use let_in::{LetIn, LetInOutcome};
pub use marks::Marked;
pub use places::{Door, Group, Places, Site};
pub(crate) use roll_call::keep_roll_call;
pub use roll_call::{RollCall, RollCallLine};
pub use visit::{
    Agenda, Arrival, LastHere, Readiness, Visit, VisitDetails, VisitDoor, VisitGroup, VisitState,
};
