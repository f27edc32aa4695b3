//! `GET` and `POST /oauth/authorize`: where a person agrees.

use std::collections::{HashMap, HashSet};

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use url::{Host, Url, form_urlencoded};

use super::{Asked, CLIENT_ID, PUBLIC_CLIENT_ID, USERS, User, WEB_REDIRECT_URI, page, same};
use crate::server::App;

/// The cookie that binds the consent page to the browser it was served to.
const COOKIE: &str = "sandbox_consent";

/// `GET /oauth/authorize`: shows the consent page, or answers at once.
pub(crate) async fn show(State(app): State<App>, RawQuery(query): RawQuery) -> Response {
    let (parameters, repeated) = parse(query.as_deref().unwrap_or_default());
    let asked = match check(&parameters, &repeated, &|scope| {
        app.registry().may_ask(scope)
    }) {
        Ok(asked) => asked,
        Err(Problem::Page(what)) => return page::problem(StatusCode::BAD_REQUEST, what),
        Err(Problem::Redirect {
            to,
            error,
            description,
            state,
        }) => {
            return send_back(
                &to,
                &[("error", error), ("error_description", description)],
                state,
            );
        }
    };
    if app.auto_approve {
        return approve(&app, asked, &USERS[0]);
    }
    let ticket = app.registry().await_consent(asked.clone(), app.clock.now());
    let mut response = page::consent(&asked, &ticket);
    let cookie = format!("{COOKIE}={ticket}; Path=/oauth/authorize; HttpOnly; SameSite=Strict");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// `POST /oauth/authorize`: takes a person's answer.
pub(crate) async fn answer(State(app): State<App>, headers: HeaderMap, body: String) -> Response {
    const FORGED: &str = "The answer did not come from the page that was shown here, or that page \
                          has been answered already.";
    let (form, _) = parse(&body);
    let ticket = form.get("ticket").map(String::as_str).unwrap_or_default();
    // Another site can make a browser send the form, but neither read the page nor set the cookie.
    let cookie = cookie(&headers);
    let ours = headers.get(header::ORIGIN).is_none_or(|origin| {
        origin
            .to_str()
            .is_ok_and(|origin| app.is_own_origin(origin))
    });
    if !ours || !cookie.is_some_and(|cookie| same(cookie.as_bytes(), ticket.as_bytes())) {
        return page::problem(StatusCode::FORBIDDEN, FORGED);
    }
    let taken = app.registry().take_consent(ticket, app.clock.now());
    let Some(asked) = taken else {
        return page::problem(StatusCode::FORBIDDEN, FORGED);
    };
    let user = form
        .get("user")
        .and_then(|key| USERS.iter().find(|user| user.key == key));
    match (form.get("decision").map(String::as_str), user) {
        (Some("allow"), Some(user)) => approve(&app, asked, user),
        _ => deny(&asked),
    }
}

fn approve(app: &App, asked: Asked, user: &'static User) -> Response {
    let mut registry = app.registry();
    let granted = registry.granted(&asked, user);
    if granted.is_empty() {
        return deny(&asked);
    }
    let (redirect_uri, state) = (asked.redirect_uri.clone(), asked.state.clone());
    let code = registry.make_code(asked, user, granted, app.clock.now());
    send_back(&redirect_uri, &[("code", &code)], state)
}

fn deny(asked: &Asked) -> Response {
    let description = "The resource owner or authorization server denied the request.";
    let answer = [
        ("error", "access_denied"),
        ("error_description", description),
    ];
    send_back(&asked.redirect_uri, &answer, asked.state.clone())
}

fn send_back(to: &str, answer: &[(&str, &str)], state: Option<String>) -> Response {
    let Ok(mut uri) = Url::parse(to) else {
        return page::problem(
            StatusCode::BAD_REQUEST,
            "The redirect address cannot be read.",
        );
    };
    {
        let mut query = uri.query_pairs_mut();
        query.extend_pairs(answer);
        if let Some(state) = state {
            query.append_pair("state", &state);
        }
    }
    let headers = [
        (header::LOCATION, uri.to_string()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    (StatusCode::FOUND, headers).into_response()
}

/// Why an authorization request is refused.
enum Problem {
    /// It cannot be trusted with a redirect.
    Page(&'static str),
    /// The application is told.
    Redirect {
        to: String,
        error: &'static str,
        description: &'static str,
        state: Option<String>,
    },
}

fn check(
    parameters: &HashMap<String, String>,
    repeated: &HashSet<String>,
    may_ask: &dyn Fn(&str) -> bool,
) -> Result<Asked, Problem> {
    let get = |name: &str| {
        parameters
            .get(name)
            .map(String::as_str)
            .filter(|it| !it.is_empty())
    };
    if repeated.contains("client_id") || repeated.contains("redirect_uri") {
        return Err(Problem::Page(
            "The request names its client or its redirect address twice.",
        ));
    }
    let client_id = match get("client_id") {
        Some(CLIENT_ID) => CLIENT_ID,
        Some(PUBLIC_CLIENT_ID) => PUBLIC_CLIENT_ID,
        _ => {
            return Err(Problem::Page(
                "No application is registered under this client id.",
            ));
        }
    };
    let Some(redirect_uri) = get("redirect_uri").filter(|uri| is_registered(uri)) else {
        return Err(Problem::Page(
            "The redirect address is not registered with the application.",
        ));
    };
    let state = get("state").map(str::to_owned);
    let refuse = |error, description| {
        let state = if repeated.contains("state") {
            None
        } else {
            state.clone()
        };
        Err(Problem::Redirect {
            to: redirect_uri.to_owned(),
            error,
            description,
            state,
        })
    };
    if !repeated.is_empty() {
        return refuse(
            "invalid_request",
            "The request includes a parameter more than once.",
        );
    }
    match get("response_type") {
        Some("code") => {}
        None => {
            return refuse(
                "invalid_request",
                "Missing required parameter: response_type.",
            );
        }
        Some(_) => {
            return refuse(
                "unsupported_response_type",
                "The authorization server does not support this response type.",
            );
        }
    }
    let challenge = get("code_challenge");
    match (challenge, get("code_challenge_method")) {
        (None, None) if client_id == PUBLIC_CLIENT_ID => {
            return refuse("invalid_request", "Code challenge is required.");
        }
        (None, None) => {}
        (Some(challenge), Some("S256")) if is_challenge(challenge) => {}
        (Some(_), Some("S256")) => {
            return refuse(
                "invalid_request",
                "The code challenge is not a SHA-256 digest.",
            );
        }
        _ => return refuse("invalid_request", "The code_challenge_method must be S256."),
    }
    let scopes: Vec<String> = get("scope")
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    if scopes.is_empty() || !scopes.iter().all(|scope| may_ask(scope)) {
        return refuse(
            "invalid_scope",
            "The requested scope is invalid, unknown, or malformed.",
        );
    }
    Ok(Asked {
        client_id,
        redirect_uri: redirect_uri.to_owned(),
        scopes,
        challenge: challenge.map(str::to_owned),
        state,
    })
}

fn is_challenge(challenge: &str) -> bool {
    challenge.len() == 43
        && challenge
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// Whether a redirect address is registered: one web page by its exact address, and `/callback` at
/// any port of this computer (RFC 8252, section 7.3).
fn is_registered(uri: &str) -> bool {
    if uri == WEB_REDIRECT_URI {
        return true;
    }
    let Ok(parsed) = Url::parse(uri) else {
        return false;
    };
    let loopback = match parsed.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    // A parser mends what it can ("/../callback"); what it had to mend is not registered.
    loopback
        && parsed.scheme() == "http"
        && parsed.as_str() == uri
        && parsed.path() == "/callback"
        && parsed.query().is_none()
        && parsed.fragment().is_none()
        && parsed.username().is_empty()
        && parsed.password().is_none()
}

/// Reads form data, and the names that came more than once.
pub(crate) fn parse(encoded: &str) -> (HashMap<String, String>, HashSet<String>) {
    let (mut values, mut repeated) = (HashMap::new(), HashSet::new());
    for (name, value) in form_urlencoded::parse(encoded.as_bytes()) {
        if values
            .insert(name.to_string(), value.into_owned())
            .is_some()
        {
            repeated.insert(name.into_owned());
        }
    }
    (values, repeated)
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value)
        .next_back()
}

#[cfg(test)]
mod tests {
    use super::is_registered;

    #[test]
    fn only_the_loopback_callback_and_the_one_web_page_are_registered() {
        for (uri, registered) in [
            ("http://127.0.0.1:17805/callback", true),
            ("http://127.0.0.1:40001/callback", true),
            ("http://[::1]:40001/callback", true),
            ("http://localhost:3000/callback", true),
            ("https://lobby.example/callback", true),
            ("https://lobby.example/callback/", false),
            ("https://lobby.example/callback?next=x", false),
            ("https://lobby.example.evil.example/callback", false),
            ("https://127.0.0.1:17805/callback", false),
            ("http://127.0.0.1:17805/other", false),
            ("http://127.0.0.1:17805/x/../callback", false),
            ("http://127.0.0.1:17805/callback?x=1", false),
            ("http://127.0.0.1:17805/callback#x", false),
            ("http://user@127.0.0.1:17805/callback", false),
            ("http://127.0.0.1.evil.example/callback", false),
            ("http://10.0.0.1:17805/callback", false),
            ("javascript:alert(1)", false),
            ("", false),
        ] {
            assert_eq!(is_registered(uri), registered, "{uri}");
        }
    }
}
