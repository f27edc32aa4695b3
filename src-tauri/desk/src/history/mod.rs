//! What happened: the visits that are kept, how each of them went, and what this desk took back or could not book.

mod ask;
mod export;
mod found;
mod line;

pub use export::{ExportForm, Exported};
pub(crate) use found::Found;
pub use line::{HistoryAsk, HistoryCount, HistoryLine, HistoryPage, HistoryState};
