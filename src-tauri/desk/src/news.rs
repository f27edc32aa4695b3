//! What the desk tells the page without being asked.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::alerts::Alert;
use crate::import::ImportRow;
use crate::lock::Lock;
use crate::outbox::Receipt;
use crate::session::SessionState;
use crate::visits::Visit;
use crate::wall::{Clock, Moment};

/// One piece of news.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum News {
    /// The session changed.
    Session {
        /// What it is now.
        session: SessionState,
    },
    /// The status line changed.
    Status {
        /// What it says now.
        status: Status,
    },
    /// The minute turned.
    Clock {
        /// The building's hour.
        clock: Clock,
    },
    /// People, places, visits or the outbox changed in the store: ask again for what is on screen.
    Changed {
        /// Which.
        topics: Vec<Topic>,
    },
    /// Visits began or ended, or nobody waits for their visitors any more, since the time that was told before.
    Turned {
        /// Those visits, as they stand now.
        visits: Vec<Visit>,
    },
    /// Rows of an import moved on.
    Import {
        /// Those rows, as they are now.
        rows: Vec<ImportRow>,
        /// Whether more are being booked.
        running: bool,
    },
    /// A booking moved on.
    Booking {
        /// How far it has come.
        receipt: Receipt,
    },
    /// Doors have just reported visitors: those who came in, and those who were turned away.
    Arrivals {
        /// Their visits, as they stand now.
        visits: Vec<Visit>,
    },
    /// Something happened that somebody should know who does not look at the window.
    Alert {
        /// What.
        alert: Alert,
    },
    /// The desk was locked or unlocked, or it was settled when it locks itself.
    Lock {
        /// How it stands now.
        lock: Lock,
    },
    /// The same as an alert, of a desk that is locked: nobody is named.
    Unnamed {
        /// How many visitors a door let in.
        arrived: u32,
        /// How many it turned away.
        turned_away: u32,
        /// How many doors are offline that somebody is about to need.
        doors: u32,
        /// How many writes wait for a person.
        needing: u32,
    },
}

/// What can change under a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Topic {
    /// The directory.
    People,
    /// Doors, groups, sites.
    Places,
    /// The calendar.
    Visits,
    /// The writes that are not finally settled.
    Outbox,
}

/// What the status line says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// How fresh the data is.
    pub freshness: Freshness,
    /// Doors online.
    pub doors_online: u32,
    /// Doors offline.
    pub doors_offline: u32,
    /// Doors that have not yet taken the latest changes, or failed to.
    pub doors_waiting: u32,
    /// Writes that are to be sent, or on their way.
    pub outbox: u32,
    /// Writes whose answer was lost, and that Lobby still looks for by itself.
    pub checking: u32,
    /// Writes that stay as they are until a person decides.
    pub needs_you: u32,
    /// Whether people, visits and notes are in memory for this run only, since their file or its key could not be had. Never so in the demo.
    pub in_memory: bool,
    /// When the file of people, visits and notes was begun anew, since it was damaged or its key was gone: what was noted here before is lost.
    /// Absent where it was not, and once somebody has read that.
    pub begun_anew: Option<Moment>,
}

/// How fresh the data is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Freshness {
    /// Nothing has been read yet.
    Never,
    /// A first pull is under way.
    Pulling {
        /// What is being read.
        what: Pulling,
        /// Rows so far.
        done: u32,
        /// Rows in all, where DoorFlow said so.
        total: Option<u32>,
    },
    /// Everything was read this many seconds ago.
    Fresh {
        /// Seconds since the last whole pull.
        seconds: u32,
    },
    /// DoorFlow cannot be reached; what is shown is this old.
    Offline {
        /// Seconds since the last whole pull; absent when there never was one.
        seconds: Option<u32>,
    },
    /// DoorFlow answers with errors, or some lists or rows could not be read.
    Troubled {
        /// Seconds since the last whole pull; absent when there never was one.
        seconds: Option<u32>,
        /// The lists that could not be read, or not all of them, where the others could; else none.
        lists: Vec<Source>,
        /// For support.
        detail: String,
    },
}

/// A list of DoorFlow's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// How DoorFlow describes the account.
    Account,
    /// Channels.
    Doors,
    /// Groups.
    Groups,
    /// Roles.
    Roles,
    /// Sites.
    Sites,
    /// Visits to doors.
    Reservations,
    /// Visits by groups.
    GroupReservations,
    /// The directory.
    People,
    /// What the doors have reported.
    DoorLog,
}

/// What a pull is reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Pulling {
    /// People.
    People,
    /// Doors, groups, sites.
    Places,
    /// Reservations and group reservations.
    Visits,
}
