//! What doors reported of people, for as long as it matters: to those who have a visit, for as long as visits are kept.

use chrono::{DateTime, Utc};
use doorflow::{ChannelId, EventKind, PersonId};
use rusqlite::{Connection, Row, params};

use super::{instant, millis};

/// An event at a door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EventRow {
    pub(crate) id: i64,
    /// DoorFlow's number of what happened.
    pub(crate) code: i64,
    /// What happened, in DoorFlow's words.
    pub(crate) label: String,
    pub(crate) door: Option<ChannelId>,
    pub(crate) person: PersonId,
    /// When it happened at the door.
    pub(crate) at: DateTime<Utc>,
}

impl EventRow {
    /// What kind of event it is.
    pub(crate) fn kind(&self) -> EventKind {
        EventKind::of(self.code)
    }
}

const COLUMNS: &str = "id, code, label, channel_id, person_id, at";

fn from_row(row: &Row<'_>) -> rusqlite::Result<EventRow> {
    Ok(EventRow {
        id: row.get(0)?,
        code: row.get(1)?,
        label: row.get(2)?,
        door: row.get::<_, Option<i64>>(3)?.map(ChannelId),
        person: PersonId(row.get(4)?),
        at: instant(row.get(5)?),
    })
}

/// Adds events; answers the ids of those that were not known.
pub(crate) fn add(connection: &Connection, events: &[EventRow]) -> rusqlite::Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(&format!(
        "INSERT OR IGNORE INTO events ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    ))?;
    let mut fresh = Vec::new();
    for event in events {
        let added = statement.execute(params![
            event.id,
            event.code,
            event.label,
            event.door.map(|door| door.0),
            event.person.0,
            millis(event.at),
        ])?;
        if added > 0 {
            fresh.push(event.id);
        }
    }
    Ok(fresh)
}

/// What happened to a person from `from` on, the oldest first.
pub(crate) fn of_person(
    connection: &Connection,
    person: PersonId,
    from: DateTime<Utc>,
) -> rusqlite::Result<Vec<EventRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM events WHERE person_id = ?1 AND at >= ?2 ORDER BY at, id"
        ))?
        .query_map(params![person.0, millis(from)], from_row)?
        .collect()
}

/// What happened from `first` up to, not including, `last`, to whomever, the oldest first.
pub(crate) fn between(
    connection: &Connection,
    first: DateTime<Utc>,
    last: DateTime<Utc>,
) -> rusqlite::Result<Vec<EventRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM events WHERE at >= ?1 AND at < ?2 ORDER BY at, id"
        ))?
        .query_map([millis(first), millis(last)], from_row)?
        .collect()
}

/// The latest time at which a door let a person in.
pub(crate) fn last_admit(
    connection: &Connection,
    person: PersonId,
) -> rusqlite::Result<Option<EventRow>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM events WHERE person_id = ?1 ORDER BY at DESC, id DESC"
    ))?;
    for event in statement.query_map([person.0], from_row)? {
        let event = event?;
        if event.kind() == EventKind::Admit {
            return Ok(Some(event));
        }
    }
    Ok(None)
}

/// Removes what happened before `before`, and before `strangers` to people who have no visit; answers how many.
pub(crate) fn purge(
    connection: &Connection,
    before: DateTime<Utc>,
    strangers: DateTime<Utc>,
) -> rusqlite::Result<usize> {
    connection.execute(
        "DELETE FROM events WHERE at < ?1
         OR (at < ?2 AND person_id NOT IN (SELECT person_id FROM visits))",
        [millis(before), millis(strangers)],
    )
}

/// A door whose reports are, or were lately, lacking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Away {
    pub(crate) door: ChannelId,
    /// What happened at it since then may not have been reported yet.
    pub(crate) since: DateTime<Utc>,
    /// When it was seen to be back; `None` while it is offline.
    pub(crate) back: Option<DateTime<Utc>>,
}

/// Every door whose reports are, or were lately, lacking, by their numbers.
pub(crate) fn away(connection: &Connection) -> rusqlite::Result<Vec<Away>> {
    connection
        .prepare_cached("SELECT channel_id, since, back FROM doors_away ORDER BY channel_id")?
        .query_map([], |row| {
            Ok(Away {
                door: ChannelId(row.get(0)?),
                since: instant(row.get(1)?),
                back: row.get::<_, Option<i64>>(2)?.map(instant),
            })
        })?
        .collect()
}

/// Puts these in the place of those that were known.
pub(crate) fn set_away(connection: &Connection, all: &[Away]) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM doors_away", [])?;
    let mut statement = connection
        .prepare_cached("INSERT INTO doors_away (channel_id, since, back) VALUES (?1, ?2, ?3)")?;
    for away in all {
        statement.execute(params![
            away.door.0,
            millis(away.since),
            away.back.map(millis)
        ])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::VisitKind;
    use crate::store::Store;
    use crate::store::visits::{self, VisitRow};

    fn event(id: i64, person: i64, at: i64) -> EventRow {
        EventRow {
            id,
            code: 10,
            label: "admitted".to_owned(),
            door: (id != 3).then_some(ChannelId(7)),
            person: PersonId(person),
            at: instant(at),
        }
    }

    #[test]
    fn an_event_is_new_once_and_a_strangers_leaves_sooner() {
        let store = Store::in_memory().unwrap();
        let all = [event(1, 5, 1000), event(2, 5, 3000), event(3, 6, 2000)];
        let known = |person| {
            store
                .run_here(|c| of_person(c, PersonId(person), instant(0)))
                .unwrap()
        };
        assert_eq!(
            store.run_here(|c| add(c, &all[..2])).unwrap(),
            [1, 2],
            "both are new"
        );
        assert_eq!(
            store.run_here(|c| add(c, &all)).unwrap(),
            [3],
            "what is read again is known"
        );
        assert_eq!(known(5), all[..2]);
        assert_eq!(known(6), all[2..]);
        let visit = VisitRow {
            kind: VisitKind::Reservation,
            id: 1,
            person_id: PersonId(5),
            start: instant(0),
            end: instant(9000),
            place_ids: vec![7],
            deactivated: false,
            created_at: None,
        };
        store
            .run_here(|c| visits::upsert(c, std::slice::from_ref(&visit)))
            .unwrap();
        let gone = store.run_here(|c| purge(c, instant(1500), instant(2500)));
        assert_eq!(gone.unwrap(), 2);
        assert_eq!(known(5), all[1..2], "a visitor's stays until it is old");
        assert_eq!(known(6), [], "who has no visit is nobody's business here");
    }

    #[test]
    fn the_last_admit_is_the_latest_by_the_doors_time_and_no_refusal() {
        let store = Store::in_memory().unwrap();
        let refused = EventRow {
            code: 20,
            ..event(4, 5, 9000)
        };
        // What a door reported late has a higher number, and happened before.
        let all = [
            event(1, 5, 5000),
            event(2, 5, 3000),
            event(5, 6, 8000),
            refused,
        ];
        store.run_here(|c| add(c, &all)).unwrap();
        let last = |person| {
            store
                .run_here(|c| last_admit(c, PersonId(person)))
                .unwrap()
                .map(|event| event.id)
        };
        assert_eq!(last(5), Some(1));
        assert_eq!(last(7), None, "nobody has seen them");
        let plan: String = store
            .run_here(|c| {
                c.query_row(
                    "EXPLAIN QUERY PLAN SELECT at FROM events WHERE person_id = 5 ORDER BY at DESC, id DESC",
                    [],
                    |row| row.get(3),
                )
            })
            .unwrap();
        assert!(plan.contains("events_by_person"), "{plan}: it is looked up");
    }

    #[test]
    fn doors_that_are_away_are_kept() {
        let store = Store::in_memory().unwrap();
        let all = [(1, None), (2, Some(instant(5000)))].map(|(door, back)| Away {
            door: ChannelId(door),
            since: instant(1000),
            back,
        });
        store.run_here(|c| set_away(c, &all)).unwrap();
        store.run_here(|c| set_away(c, &all[1..])).unwrap();
        assert_eq!(store.run_here(away).unwrap(), all[1..]);
    }
}
