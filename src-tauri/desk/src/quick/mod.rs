//! A booking in one line of text: `lin ngu tomorrow 9-5 front door 3rd floor`.
//!
//! Pure but for `desk.rs`, which brings the clock, the places and the directory, and `locale.rs`, which asks the computer how it writes a
//! date. Every word is either understood or said not to be, and nothing is booked here: what comes out fills the booking drawer.

mod answer;
mod clock;
mod days;
mod desk;
mod locale;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod probe;
mod read;
mod sayings;
mod spots;
#[cfg(test)]
mod tests;
mod when;
mod who;
mod words;

pub use answer::{Kind, Part, QuickAdd, Reading};
pub use desk::AtOnce;
pub(crate) use desk::KeptSpots;
pub use locale::order_here;
pub use read::Here;
pub use spots::Spots;
pub use who::{Find, understand};
