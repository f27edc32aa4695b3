//! `/oauth/token`, `/oauth/revoke` and `/oauth/token/info`.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};
use chrono::TimeDelta;
use serde_json::json;

use super::authorize::parse;
use super::{ACCESS_LIFE, Client, Denial, Issued, Registry};
use crate::api::bearer_token;
use crate::server::App;

type Form = HashMap<String, String>;

/// `POST /oauth/token`: exchanges a code or a refresh token.
pub(crate) async fn exchange(State(app): State<App>, headers: HeaderMap, body: String) -> Response {
    let mut response = match exchanged(&app, &headers, &body) {
        Ok(issued) => granted(&issued),
        Err(denial) => denied(denial),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

fn exchanged(app: &App, headers: &HeaderMap, body: &str) -> Result<Issued, Denial> {
    if !is_form(headers) {
        return Err(Denial::InvalidRequest("The request body must be a form."));
    }
    let (form, repeated) = parse(body);
    if !repeated.is_empty() {
        return Err(Denial::InvalidRequest(
            "The request includes a parameter more than once.",
        ));
    }
    let get = |name: &str| {
        form.get(name)
            .map(String::as_str)
            .filter(|it| !it.is_empty())
    };
    let now = app.clock.now();
    let mut registry = app.registry();
    let client = authenticate(&registry, headers, &form)?;
    let (client_id, public) = (client.id, client.is_public());
    match get("grant_type") {
        Some("authorization_code") => {
            let code =
                get("code").ok_or(Denial::InvalidRequest("Missing required parameter: code."))?;
            let redirect_uri = get("redirect_uri").ok_or(Denial::InvalidRequest(
                "Missing required parameter: redirect_uri.",
            ))?;
            let verifier = get("code_verifier");
            if public && verifier.is_none() {
                return Err(Denial::InvalidRequest(
                    "Missing required parameter: code_verifier.",
                ));
            }
            registry.exchange(client_id, code, redirect_uri, verifier, now)
        }
        Some("refresh_token") => {
            let token = get("refresh_token").ok_or(Denial::InvalidRequest(
                "Missing required parameter: refresh_token.",
            ))?;
            registry.refresh(client_id, token, get("scope"), now)
        }
        Some(_) => Err(Denial::UnsupportedGrantType),
        None => Err(Denial::InvalidRequest(
            "Missing required parameter: grant_type.",
        )),
    }
}

/// Finds the client by HTTP Basic or by the form, never by both.
fn authenticate<'a>(
    registry: &'a Registry,
    headers: &HeaderMap,
    form: &Form,
) -> Result<&'a Client, Denial> {
    let in_form = form.get("client_id").map(String::as_str);
    let secret = form
        .get("client_secret")
        .map(String::as_str)
        .filter(|it| !it.is_empty());
    let found = if headers.contains_key(header::AUTHORIZATION) {
        let (id, by_header) = basic(headers).ok_or(Denial::InvalidClient)?;
        if secret.is_some() || in_form.is_some_and(|in_form| in_form != id) {
            return Err(Denial::InvalidRequest(
                "Only one way to authenticate the client is allowed.",
            ));
        }
        registry.authenticate(&id, Some(&by_header))
    } else {
        in_form.and_then(|id| registry.authenticate(id, secret))
    };
    found.ok_or(Denial::InvalidClient)
}

fn granted(issued: &Issued) -> Response {
    Json(json!({
        "access_token": issued.access_token,
        "token_type": "Bearer",
        "expires_in": ACCESS_LIFE.num_seconds(),
        "refresh_token": issued.refresh_token,
        "scope": issued.scopes.join(" "),
        "created_at": issued.created_at.timestamp(),
    }))
    .into_response()
}

fn denied(denial: Denial) -> Response {
    let (status, error, description) = match denial {
        Denial::InvalidRequest(what) => (StatusCode::BAD_REQUEST, "invalid_request", what),
        Denial::InvalidGrant => (
            StatusCode::BAD_REQUEST,
            "invalid_grant",
            "The provided authorization grant is invalid, expired, revoked, does not match the \
             redirection URI used in the authorization request, or was issued to another client.",
        ),
        Denial::InvalidScope => (
            StatusCode::BAD_REQUEST,
            "invalid_scope",
            "The requested scope is invalid, unknown, or malformed.",
        ),
        Denial::UnsupportedGrantType => (
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server.",
        ),
        Denial::InvalidClient => (
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "Client authentication failed due to unknown client, no client authentication \
             included, or unsupported authentication method.",
        ),
    };
    let mut response = describe(status, error, description);
    if denial == Denial::InvalidClient {
        response.headers_mut().insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Basic realm=\"DoorFlow\", error=\"invalid_client\""),
        );
    }
    response
}

/// `POST /oauth/revoke`: takes a token back. A token that is dead already is as good as revoked.
pub(crate) async fn revoke(State(app): State<App>, headers: HeaderMap, body: String) -> Response {
    let (form, _) = parse(&body);
    let mut registry = app.registry();
    let client = basic(&headers)
        .and_then(|(id, secret)| registry.authenticate(&id, Some(&secret)))
        .map(|client| client.id);
    let token = form.get("token").map(String::as_str).unwrap_or_default();
    let revoked = client.is_some_and(|client| registry.revoke(client, token).is_ok());
    if revoked {
        Json(json!({})).into_response()
    } else {
        describe(
            StatusCode::FORBIDDEN,
            "unauthorized_client",
            "You are not authorized to revoke this token",
        )
    }
}

/// `GET /oauth/token/info`: says what the access token that was sent is good for.
pub(crate) async fn info(State(app): State<App>, headers: HeaderMap) -> Response {
    let now = app.clock.now();
    let bearer = bearer_token(&headers).and_then(|token| app.registry().bearer(token, now));
    let Some(bearer) = bearer else {
        return describe(
            StatusCode::UNAUTHORIZED,
            "invalid_token",
            "The access token is invalid or has expired",
        );
    };
    let left = (bearer.expires_at - now).max(TimeDelta::zero());
    let account_id = app.world().id.clone();
    Json(json!({
        "resource_owner_id": bearer.user.id,
        "account_id": account_id,
        "scope": bearer.scopes,
        "expires_in": left.num_seconds(),
        "application": { "uid": bearer.client_id },
        "created_at": bearer.created_at.timestamp(),
    }))
    .into_response()
}

fn describe(status: StatusCode, error: &str, description: &str) -> Response {
    (
        status,
        Json(json!({ "error": error, "error_description": description })),
    )
        .into_response()
}

fn is_form(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| {
            kind.trim_start()
                .starts_with("application/x-www-form-urlencoded")
        })
}

/// The client id and secret of an HTTP Basic header, in either Base64 alphabet.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let encoded = encoded.trim();
    let decoded = BASE64_STANDARD
        .decode(encoded)
        .or_else(|_| BASE64_URL_SAFE.decode(encoded))
        .ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}
