//! What the desk keeps on its own disk: SQLite, encrypted but for the outbox, one module a table.

pub(crate) mod about;
pub(crate) mod channels;
pub(crate) mod events;
pub(crate) mod facts;
mod files;
mod here;
mod key;
pub(crate) mod marks;
mod migrate;
pub(crate) mod names;
pub(crate) mod newcomers;
pub(crate) mod outbox;
pub(crate) mod people;
pub(crate) mod visits;
pub(crate) mod watermarks;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, ErrorCode};
use zeroize::Zeroizing;

pub(crate) use self::here::Here;
use self::here::in_one;
pub(crate) use self::key::StoreKey;
use crate::machine::{Blocking, Ended};

/// How many statements a connection keeps prepared: all that there are. With fewer, those of a round drive each other out.
const STATEMENTS: usize = 128;

/// The local database. Cloning shares it.
#[derive(Clone)]
pub(crate) struct Store {
    blocking: Blocking,
    connection: Arc<Mutex<Connection>>,
    /// A second connection to the same file, which reads while the first one writes; none where the store is in memory.
    reading: Arc<Mutex<Option<Connection>>>,
    /// How often it was begun anew: work that was asked for before is not done after.
    era: Arc<AtomicU64>,
    /// SQLite has come upon something that it could not make sense of.
    suspect: Arc<AtomicBool>,
}

/// Why the store could not do what was asked. Nothing of it was done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// A file or its folder cannot be used.
    #[error("{path}: {source}")]
    File {
        /// The database file.
        path: PathBuf,
        /// What the file system says.
        source: std::io::Error,
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
    /// The program is closing, or the account was left meanwhile.
    #[error("the store is closing")]
    Closing,
}

impl StoreError {
    /// Whether the file is no database, or not whole.
    fn is_damage(&self) -> bool {
        let Self::Sqlite(source) = self else {
            return false;
        };
        matches!(
            source.sqlite_error_code(),
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt)
        )
    }
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
    /// A store that is gone when the program ends.
    pub(crate) fn in_memory() -> Result<Self, StoreError> {
        Ok(Self::of(ready(
            Connection::open_in_memory()?,
            None,
            &migrate::MIGRATIONS,
        )?))
    }

    /// Opens the outbox's database, making or migrating it. It holds ids, times and codes only and is not encrypted, so that it opens
    /// with no keychain. A damaged one is left as it is: what waits in it is nowhere else.
    pub(crate) fn open_outbox(path: &Path, now: DateTime<Utc>) -> Result<Self, StoreError> {
        files::make_private(path).map_err(|source| at(path, source))?;
        let store = Self::of(ready(Connection::open(path)?, None, &migrate::OUTBOX)?);
        store.run_here(|connection| outbox::recognise(connection, path, now))?;
        Ok(store)
    }

    /// An outbox that is gone when the program ends.
    pub(crate) fn outbox_in_memory() -> Result<Self, StoreError> {
        Ok(Self::of(ready(
            Connection::open_in_memory()?,
            None,
            &migrate::OUTBOX,
        )?))
    }

    fn of(connection: Connection) -> Self {
        Self {
            blocking: Blocking::default(),
            connection: Arc::new(Mutex::new(connection)),
            reading: Arc::default(),
            era: Arc::default(),
            suspect: Arc::default(),
        }
    }

    /// The same store, with its work done in this way.
    pub(crate) fn working(self, blocking: &Blocking) -> Self {
        Self {
            blocking: blocking.clone(),
            ..self
        }
    }

    /// Works with the file at `path` from now on, encrypted with `key`: makes it or migrates it. One that `key` does not open, or that is
    /// damaged, is set aside (`.damaged` behind its name) and begun anew, and it is answered whether one was, until
    /// [that is kept](Self::anew_is_kept): what came from DoorFlow can be read
    /// there again, but who was checked in by hand, what was noted, and what is over cannot. One that
    /// is not encrypted is removed, since it would lie there with everybody's names. After an error the store is what it was before, or an
    /// empty one in memory where the file was damaged.
    pub(crate) async fn move_to(&self, path: PathBuf, key: StoreKey) -> Result<bool, StoreError> {
        let store = self.clone();
        self.off_thread(move |connection| {
            if store.suspect.swap(false, Ordering::SeqCst) {
                // Some systems set no file aside that is open.
                let meanwhile = Connection::open_in_memory()?;
                store.succeed(connection, ready(meanwhile, None, &migrate::MIGRATIONS)?);
                set_aside_if_damaged(&path, &key)?;
            }
            *connection = open(&path, &key)?;
            let reading = open_to_read(&path, &key);
            if let Err(error) = &reading {
                tracing::warn!(%error, "whoever reads the store waits for whoever writes it");
            }
            *store.lock_reading() = reading.ok();
            Ok(files::is_anew(&path))
        })
        .await
    }

    /// It is kept in the file at `path` that it was begun anew: [`Self::move_to`] answers so no more.
    pub(crate) async fn anew_is_kept(&self, path: PathBuf) -> Result<(), StoreError> {
        self.off_thread(move |_| files::forget_anew(&path)).await
    }

    /// Whether the file has turned out to be damaged where nobody had looked before. Moving to it again looks at all of it.
    pub(crate) fn is_suspect(&self) -> bool {
        self.suspect.load(Ordering::SeqCst)
    }

    /// Removes the copies from before migrations, and what was set aside, of the file at `path`, as far as they are older than `before`.
    pub(crate) async fn remove_old_copies(
        &self,
        path: PathBuf,
        before: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.off_thread(move |_| files::remove_old(&path, before.into()))
            .await
    }

    /// Forgets everything: works in memory from now on, and removes the file at `path` with all that was ever made of it. It is closed
    /// first, since some systems remove no file that is open.
    ///
    /// # Errors
    /// The first file that could not be removed; the others are.
    pub(crate) async fn begin_anew(&self, path: Option<PathBuf>) -> Result<(), StoreError> {
        let store = self.clone();
        self.off_thread(move |connection| {
            let fresh = ready(Connection::open_in_memory()?, None, &migrate::MIGRATIONS)?;
            store.succeed(connection, fresh);
            match path {
                Some(path) => files::remove_all(&path).and(files::forget_anew(&path)),
                None => Ok(()),
            }
        })
        .await
    }

    /// Puts `next` in the place of the connection, and an end to what was asked of it.
    fn succeed(&self, connection: &mut Connection, next: Connection) {
        self.era.fetch_add(1, Ordering::SeqCst);
        *self.lock_reading() = None;
        *connection = next;
    }

    /// Has what was removed leave the disk: it stands in the write-ahead log until that is written back.
    pub(crate) async fn settle_down(&self) -> Result<(), StoreError> {
        self.off_thread(|connection| {
            Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
        })
        .await
    }

    async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = self.clone();
        self.blocking
            .run(move || work(&mut store.lock()))
            .await
            .map_err(|Ended| StoreError::Closing)?
    }

    /// The connection, also after a panic: a thread that panicked inside a transaction left it rolled back.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_reading(&self) -> MutexGuard<'_, Option<Connection>> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work`, which writes nothing, off the async threads on what is committed, and waits for nobody who writes.
    pub(crate) async fn read<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let here = self.here();
        self.blocking
            .run(move || here.read(work))
            .await
            .map_err(|Ended| StoreError::Closing)?
    }

    /// As [`Self::read`], with what `first` finds in another store.
    pub(crate) async fn read_after<A, T, F, W>(
        &self,
        other: &Self,
        first: F,
        then: W,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<A> + Send + 'static,
        W: FnOnce(&Connection, A) -> rusqlite::Result<T> + Send + 'static,
    {
        self.at_one_go(other, |here, other| {
            let found = other.run(first)?;
            here.read(|connection| then(connection, found))
        })
        .await
    }

    /// Runs work that goes from this store to another and back, each step of it a transaction of its own: all off the async threads at
    /// one go, since each change of threads waits for a processor.
    pub(crate) async fn at_one_go<T, W>(&self, other: &Self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Here, &Here) -> Result<T, StoreError> + Send + 'static,
    {
        let (here, other) = (self.here(), other.here());
        self.blocking
            .run(move || work(&here, &other))
            .await
            .map_err(|Ended| StoreError::Closing)?
    }

    fn here(&self) -> Here {
        Here {
            store: self.clone(),
            era: self.era.load(Ordering::SeqCst),
        }
    }

    /// Runs `work` in one transaction off the async threads; commits when it answers `Ok`.
    pub(crate) async fn run<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let here = self.here();
        self.blocking
            .run(move || here.run(work))
            .await
            .map_err(|Ended| StoreError::Closing)?
    }

    /// Runs `work` in one transaction on this thread: for start-up and for tests.
    pub(crate) fn run_here<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        in_one(&mut self.lock(), work)
    }
}

/// Opens a file. One that it does not open, or that is damaged, is set aside for another.
fn open(path: &Path, key: &StoreKey) -> Result<Connection, StoreError> {
    if files::is_plain(path).map_err(|source| at(path, source))? {
        tracing::warn!(
            code = "store_plain",
            "the store was not encrypted and is removed"
        );
        files::remove_all(path)?;
    }
    match open_as_it_is(path, key) {
        Err(error) if error.is_damage() => {
            set_aside(path)?;
            open_as_it_is(path, key)
        }
        other => other,
    }
}

fn set_aside(path: &Path) -> Result<(), StoreError> {
    tracing::warn!(
        code = "store_damaged",
        "the store is damaged, or of another key, and is set aside"
    );
    // Before it goes: whatever happens then, somebody is to be told.
    files::leave_anew(path)
        .and_then(|()| files::set_aside(path))
        .map_err(|source| at(path, source))
}

/// Looks at every page of a file that is suspect, and whether they agree, as an index may not with its table; else sets it aside.
fn set_aside_if_damaged(path: &Path, key: &StoreKey) -> Result<(), StoreError> {
    let looked = open_as_it_is(path, key).and_then(|connection| {
        let found: String =
            connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        Ok(found == "ok")
    });
    match looked {
        Ok(true) => Ok(()),
        Err(error) if !error.is_damage() => Err(error),
        _ => set_aside(path),
    }
}

fn open_as_it_is(path: &Path, key: &StoreKey) -> Result<Connection, StoreError> {
    files::make_private(path).map_err(|source| at(path, source))?;
    let connection = Connection::open(path)?;
    connection.execute_batch(&Zeroizing::new(format!("PRAGMA key = \"{}\"", *key.raw())))?;
    ready(connection, Some((path, key)), &migrate::MIGRATIONS)
}

/// A second connection to a file that is open already.
fn open_to_read(path: &Path, key: &StoreKey) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    connection.execute_batch(&Zeroizing::new(format!("PRAGMA key = \"{}\"", *key.raw())))?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "query_only", true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    Ok(connection)
}

fn ready(
    mut connection: Connection,
    file: Option<(&Path, &StoreKey)>,
    migrations: &[&str],
) -> Result<Connection, StoreError> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What is removed is written over, so that it is gone from the file as well.
    connection.pragma_update(None, "secure_delete", true)?;
    // What SQLite sorts, it sorts in memory: a temporary file would not be encrypted.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    migrate::migrate(&mut connection, file, migrations)?;
    Ok(connection)
}

fn at(path: &Path, source: std::io::Error) -> StoreError {
    StoreError::File {
        path: path.to_owned(),
        source,
    }
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
    let mut text = String::with_capacity(2 + ids.len() * 6);
    let mut before = '[';
    for id in ids {
        text.push(before);
        // Nothing goes wrong with a text in memory.
        let _ = write!(text, "{id}");
        before = ',';
    }
    if before == '[' {
        text.push('[');
    }
    text.push(']');
    text
}

/// A list of ids from the store; a damaged one is empty.
pub(crate) fn ids_of(text: &str) -> Vec<i64> {
    serde_json::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests;
