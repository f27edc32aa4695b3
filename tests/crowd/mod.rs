//! Crowds: people of thirty-odd countries in a dozen scripts, as many as are wanted, the same ones for the same seed; and what somebody
//! types who looks for one of them.
//!
//! - [`people`]: who they are
//! - [`slips`]: slips of the finger

pub mod people;
pub mod slips;

pub use people::{Person, crowd};
