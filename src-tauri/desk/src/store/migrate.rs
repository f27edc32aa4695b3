//! Migrations only add, and the file is copied before the first of them runs.

use std::path::Path;

use rusqlite::Connection;

use super::{StoreError, StoreKey, at, files};

/// What was read from DoorFlow. In order; the database's `user_version` counts those that have run.
pub(super) const MIGRATIONS: [&str; 1] = [include_str!("../../migrations/0001_first.sql")];

/// The outbox.
pub(super) const OUTBOX: [&str; 3] = [
    include_str!("../../migrations/outbox/0001_first.sql"),
    include_str!("../../migrations/outbox/0002_changes.sql"),
    include_str!("../../migrations/outbox/0003_steps.sql"),
];

/// Brings the database to the latest version. Where it is a file, the copy is made with the same key.
pub(super) fn migrate(
    connection: &mut Connection,
    file: Option<(&Path, &StoreKey)>,
    migrations: &[&str],
) -> Result<(), StoreError> {
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let found = found as usize;
    if found > migrations.len() {
        return Err(StoreError::Newer {
            found,
            known: migrations.len(),
        });
    }
    if found == migrations.len() {
        return Ok(());
    }
    if let Some((path, key)) = file.filter(|_| found > 0) {
        copy(connection, &files::copy_of(path, found), key, found)?;
    }
    for (done, migration) in migrations.iter().enumerate().skip(found) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", number(done + 1))?;
        transaction.commit()?;
    }
    Ok(())
}

/// A count of migrations as SQLite keeps it.
fn number(migrations: usize) -> u32 {
    u32::try_from(migrations).unwrap_or(u32::MAX)
}

/// Copies the database into another file. SQLite's own backup would need both to be open; this needs only the key.
fn copy(
    connection: &Connection,
    copy: &Path,
    key: &StoreKey,
    version: usize,
) -> Result<(), StoreError> {
    // What an earlier try left half done would be added to.
    files::remove_all(copy)?;
    files::make_private(copy).map_err(|source| at(copy, source))?;
    connection.execute(
        "ATTACH DATABASE ?1 AS copy KEY ?2",
        (copy.to_string_lossy(), key.raw().as_str()),
    )?;
    let copied = connection
        .query_row("SELECT sqlcipher_export('copy')", [], |_| Ok(()))
        .and_then(|()| connection.pragma_update(Some("copy"), "user_version", number(version)));
    connection.execute("DETACH DATABASE copy", [])?;
    Ok(copied?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_of_a_newer_lobby_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(
            migrate(&mut connection, None, &MIGRATIONS),
            Err(StoreError::Newer { found: 99, .. })
        ));
    }

    #[test]
    fn migrating_twice_changes_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, None, &MIGRATIONS).unwrap();
        migrate(&mut connection, None, &MIGRATIONS).unwrap();
        let version: u32 = connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        assert_eq!(version as usize, MIGRATIONS.len());
    }
}
