//! What the whole-system tests stand on: the app in a real window, a browser beside it, and DoorFlow's own client in a third process; and the
//! simulation of a desk and everything that can go wrong around it.

pub mod harness;
pub mod simulation;
