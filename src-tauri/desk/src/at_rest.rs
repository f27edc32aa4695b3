//! What the building keeps on disk, and what to say where it cannot.

mod unkept;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use self::unkept::Until;
use crate::account::{adopt, keep_scopes};
use crate::building::{Building, lock};
use crate::config::{Place, Trouble};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::freshness::Freshening;
use crate::machine::Ended;
use crate::session::KeychainError;
use crate::store::{StoreError, StoreKey, facts};

/// Where a building's store is kept.
#[derive(Default)]
pub(crate) struct AtRest {
    /// The database; `None` for the demo, of which nothing is kept.
    path: Option<PathBuf>,
    /// Why it is in memory instead, if it is.
    trouble: Mutex<Option<Trouble>>,
    /// When it was begun anew, where nobody has read that yet.
    begun_anew: Mutex<Option<DateTime<Utc>>>,
    /// How it was opened, where it has stamps by this machine's clock alone.
    unsure: Mutex<Option<Unsure>>,
}

/// An opening whose stamps are to be put right once DoorFlow has said the time.
#[derive(Clone, Copy)]
struct Unsure {
    opened: Instant,
    /// What time this machine's clock said that it was.
    by_clock: DateTime<Utc>,
    /// Whether it found how long a run had worked in memory.
    unkept: bool,
}

impl AtRest {
    /// Kept in this file.
    pub(crate) fn at(path: PathBuf) -> Self {
        Self {
            path: Some(path),
            ..Self::default()
        }
    }

    /// When the database was begun anew, since the one before was damaged or its key was gone; `None` where it was not, and once somebody has
    /// read that.
    pub(crate) fn begun_anew(&self) -> Option<DateTime<Utc>> {
        *lock(&self.begun_anew)
    }

    /// Why nothing outlasts this run, as a line for the sign-in screen; `None` where all is well, and in the demo.
    pub(crate) fn trouble(&self) -> Option<String> {
        lock(&self.trouble).as_ref().map(ToString::to_string)
    }

    /// A file beside the database, empty, which is there while it is in doubt whose that is.
    fn doubt(&self) -> Option<PathBuf> {
        Some(self.path.as_ref()?.with_extension("doubt"))
    }

    /// Another, which is there once a run has worked in memory in the database's stead.
    fn unkept(&self) -> Option<PathBuf> {
        Some(self.path.as_ref()?.with_extension("unkept"))
    }

    /// Takes note of how the file was opened.
    fn tell(&self, path: &Path, opened: Result<(), Unkept>) {
        let trouble = opened.err().map(|error| Trouble {
            place: Place::File(path.to_owned(), None),
            reason: format!("{error}; until that is mended, nothing outlasts this run"),
        });
        if let Some(trouble) = &trouble {
            tracing::warn!(%trouble, "the store is in memory");
        }
        *lock(&self.trouble) = trouble;
    }
}

/// Why the store is in memory.
#[derive(Debug, thiserror::Error)]
enum Unkept {
    /// The key cannot be had, or cannot be kept.
    #[error("its key is in the keychain, and {0}")]
    Keychain(#[from] KeychainError),
    /// There is no new key.
    #[error("the system has no random bits: {0}")]
    Random(#[from] rand::rand_core::OsError),
    /// The file cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Desk {
    /// Somebody has read that what is kept here was begun anew: it is told no more.
    ///
    /// # Errors
    /// `machine` when that cannot be kept.
    pub async fn begun_anew_seen(&self) -> Result<(), DeskError> {
        let building = self.building();
        let write = building
            .store
            .run(|it| facts::write(it, facts::BEGUN_ANEW_SEEN, "1"));
        write.await?;
        *lock(&building.at_rest.begun_anew) = None;
        building.tell_status().await;
        Ok(())
    }
}

impl Building {
    /// Opens the store under its key from the keychain. Where either cannot be had the store stays in memory: a desk that works for the
    /// day is better than none, and one that leaves names in plain files is worse.
    pub(crate) async fn open_store(&self) {
        let Some(path) = &self.at_rest.path else {
            return;
        };
        self.at_rest.tell(path, self.try_to_open_store(path).await);
        if let Err(error) = self.compare_outbox().await {
            tracing::error!(%error, "the outbox could not be compared with what is remembered of it");
        }
    }

    /// Removes what is kept of the account, with every copy of it, and begins anew under a new key: what was encrypted with the one
    /// before, and lies anywhere, is read by nobody.
    ///
    /// # Errors
    /// A file that could not be removed. The key is replaced all the same.
    pub(crate) async fn begin_store_anew(&self) -> Result<(), StoreError> {
        let had = self.store.run(|c| facts::read(c, facts::ACCOUNT_ID)).await;
        let removed = self.store.begin_anew(self.at_rest.path.clone()).await;
        if let Err(error) = &removed {
            tracing::warn!(%error, code = "store_left", "the store was not removed");
        }
        self.end_unkept().await;
        if let Some(path) = &self.at_rest.path {
            let opened = match self.new_store_key().await {
                Ok(key) => self.open_with(path, key).await,
                Err(error) => Err(error),
            };
            self.at_rest.tell(path, opened);
            if !matches!(had, Ok(None)) {
                self.stamp_forgotten().await;
            }
            if let Err(error) = self.remember_outbox().await {
                tracing::warn!(%error, "what the outbox counts could not be remembered");
            }
        }
        removed
    }

    /// Stamps that what was noted by hand is lost with all else, for a sign-in of the same day. Whoever signed out knows, and is told nothing.
    async fn stamp_forgotten(&self) {
        let now = self.until_now();
        let stamped = self.store.run(move |c| {
            facts::stamp(c, facts::ANEW_STAMP, now.at, now.sure)?;
            facts::write(c, facts::BEGUN_ANEW_SEEN, "1")
        });
        if let Err(error) = stamped.await {
            tracing::error!(%error, "that the store was begun anew could not be noted");
            return;
        }
        *lock(&self.at_rest.begun_anew) = None;
        *lock(&self.at_rest.unsure) = (!now.sure).then(|| Unsure {
            opened: Instant::now(),
            by_clock: now.at,
            unkept: false,
        });
    }

    /// Looks at all of a store that turned out to be damaged, and answers whether one did. Where it is, it is set aside and begun anew, and read
    /// again from DoorFlow; the outbox is another file.
    pub(crate) async fn mend_store(&self) -> bool {
        if !self.mend_store_of_nobody().await {
            return false;
        }
        let Some(account) = self.known_account() else {
            return true;
        };
        if let Err(error) = adopt(self, account.id.clone(), account.line.clone()).await {
            tracing::error!(%error, "the store could not be begun anew");
        }
        keep_scopes(self, &account).await;
        true
    }

    /// The same while it is still to be found out which account is opened: whose the store is then, it says once it is known.
    pub(crate) async fn mend_store_of_nobody(&self) -> bool {
        if !self.store.is_suspect() || self.at_rest.path.is_none() {
            return false;
        }
        self.open_store().await;
        *lock(&self.reading) = None;
        // What was read before is not here any more.
        *lock(&self.freshening) = Freshening::default();
        lock(&self.spots).forget();
        true
    }

    /// Removes what was set aside, and the copies from before migrations, as far as they are older.
    ///
    /// # Errors
    /// A file that cannot be removed.
    pub(crate) async fn remove_old_copies(&self, before: DateTime<Utc>) -> Result<(), StoreError> {
        match &self.at_rest.path {
            Some(path) => self.store.remove_old_copies(path.clone(), before).await,
            None => Ok(()),
        }
    }

    /// Notes beside the database that it may be another account's than the next sign-in's. A store that is in memory for this run cannot
    /// say so at the next start.
    pub(crate) async fn leave_doubt(&self) {
        let left = self.with_note(self.at_rest.doubt(), |doubt| {
            File::create(doubt)?.sync_all()
        });
        if let Some(Err(error)) = left.await {
            tracing::error!(%error, "that the account is in doubt could not be noted");
        }
    }

    /// Whether it is in doubt whose the database is; so it is where that cannot be seen.
    pub(crate) async fn left_in_doubt(&self) -> bool {
        let left = self.with_note(self.at_rest.doubt(), Path::try_exists);
        left.await.is_some_and(|left| left.unwrap_or(true))
    }

    /// Ends the doubt once the store says whose it is. One in memory says it to nobody, and leaves the database as it is.
    pub(crate) async fn end_doubt(&self) {
        if self.at_rest.trouble().is_some() {
            return;
        }
        if let Some(Err(error)) = self.with_note(self.at_rest.doubt(), remove).await {
            tracing::warn!(%error, "the note that the account is in doubt could not be removed");
        }
    }

    /// Does something with a file beside the database; `None` for the demo.
    async fn with_note<T: Send + 'static>(
        &self,
        file: Option<PathBuf>,
        work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
    ) -> Option<io::Result<T>> {
        let file = file?;
        let done = self.machine.blocking.run(move || work(&file)).await;
        Some(done.unwrap_or_else(|Ended| Err(io::ErrorKind::Interrupted.into())))
    }

    async fn try_to_open_store(&self, path: &Path) -> Result<(), Unkept> {
        let kept = self.session.store_key().await?;
        let key = match kept.and_then(|text| StoreKey::parse(&text)) {
            Some(key) => key,
            None => self.new_store_key().await?,
        };
        self.open_with(path, key).await
    }

    async fn open_with(&self, path: &Path, key: StoreKey) -> Result<(), Unkept> {
        let anew = self.store.move_to(path.to_owned(), key).await?;
        let now = self.until_now();
        let left = self.with_note(self.at_rest.unkept(), move |file| {
            Ok(Until::left(file, now))
        });
        let unkept = left.await.and_then(|left| left.unwrap_or(Some(now)));
        let noted = self.store.run(move |c| {
            // It may be kept already, and the note of it not be gone.
            if anew && facts::read(c, facts::BEGUN_ANEW)?.is_none() {
                facts::stamp(c, facts::ANEW_STAMP, now.at, now.sure)?;
            }
            if let Some(until) = unkept {
                facts::stamp(c, facts::UNKEPT_STAMP, until.at, until.sure)?;
            }
            let mut unsure = false;
            for (_, name) in facts::STAMPS {
                unsure |= facts::read(c, name)?.is_some();
            }
            Ok((facts::begun_anew_unread(c)?, unsure))
        });
        match noted.await {
            Ok((at, unsure)) => {
                *lock(&self.at_rest.begun_anew) = at;
                *lock(&self.at_rest.unsure) = unsure.then(|| Unsure {
                    opened: Instant::now(),
                    by_clock: now.at,
                    unkept: unkept.is_some(),
                });
            }
            Err(error) => {
                tracing::error!(%error, "whether the store was begun anew could not be noted");
                return Ok(());
            }
        }
        if anew && let Err(error) = self.store.anew_is_kept(path.to_owned()).await {
            tracing::warn!(%error, "the note that the store was begun anew could not be removed");
        }
        if unkept.is_some() {
            self.end_unkept().await;
        }
        Ok(())
    }

    /// Stamps anew what was stamped by this machine's clock alone, once DoorFlow has said the time: by when the file was opened, which an
    /// earlier run's stamp is no later than. Up to when a run had worked in memory is as much earlier as it was by this machine's clock.
    pub(crate) async fn correct_stamps(&self) {
        let Some(unsure) = *lock(&self.at_rest.unsure) else {
            return;
        };
        if !self.knows_the_time() {
            return;
        }
        let opened = unsure.opened.elapsed();
        let opened = self.now() - TimeDelta::from_std(opened).unwrap_or_default();
        let wrong_by = opened - unsure.by_clock;
        let corrected = self.store.run(move |c| {
            for stamp in facts::STAMPS {
                if facts::read(c, stamp.1)?.is_none() {
                    continue;
                }
                let found = unsure.unkept && stamp == facts::UNKEPT_STAMP;
                let then = facts::read_instant(c, stamp.0)?.filter(|_| found);
                let at = then.map_or(opened, |then| opened.min(then + wrong_by));
                facts::stamp(c, stamp, at, true)?;
            }
            facts::begun_anew_unread(c)
        });
        match corrected.await {
            Ok(at) => {
                *lock(&self.at_rest.begun_anew) = at;
                *lock(&self.at_rest.unsure) = None;
                self.tell_status().await;
            }
            Err(error) => {
                tracing::error!(%error, "when the store was begun anew could not be corrected");
            }
        }
    }

    /// A key that is in the keychain by the time it is answered.
    async fn new_store_key(&self) -> Result<StoreKey, Unkept> {
        let key = StoreKey::random()?;
        self.session.keep_store_key(&key.text()).await?;
        Ok(key)
    }
}

/// Removes a file; one that is not there is no error.
fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
