//! The building that the desk is connected to: the session, the store, the directory, and what is known only while the app runs.

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use doorflow::{AccessToken, Answer, ChannelId, Client, CredentialTypeId, PersonId};
use tokio::sync::{Notify, broadcast, watch};
use tokio::time::Instant;

use crate::account::Account;
use crate::at_rest::AtRest;
use crate::booking::{Cancelled, May, VisitKind};
use crate::call::CallError;
use crate::described::Described;
use crate::directory::Directory;
use crate::error::{Code, DeskError};
use crate::freshness::Freshening;
use crate::history::{Found, LogReading};
use crate::hour::{ANSWERS_BELIEVED, Clocks, Hour};
use crate::import::Importing;
use crate::lock::Guard;
use crate::machine::Machine;
use crate::news::{News, Topic};
use crate::outbox::Outbox;
use crate::quick::KeptSpots;
use crate::session::{Capability, Session};
use crate::store::{Store, StoreError};
use crate::sync::begun::Begun;
use crate::sync::{self, Reading, Strangers};
use crate::visits::build::Told;

/// A visit's name in DoorFlow.
pub(crate) type VisitId = (VisitKind, i64);

/// One building, real or demo.
pub(crate) struct Building {
    pub(crate) machine: Machine,
    pub(crate) client: Client,
    pub(crate) session: Session,
    pub(crate) store: Store,
    pub(crate) at_rest: AtRest,
    pub(crate) outbox: Outbox,
    /// What History last found.
    pub(crate) history: Mutex<Option<Found>>,
    /// What was read of DoorFlow's own door log for a question: it is kept nowhere else.
    pub(crate) door_log: Mutex<Option<LogReading>>,
    /// The table that is being imported.
    pub(crate) import: Importing,
    pub(crate) directory: Arc<RwLock<Directory>>,
    /// Doors and groups, for what is typed.
    pub(crate) spots: Mutex<KeptSpots>,
    /// Whether somebody has to give the PIN first.
    pub(crate) guard: Guard,
    /// The directory has been filled with whom the store knows.
    pub(crate) filled: watch::Sender<bool>,
    /// A reading of people was cut off: whom it has kept may be missing from the directory.
    pub(crate) cut_off: AtomicBool,
    /// Nothing else wants the processors any more, or somebody is looked for: the directory is to be filled now.
    pub(crate) fill: Notify,
    pub(crate) freshening: Mutex<Freshening>,
    /// People that are being read, from one round to the next.
    pub(crate) reading: Mutex<Option<Reading>>,
    /// People whom visits name, and who are looked for.
    pub(crate) strangers: Mutex<Strangers>,
    /// A pull is wanted now.
    pub(crate) wake: Notify,
    /// The computer has slept: what waits is to look again.
    pub(crate) woke: watch::Sender<()>,
    /// Something happened here that may bring the next pull forward.
    pub(crate) quicken: Notify,
    /// The door log is wanted now.
    pub(crate) look: Notify,
    /// Something changed that may bring the next look into the door log forward.
    pub(crate) expect: Notify,
    /// How many looks into it there were.
    pub(crate) looks: AtomicU64,
    /// Who is being let in where.
    pub(crate) letting_in: Mutex<HashSet<(PersonId, ChannelId)>>,
    /// When this desk last had something accepted or cancelled.
    pub(crate) wrote_at: Mutex<Option<Instant>>,
    /// Something was written that the doors do not know.
    pub(crate) promote: Notify,
    /// There is something to send.
    pub(crate) send: Notify,
    pub(crate) told: Mutex<HashMap<VisitId, Told>>,
    /// Visits that were written since a sync was last asked for.
    pub(crate) written_meanwhile: Mutex<HashSet<VisitId>>,
    /// When DoorFlow began to tell the doors.
    pub(crate) begun: Mutex<Begun>,
    /// Visits that this desk cancelled: a list that was on its way meanwhile does not bring them back.
    pub(crate) gone: Arc<Mutex<HashSet<VisitId>>>,
    /// What was cancelled here, by the key that it was cancelled by: it can be taken back.
    pub(crate) cancelled: Mutex<HashMap<String, Vec<Cancelled>>>,
    /// When this desk last wrote a visit's row by other means than a list.
    written: Arc<Mutex<HashMap<VisitId, Instant>>>,
    /// An account's kind of credential that is a PIN.
    pub(crate) pin_kind_of: Mutex<Option<(String, CredentialTypeId)>>,
    account: RwLock<Option<Account>>,
    /// How DoorFlow last described the account that is open, where that is not as it is known here.
    pub(crate) described: Mutex<Option<Described>>,
    /// It has just been described so.
    pub(crate) described_anew: Notify,
    /// Held while an account is forgotten.
    leaving: tokio::sync::Mutex<()>,
    hour: Mutex<Hour>,
    /// The building's hour has just been corrected.
    pub(crate) corrected: Notify,
    news: broadcast::Sender<News>,
}

/// Locks, also after a panic elsewhere: what these guard is replaced whole, never left half done.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Building {
    /// A building whose store is in memory so far and whose session is new.
    pub(crate) fn new(
        machine: Machine,
        client: Client,
        session: Session,
        store: Store,
        at_rest: AtRest,
        outbox: Outbox,
        news: broadcast::Sender<News>,
    ) -> Self {
        let now = Clocks {
            wall: machine.clock.now(),
            steady: Instant::now(),
        };
        Self {
            guard: Guard::new(session.config().lock_after, now),
            machine,
            client,
            session,
            store,
            at_rest,
            outbox,
            history: Mutex::default(),
            door_log: Mutex::default(),
            spots: Mutex::default(),
            import: Importing::default(),
            directory: Arc::default(),
            filled: watch::Sender::default(),
            cut_off: AtomicBool::new(false),
            fill: Notify::new(),
            freshening: Mutex::default(),
            reading: Mutex::default(),
            strangers: Mutex::default(),
            wake: Notify::new(),
            woke: watch::Sender::default(),
            quicken: Notify::new(),
            look: Notify::new(),
            expect: Notify::new(),
            looks: AtomicU64::new(0),
            letting_in: Mutex::default(),
            wrote_at: Mutex::default(),
            promote: Notify::new(),
            send: Notify::new(),
            told: Mutex::default(),
            written_meanwhile: Mutex::default(),
            begun: Mutex::default(),
            gone: Arc::default(),
            cancelled: Mutex::default(),
            written: Arc::default(),
            pin_kind_of: Mutex::default(),
            account: RwLock::default(),
            described: Mutex::default(),
            described_anew: Notify::new(),
            leaving: tokio::sync::Mutex::default(),
            hour: Mutex::default(),
            corrected: Notify::new(),
            news,
        }
    }

    /// Now, by DoorFlow's clock where this machine's is wrong.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.machine.clock.now() + lock(&self.hour).ahead()
    }

    /// Calls DoorFlow; a token that it refuses is renewed once. A refused token means that nothing was done, so a write may be
    /// sent again too.
    pub(crate) async fn call<T, F, R>(&self, request: F) -> Result<Answer<T>, CallError>
    where
        F: Fn(Client, AccessToken) -> R,
        R: Future<Output = Result<Answer<T>, doorflow::Error>>,
    {
        let token = self.session.access_token().await?;
        let answer = match request(self.client.clone(), token.clone()).await {
            Err(doorflow::Error::Unauthorised { .. }) => {
                self.session.refused(&token);
                let token = self.session.access_token().await?;
                request(self.client.clone(), token).await?
            }
            other => other?,
        };
        self.heard(answer.server_time);
        Ok(answer)
    }

    /// Takes note of DoorFlow's clock, as [`Hour::hear`] does.
    pub(crate) fn heard(&self, server_time: Option<DateTime<Utc>>) {
        let Some(server_time) = server_time else {
            return;
        };
        let moved = lock(&self.hour).hear(server_time, self.clocks());
        if let Some(moved) = moved {
            tracing::info!(seconds = moved.num_seconds(), "the hour is corrected");
            self.corrected.notify_one();
        }
    }

    /// This machine's clocks.
    pub(crate) fn clocks(&self) -> Clocks {
        Clocks {
            wall: self.machine.clock.now(),
            steady: Instant::now(),
        }
    }

    /// Asks DoorFlow what time it is, unless its answers have said: they have to agree where this machine's clock says otherwise. They have
    /// said nothing of a clock that was set since.
    ///
    /// # Errors
    /// DoorFlow cannot be asked.
    pub(crate) async fn learn_the_time(&self) -> Result<(), CallError> {
        for _ in 0..ANSWERS_BELIEVED {
            if self.knows_the_time() {
                break;
            }
            sync::account(self).await?;
        }
        Ok(())
    }

    /// Whether DoorFlow has said what time it is.
    pub(crate) fn knows_the_time(&self) -> bool {
        lock(&self.hour).is_known(self.clocks())
    }

    /// Who is signed in; an error while that is not known.
    pub(crate) fn account(&self) -> Result<Account, DeskError> {
        self.known_account().ok_or_else(|| DeskError {
            code: Code::SignedOut,
            detail: "no account is open".to_owned(),
            problems: Vec::new(),
        })
    }

    /// Who is signed in, if that is known.
    pub(crate) fn known_account(&self) -> Option<Account> {
        self.account
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The id of the account that is open; empty while that is not known, which is no account's.
    pub(crate) fn account_id(&self) -> String {
        self.known_account()
            .map(|account| account.id)
            .unwrap_or_default()
    }

    /// Opens an account, or closes it.
    pub(crate) fn set_account(&self, account: Option<Account>) {
        if account.is_none() {
            *lock(&self.described) = None;
        }
        lock(&self.spots).forget();
        *self.account.write().unwrap_or_else(PoisonError::into_inner) = account;
    }

    /// Whether the sign-in may do something.
    pub(crate) fn may(&self, capability: Capability) -> bool {
        self.known_account()
            .is_none_or(|account| account.may(capability))
    }

    /// What the rules of booking need to know of the sign-in.
    pub(crate) fn may_book(&self) -> May {
        May {
            book_doors: self.may(Capability::BookDoors),
            book_groups: self.may(Capability::BookGroups),
            sync: self.may(Capability::Sync),
        }
    }

    /// What the page is told, from now on.
    pub(crate) fn listen(&self) -> broadcast::Receiver<News> {
        self.news.subscribe()
    }

    /// Tells the page. Nobody listening is no trouble.
    pub(crate) fn tell(&self, news: News) {
        let _ = self.news.send(news);
    }

    /// Tells the page that what it shows of these may be old.
    pub(crate) fn changed(&self, topics: impl Into<Vec<Topic>>) {
        let topics = topics.into();
        if !topics.is_empty() {
            if topics.contains(&Topic::Visits) {
                self.expect.notify_one();
            }
            if topics.contains(&Topic::Places) {
                lock(&self.spots).forget();
            }
            self.tell(News::Changed { topics });
        }
    }

    /// Forgets everything that came from DoorFlow, on disk and in memory. The outbox is a file of its own and stays.
    ///
    /// # Errors
    /// A file that could not be removed: what is in it, nobody can read any more.
    pub(crate) async fn forget(&self) -> Result<(), StoreError> {
        let _leaving = self.leaving.lock().await;
        self.directory_mut().clear();
        lock(&self.spots).forget();
        *lock(&self.freshening) = Freshening::default();
        *lock(&self.reading) = None;
        *lock(&self.strangers) = Strangers::default();
        lock(&self.told).clear();
        lock(&self.written_meanwhile).clear();
        *lock(&self.begun) = Begun::default();
        lock(&self.gone).clear();
        lock(&self.cancelled).clear();
        lock(&self.written).clear();
        *lock(&self.history) = None;
        *lock(&self.door_log) = None;
        self.import.leave();
        self.begin_store_anew().await
    }

    /// Waits until whatever is being forgotten is: nothing new is to be kept where it may be swept away.
    pub(crate) async fn left(&self) {
        drop(self.leaving.lock().await);
    }

    /// Notes that a visit was written and is to be told to the doors, and asks for it.
    pub(crate) fn to_be_told(&self, visit: VisitId) {
        *lock(&self.wrote_at) = Some(Instant::now());
        self.quicken.notify_one();
        if self.may(Capability::Sync) {
            let mut told = lock(&self.told);
            told.insert(visit, Told::NotYet);
            lock(&self.written_meanwhile).insert(visit);
            drop(told);
            self.promote.notify_one();
        }
    }

    /// Notes that a visit's row is about to be kept that is newer than any list on its way: said before the row is written.
    pub(crate) fn about_to_keep(&self, visit: VisitId) {
        lock(&self.written).insert(visit, Instant::now());
    }

    /// Whether this run has taken a visit back.
    pub(crate) fn is_gone(&self, visit: VisitId) -> bool {
        lock(&self.gone).contains(&visit)
    }

    /// Tells of a visit whether this desk has cancelled it, or has written its row since a list was asked for. To be asked in the
    /// transaction that keeps the list.
    pub(crate) fn newer_than(&self, asked: Instant) -> impl Fn(VisitId) -> bool + Send + 'static {
        let (gone, written) = (Arc::clone(&self.gone), Arc::clone(&self.written));
        move |visit| {
            lock(&gone).contains(&visit)
                || lock(&written).get(&visit).is_some_and(|at| *at >= asked)
        }
    }
}
