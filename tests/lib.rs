//! What the whole-system tests stand on: the app in a real window, a browser beside it, and DoorFlow's own client in a third process.

pub mod harness;
