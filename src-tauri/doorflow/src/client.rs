//! The client: where DoorFlow is, and how a call becomes a request.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::error::{BuildError, Error};
use crate::http::{Http, Limits, Raw};
use crate::scope::Scope;
use crate::token::AccessToken;
use crate::transport::Transport;

/// What every call answers, or why it did not.
pub type Result<T> = std::result::Result<T, Error>;

/// What this client calls itself.
pub(crate) const USER_AGENT: &str = concat!("doorflow-rs/", env!("CARGO_PKG_VERSION"));
/// How long an answer may take.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(30);

/// How to reach DoorFlow.
#[derive(Clone, Debug)]
pub struct Config {
    /// The base of the API: `https://api.doorflow.com`.
    pub api_url: Url,
    /// For connecting and the whole answer together.
    pub timeout: Duration,
    /// The longest answer that is read, bytes.
    pub max_body: usize,
    /// The `User-Agent` header.
    pub user_agent: String,
}

impl Config {
    /// The usual limits: 30 s, 16 MiB.
    #[must_use]
    pub fn new(api_url: Url) -> Self {
        Self {
            api_url,
            timeout: TIMEOUT,
            max_body: 16 * 1024 * 1024,
            user_agent: USER_AGENT.to_owned(),
        }
    }
}

/// A value, and the server's clock when it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<T> {
    /// What was asked for.
    pub value: T,
    /// The `Date` header: whole seconds.
    pub server_time: Option<DateTime<Utc>>,
}

impl<T> Answer<T> {
    /// The same answer with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Answer<U> {
        Answer {
            value: change(self.value),
            server_time: self.server_time,
        }
    }
}

/// Calls DoorFlow. It holds no token, keeps no state but a count and never tries a request again. Cloning shares the connections.
#[derive(Clone, Debug)]
pub struct Client {
    http: Http,
    api_url: Url,
}

impl Client {
    /// A client for one DoorFlow.
    ///
    /// # Errors
    /// When TLS cannot be set up on this machine.
    pub fn new(config: Config) -> std::result::Result<Self, BuildError> {
        Self::over(config, None)
    }

    /// As [`Client::new`], with something else than connections to carry the requests.
    ///
    /// # Errors
    /// As there.
    pub fn over(
        config: Config,
        transport: Option<Arc<dyn Transport>>,
    ) -> std::result::Result<Self, BuildError> {
        let limits = Limits {
            timeout: config.timeout,
            max_body: config.max_body,
            user_agent: &config.user_agent,
            server: &config.api_url,
        };
        Ok(Self {
            http: Http::new(&limits, transport)?,
            api_url: config.api_url,
        })
    }

    /// How many requests this client and its clones have made: whoever keeps to a budget asks.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.http.made()
    }

    /// `GET`, whole body.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        token: &AccessToken,
        scope: Option<Scope>,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<Answer<T>> {
        let raw = self.get_raw(token, scope, path, query).await?;
        raw.read()
    }

    /// `GET`, body and headers as they came.
    pub(crate) async fn get_raw(
        &self,
        token: &AccessToken,
        scope: Option<Scope>,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<Raw> {
        let mut url = self.address(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let request = self
            .http
            .reads
            .request(Method::GET, url)
            .bearer_auth(token.secret());
        self.http.send(request, scope).await
    }

    /// A write: on a connection of its own, since a reused one can die under the request with no way to tell whether it arrived.
    pub(crate) async fn write<B: Serialize + ?Sized>(
        &self,
        token: &AccessToken,
        scope: Option<Scope>,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<Raw> {
        let mut request = self
            .http
            .writes
            .request(method, self.address(path))
            .bearer_auth(token.secret());
        if let Some(body) = body {
            request = request.json(body);
        }
        self.http.send(request, scope).await
    }

    /// `GET` of an address elsewhere, without a token.
    pub(crate) async fn fetch(&self, url: Url) -> Result<Vec<u8>> {
        Ok(self.http.send(self.http.reads.get(url), None).await?.body)
    }

    fn address(&self, path: &str) -> Url {
        let mut url = self.api_url.clone();
        url.set_query(None);
        url.set_fragment(None);
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}/api/3/{path}"));
        url
    }
}
