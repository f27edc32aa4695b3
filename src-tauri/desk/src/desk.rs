//! The desk itself: which building is open, and who is signed in to it.

mod signing;

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::sync::{broadcast, watch};

use crate::building::{Building, lock};
use crate::error::DeskError;
use crate::lock::keep_locking;
use crate::machine::Machine;
use crate::news::News;
use crate::news_stream::NewsStream;
use crate::opening::{self, Open};
use crate::outbox;
use crate::profile::{Hold, Profile};
use crate::retention;
use crate::session::{Keychain, OpenBrowser, SessionState, SignOutReason};

/// How many pieces of news wait for a page that is busy; a page that missed some is told that everything changed.
const NEWS_KEPT: usize = 512;

/// What a desk needs of the program that it runs in.
pub struct DeskSetup {
    /// Where local state lives.
    pub profile: Profile,
    /// The program's version, for the page and for DoorFlow.
    pub version: String,
    /// Opens the person's browser, or whatever program the system has for an address.
    pub open_browser: OpenBrowser,
}

/// The front desk: the use cases, one method each. Cloning shares it.
#[derive(Clone)]
pub struct Desk {
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    setup: DeskSetup,
    machine: Machine,
    limits: outbox::Limits,
    news: broadcast::Sender<News>,
    state: watch::Sender<SessionState>,
    pub(crate) open: RwLock<Open>,
    /// The profile is this program's. `None` as long as only the demo was open.
    hold: Mutex<Option<Hold>>,
}

impl Desk {
    /// Opens the desk with the machine's and the person's configuration. Nothing is read or sent and nobody is signed in until
    /// [`Desk::begin`].
    ///
    /// # Errors
    /// `machine` when another program has the profile, or there is no memory or no client to begin with.
    pub fn open(setup: DeskSetup) -> Result<Self, DeskError> {
        Self::open_within(setup, Machine::here(), outbox::Limits::default())
    }

    /// As [`Desk::open`], with a keychain of the caller's.
    ///
    /// # Errors
    /// As there.
    pub fn open_with(setup: DeskSetup, keychain: Arc<dyn Keychain>) -> Result<Self, DeskError> {
        Self::open_within(
            setup,
            Machine::with_keychain(keychain),
            outbox::Limits::default(),
        )
    }

    /// As [`Desk::open`], on a computer of the caller's, with an outbox that waits as long as the caller says.
    ///
    /// # Errors
    /// As there.
    pub fn open_within(
        setup: DeskSetup,
        machine: Machine,
        limits: outbox::Limits,
    ) -> Result<Self, DeskError> {
        // Before anything of it is opened: what another program has open is not to be touched.
        let hold = setup.profile.hold();
        let hold = hold.map_err(|error| DeskError::machine(error.to_string()))?;
        let desk = Self::with(setup, machine, limits, opening::office)?;
        *lock(&desk.shared.hold) = Some(hold);
        Ok(desk)
    }

    /// As [`Desk::open_with`], beside whoever has the profile, of which nothing is opened: for [`Desk::begin`] with the demo building, of which
    /// nothing is kept.
    ///
    /// # Errors
    /// `machine` when there is no memory or no client to begin with.
    pub fn open_for_demo(setup: DeskSetup, keychain: Arc<dyn Keychain>) -> Result<Self, DeskError> {
        Self::with(
            setup,
            Machine::with_keychain(keychain),
            outbox::Limits::default(),
            opening::behind_the_demo,
        )
    }

    fn with(
        setup: DeskSetup,
        machine: Machine,
        limits: outbox::Limits,
        open: impl FnOnce(
            &DeskSetup,
            &Machine,
            &broadcast::Sender<News>,
            outbox::Limits,
        ) -> Result<Open, DeskError>,
    ) -> Result<Self, DeskError> {
        let (news, _) = broadcast::channel(NEWS_KEPT);
        let (state, _) = watch::channel(SessionState::Starting);
        let open = open(&setup, &machine, &news, limits)?;
        Ok(Self {
            shared: Arc::new(Shared {
                setup,
                machine,
                limits,
                news,
                state,
                open: RwLock::new(open),
                hold: Mutex::default(),
            }),
        })
    }

    /// Opens the store and looks into the keychain for a sign-in, or opens the demo building.
    pub async fn begin(&self, demo: bool) {
        if demo {
            if let Err(error) = self.start_demo().await {
                tracing::error!(%error, "the demo building could not be opened");
                self.set_state(SessionState::SignedOut {
                    reason: Some(SignOutReason::BadAnswer),
                });
            }
        } else {
            self.begin_office().await;
        }
    }

    /// Ends the desk's work and lets go of the profile. What was sent and not yet answered is found again at the next start.
    pub fn close(&self) {
        self.stop_work();
        let mut hold = lock(&self.shared.hold);
        if hold.is_some() {
            self.building().end_in_memory();
        }
        *hold = None;
    }

    /// News from now on.
    #[must_use]
    pub fn news(&self) -> NewsStream {
        NewsStream::of(Arc::downgrade(&self.shared), self.shared.news.subscribe())
    }

    /// Where the session stands.
    #[must_use]
    pub fn session(&self) -> SessionState {
        self.shared.state.borrow().clone()
    }

    /// The same, once it is known: the keychain may wait for its owner.
    pub(crate) async fn session_known(&self) -> SessionState {
        let mut state = self.shared.state.subscribe();
        let known = state
            .wait_for(|state| *state != SessionState::Starting)
            .await;
        known.map_or(SessionState::Starting, |state| state.clone())
    }

    /// Signs out: revokes the sign-in, forgets it, and removes what was read from DoorFlow.
    ///
    /// # Errors
    /// `machine` when a file cannot be removed; nobody can read it any more, since its key is replaced. `alreadyOpen` in a demo beside another
    /// program that has the profile: the demo stays.
    pub async fn sign_out(&self) -> Result<(), DeskError> {
        if self.is_demo() {
            self.take_profile()?;
        }
        let building = self.building();
        let was_open = building.known_account().is_some();
        let mut state = self.shared.state.subscribe();
        let forgetting = async {
            if was_open {
                // Whoever reads for it has to have stopped: nothing is to be written behind what is forgotten.
                let _ = state
                    .wait_for(|state| !matches!(state, SessionState::SignedIn { .. }))
                    .await;
            }
            let forgotten = building.forget().await;
            if forgotten.is_err() {
                building.session.left_files();
            }
            forgotten
        };
        // What is here does not wait for DoorFlow's word on the sign-in.
        let (farewell, forgotten) = tokio::join!(building.session.sign_out(), forgetting);
        self.leave_lock(&building, farewell).await;
        forgotten?;
        if self.is_demo() {
            self.reopen().await?;
        }
        Ok(())
    }

    /// Opens the demo building: a stand-in for DoorFlow on a free loopback port, signed in to by the real flow. Nothing of it is
    /// kept.
    ///
    /// # Errors
    /// `machine` when no port is free.
    pub async fn start_demo(&self) -> Result<(), DeskError> {
        let open = opening::demo(&self.shared.setup, &self.shared.news, self.shared.limits).await?;
        self.replace(open);
        self.start_work();
        self.building().session.sign_in().await;
        Ok(())
    }

    /// Reads everything from DoorFlow now.
    pub fn refresh(&self) {
        let building = self.building();
        building.wake.notify_one();
        building.look.notify_one();
    }

    /// Opens an address in the program that the system has for it.
    pub(crate) fn open_address(&self, address: &str) -> Result<(), String> {
        (self.shared.setup.open_browser)(address)
    }

    /// The building that is open.
    pub(crate) fn building(&self) -> Arc<Building> {
        Arc::clone(
            &self
                .shared
                .open
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .building,
        )
    }

    /// Where local state lives.
    pub(crate) fn profile(&self) -> &Profile {
        &self.shared.setup.profile
    }

    pub(crate) fn is_demo(&self) -> bool {
        self.shared
            .open
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .demo
            .is_some()
    }

    /// A hand in the demo building.
    #[cfg(test)]
    pub(crate) fn demo_control(&self) -> sandbox::Control {
        let open = self.shared.open.read().expect("the building");
        open.demo.as_ref().expect("a demo").control()
    }

    /// Another building takes the place of the one that is open. It is locked where it has a PIN, unless that has just been given for the same.
    fn replace(&self, open: Open) {
        let before = self.building();
        let was = before.guard.shown(before.clocks());
        let building = Arc::clone(&open.building);
        if was.has_pin && !was.locked && !self.is_demo() {
            building.guard.open(building.clocks());
        }
        *self
            .shared
            .open
            .write()
            .unwrap_or_else(PoisonError::into_inner) = open;
        building.tell_lock();
    }

    /// Ends what works for the building that is open.
    pub(crate) fn stop_work(&self) {
        let open = self.shared.open.read();
        open.unwrap_or_else(PoisonError::into_inner).stop();
    }

    /// Sees to it that no other program works with the profile, before a demo that may stand beside one is left for it.
    fn take_profile(&self) -> Result<(), DeskError> {
        let mut hold = lock(&self.shared.hold);
        if hold.is_none() {
            let taken = self.shared.setup.profile.hold();
            *hold = Some(taken.map_err(|error| DeskError::already_open(error.to_string()))?);
        }
        Ok(())
    }

    /// Opens the real building anew, with the configuration as it is now.
    async fn reopen(&self) -> Result<(), DeskError> {
        self.take_profile()?;
        let open = opening::office(
            &self.shared.setup,
            &self.shared.machine,
            &self.shared.news,
            self.shared.limits,
        )?;
        self.replace(open);
        self.begin_office().await;
        Ok(())
    }

    /// Opens the store of the real building, looks into the keychain for a sign-in, and follows it.
    async fn begin_office(&self) {
        // Both ask the keychain, which may wait for its owner: together they wait once.
        let building = self.building();
        tokio::join!(building.open_store(), building.session.restore());
        self.start_work();
    }

    pub(crate) fn set_state(&self, state: SessionState) {
        self.shared.state.send_replace(state.clone());
        let _ = self.shared.news.send(News::Session { session: state });
    }

    /// Follows the session of the building that is open: reads and sends while somebody is signed in. What is old goes in any case.
    fn start_work(&self) {
        let desk = self.clone();
        let building = self.building();
        let purging = tokio::spawn(retention::keep_purging(Arc::clone(&building)));
        let locking = tokio::spawn(keep_locking(Arc::clone(&building)));
        let follow = tokio::spawn(async move { desk.follow(building).await });
        let open = self.shared.open.read();
        let open = open.unwrap_or_else(PoisonError::into_inner);
        open.work(&purging);
        open.work(&locking);
        open.work(&follow);
    }
}
