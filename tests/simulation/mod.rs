//! The desk against the sandbox on virtual time, with everything going wrong that can: seeded, and the same again for the same seed.
//!
//! A run is one seed. Somebody at the desk books people and newcomers, has them given PINs, cancels, gives visits other times, looks,
//! decides what only a person can, signs out and in; another desk books the same people and has the doors told; doors go and come back;
//! requests and answers are spoilt by chance; the network goes; tokens end; the program is killed at any of its steps and started again
//! on the same files, or on a copy of them that was put back. At every look, what is said of a door is held to what that door has. Then all is
//! quiet, and DoorFlow's own books say whether anything was promised that is not so ([`Totals`]).

mod acts;
mod doors;
mod guests;
mod intent;
mod judge;
mod life;
mod looks;
mod moves;
mod network;
mod office;
mod people;
mod reception;
mod run;
mod story;

pub use judge::Totals;
pub use network::Planted;
pub use run::{Outcome, run};
