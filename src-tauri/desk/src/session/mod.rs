//! Sign-in, the tokens, and the keychain.
//!
//! - [`Session`] is the whole of it for the rest of the desk: what phase it is in, and an access token that works.
//! - `sign_in` sends a person to the browser (`browser`) and takes the answer from a listener (`loopback`) or from
//!   the clipboard; `callback` reads both and believes neither before the state is right.
//! - `tokens` keeps one refresh at a time and saves what it brings before anyone uses it.
//! - `vault` calls the [`Keychain`] where nothing waits for it.
//!
//! The access token is in memory only. The refresh token is in the keychain, or in memory until the app is closed;
//! no token is ever in a file or a log.

mod browser;
mod callback;
mod keychain;
mod loopback;
mod memory_keychain;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod probe;
mod redirect;
mod setup;
mod sign_in;
mod sign_out;
mod state;
mod store_key;
mod tokens;
mod unattended;
mod unlock_pin;
mod vault;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use doorflow::{ClientSecret, OAuth, RefreshToken, Scopes, Transport};
use tokio::sync::watch;
use url::Url;

pub use self::browser::SCOPES_ASKED;
pub use self::callback::PasteError;
pub use self::keychain::{Keychain, KeychainError, OsKeychain};
use self::keychain::{STORE_KEY, UNLOCK_PIN};
pub use self::memory_keychain::MemoryKeychain;
pub use self::redirect::{Redirect, RedirectError};
pub use self::sign_out::Farewell;
pub use self::state::{
    AccountLine, Capability, Keeping, SessionState, Setup, SetupInput, SignOutReason, WayBack,
};
pub use self::tokens::TokenError;
pub(crate) use self::unattended::walk_through;
use self::vault::Vault;
use crate::config::{Config, is_doorflow_itself};
use crate::machine::{Blocking, Machine};

/// Opens an address in the person's browser; the text of an error is for the log. May block.
pub type OpenBrowser = Arc<dyn Fn(&str) -> Result<(), String> + Send + Sync>;

/// What a session is made of.
pub struct SessionSetup {
    /// Which DoorFlow, as which application.
    pub config: Config,
    /// The computer, in whose keychain the refresh token is kept.
    pub machine: Machine,
    /// Who asks for tokens, in the `User-Agent` header.
    pub user_agent: String,
    /// Tells this profile's keychain entries from others': [`Profile::tag`](crate::profile::Profile::tag).
    pub profile_tag: String,
    /// Opens the browser.
    pub open: OpenBrowser,
    /// How long to wait for whom.
    pub limits: Limits,
}

/// How long the session waits, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For the keychain at start, when nobody has asked for anything yet.
    pub keychain_at_start: Duration,
    /// For the keychain after a person has done something; an unlock prompt may be up.
    pub keychain: Duration,
    /// For the person in the browser.
    pub browser: Duration,
    /// For the first try to revoke a token, which a person waits for when signing out.
    pub revocation: Duration,
    /// Before the second try to revoke; each further wait is twice as long.
    pub revoke_again: Duration,
    /// How often a revocation is tried before it is given up for this run.
    pub revoke_tries: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            keychain_at_start: Duration::from_secs(5),
            keychain: Duration::from_secs(10),
            browser: Duration::from_mins(5),
            revocation: Duration::from_secs(5),
            revoke_again: Duration::from_secs(10),
            // The last one after almost three hours.
            revoke_tries: 11,
        }
    }
}

/// Where the session stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The keychain is being asked.
    Starting,
    /// Nobody is signed in.
    SignedOut {
        /// Why, if there is something to say.
        reason: Option<SignOutReason>,
    },
    /// The browser has been opened.
    Waiting {
        /// The address that was opened. It holds no secret.
        address: String,
        /// How the answer gets here.
        back: WayBack,
    },
    /// The browser's answer is being exchanged for tokens, and these saved.
    Finishing,
    /// Somebody is.
    SignedIn {
        /// What they may do; not known until the first refresh of a sign-in that came from the keychain.
        scopes: Option<Scopes>,
        /// How long it lasts.
        keeping: Keeping,
    },
}

/// Who is signed in, and the tokens that prove it. Clones are the same session.
///
/// Its methods need a Tokio runtime around them. Each may be dropped while it runs: what it has begun with DoorFlow
/// or the keychain goes on to its end.
#[derive(Clone)]
pub struct Session {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    phase: watch::Sender<Phase>,
    vault: Vault,
    tag: String,
    open: OpenBrowser,
    blocking: Blocking,
    limits: Limits,
    /// Held by the sign-in that has the redirect port, so that the next one finds it free.
    port: Arc<tokio::sync::Mutex<()>>,
}

/// Everything that changes, changed together.
struct State {
    config: Config,
    /// The secret that a person typed, now or in an earlier run.
    typed_secret: Option<ClientSecret>,
    /// The keychain has said whether it holds one for this client.
    asked_for_secret: bool,
    /// Made on the first call to DoorFlow, anew after a change of the configuration.
    oauth: Option<Arc<OAuth>>,
    held: Option<tokens::Held>,
    /// The keychain may have a sign-in that is not held here.
    unread: bool,
    /// Counts what `held` has been, so that an answer that comes late knows whom it is for.
    generation: u64,
    flight: Option<tokens::Flight>,
    attempt: Option<sign_in::Running>,
    attempts: u64,
    /// What the last sign-out has come to, until `generation` is another.
    farewell: Option<Farewell>,
    /// It has left a file.
    left_files: bool,
    transport: Option<Arc<dyn Transport>>,
    user_agent: String,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("phase", &*self.shared.phase.borrow())
            .finish_non_exhaustive()
    }
}

impl Session {
    /// A session in [`Phase::Starting`]. Nothing is read or sent until [`restore`](Self::restore) or another call.
    #[must_use]
    pub fn new(setup: SessionSetup) -> Self {
        let state = State {
            config: setup.config,
            typed_secret: None,
            asked_for_secret: false,
            oauth: None,
            held: None,
            unread: false,
            generation: 0,
            flight: None,
            attempt: None,
            attempts: 0,
            farewell: None,
            left_files: false,
            transport: setup.machine.transport,
            user_agent: setup.user_agent,
        };
        Self {
            shared: Arc::new(Shared {
                state: Mutex::new(state),
                phase: watch::Sender::new(Phase::Starting),
                vault: Vault::new(setup.machine.keychain, &setup.machine.blocking),
                tag: setup.profile_tag,
                open: setup.open,
                blocking: setup.machine.blocking,
                limits: setup.limits,
                port: Arc::default(),
            }),
        }
    }

    /// Where the session stands, now and whenever it changes.
    #[must_use]
    pub fn phase(&self) -> watch::Receiver<Phase> {
        self.shared.phase.subscribe()
    }

    /// The configuration in use.
    #[must_use]
    pub fn config(&self) -> Config {
        self.shared.lock().config.clone()
    }

    /// Changes something of the configuration that is nobody's sign-in.
    pub(crate) fn settle(&self, change: impl FnOnce(&mut Config)) {
        change(&mut self.shared.lock().config);
    }
}

impl Shared {
    /// Locked only for moments, never across an `await`. [`Self::show`] is called with it held, so that phases come in
    /// the order of what they tell.
    fn lock(&self) -> MutexGuard<'_, State> {
        // Each change is made whole before the next can panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn show(&self, phase: Phase) {
        self.phase.send_if_modified(|shown| {
            let changed = *shown != phase;
            *shown = phase;
            changed
        });
    }

    /// Shows who is signed in; nobody, for this reason, if nobody is. A sign-in under way stays on show.
    fn show_held(&self, state: &State, reason: Option<SignOutReason>) {
        if state.attempt.is_some() {
            return;
        }
        self.show(match &state.held {
            Some(held) => Phase::SignedIn {
                scopes: held.scopes.clone(),
                keeping: held.keeping,
            },
            None => Phase::SignedOut { reason },
        });
    }

    /// The keychain entry of the refresh token.
    fn token_entry(&self, client: (&str, &Url)) -> String {
        format!("refresh-token:{}:{}", self.tag, name_of(client))
    }

    /// The keychain entry of the store's key.
    fn store_entry(&self) -> String {
        format!("{STORE_KEY}{}", self.tag)
    }

    /// The keychain entry of what is kept of the PIN that unlocks the desk.
    fn pin_entry(&self) -> String {
        format!("{UNLOCK_PIN}{}", self.tag)
    }

    /// The keychain entry of a secret that a person typed.
    fn secret_entry(&self, client: (&str, &Url)) -> String {
        format!("client-secret:{}:{}", self.tag, name_of(client))
    }
}

/// What tells a client's entries from others': what one DoorFlow gave, or was given, is sent to no other.
fn name_of((client_id, api): (&str, &Url)) -> String {
    if is_doorflow_itself(api) {
        client_id.to_owned()
    } else {
        format!("{client_id}@{api}")
    }
}

impl State {
    /// Forgets who is signed in, in memory. Answers that are on their way find nobody.
    fn let_go(&mut self) -> Option<RefreshToken> {
        self.generation += 1;
        self.flight = None;
        self.farewell = None;
        self.left_files = false;
        self.held.take().and_then(|held| held.refresh)
    }
}

impl Keeping {
    /// How long a sign-in lasts after this answer of the keychain.
    fn after(saved: &Result<(), KeychainError>) -> Self {
        match saved {
            Ok(()) => Self::Keychain,
            Err(KeychainError::Absent) => Self::ThisRun,
            Err(_) => Self::ThisRunKeychainLocked,
        }
    }
}
