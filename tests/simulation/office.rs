//! What outlasts a run of the program: its files, its keychain, and a copy of the files that can be put back.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result};
use desk::outbox::Limits;
use desk::profile::Profile;
use desk::session::{MemoryKeychain, OpenBrowser};
use desk::{Blocking, Clock, Desk, DeskSetup, Machine};
use futures_util::FutureExt as _;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use tempfile::TempDir;

use super::life::{KeychainOf, Life};
use super::network::Network;

/// Files that live in memory are read and written at once.
const SHARED_MEMORY: &str = "/dev/shm";

pub(super) struct Office {
    folder: TempDir,
    copy: Option<TempDir>,
    keychain: MemoryKeychain,
    network: Arc<Network>,
    clock: Clock,
    chance: Arc<Mutex<ChaCha8Rng>>,
}

impl Office {
    pub(super) fn new(network: &Arc<Network>, clock: Clock, seed: u64) -> Result<Self> {
        let office = Self {
            folder: folder()?,
            copy: None,
            keychain: MemoryKeychain::default(),
            network: Arc::clone(network),
            clock,
            chance: Arc::new(Mutex::new(ChaCha8Rng::seed_from_u64(seed))),
        };
        let hello = network.sandbox.hello();
        let text = format!(
            "api_url = \"{}\"\nauth_url = \"{}\"\nclient_id = \"{}\"\nredirect_uri = \"{}\"\n",
            hello.url,
            hello.authorize_url,
            sandbox::PUBLIC_CLIENT_ID,
            sandbox::WEB_REDIRECT_URI,
        );
        std::fs::write(office.folder.path().join("lobby.toml"), text)?;
        Ok(office)
    }

    /// The program as one run of it has it.
    pub(super) fn open(&self, life: &Arc<Life>) -> Result<Desk> {
        // The session says which address it is.
        let open_browser: OpenBrowser = Arc::new(|_| Ok(()));
        let setup = DeskSetup {
            profile: Profile::at(self.folder.path())?,
            version: "0.0.0".to_owned(),
            open_browser,
        };
        let (chance, steps) = (Arc::clone(&self.chance), Arc::clone(life));
        let machine = Machine {
            clock: self.clock.clone(),
            keychain: Arc::new(KeychainOf {
                kept: self.keychain.clone(),
                life: Arc::clone(life),
            }),
            transport: Some(self.network.of(life)),
            chance: Arc::new(move || {
                chance
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .random()
            }),
            blocking: Blocking::InTurn(Arc::new(move || {
                let life = Arc::clone(&steps);
                async move { life.step().await }.boxed()
            })),
        };
        Ok(Desk::open_within(setup, machine, Limits::default())?)
    }

    /// Copies the databases, while no program has them.
    pub(super) fn copy(&mut self) -> Result<()> {
        let copy = folder()?;
        copy_databases(self.folder.path(), copy.path())?;
        self.copy = Some(copy);
        Ok(())
    }

    /// Puts the copy back, if there is one.
    pub(super) fn put_back(&mut self) -> Result<bool> {
        let Some(copy) = self.copy.take() else {
            return Ok(false);
        };
        for file in databases(self.folder.path())? {
            std::fs::remove_file(file)?;
        }
        copy_databases(copy.path(), self.folder.path())?;
        Ok(true)
    }
}

fn folder() -> Result<TempDir> {
    let memory = Path::new(SHARED_MEMORY);
    let folder = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    folder.context("a folder for the desk")
}

fn databases(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().contains(".db"))
        {
            found.push(path);
        }
    }
    Ok(found)
}

fn copy_databases(from: &Path, to: &Path) -> Result<()> {
    for file in databases(from)? {
        if let Some(name) = file.file_name() {
            std::fs::copy(&file, to.join(name))?;
        }
    }
    Ok(())
}
