//! The write path: what was asked for is on disk before the first byte is sent.

mod accept;
mod decide;
mod describing;
mod entry;
mod find;
mod leaving;
mod list;
mod moving;
mod newcomer;
mod origin;
mod outcome;
mod prints;
mod receipt;
mod request;
mod revoking;
mod send;
mod settle;
mod steps;

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, RwLock, watch};

use crate::booking::Problem;
use crate::building::{Building, lock};
use crate::config::Trouble;
use crate::error::DeskError;
use crate::news::{News, Status, Topic};
use crate::store::outbox::{self as table, EntryRow, EntryState};
use crate::store::{Store, StoreError};

pub use entry::{EntryKind, EntryStep, OutboxEntry, Reason, Standing};
pub(crate) use find::as_settled;
pub(crate) use leaving::keep_seeing_off;
pub(crate) use list::first_of_each;
pub(crate) use moving::being_moved;
pub(crate) use newcomer::{coming, who_are};
pub(crate) use origin::keep_counting;
pub(crate) use prints::{Prints, stands};
pub use receipt::{Receipt, Step, StepState};
pub use revoking::Revoking;
pub(crate) use send::{keep_sending, remember_told};
pub(crate) use settle::keep_settling;

/// How long the outbox waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// When DoorFlow's list is looked at for a write whose answer was lost, from the time of the loss, ascending. The last but one
    /// look decides; the last may still find it.
    pub looks: [Duration; 5],
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            looks: [2, 10, 30, 120, 300].map(Duration::from_secs),
        }
    }
}

/// The durable list of writes, and what is known of them for this run only.
pub(crate) struct Outbox {
    pub(crate) store: Store,
    /// Why nothing can be kept, where that is so: then nothing is sent either.
    closed: Option<Trouble>,
    limits: Limits,
    /// What DoorFlow and the network said of a write: in memory, since it can name people.
    said: Mutex<HashMap<i64, Said>>,
    /// This computer could not write what was to be sent: in memory, since that cannot be written either.
    unwritable: AtomicBool,
    /// DoorFlow has done something of which the calendar does not know yet, since that could not be written.
    behind: AtomicBool,
    /// Writes that are looked for in DoorFlow before they are sent.
    unproven: Mutex<HashSet<i64>>,
    /// There is something to look for.
    look: Notify,
    /// A write has moved on.
    moved: watch::Sender<()>,
    /// Held by whoever reads the outbox and then the calendar. What goes from one to the other waits for them in between.
    pub(crate) gate: RwLock<()>,
}

/// What was said of a write.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    pub(crate) problems: Vec<Problem>,
    pub(crate) detail: String,
}

impl Outbox {
    /// An outbox whose database is open; `closed` says why it must not be used.
    pub(crate) fn new(store: Store, closed: Option<Trouble>, limits: Limits) -> Self {
        Self {
            store,
            closed,
            limits,
            said: Mutex::default(),
            unwritable: AtomicBool::default(),
            behind: AtomicBool::default(),
            unproven: Mutex::default(),
            look: Notify::new(),
            moved: watch::Sender::default(),
            gate: RwLock::default(),
        }
    }

    /// Whether anything can be kept.
    pub(crate) fn is_open(&self) -> Result<(), DeskError> {
        match &self.closed {
            Some(trouble) => Err(DeskError::machine(trouble.reason.clone())),
            None => Ok(()),
        }
    }

    /// Why nothing can be booked, where that is so, and in which file.
    pub(crate) fn trouble(&self) -> Option<String> {
        let closed = self.closed.as_ref()?;
        Some(format!(
            "{closed}; until that is mended, nothing can be booked"
        ))
    }

    /// What was said of a write in this run.
    pub(crate) fn said(&self, id: i64) -> Said {
        lock(&self.said).get(&id).cloned().unwrap_or_default()
    }

    /// Why a write stands where it does, as the page is told.
    pub(crate) fn reason_of(&self, entry: &EntryRow) -> Reason {
        let waits = entry.state == EntryState::Queued && entry.reason.is_of_the_way();
        if waits && self.unwritable.load(Ordering::SeqCst) {
            return Reason::Unwritable;
        }
        entry.reason
    }

    /// Hears whenever a write moves on.
    pub(crate) fn moves(&self) -> watch::Receiver<()> {
        self.moved.subscribe()
    }

    /// Has everything that is due looked for now, whatever its timers say.
    pub(crate) fn look_now(&self) {
        self.look.notify_one();
    }

    fn say(&self, id: i64, problems: Vec<Problem>, detail: String) {
        lock(&self.said).insert(id, Said { problems, detail });
    }
}

impl Building {
    /// Every write of the open account that is not finally settled.
    pub(crate) async fn open_entries(&self) -> Result<Vec<EntryRow>, StoreError> {
        let account = self.account_id();
        let outbox = &self.outbox.store;
        outbox.run(move |c| table::open(c, &account)).await
    }

    /// One write.
    pub(crate) async fn entry(&self, id: i64) -> Result<Option<EntryRow>, StoreError> {
        self.outbox.store.run(move |c| table::get(c, id)).await
    }

    /// What the calendar's store says, and the writes that are not finally settled, as of one moment.
    pub(crate) async fn with_entries<T, R>(&self, read: R) -> Result<(T, Vec<EntryRow>), StoreError>
    where
        T: Send + 'static,
        R: FnOnce(&rusqlite::Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let _both = self.outbox.gate.read().await;
        let account = self.account_id();
        self.store
            .read_after(
                &self.outbox.store,
                move |outbox| table::open(outbox, &account),
                |store, open| Ok((read(store)?, open)),
            )
            .await
    }

    /// Commits writes, then begins to send them.
    ///
    /// # Errors
    /// `machine` when they cannot be kept, `signedOut` when nobody is signed in any more: nothing is sent then either.
    pub(crate) async fn commit(&self, entries: Vec<EntryRow>) -> Result<Vec<EntryRow>, DeskError> {
        let kept = self.commit_once(entries, Prints::default()).await?;
        Ok(kept.unwrap_or_default())
    }

    /// As [`Self::commit`], unless one of these visits was asked for before by its print: then it is `None`, and nothing is kept.
    pub(crate) async fn commit_once(
        &self,
        entries: Vec<EntryRow>,
        prints: Prints,
    ) -> Result<Option<Vec<EntryRow>>, DeskError> {
        self.outbox.is_open()?;
        // Of no account, it would never be sent.
        let account = self.account()?.id;
        let outbox = &self.outbox.store;
        let kept = outbox
            .run(move |c| prints.add(c, &account, entries))
            .await?;
        if kept.is_some() {
            self.send.notify_one();
            self.entries_moved().await;
        }
        Ok(kept)
    }

    /// Commits what has become of a write and tells the page; `false` when a person took it off the outbox meanwhile.
    async fn keep(&self, entry: &EntryRow) -> Result<bool, StoreError> {
        let kept = entry.clone();
        let there = self
            .outbox
            .store
            .run(move |c| table::update(c, &kept))
            .await?;
        self.tell_kept(entry).await;
        Ok(there)
    }

    /// The same of a write that was looked for, unless it is not any more as it was then.
    async fn keep_looked(&self, was: &EntryRow, entry: &EntryRow) -> Result<(), StoreError> {
        let (was, kept) = ((was.state, was.next_look), entry.clone());
        self.outbox
            .store
            .run(move |c| {
                let now = table::get(c, kept.id)?;
                if now.is_some_and(|now| (now.state, now.next_look) == was) {
                    table::update(c, &kept)?;
                }
                Ok(())
            })
            .await?;
        self.tell_kept(entry).await;
        Ok(())
    }

    /// Tells the page what has become of a write, once that is committed.
    async fn tell_kept(&self, entry: &EntryRow) {
        self.outbox.unwritable.store(false, Ordering::SeqCst);
        self.tell_moved(entry.booking).await;
        if !entry.under_way() {
            // What waits for it can go on, whatever became of it.
            self.send.notify_one();
        }
    }

    /// Notes whether this computer could not write what was to be sent.
    async fn note_unwritable(&self, unwritable: bool) {
        if self.outbox.unwritable.swap(unwritable, Ordering::SeqCst) != unwritable {
            self.entries_moved().await;
        }
    }

    /// Tells the page that the outbox is not as it was.
    pub(crate) async fn entries_moved(&self) {
        self.hear_moved();
        self.tell_status().await;
    }

    /// The same with what the status line says now.
    pub(crate) fn say_moved(&self, status: Status) {
        self.hear_moved();
        self.tell(News::Status { status });
    }

    fn hear_moved(&self) {
        self.outbox.moved.send_replace(());
        self.changed([Topic::Visits, Topic::Outbox]);
    }
}

#[cfg(test)]
mod disk_tests;
