//! A desk without a window, with a profile on this disk: what the parts that measure the desk itself measure with.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use desk::outbox::Limits;
use desk::profile::Profile;
use desk::session::{Keychain, MemoryKeychain, OpenBrowser, SessionState};
use desk::{Desk, DeskSetup, Freshness, Machine, News, NewsStream};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::apart::Apart;

/// Nothing that is waited for takes longer.
const PATIENCE: Duration = Duration::from_mins(3);

/// A desk that has its profile and its keychain to itself.
pub(crate) struct Front {
    pub(crate) desk: Desk,
    pub(crate) news: NewsStream,
    pub(crate) folder: TempDir,
    keychain: Arc<MemoryKeychain>,
}

impl Front {
    /// Opens it for the first time, and begins to sign in.
    pub(crate) async fn open(building: &Apart, pages_at_once: usize) -> Result<Self> {
        // Beside what was built: elsewhere there may be no disk underneath.
        let folder = tempfile::tempdir_in("target")?;
        let port = std::net::TcpListener::bind(("127.0.0.1", 0))?
            .local_addr()?
            .port();
        let text = format!(
            "api_url = \"{}\"\nauth_url = \"{}\"\nclient_id = \"{}\"\nredirect_uri = \"http://127.0.0.1:{port}/callback\"\n\
             pages_at_once = {pages_at_once}\n",
            building.url(),
            building.authorize_url(),
            sandbox::PUBLIC_CLIENT_ID,
        );
        std::fs::write(folder.path().join("lobby.toml"), text)?;
        let keychain = Arc::new(MemoryKeychain::default());
        let desk = desk(&folder, &keychain)?;
        let mut front = Self {
            news: desk.news(),
            desk,
            folder,
            keychain,
        };
        front.desk.begin(false).await;
        front
            .hear("the keychain's answer", |news| {
                is_session(news, |state| *state != SessionState::Starting)
            })
            .await?;
        front.desk.sign_in().await?;
        Ok(front)
    }

    /// Opens it again after it was closed, with what its profile and its keychain have.
    pub(crate) async fn reopen(&mut self) -> Result<()> {
        self.desk = desk(&self.folder, &self.keychain)?;
        self.news = self.desk.news();
        self.desk.begin(false).await;
        Ok(())
    }

    /// Its store, as a reader of its own has it.
    pub(crate) fn store(&self) -> Result<Connection> {
        let entries = self.keychain.entries();
        let entry = entries.iter().find(|entry| entry.starts_with("store-key:"));
        let key = self.keychain.read(entry.context("a key is kept")?)?;
        let store = Connection::open(self.folder.path().join("lobby.db"))?;
        store.execute_batch(&format!("PRAGMA key = \"x'{}'\"", *key.context("the key")?))?;
        store.busy_timeout(PATIENCE)?;
        Ok(store)
    }

    /// Waits until somebody is signed in.
    pub(crate) async fn signed_in(&mut self) -> Result<()> {
        self.hear("a sign-in", |news| {
            is_session(news, |state| matches!(state, SessionState::SignedIn { .. }))
        })
        .await
        .map(drop)
    }

    /// Waits until everything was read.
    pub(crate) async fn fresh(&mut self) -> Result<Instant> {
        self.hear("fresh data", is_fresh).await
    }

    /// Waits for a piece of news; when it came.
    pub(crate) async fn hear(
        &mut self,
        what: &str,
        is_it: impl Fn(&News) -> bool,
    ) -> Result<Instant> {
        let hearing = async {
            while let Some(piece) = self.news.next().await {
                if is_it(&piece) {
                    return Ok(Instant::now());
                }
            }
            bail!("the desk has closed")
        };
        tokio::time::timeout(PATIENCE, hearing)
            .await
            .with_context(|| format!("waiting for {what}"))?
    }
}

/// Opens a desk.
fn desk(folder: &TempDir, keychain: &Arc<MemoryKeychain>) -> Result<Desk> {
    // A browser follows each redirect, back to the desk's own listener.
    let open_browser: OpenBrowser = Arc::new(|address| {
        tokio::spawn(reqwest::get(address.to_owned()));
        Ok(())
    });
    let setup = DeskSetup {
        profile: Profile::at(folder.path())?,
        version: "0.0.0".to_owned(),
        open_browser,
    };
    let machine = Machine::with_keychain(Arc::clone(keychain) as Arc<dyn Keychain>);
    Ok(Desk::open_within(setup, machine, Limits::default())?)
}

fn is_session(news: &News, is_it: impl Fn(&SessionState) -> bool) -> bool {
    matches!(news, News::Session { session } if is_it(session))
}

/// Whether it says that everything was read.
pub(crate) fn is_fresh(news: &News) -> bool {
    matches!(news, News::Status { status } if matches!(status.freshness, Freshness::Fresh { .. }))
}
