//! What the desk keeps on its own disk: SQLite, one file a table.

pub(crate) mod channels;
pub(crate) mod facts;
mod migrate;
pub(crate) mod names;
pub(crate) mod outbox;
pub(crate) mod people;
pub(crate) mod visits;
pub(crate) mod watermarks;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, ErrorCode};

/// The local database. Cloning shares it.
#[derive(Clone)]
pub(crate) struct Store {
    connection: Arc<Mutex<Connection>>,
}

/// Why the store could not do what was asked. Nothing of it was done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// The file or its folder cannot be opened.
    #[error("the store at {path} cannot be opened: {source}")]
    Open {
        /// The database file.
        path: PathBuf,
        /// What SQLite or the file system says.
        source: rusqlite::Error,
    },
    /// It was made by a newer Lobby.
    #[error("the store has version {found}, this Lobby knows {known}")]
    Newer {
        /// The file's version.
        found: usize,
        /// The latest that this program knows.
        known: usize,
    },
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// Anything else that SQLite reports.
    #[error("the store: {0}")]
    Sqlite(rusqlite::Error),
    /// The program is closing.
    #[error("the store is closing")]
    Closing,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            _ => Self::Sqlite(error),
        }
    }
}

impl Store {
    /// Opens the database, making or migrating it; a damaged one is set aside (`.damaged` behind its name) and begun anew,
    /// since all but the outbox can be read again from DoorFlow.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        match Self::open_as_it_is(path) {
            Err(StoreError::Open { source, .. } | StoreError::Sqlite(source))
                if matches!(
                    source.sqlite_error_code(),
                    Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt)
                ) =>
            {
                tracing::warn!(
                    code = "store_damaged",
                    "the store is damaged and is set aside"
                );
                set_aside(path).map_err(|error| StoreError::Open {
                    path: path.to_owned(),
                    source: rusqlite::Error::ToSqlConversionFailure(Box::new(error)),
                })?;
                Self::open_as_it_is(path)
            }
            other => other,
        }
    }

    /// A store that is gone when the program ends.
    pub(crate) fn in_memory() -> Result<Self, StoreError> {
        Self::ready(Connection::open_in_memory()?, None)
    }

    fn open_as_it_is(path: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(path).map_err(|source| StoreError::Open {
            path: path.to_owned(),
            source,
        })?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let owner_only = std::fs::Permissions::from_mode(0o600);
            if let Err(error) = std::fs::set_permissions(path, owner_only) {
                tracing::warn!(%error, "the store's file mode cannot be set");
            }
        }
        Self::ready(connection, Some(path))
    }

    fn ready(mut connection: Connection, path: Option<&Path>) -> Result<Self, StoreError> {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        migrate::migrate(&mut connection, path)?;
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
        })
    }

    /// Runs `work` in one transaction off the async threads; commits when it answers `Ok`.
    pub(crate) async fn run<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let store = self.clone();
        tokio::task::spawn_blocking(move || store.run_here(work))
            .await
            .map_err(|_| StoreError::Closing)?
    }

    /// Runs `work` in one transaction on this thread: for start-up and for tests.
    pub(crate) fn run_here<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        // A thread that panicked inside a transaction left it rolled back: the connection is sound.
        let mut connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction()?;
        let answer = work(&transaction)?;
        transaction.commit()?;
        Ok(answer)
    }

    /// Forgets everything that came from DoorFlow but the account's id. The outbox stays: it is the desk's own, and the id says
    /// whose it is.
    pub(crate) async fn forget_account(&self) -> Result<(), StoreError> {
        self.run(|connection| {
            connection.execute_batch(
                "DELETE FROM facts WHERE name <> 'account_id'; DELETE FROM watermarks; DELETE FROM people; DELETE FROM channels;
                 DELETE FROM groups; DELETE FROM roles; DELETE FROM sites; DELETE FROM visits;",
            )
        })
        .await
    }
}

/// Moves a damaged database and its side files out of the way.
fn set_aside(path: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut from = path.as_os_str().to_owned();
        from.push(suffix);
        let mut to = from.clone();
        to.push(".damaged");
        if Path::new(&from).exists() {
            std::fs::rename(&from, &to)?;
        }
    }
    Ok(())
}

/// An instant as the store holds it.
pub(crate) fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// An instant from the store; one out of range (a damaged row) becomes 1970.
pub(crate) fn instant(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// A sorted list of ids as the store holds it.
pub(crate) fn id_list(ids: impl IntoIterator<Item = i64>) -> String {
    let mut ids: Vec<i64> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    serde_json::Value::from(ids).to_string()
}

/// A list of ids from the store; a damaged one is empty.
pub(crate) fn ids_of(text: &str) -> Vec<i64> {
    serde_json::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_file_is_set_aside_and_begun_anew() {
        let folder = std::env::temp_dir().join(format!("lobby-store-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("lobby.db");
        std::fs::write(
            &path,
            b"this is no database, and long enough to be looked at as one".repeat(40),
        )
        .unwrap();
        let store = Store::open(&path).expect("a new store is begun");
        store.run_here(|c| facts::write(c, "a", "b")).unwrap();
        assert!(
            folder.join("lobby.db.damaged").exists(),
            "the damaged file is kept for support"
        );
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_failed_piece_of_work_leaves_nothing() {
        let store = Store::in_memory().unwrap();
        let failed: Result<(), _> = store.run_here(|c| {
            facts::write(c, "a", "b")?;
            Err(rusqlite::Error::QueryReturnedNoRows)
        });
        assert!(failed.is_err());
        assert_eq!(
            store.run_here(|c| facts::read(c, "a")).unwrap(),
            None,
            "it was rolled back"
        );
    }
}
