//! Migrations are only appended. The calendar's file is copied before the first of them runs; the outbox's is not: it has
//! what waits, and a copy is out of date with the next write.

use std::path::Path;

use rusqlite::Connection;

use super::{StoreError, StoreKey, at, files};

/// What was read from DoorFlow. In order; the database's `user_version` counts those that have run.
pub(super) const MIGRATIONS: [&str; 7] = [
    include_str!("../../migrations/0001_first.sql"),
    include_str!("../../migrations/0002_newcomers.sql"),
    include_str!("../../migrations/0003_watch.sql"),
    include_str!("../../migrations/0004_visitor_group.sql"),
    include_str!("../../migrations/0005_about.sql"),
    include_str!("../../migrations/0006_making.sql"),
    include_str!("../../migrations/0007_hours.sql"),
];

/// The outbox.
pub(super) const OUTBOX: [&str; 9] = [
    include_str!("../../migrations/outbox/0001_first.sql"),
    include_str!("../../migrations/outbox/0002_changes.sql"),
    include_str!("../../migrations/outbox/0003_steps.sql"),
    include_str!("../../migrations/outbox/0004_newcomers.sql"),
    include_str!("../../migrations/outbox/0005_prints.sql"),
    include_str!("../../migrations/outbox/0006_series.sql"),
    include_str!("../../migrations/outbox/0007_leaving.sql"),
    include_str!("../../migrations/outbox/0008_about.sql"),
    include_str!("../../migrations/outbox/0009_revokes.sql"),
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

    #[test]
    fn each_file_is_numbered_by_its_place() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        for (folder, migrations) in [
            (folder.clone(), &MIGRATIONS[..]),
            (folder.join("outbox"), &OUTBOX[..]),
        ] {
            let files = std::fs::read_dir(folder).unwrap();
            let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
            files.retain(|file| file.is_file());
            files.sort();
            assert_eq!(files.len(), migrations.len());
            for (place, (file, migration)) in files.iter().zip(migrations).enumerate() {
                let name = file.file_name().unwrap().to_string_lossy();
                assert!(name.starts_with(&format!("{:04}_", place + 1)), "{name}");
                assert_eq!(std::fs::read_to_string(file).unwrap(), *migration, "{name}");
            }
        }
    }

    #[test]
    fn an_outbox_from_before_there_were_steps_keeps_its_writes_and_its_numbers() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, None, &OUTBOX[..2]).unwrap();
        let add = "INSERT INTO entries (account, booking, what, kind, person_id, start_at, end_at, place_ids, held, state, reason, kept, alike, made_at, since)
                   VALUES ('a', 1, 'book', 'r', 3, 1, 2, '[1]', '[]', 'queued', 'none', 0, '[]', 0, 0)";
        for _ in 0..3 {
            connection.execute(add, []).unwrap();
        }
        connection
            .execute("DELETE FROM entries WHERE id = 3", [])
            .unwrap();
        migrate(&mut connection, None, &OUTBOX).unwrap();
        connection.execute(add, []).unwrap();
        let ids: Vec<i64> = connection
            .prepare("SELECT id FROM entries ORDER BY id")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(
            ids,
            [1, 2, 4],
            "a number that was given is never given again"
        );
        let changes: i64 = connection
            .query_row("SELECT count FROM changes", [], |row| row.get(0))
            .unwrap();
        assert_eq!(changes, 5, "changes are counted as before");
    }
}
