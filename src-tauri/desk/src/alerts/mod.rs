//! What is worth telling somebody who does not look at the window: visitors who came, doors that went before a visit, what of the
//! outbox needs a person.
//!
//! - `worth`: what is told, and that it is told once. Pure.
//! - `keep`: brings the facts, and gathers what comes together.

mod keep;
mod worth;

pub(crate) use keep::keep_alerting;
pub use worth::{Alert, DoorAway, Needing};
