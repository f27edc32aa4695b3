//! One request, one answer: nothing is followed, nothing is sent twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use url::Url;

use crate::client::{Answer, Result};
use crate::decode;
use crate::error::{BuildError, Error, Unreadable};
use crate::loopback::is_here;
use crate::refusal::{self, http_date};
use crate::scope::Scope;
use crate::transport::{Transport, Undelivered};

/// How a set of connections is made.
pub(crate) struct Limits<'a> {
    /// For connecting and the whole answer together.
    pub(crate) timeout: Duration,
    /// The longest answer that is read, bytes.
    pub(crate) max_body: usize,
    pub(crate) user_agent: &'a str,
    /// Who is spoken to.
    pub(crate) server: &'a Url,
}

/// How many connections for reading wait for the next request: a list may be read by as many pages at once.
const KEPT_OPEN: usize = 16;
/// Done, with nothing to say.
const NO_CONTENT: u16 = 204;
/// What is said when the time is up.
const LATE: &str = "no answer in time";

/// Two sets of connections: reads share theirs, each write has its own.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    pub(crate) reads: reqwest::Client,
    /// A reused connection can die under a write with no way to tell whether it arrived. The layer below would also try again by
    /// itself what it could not begin to send, but only where the connection was a reused one.
    pub(crate) writes: reqwest::Client,
    max_body: usize,
    timeout: Duration,
    /// What carries the requests in place of the connections.
    transport: Option<Arc<dyn Transport>>,
    made: Arc<AtomicU64>,
}

impl Http {
    pub(crate) fn new(
        limits: &Limits<'_>,
        transport: Option<Arc<dyn Transport>>,
    ) -> std::result::Result<Self, BuildError> {
        // Past any proxy, which would look for a server on this machine on its own.
        let direct = is_here(limits.server);
        let without_tls = direct && limits.server.scheme() == "http";
        let build = |idle: usize| {
            let mut builder = reqwest::Client::builder()
                .user_agent(limits.user_agent)
                .timeout(limits.timeout)
                // Up first, so that a connection that never stood is told from an answer that never came.
                .connect_timeout((limits.timeout / 2).min(Duration::from_secs(10)))
                // HTTP/2 would share one connection between writes, whatever the pool says.
                .http1_only()
                // A redirect would take the token along.
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .pool_max_idle_per_host(idle);
            if direct || transport.is_some() {
                builder = builder.no_proxy();
            }
            if without_tls || transport.is_some() {
                // Nobody will show a certificate (but for a photo that is kept elsewhere, which is not had then), and the system's take
                // long to read, where there are any.
                builder = builder.tls_certs_only([]);
            }
            builder.build().map_err(|error| BuildError(deepest(&error)))
        };
        Ok(Self {
            reads: build(KEPT_OPEN)?,
            writes: build(0)?,
            max_body: limits.max_body,
            timeout: limits.timeout,
            transport,
            made: Arc::default(),
        })
    }

    /// How many requests were made so far.
    pub(crate) fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
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
        self.made.fetch_add(1, Ordering::Relaxed);
        let mut response = match &self.transport {
            None => request.send().await.map_err(|error| sent_or_not(&error))?,
            Some(transport) => match self.carried(transport.as_ref(), request).await? {
                Ok(response) => response,
                Err(raw) => return Ok(raw),
            },
        };
        let mut raw = Raw::new(response.status().as_u16(), response.headers());
        match self.body(&mut response).await {
            Ok(body) => raw.body = body,
            // The status came whole and says enough: only of a success does the body matter.
            Err(_) if !raw.is_success() => {}
            Err(error) => return Err(error),
        }
        Ok(raw)
    }

    /// As a connection would bring it; on the right, an answer whose status is all that came and says enough.
    async fn carried(
        &self,
        transport: &dyn Transport,
        request: reqwest::RequestBuilder,
    ) -> Result<std::result::Result<reqwest::Response, Raw>> {
        let request = request
            .build()
            .and_then(::http::Request::<reqwest::Body>::try_from)
            .map_err(|error| sent_or_not(&error))?
            .map(|body| {
                body.as_bytes()
                    .map(Bytes::copy_from_slice)
                    .unwrap_or_default()
            });
        let answer = tokio::time::timeout(self.timeout, transport.carry(request))
            .await
            .map_err(|_| Error::Unknown(LATE.to_owned()))?;
        match answer {
            Ok(response) => Ok(Ok(response.into())),
            Err(Undelivered::InBody(status)) if !(200..300).contains(&status) => {
                Ok(Err(Raw::new(status, &reqwest::header::HeaderMap::new())))
            }
            Err(error @ Undelivered::NotSent) => Err(Error::NotSent(error.to_string())),
            Err(error) => Err(Error::Unknown(error.to_string())),
        }
    }

    async fn body(&self, response: &mut reqwest::Response) -> Result<Vec<u8>> {
        let limit = self.max_body;
        if response
            .content_length()
            .is_some_and(|length| length > limit as u64)
        {
            return Err(Error::TooLarge { limit });
        }
        // What the server says of the length is believed as far as it may go: a body that grows by and by is copied each time.
        let length = response.content_length().unwrap_or_default();
        let mut body = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > limit => {
                    return Err(Error::TooLarge { limit });
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => return Ok(body),
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
    /// Where a redirect leads.
    pub(crate) location: Option<String>,
    /// `Total` or `X-Total-Results`.
    pub(crate) total: Option<u64>,
    /// `Per-Page` or `X-Per-Page`: what the server made of the page size that was asked for.
    pub(crate) per_page: Option<u32>,
}

impl Raw {
    fn new(status: u16, headers: &reqwest::header::HeaderMap) -> Self {
        let header = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        let number = |name: &str| header(name).and_then(|text| text.trim().parse::<u64>().ok());
        Self {
            status,
            body: Vec::new(),
            server_time: header("date").as_deref().and_then(http_date),
            retry_after: header("retry-after"),
            location: header("location").filter(|_| (300..400).contains(&status)),
            total: number("total").or_else(|| number("x-total-results")),
            per_page: number("per-page")
                .or_else(|| number("x-per-page"))
                .and_then(|size| u32::try_from(size).ok()),
        }
    }

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

    /// An answer of which only the status matters. A page is not DoorFlow's: something on the way has answered in its place, as a
    /// network does that wants somebody to sign in to it first, and nothing is done.
    pub(crate) fn done(self) -> Result<Answer<()>> {
        match self.body.trim_ascii_start().first() {
            Some(b'<') => Err(self.unreadable("a page")),
            _ => Ok(Answer {
                value: (),
                server_time: self.server_time,
            }),
        }
    }

    /// What DoorFlow says of something that it has taken away; what says nothing, with a status that promises something, is not
    /// believed either, since whether it is gone can be looked up.
    pub(crate) fn gone(self) -> Result<Answer<()>> {
        if self.body.is_empty() && self.status != NO_CONTENT {
            return Err(self.unreadable("nothing"));
        }
        self.done()
    }

    fn unreadable(&self, reason: &str) -> Error {
        Error::Unreadable {
            status: self.status,
            what: Unreadable {
                path: ".".to_owned(),
                reason: reason.to_owned(),
            },
        }
    }

    /// What an answer that is not of the 2xx kind says.
    pub(crate) fn refused(&self, scope: Option<Scope>) -> Error {
        refusal::read(
            self.status,
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

/// The deepest cause of an error. The address is left out, since its query can hold an e-mail.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return LATE.to_owned();
    }
    if std::error::Error::source(error).is_none() {
        return "the connection failed".to_owned();
    }
    deepest(error)
}

/// What the last cause says: those above it say only whose it is.
fn deepest(error: &reqwest::Error) -> String {
    let mut deepest: &dyn std::error::Error = error;
    while let Some(cause) = deepest.source() {
        deepest = cause;
    }
    deepest.to_string()
}
