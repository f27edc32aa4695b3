//! A desk at a sandbox, with hands on its keychain, its network and its browser.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use desk::Machine;
use desk::config::Config;
use desk::session::{
    Keeping, Limits, MemoryKeychain, Phase, Redirect, Session, SessionSetup, SignOutReason,
};
use doorflow::{AccessToken, ClientSecret};
use reqwest::StatusCode;
use sandbox::{Control, Options, Sandbox};
use tokio::sync::mpsc;
use url::Url;

use crate::wire::Wire;

/// No test waits longer for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// Waits for something that must come.
pub(crate) async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    let Ok(value) = tokio::time::timeout(PATIENCE, future).await else {
        panic!("{what} did not come")
    };
    value
}

/// The desk and what is around it.
pub(crate) struct Bench {
    pub(crate) session: Session,
    pub(crate) keychain: MemoryKeychain,
    pub(crate) wire: Wire,
    pub(crate) config: Config,
    pub(crate) limits: Limits,
    sandbox: Sandbox,
    opened: mpsc::UnboundedReceiver<String>,
    browser: reqwest::Client,
}

impl Bench {
    /// A desk that nobody has signed in at, with a sandbox that consents at once.
    pub(crate) async fn new() -> Self {
        Self::with(|_, _| {}).await
    }

    /// The same, with another configuration or other limits.
    pub(crate) async fn with(change: impl FnOnce(&mut Config, &mut Limits)) -> Self {
        let options = Options {
            people: 10,
            auto_approve: true,
            ..Options::default()
        };
        let sandbox = sandbox::start(options).await.expect("the sandbox starts");
        let hello = sandbox.hello();
        let server = Url::parse(&hello.url).expect("an address");
        let server = server.socket_addrs(|| None).expect("a loopback address")[0];
        let wire = Wire::to(server).await;
        let mut config = Config {
            api_url: wire.url(),
            auth_url: Url::parse(&hello.authorize_url).expect("an address"),
            client_id: hello.client_id.clone(),
            client_secret: Some(ClientSecret::new(hello.client_secret.clone())),
            redirect: Redirect::parse("http://127.0.0.1:0/callback").expect("an address"),
            ..Config::default()
        };
        let mut limits = Limits {
            revoke_again: Duration::from_millis(5),
            revoke_tries: 1000,
            ..Limits::default()
        };
        change(&mut config, &mut limits);
        let keychain = MemoryKeychain::default();
        let (session, opened) = start(&config, limits, &keychain);
        let browser = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        Self {
            session,
            keychain,
            wire,
            config,
            limits,
            sandbox,
            opened,
            browser,
        }
    }

    /// The same, with somebody signed in by the browser.
    pub(crate) async fn signed_in() -> Self {
        let mut bench = Self::new().await;
        bench.sign_in().await;
        bench
    }

    /// Signs in by the browser.
    pub(crate) async fn sign_in(&mut self) {
        self.session.sign_in().await;
        self.browse().await;
        self.until("a sign-in", |phase| matches!(phase, Phase::SignedIn { .. }))
            .await;
    }

    /// Closes the app and starts it again: only the keychain stays.
    pub(crate) fn restart(&mut self) {
        (self.session, self.opened) = start(&self.config, self.limits, &self.keychain);
    }

    /// The sandbox's side.
    pub(crate) fn doorflow(&self) -> Control {
        self.sandbox.control()
    }

    /// How often an address was asked, such as `POST /oauth/token`.
    pub(crate) fn asked(&self, address: &str) -> u64 {
        self.doorflow()
            .requests()
            .get(address)
            .copied()
            .unwrap_or_default()
    }

    /// The address that the browser was sent to.
    pub(crate) async fn opened(&mut self) -> Url {
        let address = soon("the browser", self.opened.recv())
            .await
            .expect("the desk is there");
        Url::parse(&address).expect("an address")
    }

    /// Does what a browser does with that address, up to the redirect address, which it returns.
    pub(crate) async fn consent(&mut self) -> Url {
        let address = self.opened().await;
        let answer = self
            .browser
            .get(address)
            .send()
            .await
            .expect("the sandbox answers");
        let location = answer
            .headers()
            .get("location")
            .expect("a redirect")
            .to_str()
            .expect("text");
        Url::parse(location).expect("an address")
    }

    /// Does what a browser does with that address.
    pub(crate) async fn browse(&mut self) {
        let redirect = self.consent().await;
        assert_eq!(
            self.visit(redirect).await,
            StatusCode::OK,
            "the closing page"
        );
    }

    /// Visits an address.
    pub(crate) async fn visit(&self, address: Url) -> StatusCode {
        self.browser
            .get(address)
            .send()
            .await
            .expect("an answer")
            .status()
    }

    /// What DoorFlow says to this access token.
    pub(crate) async fn tried(&self, token: &AccessToken) -> StatusCode {
        let url = format!("{}/api/3/account", self.sandbox.hello().url);
        let request = self.browser.get(url).bearer_auth(token.secret());
        request.send().await.expect("the sandbox answers").status()
    }

    /// Waits until DoorFlow refuses this access token.
    pub(crate) async fn until_dead(&self, token: &AccessToken) {
        let dead = async {
            while self.tried(token).await != StatusCode::UNAUTHORIZED {
                tokio::task::yield_now().await;
            }
        };
        soon("the end of a token", dead).await;
    }

    /// The phase now.
    pub(crate) fn phase(&self) -> Phase {
        self.session.phase().borrow().clone()
    }

    /// Waits for a phase.
    pub(crate) async fn until(&self, what: &str, wanted: impl FnMut(&Phase) -> bool) -> Phase {
        let mut phase = self.session.phase();
        soon(what, phase.wait_for(wanted))
            .await
            .expect("the session is there")
            .clone()
    }

    /// Waits until nobody is signed in, and tells why.
    pub(crate) async fn until_signed_out(&self) -> Option<SignOutReason> {
        let phase = self
            .until("a sign-out", |phase| {
                matches!(phase, Phase::SignedOut { .. })
            })
            .await;
        match phase {
            Phase::SignedOut { reason } => reason,
            other => panic!("waited for a sign-out, not {other:?}"),
        }
    }

    /// Waits until the sign-in lasts for so long.
    pub(crate) async fn until_kept(&self, wanted: Keeping) {
        let wanted =
            |phase: &Phase| matches!(phase, Phase::SignedIn { keeping, .. } if *keeping == wanted);
        self.until("another keeping", wanted).await;
    }

    /// Waits for something that says nothing when it comes: looks again whenever others have worked.
    pub(crate) async fn eventually(&self, what: &str, mut holds: impl FnMut() -> bool) {
        let turns = async {
            while !holds() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        soon(what, turns).await;
    }

    /// What the keychain holds, name and secret.
    pub(crate) fn kept(&self) -> Vec<(String, String)> {
        use desk::session::Keychain as _;
        let secret = |name: &String| self.keychain.read(name).expect("a keychain that works");
        let entries = self.keychain.entries();
        entries
            .into_iter()
            .filter_map(|name| secret(&name).map(|secret| (name.clone(), secret.to_string())))
            .collect()
    }
}

fn start(
    config: &Config,
    limits: Limits,
    keychain: &MemoryKeychain,
) -> (Session, mpsc::UnboundedReceiver<String>) {
    let (open, opened) = mpsc::unbounded_channel();
    let session = Session::new(SessionSetup {
        config: config.clone(),
        machine: Machine::with_keychain(Arc::new(keychain.clone())),
        user_agent: "test".to_owned(),
        profile_tag: "test".to_owned(),
        open: Arc::new(move |address| {
            open.send(address.to_owned())
                .map_err(|gone| gone.to_string())
        }),
        limits,
    });
    (session, opened)
}
