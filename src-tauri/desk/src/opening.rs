//! Opening a building: the real one as configured, or the demo.

use std::sync::{Arc, Mutex, PoisonError};

use doorflow::{Client, ClientSecret};
use sandbox::Sandbox;
use tokio::sync::broadcast;
use tokio::task::{AbortHandle, JoinHandle};
use url::Url;

use crate::at_rest::AtRest;
use crate::building::Building;
use crate::config::{Config, LockAfter, Place, Trouble};
use crate::desk::DeskSetup;
use crate::error::DeskError;
use crate::machine::Machine;
use crate::news::News;
use crate::outbox::{self, Outbox};
use crate::session::{
    Limits, MemoryKeychain, OpenBrowser, Redirect, Session, SessionSetup, walk_through,
};
use crate::store::Store;

/// The building that is open, and what works for it.
pub(crate) struct Open {
    pub(crate) building: Arc<Building>,
    /// The demo building, which lives as long as it is open.
    pub(crate) demo: Option<Sandbox>,
    tasks: Mutex<Vec<AbortHandle>>,
}

impl Open {
    /// Has a task end with the building.
    pub(crate) fn work(&self, task: &JoinHandle<()>) {
        self.tasks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(task.abort_handle());
    }

    /// Ends what works for the building.
    pub(crate) fn stop(&self) {
        for task in self
            .tasks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .drain(..)
        {
            task.abort();
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The real building, as configured now; its store is yet to be opened: [`Building::open_store`].
pub(crate) fn office(
    setup: &DeskSetup,
    machine: &Machine,
    news: &broadcast::Sender<News>,
    limits: outbox::Limits,
) -> Result<Open, DeskError> {
    let outbox = kept_outbox(setup, machine, limits)?;
    office_with(outbox, Config::load(&setup.profile), setup, machine, news)
}

/// The real building behind the demo: nothing of the profile is opened, which may be another program's, and nobody works with it. Whoever
/// leaves the demo has [`office`] opened instead.
pub(crate) fn behind_the_demo(
    setup: &DeskSetup,
    machine: &Machine,
    news: &broadcast::Sender<News>,
    limits: outbox::Limits,
) -> Result<Open, DeskError> {
    let outbox = Outbox::new(Store::outbox_in_memory()?, None, limits);
    let config = Config {
        // There is nothing in it to be kept from anybody.
        lock_after: LockAfter::default(),
        ..Config::load(&setup.profile)
    };
    office_with(outbox, config, setup, machine, news)
}

/// The outbox of the profile.
fn kept_outbox(
    setup: &DeskSetup,
    machine: &Machine,
    limits: outbox::Limits,
) -> Result<Outbox, DeskError> {
    let path = setup.profile.data.join("outbox.db");
    match Store::open_outbox(&path, machine.clock.now()) {
        Ok(store) => Ok(Outbox::new(store.working(&machine.blocking), None, limits)),
        // What cannot be kept is not sent: a booking would be lost with the program, or made twice.
        Err(error) => {
            let trouble = Trouble {
                place: Place::File(path, None),
                reason: format!("the outbox cannot be opened: {error}"),
            };
            tracing::warn!(%trouble, "nothing can be booked");
            Ok(Outbox::new(
                Store::outbox_in_memory()?,
                Some(trouble),
                limits,
            ))
        }
    }
}

fn office_with(
    outbox: Outbox,
    config: Config,
    setup: &DeskSetup,
    machine: &Machine,
    news: &broadcast::Sender<News>,
) -> Result<Open, DeskError> {
    for trouble in &config.troubles {
        tracing::warn!(%trouble, "configuration");
    }
    let browser = Arc::clone(&setup.open_browser);
    let at_rest = AtRest::at(setup.profile.data.join("lobby.db"));
    let building = building(
        setup,
        config,
        machine.clone(),
        browser,
        (at_rest, outbox),
        news,
    )?;
    Ok(Open {
        building,
        demo: None,
        tasks: Mutex::default(),
    })
}

/// The demo building: a stand-in for DoorFlow on a free loopback port. Nothing of it is kept.
pub(crate) async fn demo(
    setup: &DeskSetup,
    news: &broadcast::Sender<News>,
    limits: outbox::Limits,
) -> Result<Open, DeskError> {
    let sandbox = sandbox::start(sandbox::Options {
        auto_approve: true,
        ..sandbox::Options::default()
    })
    .await
    .map_err(|error| DeskError::machine(error.to_string()))?;
    // Visitors who are booked in the demo come as well, and can be watched.
    sandbox.control().set_visitors_come(true);
    let config = demo_config(&sandbox)?;
    let machine = Machine::with_keychain(Arc::new(MemoryKeychain::default()));
    // There is no person to ask: the stand-in consents at once, and this follows its answer as a browser would.
    let browser: OpenBrowser = Arc::new(|address| {
        tokio::spawn(walk_through(address.to_owned()));
        Ok(())
    });
    let kept = (
        AtRest::default(),
        Outbox::new(Store::outbox_in_memory()?, None, limits),
    );
    Ok(Open {
        building: building(setup, config, machine, browser, kept, news)?,
        demo: Some(sandbox),
        tasks: Mutex::default(),
    })
}

fn building(
    setup: &DeskSetup,
    config: Config,
    machine: Machine,
    open: OpenBrowser,
    (at_rest, outbox): (AtRest, Outbox),
    news: &broadcast::Sender<News>,
) -> Result<Arc<Building>, DeskError> {
    let user_agent = format!("Lobby/{}", setup.version);
    let mut client = doorflow::Config::new(config.api_url.clone());
    client.user_agent.clone_from(&user_agent);
    let client = Client::over(client, machine.transport.clone())
        .map_err(|error| DeskError::machine(error.to_string()))?;
    let session = Session::new(SessionSetup {
        config,
        machine: machine.clone(),
        user_agent,
        profile_tag: setup.profile.tag(),
        open,
        limits: Limits::default(),
    });
    let store = Store::in_memory()?.working(&machine.blocking);
    Ok(Arc::new(Building::new(
        machine,
        client,
        session,
        store,
        at_rest,
        outbox,
        news.clone(),
    )))
}

/// The demo building's own configuration. Its answer comes back to whatever port is free.
fn demo_config(sandbox: &Sandbox) -> Result<Config, DeskError> {
    let hello = sandbox.hello();
    let url = |text: &str| Url::parse(text).map_err(|error| DeskError::machine(error.to_string()));
    Ok(Config {
        api_url: url(&hello.url)?,
        auth_url: url(&hello.authorize_url)?,
        client_id: hello.client_id.clone(),
        client_secret: Some(ClientSecret::new(&hello.client_secret)),
        redirect: Redirect::parse("http://127.0.0.1:0/callback")
            .map_err(|error| DeskError::machine(error.to_string()))?,
        managed: true,
        ..Config::default()
    })
}
