//! Tokens: what is asked, what is read, and when a grant counts as dead.

use std::time::Duration;

use doorflow::{
    AuthorizationCode, ClientSecret, CodeVerifier, Error, OAuth, OAuthConfig, OAuthError,
    RefreshToken, Scope,
};
use serde_json::{Value, json};
use url::Url;

use crate::scripted::{Reply, Scripted};
use crate::silent::{Habit, Silent};

fn oauth(url: &Url, secret: Option<&str>) -> OAuth {
    let at = |path: &str| url.join(path).expect("url");
    OAuth::new(OAuthConfig {
        token_url: at("/oauth/token"),
        revoke_url: at("/oauth/revoke"),
        client_id: "desk".to_owned(),
        client_secret: secret.map(ClientSecret::new),
        user_agent: "Lobby/1.2.3".to_owned(),
    })
    .expect("TLS can be set up")
}

fn refresh_token() -> RefreshToken {
    RefreshToken::new("refresh&1")
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|&(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn tokens() -> Value {
    json!({
        "access_token": "access-1", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "refresh-2",
        "scope": "account.person account.sync", "created_at": 1_704_067_200,
    })
}

#[tokio::test]
async fn a_code_is_exchanged_with_its_verifier() {
    let server = Scripted::start([Reply::json(200, &tokens())]).await;
    let set = oauth(&server.url, Some("s3cret"))
        .exchange_code(
            &AuthorizationCode::new("c0de"),
            "http://localhost:9/back?x=1",
            &CodeVerifier::new("v3rifier"),
        )
        .await
        .expect("tokens");
    assert_eq!(set.access.secret(), "access-1");
    assert_eq!(
        set.refresh.as_ref().map(RefreshToken::secret),
        Some("refresh-2")
    );
    let scopes = set.scopes.as_ref().expect("they are named");
    assert!(scopes.allows(Scope::PersonReadonly) && !scopes.allows(Scope::Reservation));
    assert_eq!(set.expires_in, Duration::from_hours(1));
    let made = set.created_at.expect("a time").to_rfc3339();
    assert_eq!(made, "2024-01-01T00:00:00+00:00");
    let printed = format!("{set:?}");
    assert!(!printed.contains("access-1") && !printed.contains("refresh-2"));
    assert_eq!(server.targets(), ["POST /oauth/token"]);
    assert_eq!(
        server.asked()[0].form(),
        pairs(&[
            ("grant_type", "authorization_code"),
            ("code", "c0de"),
            ("redirect_uri", "http://localhost:9/back?x=1"),
            ("code_verifier", "v3rifier"),
            ("client_id", "desk"),
            ("client_secret", "s3cret"),
        ])
    );
}

#[tokio::test]
async fn a_public_application_renews_without_a_secret() {
    let server = Scripted::start([Reply::json(200, &tokens())]).await;
    let set = oauth(&server.url, None).refresh(&refresh_token()).await;
    assert!(set.is_ok());
    assert_eq!(server.asked()[0].header("user-agent"), "Lobby/1.2.3");
    assert_eq!(
        server.asked()[0].form(),
        pairs(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", "refresh&1"),
            ("client_id", "desk"),
        ])
    );
}

#[tokio::test]
async fn a_new_refresh_token_is_kept_however_oddly_the_rest_is_written() {
    let hour = Duration::from_hours(1);
    let cases = [
        (
            json!({"expires_in": "7200"}),
            Duration::from_hours(2),
            Some(2),
        ),
        (json!({"expires_in": null}), hour, Some(2)),
        (json!({"expires_in": -4}), Duration::ZERO, Some(2)),
        (
            json!({"expires_in": 1e300}),
            Duration::from_hours(365 * 24),
            Some(2),
        ),
        (json!({"expires_in": {"seconds": 4}}), hour, Some(2)),
        (json!({"scope": ["account.sync", 4]}), hour, Some(1)),
        (json!({"scope": null}), hour, None),
        (json!({"scope": 4}), hour, None),
        (json!({"scope": " "}), hour, None),
        (json!({"created_at": "1704067200"}), hour, Some(2)),
        (json!({"created_at": 1e300}), hour, Some(2)),
        (
            json!({"created_at": "yesterday", "more": []}),
            hour,
            Some(2),
        ),
    ];
    for (odd, life, scopes) in cases {
        let mut body = tokens();
        let parts = odd.as_object().expect("an object").clone();
        body.as_object_mut().expect("an object").extend(parts);
        let server = Scripted::start([Reply::json(200, &body)]).await;
        let set = oauth(&server.url, None).refresh(&refresh_token()).await;
        let set = set.expect("tokens");
        assert_eq!(
            set.refresh.as_ref().map(RefreshToken::secret),
            Some("refresh-2"),
            "{odd}"
        );
        assert_eq!(set.expires_in, life, "{odd}");
        let named = set.scopes.map(|scopes| scopes.iter().count());
        assert_eq!(named, scopes, "{odd}");
    }
}

/// What the error is, in a word.
fn kind(error: &OAuthError) -> &'static str {
    match error {
        OAuthError::InvalidGrant => "grant",
        OAuthError::InvalidClient => "client",
        OAuthError::Rejected { .. } => "rejected",
        OAuthError::Transport(Error::RateLimited { .. }) => "wait",
        OAuthError::Transport(Error::Unreadable { .. }) => "unreadable",
        OAuthError::Transport(Error::Unknown(_)) => "unknown",
        OAuthError::Transport(Error::NotSent(_)) => "not sent",
        OAuthError::Transport(_) => "transport",
    }
}

#[tokio::test]
async fn only_an_oauth_error_in_so_many_words_ends_a_grant() {
    let error = |code: &str| json!({"error": code, "error_description": "refresh&1"}).to_string();
    let html = "<html>invalid_grant</html>".to_owned();
    let cases = [
        (400, error("invalid_grant"), "grant"),
        (401, error("invalid_grant"), "grant"),
        (400, error("invalid_client"), "client"),
        (401, error("invalid_client"), "client"),
        (403, error("unauthorized_client"), "client"),
        (400, error("invalid_scope"), "rejected"),
        (400, error(""), "transport"),
        (400, html.clone(), "transport"),
        (401, html.clone(), "transport"),
        (403, String::new(), "transport"),
        (404, html, "transport"),
        (302, error("invalid_grant"), "transport"),
        (407, error("invalid_grant"), "not sent"),
        (408, error("invalid_grant"), "unknown"),
        (429, error("invalid_grant"), "wait"),
        (500, error("invalid_grant"), "transport"),
        (503, error("invalid_client"), "transport"),
        (200, error("invalid_grant"), "unreadable"),
        (200, json!({"access_token": ""}).to_string(), "unreadable"),
        (200, "{\"access_token\":\"a\"".to_owned(), "unreadable"),
    ];
    for (status, body, wanted) in cases {
        let server = Scripted::start([Reply::text(status, body.clone())]).await;
        let error = oauth(&server.url, None).refresh(&refresh_token()).await;
        let error = error.expect_err("no tokens");
        assert_eq!(kind(&error), wanted, "{status} {body}: {error:?}");
        assert!(!error.to_string().contains("refresh&1"), "{error}");
        assert_eq!(server.asked().len(), 1, "a refresh token works once");
    }
}

#[tokio::test]
async fn a_lost_answer_says_nothing_of_the_grant_and_is_not_asked_for_again() {
    for habit in [
        Habit::HangUp,
        Habit::Say("HTTP/1.1 200 OK\r\ncontent-length: 400\r\n\r\n{\"access_token\":\"a\"}"),
    ] {
        let server = Silent::start(habit).await;
        let error = oauth(&server.url, None).refresh(&refresh_token()).await;
        let error = error.expect_err("lost");
        assert_eq!(kind(&error), "unknown", "{habit:?}: {error:?}");
        assert_eq!(server.accepted(), 1, "{habit:?}");
    }
}

#[tokio::test]
async fn a_token_is_revoked_in_the_applications_name() {
    let server = Scripted::start([Reply::text(200, "{}"), Reply::text(200, "")]).await;
    for secret in [Some("s3cret"), None] {
        let done = oauth(&server.url, secret).revoke(&refresh_token()).await;
        done.expect("revoked");
    }
    let asked = server.asked();
    // desk:s3cret and desk: in base64.
    assert_eq!(asked[0].header("authorization"), "Basic ZGVzazpzM2NyZXQ=");
    assert_eq!(asked[1].header("authorization"), "Basic ZGVzazo=");
    assert_eq!(
        asked[0].form(),
        pairs(&[("token", "refresh&1"), ("token_type_hint", "refresh_token"),])
    );
    assert_eq!(server.targets(), ["POST /oauth/revoke"; 2]);
}

#[tokio::test]
async fn a_token_that_is_not_revoked_says_why() {
    for (status, wanted) in [
        (401, "client"),
        (403, "client"),
        (404, "transport"),
        (429, "wait"),
        (503, "transport"),
    ] {
        let server = Scripted::start([Reply::text(status, "")]).await;
        let error = oauth(&server.url, None).revoke(&refresh_token()).await;
        assert_eq!(kind(&error.expect_err("not revoked")), wanted, "{status}");
    }
}
