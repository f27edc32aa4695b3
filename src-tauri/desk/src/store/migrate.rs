//! Migrations only add, and the file is copied before the first of them runs.

use std::path::Path;

use rusqlite::Connection;

use super::StoreError;

/// In order; the database's `user_version` counts those that have run.
const MIGRATIONS: [&str; 1] = [include_str!("../../migrations/0001_first.sql")];

/// Brings the database to the latest version.
pub(super) fn migrate(connection: &mut Connection, path: Option<&Path>) -> Result<(), StoreError> {
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let found = found as usize;
    if found > MIGRATIONS.len() {
        return Err(StoreError::Newer {
            found,
            known: MIGRATIONS.len(),
        });
    }
    if found == MIGRATIONS.len() {
        return Ok(());
    }
    if let Some(path) = path.filter(|_| found > 0) {
        let copy = path.with_extension(format!("v{found}.db"));
        connection.backup("main", copy, None::<fn(rusqlite::backup::Progress)>)?;
    }
    for (at, migration) in MIGRATIONS.iter().enumerate().skip(found) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(
            None,
            "user_version",
            u32::try_from(at + 1).unwrap_or(u32::MAX),
        )?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_of_a_newer_lobby_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(
            migrate(&mut connection, None),
            Err(StoreError::Newer { found: 99, .. })
        ));
    }

    #[test]
    fn migrating_twice_changes_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, None).unwrap();
        migrate(&mut connection, None).unwrap();
        let version: u32 = connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        assert_eq!(version as usize, MIGRATIONS.len());
    }
}
