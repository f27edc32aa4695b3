//! How it stands with the lock of one building.

use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Notify;

use super::Lock;
use super::rule::{Idle, Tries};
use crate::building::{Building, lock};
use crate::config::LockAfter;
use crate::hour::Clocks;
use crate::news::News;

/// Whether it is locked, and what opens it.
pub(crate) struct Guard {
    state: Mutex<State>,
    /// The timer is to look anew.
    rearm: Notify,
    /// Held while a PIN is looked at: one at a time.
    pub(super) looking: tokio::sync::Mutex<()>,
}

struct State {
    after: LockAfter,
    idle: Idle,
    /// Wrong PINs of this run, together with those that were kept from another; not known before the first is looked at.
    tries: Option<Tries>,
}

impl Guard {
    /// Locked wherever a PIN is chosen: to start the program anew is no way around it.
    pub(crate) fn new(after: LockAfter, now: Clocks) -> Self {
        let locked = after.own.is_some();
        Self {
            state: Mutex::new(State {
                after,
                idle: Idle::new(span(after), locked, now),
                tries: None,
            }),
            rearm: Notify::new(),
            looking: tokio::sync::Mutex::default(),
        }
    }

    /// How it stands, for the page.
    pub(crate) fn shown(&self, now: Clocks) -> Lock {
        let state = lock(&self.state);
        Lock {
            locked: state.idle.is_locked(now),
            has_pin: state.after.own.is_some(),
            after_minutes: state.after.minutes(),
            office_minutes: state.after.office,
        }
    }

    /// Whether it has just locked itself.
    fn lock_if_due(&self, now: Clocks) -> bool {
        lock(&self.state).idle.lock_if_due(now)
    }

    pub(super) fn touch(&self, now: Clocks) {
        lock(&self.state).idle.touch(now);
    }

    /// Locks it at once, where something can open it again.
    pub(super) fn lock(&self) {
        let mut state = lock(&self.state);
        if state.after.own.is_some() {
            state.idle.lock();
        }
    }

    /// Opens it; what was wrong before is forgiven.
    pub(crate) fn open(&self, now: Clocks) {
        let mut state = lock(&self.state);
        state.idle.unlock(now);
        state.tries = None;
        drop(state);
        self.rearm.notify_one();
    }

    pub(super) fn after(&self) -> LockAfter {
        lock(&self.state).after
    }

    /// From now on this counts. Without a PIN nothing is locked.
    pub(super) fn settle(&self, after: LockAfter, now: Clocks) {
        let mut state = lock(&self.state);
        state.after = after;
        state.idle.settle(span(after), now);
        if after.own.is_none() {
            state.idle.unlock(now);
            state.tries = None;
        }
        drop(state);
        self.rearm.notify_one();
    }

    /// How many were wrong, by this run where it knows, else as they were kept.
    pub(super) fn tries(&self, kept: Tries) -> Tries {
        *lock(&self.state).tries.get_or_insert(kept)
    }

    pub(super) fn missed(&self, tries: Tries) {
        lock(&self.state).tries = Some(tries);
    }

    fn left(&self, now: Clocks) -> Option<Duration> {
        lock(&self.state).idle.left(now)
    }
}

fn span(after: LockAfter) -> Option<Duration> {
    let minutes = after.minutes()?;
    Some(Duration::from_mins(u64::from(minutes)))
}

impl Building {
    /// Whether it is locked now, which it may have become this moment: then the page is told.
    pub(crate) fn is_locked(&self) -> bool {
        let now = self.clocks();
        if self.guard.lock_if_due(now) {
            tracing::info!("nobody is at the desk: it is locked");
            self.tell_lock();
        }
        self.guard.shown(now).locked
    }

    /// Tells the page how it stands with the lock.
    pub(crate) fn tell_lock(&self) {
        let lock = self.guard.shown(self.clocks());
        self.tell(News::Lock { lock });
    }
}

/// Locks a building as soon as nobody has touched it for its time. It sleeps until then: touches move the time on, and it sleeps again for what is
/// left. A computer that slept is looked at as soon as that is noticed.
pub(crate) async fn keep_locking(building: Arc<Building>) {
    let mut woke = building.woke.subscribe();
    loop {
        building.is_locked();
        let left = building.guard.left(building.clocks());
        let over = async {
            match left {
                Some(left) => tokio::time::sleep(left).await,
                None => pending().await,
            }
        };
        tokio::select! {
            () = over => {}
            () = building.guard.rearm.notified() => {}
            // It cannot fail: the building has the sender.
            _ = woke.changed() => {}
        }
    }
}
