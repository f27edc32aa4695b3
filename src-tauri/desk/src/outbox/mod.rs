//! The write path: what was asked for is on disk before the first byte is sent.

mod receipt;

pub use receipt::{Receipt, Step, StepState};
