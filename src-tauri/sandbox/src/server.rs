//! Starting, listening, stopping.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::response::Response;
use chrono_tz::Tz;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::api::Caller;
use crate::building::{Author, World};
use crate::fault::{Asked, LateRequests, Loopback, Orders, Troubles};
use crate::oauth::{CLIENT_ID, Registry, random_token};
use crate::{Clock, Control, Fault, FaultKind, FaultPlan, api, fault, seed};

/// A photo in Base64 is the largest thing that is sent.
pub(crate) const MAX_BODY: usize = 8 * 1024 * 1024;

/// What to start.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen: a loopback address; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The same seed makes the same building.
    pub seed: u64,
    /// How many people there are.
    pub people: usize,
    /// The account's time zone.
    pub time_zone: Tz,
    /// Whether the authorize address consents at once, as the receptionist, with no page.
    pub auto_approve: bool,
    /// The building's time.
    pub clock: Clock,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            seed: 7,
            people: 500,
            time_zone: chrono_tz::Europe::London,
            auto_approve: false,
            clock: Clock::system(),
        }
    }
}

/// Why the sandbox does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address can be reached from other computers.
    #[error("{0} is not a loopback address: the sandbox serves this computer only")]
    NotLoopback(SocketAddr),
    /// The address cannot be listened at.
    #[error("cannot listen at {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
}

/// What an application needs to know to connect.
///
/// It is serialised on purpose, secret included: the secret opens nothing but this sandbox, and
/// is made anew at each start.
#[derive(Clone, Serialize)]
pub struct Hello {
    /// Where the API is, without `/api/3`.
    pub url: String,
    /// Where a person signs in.
    pub authorize_url: String,
    /// The registered application.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// The redirect address to use, unless another port is wanted.
    pub redirect_uri: String,
}

impl std::fmt::Debug for Hello {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Hello")
            .field("url", &self.url)
            .field("client_id", &self.client_id)
            .field("redirect_uri", &self.redirect_uri)
            .finish_non_exhaustive()
    }
}

/// A running sandbox. It stops when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Sandbox {
    running: Arc<Running>,
}

#[derive(Debug)]
struct Running {
    app: App,
    router: Router,
    hello: Hello,
    stop: watch::Sender<bool>,
    ended: watch::Receiver<bool>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

impl Sandbox {
    /// How to connect.
    #[must_use]
    pub fn hello(&self) -> &Hello {
        &self.running.hello
    }

    /// A hand in the building: it does not keep the sandbox running.
    #[must_use]
    pub fn control(&self) -> Control {
        Control::new(self.running.app.clone())
    }

    /// The building's time.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.running.app.clock
    }

    pub(crate) fn inside(&self) -> (&App, Router) {
        (&self.running.app, self.running.router.clone())
    }

    /// Stops, and waits until nothing listens any more and every answer is sent.
    pub async fn stop(&self) {
        self.running.stop.send_replace(true);
        let mut ended = self.running.ended.clone();
        // An error means that the server is gone, which is what is waited for.
        let _ = ended.wait_for(|ended| *ended).await;
    }
}

/// Starts a sandbox: when this returns, it answers.
pub async fn start(options: Options) -> Result<Sandbox, StartError> {
    let address = options.listen;
    if !address.ip().is_loopback() {
        return Err(StartError::NotLoopback(address));
    }
    let listening = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(listening)?;
    let url = format!("http://{}", listener.local_addr().map_err(listening)?);
    let client_secret = random_token();
    let (stop, mut stopping) = watch::channel(false);
    let (end, ended) = watch::channel(false);
    let world = seed::build(
        options.seed,
        options.people,
        options.time_zone,
        options.clock.now(),
    );
    let app = App(Arc::new(Shared {
        world: Mutex::new(world),
        registry: Mutex::new(Registry::new(&client_secret)),
        clock: options.clock,
        base_url: url.clone(),
        auto_approve: options.auto_approve,
        troubles: Mutex::default(),
        late: LateRequests::default(),
        requests: Mutex::default(),
        stopping: stopping.clone(),
    }));
    let router = api::routes()
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(axum::middleware::from_fn_with_state(
            app.clone(),
            fault::watch,
        ))
        .with_state(app.clone());
    let clock = app.clock.clone();
    let service = router
        .clone()
        .layer(axum::middleware::map_response(move |response| {
            std::future::ready(dated(response, &clock))
        }))
        .into_make_service_with_connect_info::<Orders>();
    tokio::spawn(async move {
        let stopped = async move {
            let _ = stopping.wait_for(|stopping| *stopping).await;
        };
        if let Err(error) = axum::serve(Loopback(listener), service)
            .with_graceful_shutdown(stopped)
            .await
        {
            tracing::error!(%error, "the sandbox no longer listens");
        }
        end.send_replace(true);
    });
    tracing::info!(%url, seed = options.seed, people = options.people, "the sandbox listens");
    let hello = Hello {
        authorize_url: format!("{url}/oauth/authorize"),
        url,
        client_id: CLIENT_ID.to_owned(),
        client_secret,
        redirect_uri: "http://127.0.0.1:17805/callback".to_owned(),
    };
    Ok(Sandbox {
        running: Arc::new(Running {
            app,
            router,
            hello,
            stop,
            ended,
        }),
    })
}

/// What every handler shares.
#[derive(Debug, Clone)]
pub(crate) struct App(Arc<Shared>);

#[derive(Debug)]
pub(crate) struct Shared {
    world: Mutex<World>,
    registry: Mutex<Registry>,
    pub(crate) clock: Clock,
    pub(crate) base_url: String,
    pub(crate) auto_approve: bool,
    troubles: Mutex<Troubles>,
    pub(crate) late: LateRequests,
    requests: Mutex<BTreeMap<String, u64>>,
    stopping: watch::Receiver<bool>,
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Shared {
    /// The building as it is now: everything that is due has happened.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        let mut world = locked(&self.world);
        world.settle(self.clock.now());
        world.open_for(Author::default());
        world
    }

    /// The building for a request that writes: what is accepted is put down to its author.
    pub(crate) fn world_for(&self, caller: &Caller) -> MutexGuard<'_, World> {
        let mut world = self.world();
        world.open_for(caller.author());
        world
    }

    pub(crate) fn registry(&self) -> MutexGuard<'_, Registry> {
        locked(&self.registry)
    }

    /// Counts a request, and says which fault it has.
    pub(crate) fn meet(&self, asked: &Asked) -> Option<FaultKind> {
        *locked(&self.requests).entry(asked.name()).or_default() += 1;
        locked(&self.troubles).meet(asked)
    }

    pub(crate) fn fail_next(&self, fault: Fault) {
        locked(&self.troubles).ask_for(fault);
    }

    pub(crate) fn trouble(&self, plan: FaultPlan) {
        locked(&self.troubles).plan(Some(plan));
    }

    pub(crate) fn end_trouble(&self) {
        locked(&self.troubles).end();
    }

    pub(crate) fn faults_met(&self) -> BTreeMap<&'static str, u64> {
        locked(&self.troubles).met().clone()
    }

    pub(crate) fn requests(&self) -> BTreeMap<String, u64> {
        locked(&self.requests).clone()
    }

    /// Whether an `Origin` header names this server.
    pub(crate) fn is_own_origin(&self, origin: &str) -> bool {
        let port = |url: &str| url::Url::parse(url).ok().and_then(|url| url.port());
        origin == self.base_url
            || (origin.starts_with("http://localhost:") && port(origin) == port(&self.base_url))
    }

    pub(crate) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Waits until the sandbox is told to stop.
    pub(crate) async fn stopped(&self) {
        let mut stopping = self.stopping.clone();
        let _ = stopping.wait_for(|stopping| *stopping).await;
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An answer with the building's own time on it, where it has none yet: the server's would be the computer's.
fn dated(mut response: Response, clock: &Clock) -> Response {
    if !response.headers().contains_key(header::DATE)
        && let Some(date) = fault::http_date(clock.now())
    {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}
