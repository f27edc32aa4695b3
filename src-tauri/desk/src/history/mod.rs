//! What happened: the visits that are kept, how each of them went, and what this desk took back or could not book; and what DoorFlow's
//! doors reported.

mod ask;
mod door_log;
mod event;
mod export;
mod found;
mod line;
mod reading;

pub use event::{DoorCount, DoorEvent, DoorLogAsk, DoorLogPage, DoorOutcome};
pub use export::{ExportForm, Exported};
pub(crate) use found::Found;
pub use line::{HistoryAsk, HistoryCount, HistoryLine, HistoryPage, HistoryState};
pub(crate) use reading::LogReading;
