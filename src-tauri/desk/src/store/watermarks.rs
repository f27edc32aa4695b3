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

/// Has a watermark follow its list. One that brought nothing brings nothing either when it is asked for from the same time on once more:
/// that is no reason to wait for the disk in each round.
pub(crate) fn follow(
    connection: &Connection,
    list: List,
    at: DateTime<Utc>,
    brought_nothing: bool,
) -> rusqlite::Result<()> {
    let near = |mark: DateTime<Utc>| mark <= at && at - mark < BEHIND;
    if brought_nothing && read(connection, list)?.is_some_and(near) {
        return Ok(());
    }
    write(connection, list, at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn a_watermark_waits_for_the_disk_only_where_that_is_of_use() {
        let store = Store::in_memory().unwrap();
        let begin: DateTime<Utc> = "2026-11-18T10:00:00Z".parse().unwrap();
        let after = |minutes: i64| begin + TimeDelta::minutes(minutes);
        for (minutes, brought_nothing, expected, why) in [
            (0, true, 0, "it was never read"),
            (4, true, 0, "nothing came"),
            (5, true, 5, "it is far behind"),
            (6, false, 6, "something came"),
            (-60, true, -60, "it was of a clock that was wrong"),
        ] {
            let mark = store.run_here(|connection| {
                follow(connection, List::People, after(minutes), brought_nothing)?;
                read(connection, List::People)
            });
            assert_eq!(mark.unwrap(), Some(after(expected)), "{why}");
        }
    }
}
