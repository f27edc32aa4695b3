//! A keychain that lives as long as the app.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use super::keychain::{Keychain, KeychainError};

/// Keeps entries in memory: for the demo building, whose sign-in means nothing tomorrow.
///
/// It can be told to fail, to hang and to forget, as real keychains do. Clones share their entries.
#[derive(Clone, Debug, Default)]
pub struct MemoryKeychain {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    released: Condvar,
}

#[derive(Default)]
struct State {
    entries: BTreeMap<String, Zeroizing<String>>,
    failing: Option<KeychainError>,
    hanging: bool,
    let_through: usize,
    waiting: usize,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State")
            .field("entries", &self.entries.keys())
            .field("failing", &self.failing)
            .field("hanging", &self.hanging)
            .field("let_through", &self.let_through)
            .field("waiting", &self.waiting)
            .finish()
    }
}

impl MemoryKeychain {
    /// From now on every call fails like this; `None` mends it.
    pub fn fail(&self, how: Option<KeychainError>) {
        self.lock().failing = how;
    }

    /// From now on every call waits for [`release`](Self::release).
    pub fn hang(&self) {
        self.lock().hanging = true;
    }

    /// Lets one call go on, of those that wait or will.
    pub fn let_one_through(&self) {
        self.lock().let_through += 1;
        self.shared.released.notify_all();
    }

    /// Lets the calls that wait go on, and hangs no more.
    pub fn release(&self) {
        let mut state = self.lock();
        state.hanging = false;
        state.let_through = 0;
        drop(state);
        self.shared.released.notify_all();
    }

    /// Loses every entry.
    pub fn forget(&self) {
        self.lock().entries.clear();
    }

    /// How many calls wait for [`release`](Self::release).
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.lock().waiting
    }

    /// The names of the entries there are.
    #[must_use]
    pub fn entries(&self) -> Vec<String> {
        self.lock().entries.keys().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code panics while it holds this lock, and the entries would be sound if one did.
        self.shared
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits while hanging, then fails if told to.
    fn usable(&self) -> Result<MutexGuard<'_, State>, KeychainError> {
        let mut state = self.lock();
        state.waiting += 1;
        while state.hanging && state.let_through == 0 {
            state = self
                .shared
                .released
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.waiting -= 1;
        state.let_through = state.let_through.saturating_sub(1);
        match &state.failing {
            Some(how) => Err(how.clone()),
            None => Ok(state),
        }
    }
}

impl Keychain for MemoryKeychain {
    fn read(&self, entry: &str) -> Result<Option<Zeroizing<String>>, KeychainError> {
        Ok(self.usable()?.entries.get(entry).cloned())
    }

    fn write(&self, entry: &str, secret: &str) -> Result<(), KeychainError> {
        self.usable()?
            .entries
            .insert(entry.to_owned(), Zeroizing::new(secret.to_owned()));
        Ok(())
    }

    fn delete(&self, entry: &str) -> Result<(), KeychainError> {
        self.usable()?.entries.remove(entry);
        Ok(())
    }
}
