//! Whether the file is the one that was written last, or was put back from a copy: what is queued in a copy may have been sent since.

use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};

use crate::store::millis;

/// Knows the file again. One that is not the file that it was made as was put back.
pub(crate) fn recognise(
    connection: &Connection,
    path: &Path,
    now: DateTime<Utc>,
) -> rusqlite::Result<()> {
    let Some(found) = identity(path) else {
        return Ok(());
    };
    let known: Option<(i64, i64)> = connection
        .query_row("SELECT inode, made_at FROM identity", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    if known == Some(found) {
        return Ok(());
    }
    if known.is_some() {
        put_back(connection, now)?;
    }
    connection.execute("DELETE FROM identity", [])?;
    connection.execute(
        "INSERT INTO identity (inode, made_at) VALUES (?1, ?2)",
        [found.0, found.1],
    )?;
    Ok(())
}

/// How often what is in the file was changed.
pub(crate) fn changes(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT count FROM changes", [], |row| row.get(0))
}

/// Compares with how many changes are remembered elsewhere. A file that counts less was written over with an older one.
pub(crate) fn compare(
    connection: &Connection,
    remembered: i64,
    now: DateTime<Utc>,
) -> rusqlite::Result<()> {
    if changes(connection)? < remembered {
        put_back(connection, now)?;
        // It goes on from there, so that it is known the next time.
        connection.execute("UPDATE changes SET count = ?1", [remembered])?;
    }
    Ok(())
}

/// Leaves it to a person to send what is queued, and what would be sent once more since its answer was lost; that a booking is looked for says
/// nothing to DoorFlow. A step that goes only behind what waits for a person has that person's word; a booking has not, since it would not be looked for
/// then. Nobody is seen off by what was known then: whoever was not yet may have been
/// since, so a person is asked. What was done, DoorFlow's own list brings to the calendar: it can have been undone since.
fn put_back(connection: &Connection, now: DateTime<Utc>) -> rusqlite::Result<()> {
    tracing::warn!(
        code = "outbox_restored",
        "the outbox was put back from a copy"
    );
    connection.execute(
        "UPDATE entries SET state = 'needs_you', reason = 'restored', since = ?1, next_look = NULL
         WHERE (state = 'queued' OR state IN ('in_flight', 'unknown') AND what NOT IN ('book', 'person'))
         AND (what IN ('book', 'person', 'revoke', 'describe') OR what = 'cancel' AND visit_id IS NOT NULL
             OR NOT EXISTS (SELECT 1 FROM entries before WHERE before.id = entries.after
                 AND before.state IN ('queued', 'needs_you', 'rejected')))",
        [millis(now)],
    )?;
    connection.execute(
        "UPDATE entries SET seen_off = 2 WHERE what = 'person' AND seen_off = 0",
        [],
    )?;
    connection.execute(
        "UPDATE entries SET kept = 1 WHERE state = 'accepted' AND NOT kept",
        [],
    )?;
    Ok(())
}

/// What the file system calls a file, and since when; `None` where it does not say.
fn identity(path: &Path) -> Option<(i64, i64)> {
    let found = std::fs::metadata(path).ok()?;
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(&found).cast_signed();
    #[cfg(not(unix))]
    let inode = 0;
    let made = found
        .created()
        .map_or(0, |made| millis(DateTime::<Utc>::from(made)));
    (inode != 0 || made != 0).then_some((inode, made))
}
