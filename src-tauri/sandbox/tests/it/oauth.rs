//! Codes, tokens, refresh and revocation.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use crate::desk::{ALL_SCOPES, Answer, CHALLENGE, Desk, REDIRECT, VERIFIER, query_of};

#[tokio::test]
async fn a_request_that_cannot_be_trusted_gets_a_page_and_never_a_redirect() {
    let desk = Desk::open().await;
    for changes in [
        [("client_id", "somebody-else")],
        [("client_id", "")],
        [("redirect_uri", "")],
        [("redirect_uri", "https://evil.example/callback")],
        [("redirect_uri", "http://127.0.0.1:17805/elsewhere")],
        [("redirect_uri", "http://192.0.2.1:17805/callback")],
    ] {
        let (status, location) = desk.authorize(&changes).await;
        assert_eq!((status.as_u16(), location), (400, None), "{changes:?}");
    }
}

#[tokio::test]
async fn what_the_application_is_not_registered_with_spoils_the_whole_request() {
    let desk = Desk::open().await;
    let registered = ["account.person", "account.sync"];
    desk.sandbox.control().register_scopes(&registered);
    for (scope, error) in [
        ("account.person account.sync", None),
        ("account.sync", None),
        ("account.person account.reservation", Some("invalid_scope")),
        ("account.person.readonly", Some("invalid_scope")),
    ] {
        let (_, location) = desk.authorize(&[("scope", scope)]).await;
        let query = query_of(&location.expect("a redirect"));
        let said = query.get("error").map(String::as_str);
        assert_eq!(said, error, "{scope}");
    }
}

#[tokio::test]
async fn any_other_problem_is_told_to_the_application_with_its_state() {
    let desk = Desk::open().await;
    for (changes, error) in [
        (
            vec![("response_type", "token")],
            "unsupported_response_type",
        ),
        (vec![("response_type", "")], "invalid_request"),
        (vec![("code_challenge_method", "plain")], "invalid_request"),
        (vec![("code_challenge_method", "")], "invalid_request"),
        (vec![("code_challenge", "")], "invalid_request"),
        (vec![("code_challenge", "too short")], "invalid_request"),
        (vec![("scope", "")], "invalid_scope"),
        (
            vec![("scope", "account.person account.channel.admit")],
            "invalid_scope",
        ),
        (
            vec![
                ("client_id", sandbox::PUBLIC_CLIENT_ID),
                ("code_challenge", ""),
                ("code_challenge_method", ""),
            ],
            "invalid_request",
        ),
    ] {
        let (status, location) = desk.authorize(&changes).await;
        assert_eq!(status.as_u16(), 302, "{changes:?}");
        let location = location.expect("a redirect");
        assert!(location.starts_with(REDIRECT), "{location}");
        let query = query_of(&location);
        assert_eq!(query["error"], error, "{changes:?}");
        assert_eq!(query["state"], "a state/with=signs&");
        assert!(!query.contains_key("code"));
    }
}

#[tokio::test]
async fn a_parameter_that_comes_twice_is_refused() {
    let desk = Desk::open().await;
    let url = crate::desk::authorize_url(desk.sandbox.hello(), &[]);
    for (twice, status) in [
        ("scope=account.sync", 302),
        ("redirect_uri=http://x.example/", 400),
    ] {
        let response = desk
            .http
            .get(format!("{url}&{twice}"))
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status().as_u16(), status, "{twice}");
    }
}

#[tokio::test]
async fn a_code_is_exchanged_for_a_token_that_says_what_it_is() {
    let desk = Desk::open().await;
    let tokens = desk.tokens("account.person account.sync").await;
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 3600);
    assert_eq!(tokens["scope"], "account.person account.sync");
    assert_eq!(tokens["created_at"], desk.clock.now().timestamp());
    desk.pass_seconds(600);
    let token = tokens["access_token"].as_str().expect("a token");
    let info = info(&desk, token).await.expect(200);
    assert_eq!(info["expires_in"], 3000);
    assert_eq!(info["scope"], json!(["account.person", "account.sync"]));
    assert_eq!(info["application"]["uid"], desk.sandbox.hello().client_id);
    assert_eq!(info["resource_owner_id"], 901);
    let account = desk.get("/account").await.expect(200);
    assert_eq!(info["account_id"], account["id"]);
    assert_eq!(account["user"]["id"], 901);
}

#[tokio::test]
async fn a_code_is_bound_to_its_verifier_redirect_client_and_ten_minutes() {
    let desk = Desk::open().await;
    let hello = desk.sandbox.hello().clone();
    let wrong = "w".repeat(43);
    for verifier in [None, Some(wrong.as_str()), Some(CHALLENGE), Some("short")] {
        let code = desk.code("account.sync").await;
        let refused = desk.exchange(&code, verifier).await.expect(400);
        assert_eq!(refused["error"], "invalid_grant", "{verifier:?}");
    }
    // A verifier where no challenge was: somebody took the challenge out of the request.
    let (_, back) = desk
        .authorize(&[("code_challenge", ""), ("code_challenge_method", "")])
        .await;
    let code = query_of(&back.expect("a redirect"))["code"].clone();
    assert_eq!(
        desk.exchange(&code, Some(VERIFIER)).await.expect(400)["error"],
        "invalid_grant"
    );
    assert_eq!(desk.exchange(&code, None).await.status.as_u16(), 200);

    let code = desk.code("account.sync").await;
    let elsewhere = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("code_verifier", VERIFIER),
        ("redirect_uri", "http://127.0.0.1:17806/callback"),
    ];
    assert_eq!(
        desk.token_request(&elsewhere).await.expect(400)["error"],
        "invalid_grant"
    );
    let other_client = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("code_verifier", VERIFIER),
        ("redirect_uri", REDIRECT),
        ("client_id", sandbox::PUBLIC_CLIENT_ID),
    ];
    let response = desk
        .post("/oauth/token")
        .form(&other_client)
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        Answer::of(response).await.expect(400)["error"],
        "invalid_grant"
    );

    desk.pass_seconds(599);
    let in_time = desk.exchange(&code, Some(VERIFIER)).await;
    assert_eq!(
        in_time.status.as_u16(),
        200,
        "just within ten minutes, for {}",
        hello.client_id
    );
    let code = desk.code("account.sync").await;
    desk.pass_seconds(600);
    assert_eq!(
        desk.exchange(&code, Some(VERIFIER)).await.expect(400)["error"],
        "invalid_grant"
    );
}

#[tokio::test]
async fn a_code_used_twice_takes_back_what_it_gave() {
    let desk = Desk::open().await;
    let code = desk.code("account.sync").await;
    let tokens = desk.exchange(&code, Some(VERIFIER)).await.expect(200);
    let (access, refresh) = (&tokens["access_token"], &tokens["refresh_token"]);
    let access = access.as_str().expect("a token");
    assert_eq!(info(&desk, access).await.status.as_u16(), 200);
    assert_eq!(
        desk.exchange(&code, Some(VERIFIER)).await.expect(400)["error"],
        "invalid_grant"
    );
    assert_eq!(
        info(&desk, access).await.expect(401)["error"],
        "invalid_token"
    );
    let refused = desk
        .refresh(refresh.as_str().expect("a token"))
        .await
        .expect(400);
    assert_eq!(refused["error"], "invalid_grant");
}

#[tokio::test]
async fn refresh_tokens_rotate_and_access_tokens_last_an_hour() {
    let desk = Desk::open().await;
    let first = desk.tokens("account.sync").await;
    let old = first["refresh_token"].as_str().expect("a token");
    desk.pass_seconds(3599);
    let access = first["access_token"].as_str().expect("a token");
    assert_eq!(info(&desk, access).await.status.as_u16(), 200);
    desk.pass_seconds(1);
    assert_eq!(info(&desk, access).await.status.as_u16(), 401);
    assert_eq!(
        desk.call_as(access, "GET", "/account", None)
            .await
            .expect(401)["error"],
        "unauthorized"
    );
    let second = desk.refresh(old).await.expect(200);
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert_eq!(second["scope"], "account.sync");
    assert_eq!(
        desk.refresh(old).await.expect(400)["error"],
        "invalid_grant"
    );
    let new = second["refresh_token"].as_str().expect("a token");
    let wider = [
        ("grant_type", "refresh_token"),
        ("refresh_token", new),
        ("scope", ALL_SCOPES),
    ];
    assert_eq!(
        desk.token_request(&wider).await.expect(400)["error"],
        "invalid_scope"
    );
    assert_eq!(desk.refresh(new).await.status.as_u16(), 200);
}

#[tokio::test]
async fn the_token_endpoint_wants_a_form_a_client_and_a_grant_it_knows() {
    type Form = [(&'static str, &'static str)];
    let desk = Desk::open().await;
    let hello = desk.sandbox.hello();
    let cases: &[(&Form, u16, &str)] = &[
        (&[("grant_type", "password")], 400, "unsupported_grant_type"),
        (&[], 400, "invalid_request"),
        (
            &[("grant_type", "authorization_code")],
            400,
            "invalid_request",
        ),
        (&[("grant_type", "refresh_token")], 400, "invalid_request"),
        (
            &[("grant_type", "refresh_token"), ("refresh_token", "x")],
            400,
            "invalid_grant",
        ),
        (
            &[("grant_type", "refresh_token"), ("grant_type", "x")],
            400,
            "invalid_request",
        ),
    ];
    for (form, status, error) in cases {
        let answer = desk.token_request(form).await;
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.expect(*status)["error"], *error, "{form:?}");
    }
    for (id, secret) in [
        (hello.client_id.as_str(), "wrong"),
        (hello.client_id.as_str(), ""),
        ("nobody", hello.client_secret.as_str()),
        (sandbox::PUBLIC_CLIENT_ID, "a secret it has not"),
    ] {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", id),
            ("client_secret", secret),
        ];
        let response = desk
            .post("/oauth/token")
            .form(&form)
            .send()
            .await
            .expect("an answer");
        assert_eq!(
            Answer::of(response).await.expect(401)["error"],
            "invalid_client",
            "{id}"
        );
    }
    let response = desk
        .post("/oauth/token")
        .json(&json!({}))
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        Answer::of(response).await.expect(400)["error"],
        "invalid_request"
    );
}

#[tokio::test]
async fn the_client_may_prove_itself_by_http_basic_instead_but_not_in_both_ways() {
    let desk = Desk::open().await;
    let hello = desk.sandbox.hello();
    let code = desk.code("account.sync").await;
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
        ("client_secret", hello.client_secret.as_str()),
    ];
    let send = async |form: &[(&str, &str)]| {
        let request = desk.post("/oauth/token").form(form);
        let request = request.basic_auth(&hello.client_id, Some(&hello.client_secret));
        Answer::of(request.send().await.expect("an answer")).await
    };
    assert_eq!(send(&form).await.expect(400)["error"], "invalid_request");
    form.pop();
    assert_eq!(send(&form).await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_public_client_needs_no_secret_but_a_verifier() {
    let desk = Desk::open().await;
    let (_, back) = desk
        .authorize(&[("client_id", sandbox::PUBLIC_CLIENT_ID)])
        .await;
    let code = query_of(&back.expect("a redirect"))["code"].clone();
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT),
        ("client_id", sandbox::PUBLIC_CLIENT_ID),
    ];
    let send = async |form: &[(&str, &str)]| {
        Answer::of(
            desk.post("/oauth/token")
                .form(form)
                .send()
                .await
                .expect("an answer"),
        )
        .await
    };
    assert_eq!(send(&form).await.expect(400)["error"], "invalid_request");
    form.push(("code_verifier", VERIFIER));
    assert_eq!(send(&form).await.status.as_u16(), 200);
}

#[tokio::test]
async fn revoking_the_refresh_token_ends_its_access_tokens() {
    let desk = Desk::open().await;
    let hello = desk.sandbox.hello();
    let tokens = desk.tokens("account.sync").await;
    let (access, refresh) = (
        tokens["access_token"].as_str().expect("a token"),
        tokens["refresh_token"].as_str().expect("a token"),
    );
    let credentials = format!("{}:{}", hello.client_id, hello.client_secret);
    let good = format!("Basic {}", BASE64_STANDARD.encode(credentials));
    let public = format!("Basic {}", BASE64_STANDARD.encode("lobby-sandbox-public:"));
    let bad = format!("Basic {}", BASE64_STANDARD.encode("lobby-sandbox:wrong"));
    let revoke = async |authorization: Option<&str>, token: &str| {
        let mut request = desk.post("/oauth/revoke").form(&[("token", token)]);
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        Answer::of(request.send().await.expect("an answer")).await
    };
    for refused in [
        None,
        Some(bad.as_str()),
        Some("Bearer x"),
        Some(public.as_str()),
    ] {
        let answer = revoke(refused, refresh).await;
        assert_eq!(
            answer.expect(403)["error"],
            "unauthorized_client",
            "{refused:?}"
        );
    }
    assert_eq!(info(&desk, access).await.status.as_u16(), 200, "still good");
    assert_eq!(revoke(Some(&good), refresh).await.expect(200), json!({}));
    assert_eq!(info(&desk, access).await.status.as_u16(), 401);
    assert_eq!(
        desk.refresh(refresh).await.expect(400)["error"],
        "invalid_grant"
    );
    for dead in [refresh, access, "never was one", ""] {
        assert_eq!(
            revoke(Some(&good), dead).await.expect(200),
            json!({}),
            "{dead:?}"
        );
    }
}

#[tokio::test]
async fn the_control_ends_and_limits_tokens() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let tokens = desk.tokens("account.sync account.person").await;
    let access = tokens["access_token"].as_str().expect("a token");
    let refresh = tokens["refresh_token"].as_str().expect("a token");
    control.expire_access_tokens();
    assert_eq!(info(&desk, access).await.status.as_u16(), 401);
    let refreshed = desk.refresh(refresh).await.expect(200);
    control.revoke_all_tokens();
    let refresh = refreshed["refresh_token"].as_str().expect("a token");
    assert_eq!(
        desk.refresh(refresh).await.expect(400)["error"],
        "invalid_grant"
    );
    control.set_scopes(&["account.person.readonly"]);
    let tokens = desk.tokens("account.sync account.person").await;
    assert_eq!(tokens["scope"], "account.person.readonly");
}

async fn info(desk: &Desk, token: &str) -> Answer {
    let url = format!("{}/oauth/token/info", desk.sandbox.hello().url);
    let request = desk.http.get(url).bearer_auth(token);
    Answer::of(request.send().await.expect("an answer")).await
}
