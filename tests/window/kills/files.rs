//! What a killed app leaves on the disk, looked at in a copy: the app's own next start is to find it untouched.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use chrono::DateTime;
use chrono_tz::Europe::London;
use desk::profile::Profile;
use desk::session::{Keychain, OsKeychain};
use lobby_tests::harness::app::Machine;
use rusqlite::Connection;

use super::Wish;

/// One write of the outbox.
pub(super) struct Kept {
    pub(super) wish: Wish,
    pub(super) state: String,
}

/// Whether both databases are whole, and every booking of the outbox.
///
/// # Errors
/// When one is damaged, cannot be opened, or was set aside by the app.
pub(super) fn look(machine: &Machine) -> Result<Vec<Kept>> {
    let profile = machine.profile();
    for file in fs::read_dir(&profile)? {
        let name = file?.file_name();
        ensure!(
            !name.to_string_lossy().contains(".damaged"),
            "the app has set {} aside",
            name.display()
        );
    }
    let copy = tempfile::tempdir()?;
    let cache = open(&profile, copy.path(), "lobby.db")?;
    let entry = format!("store-key:{}", Profile::at(&profile)?.tag());
    let key = OsKeychain.read(&entry)?.context("the key of the cache")?;
    cache.execute_batch(&format!("PRAGMA key = \"x'{}'\"", *key))?;
    whole(&cache).context("lobby.db")?;
    let outbox = open(&profile, copy.path(), "outbox.db")?;
    whole(&outbox).context("outbox.db")?;
    let mut rows = outbox.prepare("SELECT person_id, start_at, state FROM entries")?;
    let kept = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    kept.map(|row| {
        let (person, start, state): (i64, i64, String) = row?;
        let start = DateTime::from_timestamp_millis(start).context("a start")?;
        let wish = (person, start.with_timezone(&London).date_naive());
        Ok(Kept { wish, state })
    })
    .collect()
}

/// Opens a copy of a database and of what was written ahead of it.
fn open(profile: &Path, copy: &Path, name: &str) -> Result<Connection> {
    for suffix in ["", "-wal"] {
        let file = format!("{name}{suffix}");
        let from = profile.join(&file);
        if from.exists() {
            fs::copy(&from, copy.join(&file)).with_context(|| file.clone())?;
        }
    }
    Ok(Connection::open(copy.join(name))?)
}

fn whole(database: &Connection) -> Result<()> {
    let says: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    ensure!(says == "ok", "{says}");
    Ok(())
}
