//! DoorFlow on loopback: a stand-in that keeps DoorFlow's rules.
//!
//! It is the demo building that ships in the app, and what the tests run against. It shares no
//! code with the `doorflow` client, because it is the check on it.
//!
//! - [`start`] listens; [`Sandbox::hello`] says how to connect, and [`Sandbox::answer`] asks with
//!   no socket; [`Control`] is a hand in the building; [`Clock`] is its time; a [`Fault`] spoils
//!   one request or several, a [`FaultPlan`] spoils them by chance.
//! - `building` is what DoorFlow keeps: people, visits, doors and what they know. It has no clock
//!   and knows no HTTP.
//! - `seed` fills it: the same seed, zone and time make the same building.
//! - `oauth` signs people in; `api` is the API v3, one file a subject.

mod api;
mod building;
mod clock;
mod control;
mod direct;
mod fault;
mod oauth;
mod scope;
mod seed;
mod server;

pub use self::api::Shift;
pub use self::building::admissions::{Admission, AdmissionStatus};
pub use self::building::credentials::Credential;
pub use self::building::doors::{Channel, SyncStatus};
pub use self::building::events::Event;
pub use self::building::people::{Person, Photo, TEXTS};
pub use self::building::table::Past;
pub use self::building::visits::{GroupReservation, GroupReservationState, Reservation};
pub use self::building::{Delivery, LedgerEntry, Write};
pub use self::clock::Clock;
pub use self::control::Control;
pub use self::direct::Broken;
pub use self::fault::{Fault, FaultKind, FaultPlan, FaultTextError, When};
pub use self::oauth::{CLIENT_ID, PUBLIC_CLIENT_ID, WEB_REDIRECT_URI};
pub use self::server::{Hello, Options, Sandbox, StartError, start};
