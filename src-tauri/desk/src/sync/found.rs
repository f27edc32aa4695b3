//! What a round of reading has come to: what came, and what could not be read.

use std::collections::BTreeSet;

use crate::building::{Building, lock};
use crate::call::CallError;
use crate::news::{Source, Topic};

/// What came of a round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Read {
    /// How many visits DoorFlow holds in the lists that could be read, if full ones have shown what is gone; `None` where none were asked for in
    /// full, or they moved meanwhile.
    pub(crate) settled: Option<usize>,
    /// There are more people to be read.
    pub(crate) more: bool,
    /// The lists that could not be read for a reason that may be over in a minute.
    pub(crate) missed: BTreeSet<Source>,
}

/// What a round has come to so far.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What the page is yet to be told of.
    pub(super) topics: Vec<Topic>,
    pub(super) doors_changed: bool,
    /// How many lists could be read, and how many could not.
    came: usize,
    refused: usize,
    /// Why the first of them could not be read.
    first: Option<CallError>,
    /// Those that could not be read for a reason that may be over in a minute.
    missed: BTreeSet<Source>,
}

impl Found {
    /// What came of a list, `None` where that alone could not be read: all others are of use without it, and it is asked for again when it is
    /// due again.
    pub(super) fn of<T>(
        &mut self,
        building: &Building,
        list: Source,
        read: Result<T, CallError>,
    ) -> Result<Option<T>, CallError> {
        match read {
            Ok(read) => {
                lock(&building.freshening).granted(list);
                self.missed.remove(&list);
                self.came += 1;
                Ok(Some(read))
            }
            Err(error) if error.is_of_this_alone() => {
                tracing::warn!(%error, ?list, "a list could not be read");
                lock(&building.freshening).refused(list, &error);
                self.refused += 1;
                if error.may_pass() {
                    self.missed.insert(list);
                }
                self.first.get_or_insert(error);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// What came of the round. Where several lists were asked for in vain and nothing came, the trouble is DoorFlow's as a whole.
    pub(super) fn make_of(self, read: Result<Read, CallError>) -> Result<Read, CallError> {
        let mut read = read?;
        read.missed = self.missed;
        match self.first.filter(|_| self.came == 0 && self.refused > 1) {
            Some(error) => Err(error),
            None => Ok(read),
        }
    }

    /// Tells the page of it.
    pub(super) async fn tell(&mut self, building: &Building) {
        let mut topics = std::mem::take(&mut self.topics);
        topics.sort_unstable();
        topics.dedup();
        building.changed(topics);
        if std::mem::take(&mut self.doors_changed) {
            // A door that was away may just have taken what it had missed.
            building.tell_bookings().await;
        }
    }
}
