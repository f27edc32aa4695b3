//! The outbox: each write, committed to a file of its own before its first byte is sent. Ids, times and codes only.

mod describing;
mod leaving;
mod origin;
pub(crate) mod prints;
mod purging;
mod revoking;
mod row;
pub(crate) mod series;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use doorflow::PersonId;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::visits::{kind_of, letter};
use super::{id_list, ids_of, instant, millis};
use crate::booking::VisitKind;
use crate::outbox::{EntryKind, Reason};
use crate::visits::build::Told;

pub(crate) use describing::{is_described, will_describe};
pub(crate) use leaving::{Leaver, comes_again, has_lost_a_pin, leavers, see_off, stays};
pub(crate) use origin::{changes, compare, recognise};
pub(crate) use purging::purge;
pub(crate) use revoking::revokes;
pub(crate) use row::{EntryRow, EntryState, newcomer};

const COLUMNS: &str = "id, booking, what, kind, person_id, start_at, end_at, place_ids, held, state, reason, visit_id, after, kept, told_at, alike, made_at, sent_at, since, unknown_at, next_look, mark, series, rule, series_date, made, about, label";

fn told_at(told: Option<Told>) -> Option<i64> {
    told.map(|told| match told {
        Told::NotYet => 0,
        Told::At(at) => millis(at),
    })
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<EntryRow> {
    Ok(EntryRow {
        id: row.get(0)?,
        booking: row.get(1)?,
        what: EntryKind::from_key(&row.get::<_, String>(2)?)
            .ok_or(rusqlite::Error::InvalidQuery)?,
        kind: kind_of(&row.get::<_, String>(3)?),
        person_id: PersonId(row.get(4)?),
        start: instant(row.get(5)?),
        end: instant(row.get(6)?),
        place_ids: ids_of(&row.get::<_, String>(7)?),
        held: ids_of(&row.get::<_, String>(8)?),
        state: EntryState::from_key(&row.get::<_, String>(9)?),
        reason: Reason::from_key(&row.get::<_, String>(10)?),
        visit_id: row.get(11)?,
        after: row.get(12)?,
        kept: row.get(13)?,
        told: row.get::<_, Option<i64>>(14)?.map(|at| match at {
            0 => Told::NotYet,
            at => Told::At(instant(at)),
        }),
        alike: ids_of(&row.get::<_, String>(15)?),
        made_at: instant(row.get(16)?),
        sent_at: row.get::<_, Option<i64>>(17)?.map(instant),
        since: instant(row.get(18)?),
        unknown_at: row.get::<_, Option<i64>>(19)?.map(instant),
        next_look: row.get::<_, Option<i64>>(20)?.map(instant),
        mark: row.get(21)?,
        series: series::from_row(row, 22)?,
        made: row.get(25)?,
        about: row.get(26)?,
        label: row.get(27)?,
    })
}

/// Keeps the writes of one booking; answers them with their numbers. The booking's number is that of its first write, unless they
/// are further steps of one. A step comes after the write before it, unless it says after which; all else of a booking for a newcomer after the newcomer, who has
/// the booking's number as a negative one until DoorFlow gives another.
pub(crate) fn add(
    connection: &Connection,
    account: &str,
    entries: Vec<EntryRow>,
) -> rusqlite::Result<Vec<EntryRow>> {
    let mut kept: Vec<EntryRow> = Vec::with_capacity(entries.len());
    for mut entry in entries {
        entry.booking = kept
            .first()
            .map_or(entry.booking, |first: &EntryRow| first.booking);
        let newcomer = kept.first().filter(|first| first.what == EntryKind::Person);
        if let Some(newcomer) = newcomer {
            entry.after = Some(newcomer.id);
            entry.person_id = newcomer.person_id;
        } else if entry.what.is_step() && entry.after.is_none() {
            entry.after = kept.last().map(|before| before.id);
        }
        connection.execute(
            "INSERT INTO entries (account, booking, what, kind, person_id, start_at, end_at, place_ids, held, state, reason, visit_id, after, kept, told_at, alike, made_at, sent_at, since, unknown_at, next_look, mark, series, rule, series_date, made, about, label, seen_off)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, '[]', ?16, ?17, ?18, NULL, NULL, ?19, ?20, ?21, ?22, ?23, ?24, ?25, 0)",
            params![
                account,
                entry.booking,
                entry.what.key(),
                letter(entry.kind),
                entry.person_id.0,
                millis(entry.start),
                millis(entry.end),
                id_list(entry.place_ids.iter().copied()),
                id_list(entry.held.iter().copied()),
                entry.state.key(),
                entry.reason.key(),
                entry.visit_id,
                entry.after,
                entry.kept,
                told_at(entry.told),
                millis(entry.made_at),
                entry.sent_at.map(millis),
                millis(entry.since),
                entry.mark,
                entry.series.as_ref().map(|series| series.number),
                entry.series.as_ref().map(|series| &series.rule),
                entry.series.as_ref().map(|series| series.date.to_string()),
                entry.made,
                entry.about,
                entry.label,
            ],
        )?;
        entry.id = connection.last_insert_rowid();
        if entry.booking == 0 {
            entry.booking = entry.id;
            connection.execute("UPDATE entries SET booking = id WHERE id = ?1", [entry.id])?;
        }
        if let Some(series) = entry.series.as_mut().filter(|it| it.number == series::NEW) {
            series.number = entry.booking;
            connection.execute(
                "UPDATE entries SET series = booking WHERE id = ?1",
                [entry.id],
            )?;
        }
        if entry.what == EntryKind::Person {
            entry.person_id = PersonId(-entry.id);
            connection.execute(
                "UPDATE entries SET person_id = -id WHERE id = ?1",
                [entry.id],
            )?;
        }
        kept.push(entry);
    }
    Ok(kept)
}

/// Keeps what has become of a write; `false` when there is none of its number any more.
pub(crate) fn update(connection: &Connection, entry: &EntryRow) -> rusqlite::Result<bool> {
    let changed = connection
        .prepare_cached(
            "UPDATE entries SET held = ?2, state = ?3, reason = ?4, visit_id = ?5, kept = ?6, told_at = ?7, alike = ?8, sent_at = ?9,
             since = ?10, unknown_at = ?11, next_look = ?12, made = ?13 WHERE id = ?1",
        )?
        .execute(params![
            entry.id,
            id_list(entry.held.iter().copied()),
            entry.state.key(),
            entry.reason.key(),
            entry.visit_id,
            entry.kept,
            told_at(entry.told),
            id_list(entry.alike.iter().copied()),
            entry.sent_at.map(millis),
            millis(entry.since),
            entry.unknown_at.map(millis),
            entry.next_look.map(millis),
            entry.made,
        ])?;
    Ok(changed > 0)
}

/// The writes of a booking are of this person from now on.
pub(crate) fn name_person(
    connection: &Connection,
    booking: i64,
    person: PersonId,
) -> rusqlite::Result<()> {
    connection.execute(
        "UPDATE entries SET person_id = ?2 WHERE booking = ?1",
        [booking, person.0],
    )?;
    Ok(())
}

/// Has a write carry another mark of what was noted of its visit.
pub(crate) fn carry(connection: &Connection, id: i64, about: &str) -> rusqlite::Result<()> {
    connection.execute(
        "UPDATE entries SET about = ?2 WHERE id = ?1",
        params![id, about],
    )?;
    Ok(())
}

/// The keys under which it is kept what was noted of visits that are not in the calendar's store yet, of whatever account.
pub(crate) fn noted(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached(
            "SELECT about FROM entries WHERE about IS NOT NULL AND (state <> 'accepted' OR NOT kept)",
        )?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// The marks of the people who are not made yet, of whatever account.
pub(crate) fn marks(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached("SELECT mark FROM entries WHERE mark IS NOT NULL AND state <> 'accepted'")?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// One write.
pub(crate) fn get(connection: &Connection, id: i64) -> rusqlite::Result<Option<EntryRow>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM entries WHERE id = ?1"))?
        .query_row([id], from_row)
        .optional()
}

/// The writes of one booking, in order; what takes it back is not one of them.
pub(crate) fn of_booking(connection: &Connection, booking: i64) -> rusqlite::Result<Vec<EntryRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entries WHERE booking = ?1 AND what <> 'cancel' ORDER BY id"
        ))?
        .query_map([booking], from_row)?
        .collect()
}

/// Every write of an account that is not finally settled: on its way, waiting for a person, or not yet in the calendar's store.
pub(crate) fn open(connection: &Connection, account: &str) -> rusqlite::Result<Vec<EntryRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entries WHERE account = ?1 AND (state <> 'accepted' OR reason = 'differs' OR NOT kept) ORDER BY id"
        ))?
        .query_map([account], from_row)?
        .collect()
}

/// The writes of an account that took a visit away: it was cancelled, or another stands in its place.
pub(crate) fn taken_away(
    connection: &Connection,
    account: &str,
) -> rusqlite::Result<Vec<EntryRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entries WHERE account = ?1 AND what IN ('cancel', 'replace') AND state = 'accepted' AND visit_id IS NOT NULL ORDER BY id"
        ))?
        .query_map([account], from_row)?
        .collect()
}

/// The sets of doors that this desk booked lately, newest first.
pub(crate) fn latest_doors(
    connection: &Connection,
    account: &str,
    limit: u32,
) -> rusqlite::Result<Vec<Vec<i64>>> {
    connection
        .prepare_cached(
            "SELECT place_ids FROM entries WHERE what = 'book' AND kind = 'r' AND state = 'accepted' AND account = ?1 ORDER BY id DESC LIMIT ?2",
        )?
        .query_map(params![account, limit], |row| {
            Ok(ids_of(&row.get::<_, String>(0)?))
        })?
        .collect()
}

/// Takes one write off the outbox, with what waits for it.
pub(crate) fn remove(connection: &Connection, id: i64) -> rusqlite::Result<()> {
    connection.execute(
        "WITH RECURSIVE gone (id) AS (
             SELECT ?1 UNION SELECT entries.id FROM entries JOIN gone ON entries.after = gone.id
         )
         DELETE FROM entries WHERE id IN gone",
        [id],
    )?;
    Ok(())
}

/// Whether a visit of this desk is being cancelled, or was; or goes, since another stands in its place.
pub(crate) fn is_taken_back(
    connection: &Connection,
    account: &str,
    (kind, id): (VisitKind, i64),
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM entries AS going LEFT JOIN entries AS before ON before.id = going.after
             WHERE going.account = ?1 AND going.kind = ?2 AND going.state <> 'rejected'
             AND (going.what = 'cancel' AND (going.visit_id = ?3 OR before.visit_id = ?3)
                  OR going.what = 'replace' AND going.visit_id = ?3 AND before.state = 'accepted'))",
        )?
        .query_row(params![account, letter(kind), id], |row| row.get(0))
}

/// The visits of a write's kind that other writes of its account became or take back. Numbers of the two kinds, and of accounts, overlap;
/// and what DoorFlow refused to take back may be the write's own.
pub(crate) fn visits_of_others(connection: &Connection, id: i64) -> rusqlite::Result<Vec<i64>> {
    connection
        .prepare_cached(
            "SELECT other.visit_id FROM entries AS it JOIN entries AS other ON other.account = it.account AND other.kind = it.kind
             WHERE it.id = ?1 AND other.id <> it.id AND other.visit_id IS NOT NULL AND other.state <> 'rejected'
             AND other.what IN ('book', 'cancel', 'replace')",
        )?
        .query_map([id], |row| row.get(0))?
        .collect()
}

/// The bookings that these visits belong to.
pub(crate) fn bookings_of(
    connection: &Connection,
    visits: &[(VisitKind, i64)],
) -> rusqlite::Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(
        "SELECT booking FROM entries WHERE what = 'book' AND kind = ?1 AND visit_id = ?2",
    )?;
    let mut bookings = Vec::new();
    for (kind, id) in visits {
        for booking in statement.query_map(params![letter(*kind), id], |row| row.get(0))? {
            bookings.push(booking?);
        }
    }
    bookings.sort_unstable();
    bookings.dedup();
    Ok(bookings)
}

/// What the doors have been told, or are to be, of visits that are not over.
pub(crate) fn told(
    connection: &Connection,
    account: &str,
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<((VisitKind, i64), Told)>> {
    let entries: Vec<EntryRow> = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entries WHERE account = ?1 AND told_at IS NOT NULL AND end_at > ?2 ORDER BY id"
        ))?
        .query_map(params![account, millis(now)], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(entries
        .into_iter()
        .filter_map(|entry| Some(((entry.kind, entry.visit_id?), entry.told?)))
        .collect())
}

/// Keeps what the doors have been told of these visits; `None` when there is nothing to tell of them any more.
pub(crate) fn tell(
    connection: &Connection,
    account: &str,
    visits: &[(VisitKind, i64)],
    told: Option<Told>,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "UPDATE entries SET told_at = ?4 WHERE account = ?1 AND kind = ?2 AND visit_id = ?3 AND told_at IS NOT NULL",
    )?;
    for (kind, id) in visits {
        statement.execute(params![account, letter(*kind), id, told_at(told)])?;
    }
    Ok(())
}

/// What this desk last did in DoorFlow with a visit, or with a credential, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// When it was first sent: it was done no earlier.
    pub(crate) sent: DateTime<Utc>,
    /// When it was known to be done: it was done no later.
    pub(crate) known: DateTime<Utc>,
    /// Whether it was taken back.
    pub(crate) taken_back: bool,
}

impl Written {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            sent: instant(row.get(0)?),
            known: instant(row.get(1)?),
            taken_back: row.get(2)?,
        })
    }
}

/// What was done with these visits, those of this desk.
pub(crate) fn written(
    connection: &Connection,
    visits: &[(VisitKind, i64)],
) -> rusqlite::Result<HashMap<(VisitKind, i64), Written>> {
    let mut statement = connection.prepare_cached(
        "SELECT ifnull(sent_at, made_at), since, what <> 'book' FROM entries
         WHERE what IN ('book', 'cancel', 'replace') AND state = 'accepted' AND kind = ?1 AND visit_id = ?2 ORDER BY id DESC LIMIT 1",
    )?;
    let mut written = HashMap::new();
    for visit in visits {
        let last = statement.query_row(params![letter(visit.0), visit.1], Written::from_row);
        written.extend(last.optional()?.map(|last| (*visit, last)));
    }
    Ok(written)
}

/// The PINs and other credentials that the doors are still to be told of, by the numbers of their writes.
pub(crate) fn pins_to_tell(
    connection: &Connection,
    account: &str,
) -> rusqlite::Result<Vec<(i64, Written)>> {
    connection
        .prepare_cached(
            "SELECT ifnull(sent_at, made_at), since, what <> 'pin', id FROM entries
             WHERE account = ?1 AND what IN ('pin', 'leave', 'revoke') AND state = 'accepted' AND told_at = 0",
        )?
        .query_map([account], |row| Ok((row.get(3)?, Written::from_row(row)?)))?
        .collect()
}

/// Keeps what the doors have been told of these PINs.
pub(crate) fn tell_pins(
    connection: &Connection,
    pins: &[i64],
    told: Option<Told>,
) -> rusqlite::Result<()> {
    let mut statement =
        connection.prepare_cached("UPDATE entries SET told_at = ?2 WHERE id = ?1")?;
    for pin in pins {
        statement.execute(params![pin, told_at(told)])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
