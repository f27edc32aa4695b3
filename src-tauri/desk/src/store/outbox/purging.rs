//! What has been settled for long enough leaves.

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::millis;

/// Removes the writes of every account that were settled before `before`, and whose visits were over then; answers of how many it did. One that
/// another waits for stays with it, and so does what is known of somebody whom this desk made and has not seen off. Of whoever was seen off it
/// stays that they were made here, without when and where they came: they may come again, and be given another PIN.
pub(crate) fn purge(connection: &Connection, before: DateTime<Utc>) -> rusqlite::Result<usize> {
    const SETTLED: &str =
        "state = 'accepted' AND reason <> 'differs' AND kept AND end_at < ?1 AND since < ?1";
    let stripped = connection.execute(
        &format!(
            "UPDATE entries SET start_at = 0, end_at = 0, place_ids = '[]'
             WHERE {SETTLED} AND what = 'person' AND mark IS NOT NULL AND seen_off = 1 AND end_at <> 0"
        ),
        [millis(before)],
    )?;
    let removed = connection.execute(
        &format!(
            "DELETE FROM entries WHERE {SETTLED} AND NOT (what = 'person' AND mark IS NOT NULL)
             AND id NOT IN (SELECT after FROM entries WHERE after IS NOT NULL AND (state <> 'accepted' OR NOT kept))
             AND NOT (what = 'pin' AND EXISTS (SELECT 1 FROM entries made WHERE made.account = entries.account
                 AND made.person_id = entries.person_id AND made.what = 'person' AND made.mark IS NOT NULL AND made.seen_off <> 1))"
        ),
        [millis(before)],
    )?;
    Ok(stripped + removed)
}
