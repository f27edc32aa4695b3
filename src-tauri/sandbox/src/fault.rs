//! Faults that a test asks for: each spoils one request.

use std::io;

use axum::Json;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

use crate::server::App;

/// What goes wrong with the next request to one endpoint.
#[derive(Debug, Clone)]
pub struct Fault {
    method: String,
    path: String,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Answer(u16, Value),
    DropRequest,
    LoseAnswer,
    NeverAnswer,
}

impl Fault {
    fn new(method: &str, path: &str, kind: Kind) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            kind,
        }
    }

    /// Nothing is done, and the answer is `status` with `body`. `path` is one address, such as
    /// `/api/3/people/12001`, or a kind of address, such as `/api/3/people/{id}`.
    #[must_use]
    pub fn answer(method: &str, path: &str, status: u16, body: Value) -> Self {
        Self::new(method, path, Kind::Answer(status, body))
    }

    /// Nothing is done, and the connection breaks without an answer.
    #[must_use]
    pub fn drop_request(method: &str, path: &str) -> Self {
        Self::new(method, path, Kind::DropRequest)
    }

    /// The request is done, and the connection breaks without an answer.
    #[must_use]
    pub fn lose_answer(method: &str, path: &str) -> Self {
        Self::new(method, path, Kind::LoseAnswer)
    }

    /// The request is done, and no answer comes while the sandbox runs.
    #[must_use]
    pub fn never_answer(method: &str, path: &str) -> Self {
        Self::new(method, path, Kind::NeverAnswer)
    }

    fn concerns(&self, method: &str, path: &str, endpoint: &str) -> bool {
        self.method == method && (self.path == path || self.path == endpoint)
    }
}

/// Counts every request, turns away those that another host's page sent, and applies faults.
pub(crate) async fn watch(
    State(app): State<App>,
    endpoint: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    if !is_for_loopback(request.headers()) {
        return (
            StatusCode::MISDIRECTED_REQUEST,
            "This is not the host you asked for.\n",
        )
            .into_response();
    }
    let method = request.method().as_str().to_owned();
    let path = request.uri().path().to_owned();
    let endpoint = endpoint.map_or_else(|| path.clone(), |endpoint| endpoint.as_str().to_owned());
    tracing::debug!(%method, %endpoint, "request");
    let fault = app.meet(&method, &endpoint, |fault| {
        fault.concerns(&method, &path, &endpoint)
    });
    match fault.map(|fault| fault.kind) {
        None => next.run(request).await,
        Some(Kind::Answer(status, body)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, Json(body)).into_response()
        }
        Some(Kind::DropRequest) => broken(),
        Some(Kind::LoseAnswer) => {
            next.run(request).await;
            broken()
        }
        Some(Kind::NeverAnswer) => {
            next.run(request).await;
            app.stopped().await;
            broken()
        }
    }
}

/// A page of another site could have its own name resolve to this computer; its requests then
/// come with that name.
fn is_for_loopback(headers: &HeaderMap) -> bool {
    let Some(host) = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
    else {
        return false;
    };
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.bytes().all(|byte| byte.is_ascii_digit()) {
            name
        } else {
            host
        }
    });
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

/// An answer whose body fails at once, so that the connection is closed before any of it is sent.
fn broken() -> Response {
    let failure = Err::<String, _>(io::Error::other("the connection was asked to break"));
    Body::from_stream(futures_util::stream::once(std::future::ready(failure))).into_response()
}
