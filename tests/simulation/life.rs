//! One run of the program, which can end at any of its steps.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use desk::session::{Keychain, KeychainError, MemoryKeychain};
use tokio::sync::watch;
use zeroize::Zeroizing;

/// One run of the program, from a start to its end. A step is what touches anything outside of the program's own memory: a piece of
/// work on the disk, a request, its answer, a call of the keychain. Between two of them there is nothing that a kill could tell apart.
/// A program that has ended takes no step any more: whoever takes one waits for ever, and nothing of it reaches the outside.
#[derive(Debug)]
pub(super) struct Life {
    taken: AtomicU64,
    last: AtomicU64,
    over: watch::Sender<bool>,
}

impl Life {
    /// A run that is killed at this step; `u64::MAX` for one that is not.
    pub(super) fn until(last: u64) -> Arc<Self> {
        Arc::new(Self {
            taken: AtomicU64::new(0),
            last: AtomicU64::new(last),
            over: watch::Sender::new(false),
        })
    }

    /// It is not killed after all, if it is not by now.
    pub(super) fn spare(&self) {
        self.last.store(u64::MAX, Ordering::SeqCst);
    }

    /// Kills the program now.
    pub(super) fn end(&self) {
        self.over.send_replace(true);
    }

    pub(super) fn is_over(&self) -> bool {
        *self.over.borrow()
    }

    /// Waits until it is killed.
    pub(super) async fn ended(&self) {
        let mut over = self.over.subscribe();
        // It cannot fail: this has the sender.
        let _ = over.wait_for(|over| *over).await;
    }

    /// Takes a step.
    pub(super) async fn step(&self) {
        self.count();
        if self.is_over() {
            std::future::pending::<()>().await;
        }
        tokio::task::yield_now().await;
    }

    fn count(&self) {
        if self.taken.fetch_add(1, Ordering::SeqCst) + 1 >= self.last.load(Ordering::SeqCst) {
            self.end();
        }
    }
}

/// The keychain as one run of the program has it: what it keeps outlasts the run.
pub(super) struct KeychainOf {
    pub(super) kept: MemoryKeychain,
    pub(super) life: Arc<Life>,
}

impl KeychainOf {
    /// The program may be killed right after a call as well as before it.
    fn call<T>(
        &self,
        call: impl FnOnce(&MemoryKeychain) -> Result<T, KeychainError>,
    ) -> Result<T, KeychainError> {
        if self.life.is_over() {
            return Err(KeychainError::Failed("the program has ended".to_owned()));
        }
        let answer = call(&self.kept);
        self.life.count();
        answer
    }
}

impl Keychain for KeychainOf {
    fn read(&self, entry: &str) -> Result<Option<Zeroizing<String>>, KeychainError> {
        self.call(|kept| kept.read(entry))
    }

    fn write(&self, entry: &str, secret: &str) -> Result<(), KeychainError> {
        self.call(|kept| kept.write(entry, secret))
    }

    fn delete(&self, entry: &str) -> Result<(), KeychainError> {
        self.call(|kept| kept.delete(entry))
    }
}
