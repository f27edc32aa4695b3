//! The front desk itself: everything behind the page that is not a window.
//!
//! - [`Desk`] is the use cases, one method each; a method's code stands in the room that it belongs to.
//! - [`session`] signs in and keeps the tokens; [`config`] and [`profile`] say to what, and where local state lives.
//! - `store` is the disk, encrypted, and `at_rest` says where its key is; `sync` fills it from DoorFlow and has the doors told; [`outbox`] is the way of a booking.
//! - [`directory`] finds people, [`booking`] judges drafts, [`visits`] makes the calendar, [`import`] reads spreadsheets, [`quick`] a line of text, [`zone`] is the account's clock.
//! - [`lock`] locks it where nobody is at it.
//! - `building` ties these together for the account that is open; [`News`] is what the page is told unasked.

mod account;
mod alerts;
mod at_rest;
pub mod booking;
mod building;
mod call;
mod closing;
pub mod config;
mod described;
mod desk;
pub mod directory;
mod error;
mod first_view;
mod follow;
mod frame;
mod freshness;
pub mod history;
mod hour;
pub mod import;
pub mod lock;
mod machine;
mod news;
mod news_stream;
mod office;
mod opening;
pub mod outbox;
pub mod profile;
pub mod quick;
#[cfg(test)]
#[path = "../../../fuzz/replay.rs"]
mod replay;
mod retention;
pub mod session;
mod store;
mod sync;
pub mod visits;
mod wake;
pub mod wall;
pub mod zone;

pub use alerts::{Alert, DoorAway, Needing};
pub use closing::Undone;
pub use desk::{Desk, DeskSetup};
pub use error::{Code, DeskError};
pub use first_view::{FirstBuilding, FirstSpan, FirstView};
pub use machine::{Blocking, Clock, Machine};
pub use news::{Freshness, News, Pulling, Source, Status, Topic};
pub use news_stream::NewsStream;
pub use office::{Office, Template};
