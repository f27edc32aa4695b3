//! A desk's computer: what outlasts a run of the program on it, and starting and ending the program.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use desk::outbox::Limits;
use desk::profile::Profile;
use desk::session::{MemoryKeychain, OpenBrowser, SessionState};
use desk::{Blocking, Clock, Desk, DeskSetup, Machine};
use futures_util::FutureExt as _;
use http::{Request, header};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use tempfile::TempDir;

use super::line::Account;

/// Files that live in memory are read and written at once.
const SHARED_MEMORY: &str = "/dev/shm";
/// How long a sign-in may take, in looks of a fifth of a second.
const LOOKS: u32 = 600;

pub(super) struct Seat {
    pub(super) number: usize,
    folder: TempDir,
    keychain: MemoryKeychain,
    account: Arc<Account>,
    clock: Clock,
    chance: Arc<Mutex<ChaCha8Rng>>,
}

impl Seat {
    pub(super) fn new(
        number: usize,
        account: &Arc<Account>,
        clock: Clock,
        seed: u64,
    ) -> Result<Self> {
        let memory = Path::new(SHARED_MEMORY);
        let folder = if memory.is_dir() {
            tempfile::tempdir_in(memory)
        } else {
            tempfile::tempdir()
        };
        let folder = folder.context("a folder for the desk")?;
        let hello = account.sandbox.hello();
        let text = format!(
            "api_url = \"{}\"\nauth_url = \"{}\"\nclient_id = \"{}\"\nredirect_uri = \"{}\"\n",
            hello.url,
            hello.authorize_url,
            sandbox::PUBLIC_CLIENT_ID,
            sandbox::WEB_REDIRECT_URI,
        );
        std::fs::write(folder.path().join("lobby.toml"), text)?;
        Ok(Self {
            number,
            folder,
            keychain: MemoryKeychain::default(),
            account: Arc::clone(account),
            clock,
            chance: Arc::new(Mutex::new(ChaCha8Rng::seed_from_u64(seed))),
        })
    }

    /// Starts the program.
    pub(super) async fn start(&self) -> Result<Desk> {
        // The session says which address it is.
        let open_browser: OpenBrowser = Arc::new(|_| Ok(()));
        let setup = DeskSetup {
            profile: Profile::at(self.folder.path())?,
            version: "0.0.0".to_owned(),
            open_browser,
        };
        let chance = Arc::clone(&self.chance);
        let machine = Machine {
            clock: self.clock.clone(),
            keychain: Arc::new(self.keychain.clone()),
            transport: Some(self.account.way_of(self.number)),
            chance: Arc::new(move || {
                let mut chance = chance.lock().unwrap_or_else(PoisonError::into_inner);
                chance.random()
            }),
            blocking: Blocking::InTurn(Arc::new(|| tokio::task::yield_now().boxed())),
        };
        let desk = Desk::open_within(setup, machine, Limits::default())?;
        desk.begin(false).await;
        Ok(desk)
    }

    /// Signs in by the real flow; the address that the browser ends on is pasted.
    pub(super) async fn sign_in(&self, desk: &Desk) -> Result<()> {
        desk.sign_in().await?;
        let waits = |state: &SessionState| matches!(state, SessionState::WaitingForBrowser { .. });
        let SessionState::WaitingForBrowser { address, .. } = until(desk, waits).await? else {
            return Ok(());
        };
        let request = Request::get(address).body(Bytes::new())?;
        let answer = self.account.sandbox.answer(request).await?;
        let back = answer.headers().get(header::LOCATION);
        desk.paste_address(back.context("a way back")?.to_str()?)?;
        until(desk, |state| matches!(state, SessionState::SignedIn { .. })).await?;
        Ok(())
    }

    /// Ends the program.
    pub(super) fn end(&self, desk: &Desk) {
        desk.close();
        self.account.was_off(self.number);
    }
}

/// Waits for the session to come so far.
async fn until(desk: &Desk, far_enough: impl Fn(&SessionState) -> bool) -> Result<SessionState> {
    for _ in 0..LOOKS {
        let state = desk.session();
        if far_enough(&state) {
            return Ok(state);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let state = desk.session();
    ensure!(far_enough(&state), "the sign-in stopped at {state:?}");
    Ok(state)
}
