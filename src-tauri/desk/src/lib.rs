//! The front desk itself.

pub mod booking;
pub mod config;
pub mod directory;
mod error;
mod news;
pub mod outbox;
pub mod profile;
pub mod session;
pub mod visits;
pub mod wall;
pub mod zone;

pub use error::{Code, DeskError};
pub use news::{Freshness, News, Pulling, Status, Topic};
