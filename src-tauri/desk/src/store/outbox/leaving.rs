//! Who was made here and has nothing more to come for.

use chrono::{DateTime, Utc};
use doorflow::PersonId;
use rusqlite::{Connection, params};

use super::{EntryRow, add, millis};

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
}

/// Those of an account whose bookings are over, who have nothing in the outbox, and who were not seen off.
pub(crate) fn leavers(
    connection: &Connection,
    account: &str,
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<Leaver>> {
    connection
        .prepare_cached(
            "SELECT made.booking, made.person_id, made.mark, made.end_at,
                 (SELECT pin.made FROM entries pin
                  WHERE pin.account = ?1 AND pin.person_id = made.person_id AND pin.what = 'pin' AND pin.state = 'accepted'
                  AND pin.made IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM entries gone WHERE gone.account = ?1 AND gone.what = 'revoke'
                      AND gone.state = 'accepted' AND gone.made = pin.made)
                  ORDER BY pin.id DESC LIMIT 1)
             FROM entries made
             WHERE made.account = ?1 AND made.what = 'person' AND made.state = 'accepted' AND made.mark IS NOT NULL
             AND NOT made.seen_off AND made.end_at <= ?2
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
                pin: row.get(4)?,
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
            "UPDATE entries SET seen_off = 1 WHERE booking = ?1 AND what = 'person' AND NOT seen_off",
        )?
        .execute([leaver.booking])?;
    if first == 0 {
        return Ok(Vec::new());
    }
    add(connection, account, writes)
}
