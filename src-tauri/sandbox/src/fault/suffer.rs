//! Has requests suffer their faults.

use std::collections::BTreeMap;
use std::io;

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse as _, Response};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::json;
use tokio::sync::Mutex;
use url::form_urlencoded;

use super::{Asked, FaultKind, Orders, When};
use crate::api::Bent;
use crate::building::Delivery;
use crate::server::{App, MAX_BODY};

/// A page as of a network that wants somebody to agree to something first.
const PAGE: &str = "<!DOCTYPE html><html><head><title>Welcome</title></head>\
    <body><h1>Please agree to the terms of this network</h1></body></html>\n";

/// The requests that are still to be done although their connections broke. It stays locked while one is done, so that the others wait for that.
#[derive(Debug, Default)]
pub(crate) struct LateRequests(Mutex<BTreeMap<Turn, (Request, Next)>>);

/// When, and the how manieth of those that wait.
type Turn = (DateTime<Utc>, u64);

impl LateRequests {
    async fn add(&self, due: DateTime<Utc>, request: Request, next: Next) {
        let mut waiting = self.0.lock().await;
        let order = waiting.keys().map(|(_, order)| order + 1).max();
        waiting.insert((due, order.unwrap_or(0)), (request, next));
    }

    /// Gives up what waits: it holds on to the sandbox, which holds on to it.
    async fn forget(&self) {
        self.0.lock().await.clear();
    }

    /// Does what is due.
    async fn carry_out(&self, now: DateTime<Utc>) {
        let mut waiting = self.0.lock().await;
        while let Some(first) = waiting.first_entry() {
            if first.key().0 > now {
                return;
            }
            let (request, next) = first.remove();
            next.run(request).await;
        }
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
    app.late.carry_out(app.clock.now()).await;
    let path = request.uri().path().to_owned();
    let endpoint = endpoint.map_or_else(|| path.clone(), |endpoint| endpoint.as_str().to_owned());
    let mut asked = Asked {
        method: request.method().as_str().to_owned(),
        path,
        endpoint,
        later_page: parameter(request.uri().query().unwrap_or_default(), "page")
            .and_then(|page| page.parse::<u64>().ok())
            .is_some_and(|page| page > 1),
        refresh: false,
    };
    tracing::debug!(method = %asked.method, endpoint = %asked.endpoint, "request");
    let request = if asked.method == "POST" && asked.path == "/oauth/token" {
        let Some((parts, body)) = whole(request).await else {
            return StatusCode::PAYLOAD_TOO_LARGE.into_response();
        };
        let form = std::str::from_utf8(&body).unwrap_or_default();
        asked.refresh = parameter(form, "grant_type").is_some_and(|it| it == "refresh_token");
        Request::from_parts(parts, Body::from(body))
    } else {
        request
    };
    match app.meet(&asked) {
        None => next.run(request).await,
        Some(kind) => suffer(&app, kind, request, next).await,
    }
}

async fn suffer(app: &App, kind: FaultKind, mut request: Request, next: Next) -> Response {
    let orders = request.extensions().get::<ConnectInfo<Orders>>();
    let orders = orders.map(|ConnectInfo(orders)| orders.clone());
    let bent = Bent::default();
    match kind {
        FaultKind::Answer { status, body } => (known(status), Json(body)).into_response(),
        FaultKind::DropRequest => broken(),
        FaultKind::LoseAnswer | FaultKind::LoseRefresh => {
            next.run(request).await;
            broken()
        }
        FaultKind::NeverAnswer => {
            next.run(request).await;
            app.stopped().await;
            broken()
        }
        FaultKind::Reset(when) => {
            if when == When::After {
                next.run(request).await;
            }
            if let Some(orders) = orders {
                orders.reset();
            }
            broken()
        }
        FaultKind::TruncatedBody => truncated(next.run(request).await).await,
        FaultKind::WrongLength => {
            let response = next.run(request).await;
            if let Some(orders) = orders {
                orders.misstate_length();
            }
            response
        }
        FaultKind::Html(When::Before) => Html(PAGE).into_response(),
        FaultKind::Html(When::After) => {
            (next.run(request).await.status(), Html(PAGE)).into_response()
        }
        FaultKind::Empty(When::Before) => StatusCode::OK.into_response(),
        FaultKind::Empty(When::After) => next.run(request).await.status().into_response(),
        FaultKind::RateLimited { retry_after } => rate_limited(&request, retry_after),
        FaultKind::Error { status, when } => {
            if when == When::After {
                next.run(request).await;
            }
            let status = known(status);
            let error = status.canonical_reason().unwrap_or("Error");
            (status, Json(json!({ "error": error }))).into_response()
        }
        FaultKind::Delay { when, by } => delayed(app, when, by, request, next).await,
        FaultKind::LateCommit { by } => later(app, by, request, next).await,
        FaultKind::Twice => twice(request, next).await,
        FaultKind::Stale(past) => {
            let past = Some(past);
            request.extensions_mut().insert(Bent { past, ..bent });
            next.run(request).await
        }
        FaultKind::PageShift(shift) => {
            let shift = Some(shift);
            request.extensions_mut().insert(Bent { shift, ..bent });
            next.run(request).await
        }
        FaultKind::DateOff { by } => {
            let mut response = next.run(request).await;
            if let Some(date) = http_date(app.clock.now() + by) {
                response.headers_mut().insert(header::DATE, date);
            }
            response
        }
    }
}

fn rate_limited(request: &Request, retry_after: Option<u32>) -> Response {
    let mut body = json!({ "error": "rate_limited", "description": "Too many requests" });
    let mut headers = HeaderMap::new();
    if let Some(seconds) = retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        if request.method() == Method::POST && request.uri().path() == "/api/3/sync" {
            body["retry_in"] = json!(seconds);
        }
    }
    (StatusCode::TOO_MANY_REQUESTS, headers, Json(body)).into_response()
}

/// Does the request after a while, or answers it after a while. A sandbox that stops waits no more.
async fn delayed(app: &App, when: When, by: TimeDelta, request: Request, next: Next) -> Response {
    let Some(due) = app.clock.now().checked_add_signed(by) else {
        return broken();
    };
    if when == When::After {
        let response = next.run(request).await;
        wait(app, due).await;
        return response;
    }
    let Some((parts, body)) = whole(request).await else {
        return broken();
    };
    // By itself, since this is no longer run once nobody waits for the answer.
    let (app, request) = (app.clone(), Request::from_parts(parts, Body::from(body)));
    let done = tokio::spawn(async move {
        wait(&app, due).await;
        next.run(request).await
    });
    done.await.unwrap_or_else(|_| broken())
}

async fn wait(app: &App, due: DateTime<Utc>) {
    tokio::select! {
        () = app.clock.until(due) => {}
        () = app.stopped() => {}
    }
}

async fn later(app: &App, by: TimeDelta, request: Request, next: Next) -> Response {
    let due = app.clock.now().checked_add_signed(by);
    let (Some(due), Some((mut parts, body))) = (due, whole(request).await) else {
        return broken();
    };
    parts.extensions.insert(Bent {
        delivery: Delivery::Late,
        ..Bent::default()
    });
    let request = Request::from_parts(parts, Body::from(body));
    app.late.add(due, request, next).await;
    let app = app.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = app.clock.until(due) => app.late.carry_out(due).await,
            () = app.stopped() => app.late.forget().await,
        }
    });
    broken()
}

async fn twice(request: Request, next: Next) -> Response {
    let Some((mut parts, body)) = whole(request).await else {
        return broken();
    };
    let first = Request::from_parts(parts.clone(), Body::from(body.clone()));
    let response = next.clone().run(first).await;
    parts.extensions.insert(Bent {
        delivery: Delivery::Repeated,
        ..Bent::default()
    });
    next.run(Request::from_parts(parts, Body::from(body))).await;
    response
}

/// The request with all of its body, unless that is too large or does not come.
async fn whole(request: Request) -> Option<(Parts, Bytes)> {
    let (parts, body) = request.into_parts();
    Some((parts, to_bytes(body, MAX_BODY).await.ok()?))
}

fn parameter(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

fn known(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
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
    let failure = Err::<String, _>(failure());
    Body::from_stream(stream::once(std::future::ready(failure))).into_response()
}

/// The answer as it is, but for the second half of its body.
async fn truncated(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(mut body) = to_bytes(body, usize::MAX).await else {
        return broken();
    };
    parts
        .headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    body.truncate(body.len() / 2);
    let breaks = stream::once(async {
        // What was given before is sent once there is nothing more to send for a moment.
        tokio::task::yield_now().await;
        Err(failure())
    });
    let sent = stream::once(std::future::ready(Ok(body)));
    Response::from_parts(parts, Body::from_stream(sent.chain(breaks)))
}

/// A time as a `Date` says it.
pub(crate) fn http_date(time: DateTime<Utc>) -> Option<HeaderValue> {
    let text = time.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::from_str(&text).ok()
}

fn failure() -> io::Error {
    io::Error::other("the connection was asked to break")
}
