//! How far each list has been read: committed together with the rows.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::{instant, millis};

/// A watermark may stay so far behind a list that brings nothing.
const BEHIND: TimeDelta = TimeDelta::minutes(5);

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
        .prepare_cached("SELECT at FROM watermarks WHERE list = ?1")?
        .query_row([list.key()], |row| row.get(0))
        .optional()
        .map(|at| at.map(instant))
}

/// Moves a watermark.
pub(crate) fn write(
    connection: &Connection,
    list: List,
    at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO watermarks (list, at) VALUES (?1, ?2)
             ON CONFLICT (list) DO UPDATE SET at = excluded.at",
        )?
        .execute(params![list.key(), millis(at)])?;
    Ok(())
}

/// Whether a watermark may stay behind a list that was asked for `at` and brought nothing: it brings nothing either when it is asked for from
/// the same time on once more, and to move is to wait for the disk.
pub(crate) fn may_stay(mark: DateTime<Utc>, at: DateTime<Utc>) -> bool {
    mark <= at && at - mark < BEHIND
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watermark_stays_a_short_way_behind_and_never_ahead() {
        let mark: DateTime<Utc> = "2026-11-18T10:00:00Z".parse().unwrap();
        for (seconds, stays) in [(0, true), (299, true), (300, false), (-1, false)] {
            let at = mark + TimeDelta::seconds(seconds);
            assert_eq!(may_stay(mark, at), stays, "{seconds}");
        }
    }
}
