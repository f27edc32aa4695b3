//! What happened, line by line.

use std::fmt::Display;
use std::sync::{Arc, Mutex, PoisonError};

use sandbox::Clock;

/// The lines of one run, each with its time. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Story {
    clock: Clock,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Story {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            lines: Arc::default(),
        }
    }

    /// Adds a line.
    pub(super) fn tell(&self, what: impl Display) {
        let at = self.clock.now().format("%d %H:%M:%S%.3f");
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(format!("{at}  {what}"));
    }

    /// All lines so far.
    pub(super) fn lines(&self) -> Vec<String> {
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
