//! Work on a store, on a thread that may wait for the disk.

use std::sync::atomic::Ordering;

use rusqlite::Connection;

use super::{Store, StoreError};

/// A store as it was when something was asked of it.
pub(crate) struct Here {
    pub(super) store: Store,
    /// How often it had been begun anew.
    pub(super) era: u64,
}

impl Here {
    /// As [`Store::read`].
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.store.read_here(self.era, work)
    }

    /// As [`Store::run`].
    pub(crate) fn run<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let mut connection = self.store.lock();
        self.store.of_the_era(self.era, &mut connection, work)
    }
}

/// Does `work` in one transaction, which commits when it answers `Ok`.
pub(super) fn in_one<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> Result<T, StoreError> {
    let transaction = connection.transaction()?;
    let answer = work(&transaction)?;
    transaction.commit()?;
    Ok(answer)
}

impl Store {
    fn read_here<T>(
        &self,
        era: u64,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let mut reading = self.lock_reading();
        if let Some(connection) = reading.as_mut() {
            return self.of_the_era(era, connection, work);
        }
        drop(reading);
        self.of_the_era(era, &mut self.lock(), work)
    }

    /// Does `work` unless the store was begun anew meanwhile: whoever asked may be gone, but not what they asked for, which is of the
    /// account before.
    fn of_the_era<T>(
        &self,
        era: u64,
        connection: &mut Connection,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        if self.era.load(Ordering::SeqCst) != era {
            return Err(StoreError::Closing);
        }
        let done = in_one(connection, work);
        if done.as_ref().is_err_and(StoreError::is_damage) {
            self.suspect.store(true, Ordering::SeqCst);
        }
        done
    }
}
