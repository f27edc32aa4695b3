//! Reservations and group reservations. A row stays when its time has passed: DoorFlow lists no past, so this is the history.

use chrono::{DateTime, TimeDelta, Utc};
use doorflow::PersonId;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{id_list, ids_of, instant, millis};
use crate::booking::VisitKind;

/// A reservation or a group reservation as DoorFlow last described it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct VisitRow {
    pub(crate) kind: VisitKind,
    pub(crate) id: i64,
    pub(crate) person_id: PersonId,
    pub(crate) start: DateTime<Utc>,
    pub(crate) end: DateTime<Utc>,
    /// Channels of a reservation, groups of a group reservation; sorted.
    pub(crate) place_ids: Vec<i64>,
    /// A group reservation that was cancelled or is complete.
    pub(crate) deactivated: bool,
    pub(crate) created_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = "kind, id, person_id, start_at, end_at, place_ids, state, created_at";

/// The letter that stands for a kind in the store and in a visit's key.
pub(crate) fn letter(kind: VisitKind) -> &'static str {
    match kind {
        VisitKind::Reservation => "r",
        VisitKind::GroupReservation => "g",
    }
}

/// The kind that a letter stands for.
pub(crate) fn kind_of(letter: &str) -> VisitKind {
    if letter == "g" {
        VisitKind::GroupReservation
    } else {
        VisitKind::Reservation
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<VisitRow> {
    Ok(VisitRow {
        kind: kind_of(row.get_ref(0)?.as_str()?),
        id: row.get(1)?,
        person_id: PersonId(row.get(2)?),
        start: instant(row.get(3)?),
        end: instant(row.get(4)?),
        place_ids: ids_of(row.get_ref(5)?.as_str()?),
        deactivated: row.get_ref(6)?.as_str()? == "deactivated",
        created_at: row.get::<_, Option<i64>>(7)?.map(instant),
    })
}

/// Every visit that touches the time from `first` up to, not including, `last`.
pub(crate) fn between(
    connection: &Connection,
    first: DateTime<Utc>,
    last: DateTime<Utc>,
) -> rusqlite::Result<Vec<VisitRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM visits WHERE end_at > ?1 AND start_at < ?2 ORDER BY start_at, kind, id"
        ))?
        .query_map([millis(first), millis(last)], from_row)?
        .collect()
}

/// A reservation is within one day, which has 25 hours at most.
pub(crate) const LONGEST: TimeDelta = TimeDelta::hours(25);

/// What may be about to change: of the visits that start or end within `turning` of `now`, that start within `near` after it, and that are
/// under way, one each, where there is one. They are looked up and not gone through: there may be years of visits.
pub(crate) fn about(
    connection: &Connection,
    now: DateTime<Utc>,
    turning: TimeDelta,
    near: TimeDelta,
) -> rusqlite::Result<Vec<VisitRow>> {
    let ever = (i64::MIN, i64::MAX);
    let from_to = |from: TimeDelta, to: TimeDelta| (millis(now + from), millis(now + to));
    let now = (i64::MIN, millis(now));
    let (turning, near) = (from_to(-turning, turning), from_to(TimeDelta::zero(), near));
    let mut found = Vec::new();
    // The index by end leads to reservations; stays are few, and may be long.
    for (how, longest) in [
        ("+kind = 'r' AND end_at", LONGEST.num_milliseconds()),
        ("kind = 'g' AND +end_at", i64::MAX),
    ] {
        let mut one = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM visits WHERE {how} BETWEEN ?3 AND ?4 AND start_at BETWEEN ?1 AND ?2 AND state <> 'deactivated' LIMIT 1"
        ))?;
        let soon = |start: (i64, i64)| (start.0, start.1.saturating_add(longest));
        for (start, end) in [
            (turning, soon(turning)),
            (ever, turning),
            (near, soon(near)),
            (now, soon((now.1 + 1, now.1))),
        ] {
            let found_here = one.query_row(params![start.0, start.1, end.0, end.1], from_row);
            found.extend(found_here.optional()?);
        }
    }
    Ok(found)
}

/// The reservations that are not over and were made after one time and before another, and within the last day: of older ones the doors' own
/// times say enough, unless one has been away ever since.
pub(crate) fn made_lately(
    connection: &Connection,
    now: DateTime<Utc>,
    (after, before): (DateTime<Utc>, DateTime<Utc>),
) -> rusqlite::Result<Vec<VisitRow>> {
    let after = after.max(now - TimeDelta::days(1));
    // The index by when they were made leads to them: nearly all there are were made before, and are not over.
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM visits WHERE +kind = 'r' AND +end_at > ?1 AND created_at > ?2 AND created_at < ?3"
        ))?
        .query_map([now, after, before].map(millis), from_row)?
        .collect()
}

/// The visits that start between two times and are not over by the first. They are looked up and not gone through.
pub(crate) fn starting(
    connection: &Connection,
    (first, last): (DateTime<Utc>, DateTime<Utc>),
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<VisitRow>> {
    let mut found = Vec::new();
    for (how, latest) in [
        ("+kind = 'r' AND end_at", millis(last + LONGEST)),
        ("kind = 'g' AND +end_at", i64::MAX),
    ] {
        let mut all = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM visits WHERE {how} BETWEEN ?3 AND ?4 AND start_at BETWEEN ?1 AND ?2 AND state <> 'deactivated'"
        ))?;
        let times = params![millis(first), millis(last), millis(now) + 1, latest];
        for row in all.query_map(times, from_row)? {
            found.push(row?);
        }
    }
    Ok(found)
}

/// The visits that began or ended after `before` and up to `now`, or had ended so long `ago` by then.
pub(crate) fn turned(
    connection: &Connection,
    (before, now): (DateTime<Utc>, DateTime<Utc>),
    ago: TimeDelta,
) -> rusqlite::Result<Vec<VisitRow>> {
    let just_after = TimeDelta::milliseconds(1);
    let mut found = starting(connection, (before + just_after, now), now)?;
    let mut ended = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM visits WHERE end_at > ?1 AND end_at <= ?2 AND state <> 'deactivated'"
    ))?;
    for ago in [TimeDelta::zero(), ago] {
        for row in ended.query_map([millis(before - ago), millis(now - ago)], from_row)? {
            found.push(row?);
        }
    }
    Ok(found)
}

/// Everybody who has a visit, over or not.
pub(crate) fn people(connection: &Connection) -> rusqlite::Result<Vec<PersonId>> {
    connection
        .prepare_cached("SELECT DISTINCT person_id FROM visits")?
        .query_map([], |row| row.get(0).map(PersonId))?
        .collect()
}

/// The people whom visits name, of the latest visits first.
pub(crate) fn named(connection: &Connection) -> rusqlite::Result<Vec<PersonId>> {
    connection
        .prepare("SELECT person_id FROM visits GROUP BY person_id ORDER BY max(start_at) DESC")?
        .query_map([], |row| Ok(PersonId(row.get(0)?)))?
        .collect()
}

/// A person's visits that end after `now`.
pub(crate) fn of_person(
    connection: &Connection,
    person: PersonId,
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<VisitRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM visits WHERE person_id = ?1 AND end_at > ?2 ORDER BY start_at, kind, id"
        ))?
        .query_map([person.0, millis(now)], from_row)?
        .collect()
}

/// A person's visits that were not cancelled and touch the time from after `first` to `last`.
pub(crate) fn of_person_about(
    connection: &Connection,
    person: PersonId,
    (first, last): (DateTime<Utc>, DateTime<Utc>),
) -> rusqlite::Result<Vec<VisitRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM visits WHERE person_id = ?1 AND end_at > ?2 AND start_at <= ?3 AND state <> 'deactivated' ORDER BY start_at, kind, id"
        ))?
        .query_map([person.0, millis(first), millis(last)], from_row)?
        .collect()
}

/// Whose visits that were not cancelled end from `first` to `last`, and when.
pub(crate) fn ends(
    connection: &Connection,
    first: DateTime<Utc>,
    last: DateTime<Utc>,
) -> rusqlite::Result<Vec<(PersonId, DateTime<Utc>)>> {
    connection
        .prepare_cached("SELECT person_id, end_at FROM visits WHERE end_at BETWEEN ?1 AND ?2 AND state <> 'deactivated'")?
        .query_map([millis(first), millis(last)], |row| {
            Ok((PersonId(row.get(0)?), instant(row.get(1)?)))
        })?
        .collect()
}

/// The visit that somebody had last, or has now; the next to come where there was none.
pub(crate) fn last_of(
    connection: &Connection,
    person: PersonId,
    now: DateTime<Utc>,
) -> rusqlite::Result<Option<(VisitKind, i64)>> {
    connection
        .prepare_cached(
            "SELECT kind, id FROM visits WHERE person_id = ?1 ORDER BY start_at <= ?2 DESC, abs(start_at - ?2), kind, id LIMIT 1",
        )?
        .query_row([person.0, millis(now)], |row| {
            Ok((kind_of(&row.get::<_, String>(0)?), row.get(1)?))
        })
        .optional()
}

/// One visit.
pub(crate) fn get(
    connection: &Connection,
    kind: VisitKind,
    id: i64,
) -> rusqlite::Result<Option<VisitRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM visits WHERE kind = ?1 AND id = ?2"
        ))?
        .query_row(params![letter(kind), id], from_row)
        .optional()
}

/// Ids of one kind whose end is after `now`: what a full list should still hold.
pub(crate) fn ids_not_over(
    connection: &Connection,
    kind: VisitKind,
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<i64>> {
    connection
        .prepare_cached(
            "SELECT id FROM visits WHERE kind = ?1 AND end_at > ?2 AND state <> 'deactivated'",
        )?
        .query_map(params![letter(kind), millis(now)], |row| row.get(0))?
        .collect()
}

/// The sets of doors of the latest reservations, newest first.
pub(crate) fn latest_doors(connection: &Connection, limit: u32) -> rusqlite::Result<Vec<Vec<i64>>> {
    connection
        .prepare_cached("SELECT place_ids FROM visits WHERE kind = 'r' ORDER BY created_at DESC, id DESC LIMIT ?1")?
        .query_map([limit], |row| Ok(ids_of(&row.get::<_, String>(0)?)))?
        .collect()
}

/// Adds or replaces visits.
pub(crate) fn upsert(connection: &Connection, visits: &[VisitRow]) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(&format!(
        "INSERT OR REPLACE INTO visits ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
    ))?;
    for visit in visits {
        statement.execute(params![
            letter(visit.kind),
            visit.id,
            visit.person_id.0,
            millis(visit.start),
            millis(visit.end),
            id_list(visit.place_ids.iter().copied()),
            if visit.deactivated { "deactivated" } else { "" },
            visit.created_at.map(millis),
        ])?;
    }
    Ok(())
}

/// Removes one visit.
pub(crate) fn remove(connection: &Connection, kind: VisitKind, id: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM visits WHERE kind = ?1 AND id = ?2")?
        .execute(params![letter(kind), id])?;
    Ok(())
}

/// Removes the visits that ended before `before`; answers how many.
pub(crate) fn purge(connection: &Connection, before: DateTime<Utc>) -> rusqlite::Result<usize> {
    connection.execute("DELETE FROM visits WHERE end_at < ?1", [millis(before)])
}
