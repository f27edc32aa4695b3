//! Who was made here and has nothing more to come for.

use chrono::{DateTime, Utc};
use doorflow::PersonId;
use rusqlite::{Connection, params};

use super::{EntryRow, add, millis, remove};

/// Somebody whom this desk has made, and whose booking is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Leaver {
    /// The booking that made them.
    pub(crate) booking: i64,
    pub(crate) person: PersonId,
    /// What they are marked with in DoorFlow.
    pub(crate) mark: String,
    /// The PIN that they were last given here, by DoorFlow's id of it; none where it was revoked here.
    pub(crate) pin: Option<String>,
    /// When their booking ended.
    pub(crate) ended: DateTime<Utc>,
    /// Whether a person is asked first: the outbox was put back from a copy since they were made, and they may have been seen off already.
    pub(crate) asks: bool,
}

/// Those of an account whose bookings are over, who have nothing in the outbox, and who were not seen off.
/// Of whoever is still to be seen off, `seen_off` is 0, or 2 where a person is asked first.
pub(crate) fn leavers(
    connection: &Connection,
    account: &str,
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<Leaver>> {
    connection
        .prepare_cached(
            "SELECT made.booking, made.person_id, made.mark, made.end_at,
                 made.seen_off = 2,
                 (SELECT pin.made FROM entries pin
                  WHERE pin.account = ?1 AND pin.person_id = made.person_id AND pin.what = 'pin' AND pin.state = 'accepted'
                  AND pin.made IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM entries gone WHERE gone.account = ?1 AND gone.what = 'revoke'
                      AND gone.state = 'accepted' AND gone.made = pin.made)
                  ORDER BY pin.id DESC LIMIT 1)
             FROM entries made
             WHERE made.account = ?1 AND made.what = 'person' AND made.state = 'accepted' AND made.mark IS NOT NULL
             AND made.seen_off <> 1 AND made.end_at <= ?2
             AND NOT EXISTS (SELECT 1 FROM entries open WHERE open.account = ?1 AND open.person_id = made.person_id
                 AND (open.state <> 'accepted' OR open.reason = 'differs' OR NOT open.kept))
             ORDER BY made.id",
        )?
        .query_map(params![account, millis(now)], |row| {
            Ok(Leaver {
                booking: row.get(0)?,
                person: PersonId(row.get(1)?),
                mark: row.get(2)?,
                ended: super::instant(row.get(3)?),
                asks: row.get(4)?,
                pin: row.get(5)?,
            })
        })?
        .collect()
}

/// Sees somebody off, once: with these writes, which may be none.
pub(crate) fn see_off(
    connection: &Connection,
    account: &str,
    leaver: &Leaver,
    writes: Vec<EntryRow>,
) -> rusqlite::Result<Vec<EntryRow>> {
    let first = connection
        .prepare_cached(
            "UPDATE entries SET seen_off = 1 WHERE booking = ?1 AND what = 'person' AND seen_off <> 1",
        )?
        .execute([leaver.booking])?;
    if first == 0 {
        return Ok(Vec::new());
    }
    add(connection, account, writes)
}

/// Somebody is not seen off yet, since they are expected again: the write that was to see them off goes, and comes again once that is over.
pub(crate) fn stays(connection: &Connection, leave: &EntryRow) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE entries SET seen_off = 0 WHERE booking = ?1 AND what = 'person'")?
        .execute([leave.booking])?;
    remove(connection, leave.id)
}

/// Whoever was seen off, has been given a PIN here since, and is to come until `end`, is to be seen off once more after that.
pub(crate) fn comes_again(
    connection: &Connection,
    account: &str,
    person: PersonId,
    end: DateTime<Utc>,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(&format!(
            "UPDATE entries SET seen_off = 0, end_at = max(end_at, ?3)
             WHERE account = ?1 AND person_id = ?2 AND what = 'person' AND state = 'accepted' AND seen_off = 1 AND {GIVEN_SINCE}"
        ))?
        .execute(params![account, person.0, millis(end)])?;
    Ok(())
}

/// Whether a visitor was given a PIN here which was taken back since.
pub(crate) fn has_lost_a_pin(
    connection: &Connection,
    account: &str,
    person: PersonId,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM entries made JOIN entries pin ON pin.booking = made.booking
             WHERE made.account = ?1 AND made.person_id = ?2 AND made.what = 'person' AND made.seen_off = 1
             AND pin.what = 'pin' AND pin.state = 'accepted' AND {TAKEN_SINCE})"
        ))?
        .query_row(params![account, person.0], |row| row.get(0))
}

/// Whether a person of an account was given a PIN since they were seen off last.
const GIVEN_SINCE: &str = "EXISTS (SELECT 1 FROM entries pin WHERE pin.account = ?1 AND pin.person_id = ?2 AND pin.what = 'pin'
    AND pin.state = 'accepted' AND pin.id > (SELECT coalesce(max(leave.id), 0) FROM entries leave
        WHERE leave.account = ?1 AND leave.person_id = ?2 AND leave.what = 'leave'))";

/// Whether what a person of an account was given went, or may have gone, since they were given a PIN last. A write that waits, as for a person who
/// is asked first, has taken nothing back.
const TAKEN_SINCE: &str = "EXISTS (SELECT 1 FROM entries gone WHERE gone.account = ?1 AND gone.person_id = ?2 AND gone.what = 'leave'
    AND gone.state IN ('in_flight', 'unknown', 'accepted') AND gone.id > (SELECT max(last.id) FROM entries last
        WHERE last.account = ?1 AND last.person_id = ?2 AND last.what = 'pin' AND last.state = 'accepted'))";
