//! How far each list has been read: committed together with the rows.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::{instant, millis};

/// A list with a watermark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    /// `GET /people`
    People,
    /// `GET /reservations`
    Reservations,
    /// `GET /group_reservations`
    GroupReservations,
    /// `GET /events`
    Events,
}

impl List {
    fn key(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Reservations => "reservations",
            Self::GroupReservations => "group_reservations",
            Self::Events => "events",
        }
    }
}

/// DoorFlow's time when the list was last read; `None` before the first whole read.
pub(crate) fn read(connection: &Connection, list: List) -> rusqlite::Result<Option<DateTime<Utc>>> {
    connection
        .query_row(
            "SELECT at FROM watermarks WHERE list = ?1",
            [list.key()],
            |row| row.get(0),
        )
        .optional()
        .map(|at| at.map(instant))
}

/// Moves a watermark.
pub(crate) fn write(
    connection: &Connection,
    list: List,
    at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO watermarks (list, at) VALUES (?1, ?2)
         ON CONFLICT (list) DO UPDATE SET at = excluded.at",
        params![list.key(), millis(at)],
    )?;
    Ok(())
}
