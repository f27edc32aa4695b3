//! The outbox: each write of a booking, committed before its first byte is sent.

use chrono::{DateTime, Utc};
use doorflow::PersonId;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::visits::{kind_of, letter};
use super::{id_list, ids_of, instant, millis};
use crate::booking::{Problem, VisitKind};

/// How far a write has come, as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryState {
    /// To be sent.
    Queued,
    /// Being sent: after a restart it counts as unknown.
    InFlight,
    /// DoorFlow has it.
    Accepted,
    /// DoorFlow refused it.
    Rejected,
    /// Sent, outcome not known.
    Unknown,
    /// Known not to have been made.
    NotBooked,
}

impl EntryState {
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::InFlight => "in_flight",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
            Self::NotBooked => "not_booked",
        }
    }

    /// Whether the visit may come to be: not refused, and not known to be absent.
    pub(crate) fn may_take_place(self) -> bool {
        !matches!(self, Self::Rejected | Self::NotBooked)
    }

    /// A state that this program does not know is unknown, which asks a person to look.
    fn from_key(key: &str) -> Self {
        match key {
            "queued" => Self::Queued,
            "in_flight" => Self::InFlight,
            "accepted" => Self::Accepted,
            "rejected" => Self::Rejected,
            "not_booked" => Self::NotBooked,
            _ => Self::Unknown,
        }
    }
}

/// One write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EntryRow {
    /// The desk's own number; 0 before it is kept.
    pub(crate) id: i64,
    /// The booking that it belongs to.
    pub(crate) booking: i64,
    pub(crate) kind: VisitKind,
    pub(crate) person_id: PersonId,
    pub(crate) start: DateTime<Utc>,
    pub(crate) end: DateTime<Utc>,
    pub(crate) place_ids: Vec<i64>,
    /// Visits that DoorFlow was known to hold for the same person, instants and places before this was sent.
    pub(crate) held: Vec<i64>,
    pub(crate) state: EntryState,
    /// The visit that it became.
    pub(crate) visit_id: Option<i64>,
    pub(crate) problems: Vec<Problem>,
    /// For support.
    pub(crate) detail: String,
    pub(crate) made_at: DateTime<Utc>,
    pub(crate) sent_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = "id, booking, kind, person_id, start_at, end_at, place_ids, held, state, visit_id, problems, detail, made_at, sent_at";

/// Of the account that is open.
const OURS: &str = "account = COALESCE((SELECT value FROM facts WHERE name = 'account_id'), '')";

fn from_row(row: &Row<'_>) -> rusqlite::Result<EntryRow> {
    Ok(EntryRow {
        id: row.get(0)?,
        booking: row.get(1)?,
        kind: kind_of(&row.get::<_, String>(2)?),
        person_id: PersonId(row.get(3)?),
        start: instant(row.get(4)?),
        end: instant(row.get(5)?),
        place_ids: ids_of(&row.get::<_, String>(6)?),
        held: ids_of(&row.get::<_, String>(7)?),
        state: EntryState::from_key(&row.get::<_, String>(8)?),
        visit_id: row.get(9)?,
        problems: serde_json::from_str(&row.get::<_, String>(10)?).unwrap_or_default(),
        detail: row.get(11)?,
        made_at: instant(row.get(12)?),
        sent_at: row.get::<_, Option<i64>>(13)?.map(instant),
    })
}

/// Keeps the writes of one booking; answers them with their numbers. The booking's number is that of its first write.
pub(crate) fn add(
    connection: &Connection,
    entries: Vec<EntryRow>,
) -> rusqlite::Result<Vec<EntryRow>> {
    let mut kept: Vec<EntryRow> = Vec::with_capacity(entries.len());
    for mut entry in entries {
        connection.execute(
            "INSERT INTO outbox (account, booking, kind, person_id, start_at, end_at, place_ids, held, state, visit_id, problems, detail, made_at, sent_at)
             VALUES (COALESCE((SELECT value FROM facts WHERE name = 'account_id'), ''), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL, '[]', '', ?9, NULL)",
            params![
                kept.first().map_or(0, |first| first.booking),
                letter(entry.kind),
                entry.person_id.0,
                millis(entry.start),
                millis(entry.end),
                id_list(entry.place_ids.iter().copied()),
                id_list(entry.held.iter().copied()),
                entry.state.key(),
                millis(entry.made_at),
            ],
        )?;
        entry.id = connection.last_insert_rowid();
        entry.booking = kept.first().map_or(entry.id, |first| first.booking);
        if kept.is_empty() {
            connection.execute("UPDATE outbox SET booking = id WHERE id = ?1", [entry.id])?;
        }
        kept.push(entry);
    }
    Ok(kept)
}

/// Keeps what has become of a write.
pub(crate) fn update(connection: &Connection, entry: &EntryRow) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE outbox SET state = ?2, visit_id = ?3, problems = ?4, detail = ?5, sent_at = ?6 WHERE id = ?1",
        )?
        .execute(params![
            entry.id,
            entry.state.key(),
            entry.visit_id,
            serde_json::to_string(&entry.problems).unwrap_or_default(),
            entry.detail,
            entry.sent_at.map(millis),
        ])?;
    Ok(())
}

/// One write.
pub(crate) fn get(connection: &Connection, id: i64) -> rusqlite::Result<Option<EntryRow>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM outbox WHERE id = ?1"))?
        .query_row([id], from_row)
        .optional()
}

/// The writes of one booking, in order.
pub(crate) fn of_booking(connection: &Connection, booking: i64) -> rusqlite::Result<Vec<EntryRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM outbox WHERE booking = ?1 ORDER BY id"
        ))?
        .query_map([booking], from_row)?
        .collect()
}

/// Every write that is not accepted: on its way, or waiting for a person.
pub(crate) fn open(connection: &Connection) -> rusqlite::Result<Vec<EntryRow>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM outbox WHERE state <> 'accepted' AND {OURS} ORDER BY id"
        ))?
        .query_map([], from_row)?
        .collect()
}

/// The sets of doors that this desk booked lately, newest first.
pub(crate) fn latest_doors(connection: &Connection, limit: u32) -> rusqlite::Result<Vec<Vec<i64>>> {
    connection
        .prepare_cached(&format!(
            "SELECT place_ids FROM outbox WHERE kind = 'r' AND state = 'accepted' AND {OURS} ORDER BY id DESC LIMIT ?1"
        ))?
        .query_map([limit], |row| Ok(ids_of(&row.get::<_, String>(0)?)))?
        .collect()
}

/// Takes one write off the outbox.
pub(crate) fn remove(connection: &Connection, id: i64) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM outbox WHERE id = ?1", [id])?;
    Ok(())
}

/// The visits that other writes of this desk became.
pub(crate) fn visits_of_others(connection: &Connection, id: i64) -> rusqlite::Result<Vec<i64>> {
    connection
        .prepare_cached("SELECT visit_id FROM outbox WHERE id <> ?1 AND visit_id IS NOT NULL")?
        .query_map([id], |row| row.get(0))?
        .collect()
}

/// The bookings that these visits belong to.
pub(crate) fn bookings_of(
    connection: &Connection,
    visits: &[(VisitKind, i64)],
) -> rusqlite::Result<Vec<i64>> {
    let mut statement = connection
        .prepare_cached("SELECT booking FROM outbox WHERE kind = ?1 AND visit_id = ?2")?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Store, facts};

    #[test]
    fn a_write_waits_for_its_own_account() {
        let store = Store::in_memory().unwrap();
        let entry = EntryRow {
            id: 0,
            booking: 0,
            kind: VisitKind::Reservation,
            person_id: PersonId(3),
            start: instant(1_000),
            end: instant(2_000),
            place_ids: vec![1],
            held: Vec::new(),
            state: EntryState::Queued,
            visit_id: None,
            problems: Vec::new(),
            detail: String::new(),
            made_at: instant(0),
            sent_at: None,
        };
        store
            .run_here(|connection| {
                facts::write(connection, facts::ACCOUNT_ID, "first")?;
                let kept = add(connection, vec![entry.clone(), entry])?;
                assert_eq!(kept[1].booking, kept[0].id, "one booking of two writes");
                assert_eq!(open(connection)?, kept, "what is kept is what is read");
                facts::write(connection, facts::ACCOUNT_ID, "second")?;
                assert_eq!(
                    open(connection)?,
                    [],
                    "nothing of the first account's is sent to the second"
                );
                facts::write(connection, facts::ACCOUNT_ID, "first")?;
                assert_eq!(open(connection)?.len(), 2, "and nothing of it is lost");
                Ok(())
            })
            .unwrap();
    }
}
