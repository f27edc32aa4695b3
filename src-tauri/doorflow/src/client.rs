//! The HTTP of it: one request, one answer, nothing done twice.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::decode;
use crate::error::{BuildError, Error, FieldError};
use crate::scope::Scope;
use crate::token::AccessToken;

/// What every call answers, or why it did not.
pub type Result<T> = std::result::Result<T, Error>;

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
            timeout: Duration::from_secs(30),
            max_body: 16 * 1024 * 1024,
            user_agent: concat!("doorflow-rs/", env!("CARGO_PKG_VERSION")).to_owned(),
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

/// Calls DoorFlow. It holds no token, keeps no state and never tries a request again. Cloning shares the connections.
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
        Ok(Self {
            http: Http::new(config.timeout, config.max_body, &config.user_agent)?,
            api_url: config.api_url,
        })
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
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}/api/3/{path}"));
        url
    }
}

/// Two sets of connections: reads share theirs, each write has its own.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    pub(crate) reads: reqwest::Client,
    pub(crate) writes: reqwest::Client,
    max_body: usize,
}

impl Http {
    pub(crate) fn new(
        timeout: Duration,
        max_body: usize,
        user_agent: &str,
    ) -> std::result::Result<Self, BuildError> {
        let build = |idle: usize| {
            reqwest::Client::builder()
                .user_agent(user_agent)
                .timeout(timeout)
                .connect_timeout(timeout.min(Duration::from_secs(10)))
                // A redirect would take the token along.
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .pool_max_idle_per_host(idle)
                .build()
                .map_err(|error| BuildError(error.to_string()))
        };
        Ok(Self {
            reads: build(4)?,
            writes: build(0)?,
            max_body,
        })
    }

    /// Sends one request; an answer that is not of the 2xx kind is an error. `scope` is what the endpoint asks for, to be named in
    /// a 403.
    pub(crate) async fn send(
        &self,
        request: reqwest::RequestBuilder,
        scope: Option<Scope>,
    ) -> Result<Raw> {
        let raw = self.exchange(request).await?;
        if raw.is_success() {
            Ok(raw)
        } else {
            Err(raw.refused(scope))
        }
    }

    /// Sends one request and reads its answer to the end, whatever its status.
    pub(crate) async fn exchange(&self, request: reqwest::RequestBuilder) -> Result<Raw> {
        let mut response = request.send().await.map_err(|error| sent_or_not(&error))?;
        let status = response.status();
        let header = |name: &str| {
            response
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        let number = |name: &str| header(name).and_then(|text| text.trim().parse::<u64>().ok());
        let mut raw = Raw {
            status: status.as_u16(),
            body: Vec::new(),
            server_time: header("date").as_deref().and_then(http_date),
            retry_after: header("retry-after"),
            total: number("total").or_else(|| number("x-total-results")),
            per_page: number("per-page")
                .or_else(|| number("x-per-page"))
                .and_then(|size| u32::try_from(size).ok()),
        };
        if response
            .content_length()
            .is_some_and(|length| length > self.max_body as u64)
        {
            return Err(Error::TooLarge {
                limit: self.max_body,
            });
        }
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if raw.body.len() + chunk.len() > self.max_body => {
                    return Err(Error::TooLarge {
                        limit: self.max_body,
                    });
                }
                Ok(Some(chunk)) => raw.body.extend_from_slice(&chunk),
                Ok(None) => return Ok(raw),
                // The status came whole: only of a success does the body matter.
                Err(_) if !status.is_success() => return Ok(raw),
                Err(error) => return Err(Error::Unknown(reason(&error))),
            }
        }
    }
}

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Raw {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    pub(crate) server_time: Option<DateTime<Utc>>,
    retry_after: Option<String>,
    /// `Total` or `X-Total-Results`.
    pub(crate) total: Option<u64>,
    /// `Per-Page` or `X-Per-Page`: what the server made of the page size that was asked for.
    pub(crate) per_page: Option<u32>,
}

impl Raw {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(crate) fn read<T: DeserializeOwned>(self) -> Result<Answer<T>> {
        let value = decode::body(&self.body).map_err(|what| Error::Unreadable {
            status: self.status,
            what,
        })?;
        Ok(Answer {
            value,
            server_time: self.server_time,
        })
    }

    /// An answer whose status says all.
    pub(crate) fn done(&self) -> Answer<()> {
        Answer {
            value: (),
            server_time: self.server_time,
        }
    }

    /// What an answer that is not of the 2xx kind says.
    pub(crate) fn refused(&self, scope: Option<Scope>) -> Error {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        refusal(
            status,
            &self.body,
            self.retry_after.as_deref(),
            self.server_time,
            scope,
        )
    }
}

/// Whether a byte of the request can have reached DoorFlow.
fn sent_or_not(error: &reqwest::Error) -> Error {
    if error.is_connect() || error.is_builder() {
        Error::NotSent(reason(error))
    } else {
        Error::Unknown(reason(error))
    }
}

/// The causes of an error without the address, whose query can hold an e-mail.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut deepest: &dyn std::error::Error = error;
    while let Some(cause) = deepest.source() {
        deepest = cause;
    }
    if std::ptr::addr_eq(deepest, error) {
        "the connection failed".to_owned()
    } else {
        deepest.to_string()
    }
}

/// An HTTP date (RFC 9110 §5.6.7), in the one form that is still written.
fn http_date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text)
        .ok()
        .map(|at| at.with_timezone(&Utc))
}

/// What a refusal says.
fn refusal(
    status: StatusCode,
    body: &[u8],
    retry_after: Option<&str>,
    server_time: Option<DateTime<Utc>>,
    scope: Option<Scope>,
) -> Error {
    let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let said = |name: &str| body.get(name).and_then(serde_json::Value::as_str);
    let message = [
        "error_description",
        "description",
        "reason",
        "message",
        "error",
    ]
    .into_iter()
    .find_map(said)
    .unwrap_or_default()
    .to_owned();
    match status {
        StatusCode::UNAUTHORIZED => Error::Unauthorised { message },
        StatusCode::FORBIDDEN => Error::Forbidden {
            scope: scope.map(Scope::as_str),
            message,
        },
        StatusCode::NOT_FOUND => Error::NotFound { message },
        StatusCode::TOO_MANY_REQUESTS => {
            let wait = retry_after
                .and_then(|text| seconds_or_date(text, server_time))
                .or_else(|| body.get("retry_in").and_then(seconds));
            Error::RateLimited { wait, message }
        }
        // No answer of DoorFlow's own, but a proxy's that waited too long for the request.
        StatusCode::REQUEST_TIMEOUT => {
            Error::Unknown("the request timed out on its way".to_owned())
        }
        status if status.is_client_error() => Error::Rejected {
            status: status.as_u16(),
            message,
            fields: fields(&body),
        },
        status if status.is_redirection() => Error::Redirected {
            status: status.as_u16(),
        },
        status => Error::Server {
            status: status.as_u16(),
        },
    }
}

/// Waits are bounded: a day is longer than any sane one.
const LONGEST_WAIT: u64 = 24 * 60 * 60;

fn seconds(value: &serde_json::Value) -> Option<Duration> {
    let seconds = match value {
        serde_json::Value::Number(number) => number.as_f64()?.ceil().max(0.0),
        serde_json::Value::String(text) => text.trim().parse::<f64>().ok()?.ceil().max(0.0),
        _ => return None,
    };
    Duration::try_from_secs_f64(seconds)
        .ok()
        .map(|wait| wait.min(Duration::from_secs(LONGEST_WAIT)))
}

/// `Retry-After` (RFC 9110 §10.2.3); a date is measured by the server's own clock.
fn seconds_or_date(text: &str, server_time: Option<DateTime<Utc>>) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<u64>() {
        return Some(Duration::from_secs(seconds.min(LONGEST_WAIT)));
    }
    let wait = (http_date(text)? - server_time?).num_seconds();
    Some(Duration::from_secs(
        u64::try_from(wait).unwrap_or(0).min(LONGEST_WAIT),
    ))
}

/// `errors: {field: [sentences]}`, where a value may be one plain sentence.
fn fields(body: &serde_json::Value) -> Vec<FieldError> {
    let Some(errors) = body.get("errors").and_then(serde_json::Value::as_object) else {
        return Vec::new();
    };
    errors
        .iter()
        .map(|(field, said)| FieldError {
            field: field.clone(),
            messages: match said {
                serde_json::Value::String(sentence) => vec![sentence.clone()],
                serde_json::Value::Array(sentences) => sentences
                    .iter()
                    .filter_map(|one| one.as_str().map(str::to_owned))
                    .collect(),
                _ => Vec::new(),
            },
        })
        .collect()
}
