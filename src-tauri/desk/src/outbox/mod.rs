//! The write path: what was asked for is on disk before the first byte is sent.

mod entry;
mod list;
mod receipt;
mod send;
mod settle;

pub use entry::{EntryKind, OutboxEntry, Reason, Standing};
pub use receipt::{Receipt, Step, StepState};
pub(crate) use send::keep_sending;
