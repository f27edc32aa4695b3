//! The API v3: one file a subject. Each handler checks the scope, reads the request, asks the
//! building, and writes the answer in DoorFlow's shape.

mod account;
mod channels;
mod credentials;
mod error;
mod events;
mod group_reservations;
mod list;
mod people;
mod photos;
mod places;
mod reservations;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::routing::{get, post};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

pub(crate) use self::error::ApiError;
pub use self::list::Shift;
use crate::building::table::Past;
use crate::building::{Author, Delivery};
use crate::oauth::{Bearer, authorize, token};
use crate::scope;
use crate::server::App;

/// Every address that the sandbox answers at.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/oauth/authorize",
            get(authorize::show).post(authorize::answer),
        )
        .route("/oauth/token", post(token::exchange))
        .route("/oauth/revoke", post(token::revoke))
        .route("/oauth/token/info", get(token::info))
        .route("/photos/{file}", get(photos::show))
        .route("/api/3/account", get(account::show))
        .route("/api/3/sync", post(account::sync))
        .route("/api/3/people", get(people::list).post(people::create))
        .route(
            "/api/3/people/{id}",
            get(people::show).put(people::update).delete(people::delete),
        )
        .route(
            "/api/3/people/{id}/credentials",
            get(credentials::list).post(credentials::create),
        )
        .route(
            "/api/3/people/{id}/credentials/{credential_id}",
            get(credentials::show).delete(credentials::delete),
        )
        .route(
            "/api/3/reservations",
            get(reservations::list).post(reservations::create),
        )
        .route(
            "/api/3/reservations/{id}",
            axum::routing::delete(reservations::delete),
        )
        .route(
            "/api/3/group_reservations",
            get(group_reservations::list).post(group_reservations::create),
        )
        .route(
            "/api/3/group_reservations/{id}",
            get(group_reservations::show).delete(group_reservations::delete),
        )
        .route("/api/3/channels", get(channels::list))
        .route("/api/3/channels/{id}", get(channels::show))
        .route(
            "/api/3/channels/{id}/admit_person",
            post(channels::admit_person),
        )
        .route(
            "/api/3/admission_requests/{id}",
            get(channels::admission_request),
        )
        .route("/api/3/groups", get(places::groups))
        .route("/api/3/roles", get(places::roles))
        .route("/api/3/sites", get(places::sites))
        .route("/api/3/credential_types", get(places::credential_types))
        .route("/api/3/events", get(events::list))
        .route("/api/3/events/{id}", get(events::show))
        .fallback(async || ApiError::NotFound)
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
}

/// Who calls: any request that comes this far carried a valid access token.
pub(crate) struct Caller {
    pub(crate) bearer: Bearer,
    pub(crate) bent: Bent,
}

/// What a fault changes about how a request is carried out.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Bent {
    pub(crate) delivery: Delivery,
    pub(crate) past: Option<Past>,
    pub(crate) shift: Option<Shift>,
}

impl Caller {
    /// Fails unless the token carries one of the scopes.
    pub(crate) fn needs(&self, any_of: &[&str]) -> Result<(), ApiError> {
        if any_of
            .iter()
            .any(|needed| scope::allows(&self.bearer.scopes, needed))
        {
            Ok(())
        } else {
            Err(ApiError::Forbidden)
        }
    }

    pub(crate) fn author(&self) -> Author {
        Author {
            sign_in: self.bearer.grant,
            delivery: self.bent.delivery,
        }
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let now = app.clock.now();
        bearer_token(&parts.headers)
            .and_then(|token| app.registry().bearer(token, now))
            .map(|bearer| Self {
                bearer,
                bent: parts.extensions.get().copied().unwrap_or_default(),
            })
            .ok_or(ApiError::Unauthorised)
    }
}

/// The token of an `Authorization: Bearer` header.
pub(crate) fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// An id in an address; what is not a number names nothing.
fn id_in(path: &Path<String>) -> Result<i64, ApiError> {
    number(&path.0)
}

fn number(text: &str) -> Result<i64, ApiError> {
    text.parse().map_err(|_| ApiError::NotFound)
}

/// The JSON object that a request carries; nothing at all counts as an empty one.
fn object(body: &Bytes) -> Result<Map<String, Value>, ApiError> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(ApiError::bad_request(
            "The request body must be a JSON object",
        )),
        Err(_) => Err(ApiError::bad_request(
            "There was a problem in the JSON you submitted",
        )),
    }
}

/// A time as DoorFlow mostly writes it: UTC, with milliseconds.
fn utc(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
