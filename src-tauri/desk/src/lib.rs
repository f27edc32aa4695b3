//! The front desk itself.

pub mod booking;
pub mod directory;
mod error;
mod news;
pub mod outbox;
pub mod session;
pub mod visits;
pub mod wall;

pub use error::{Code, DeskError};
pub use news::{Freshness, News, Pulling, Status, Topic};
