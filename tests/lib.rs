//! What the whole-system tests stand on: the app in a real window, a browser beside it, and DoorFlow's own client in a third process; the
//! simulations: of a desk and everything that can go wrong around it, and of a thousand desks for a day; and crowds of people, with the
//! program that looks for them.

pub mod crowd;
pub mod fleet;
pub mod harness;
pub mod lookup;
pub mod simulation;
