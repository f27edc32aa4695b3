//! The page on which a person agrees, as a browser meets it.

use reqwest::Response;
use reqwest::header::{COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use sandbox::{Options, Sandbox};

use crate::desk::{ALL_SCOPES, Answer, REDIRECT, VERIFIER, authorize_url, client, query_of};

struct Page {
    html: String,
    cookie: String,
    policy: String,
    referrer: String,
    ticket: String,
}

async fn started() -> Sandbox {
    let options = Options {
        people: 10,
        ..Options::default()
    };
    sandbox::start(options).await.expect("a sandbox")
}

async fn open(sandbox: &Sandbox) -> Page {
    let url = authorize_url(sandbox.hello(), &[("scope", ALL_SCOPES)]);
    let response = client().get(url).send().await.expect("a page");
    assert_eq!(response.status().as_u16(), 200);
    let header = |name: &str| {
        let value = response
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let set = header(SET_COOKIE.as_str());
    assert!(
        set.contains("HttpOnly") && set.contains("SameSite=Strict"),
        "{set}"
    );
    let cookie = set.split(';').next().unwrap_or_default().to_owned();
    let policy = header("content-security-policy");
    let referrer = header("referrer-policy");
    let html = response.text().await.expect("a page");
    let (_, rest) = html
        .split_once("name=\"ticket\" value=\"")
        .expect("a ticket");
    let ticket = rest.split('"').next().unwrap_or_default().to_owned();
    Page {
        html,
        cookie,
        policy,
        referrer,
        ticket,
    }
}

async fn answer(sandbox: &Sandbox, page: &Page, user: &str, decision: &str) -> Response {
    client()
        .post(&sandbox.hello().authorize_url)
        .header(COOKIE, &page.cookie)
        .header(ORIGIN, &sandbox.hello().url)
        .form(&[
            ("ticket", page.ticket.as_str()),
            ("user", user),
            ("decision", decision),
        ])
        .send()
        .await
        .expect("an answer")
}

fn location(response: &Response) -> String {
    assert_eq!(response.status().as_u16(), 302);
    response.headers()[LOCATION]
        .to_str()
        .expect("an address")
        .to_owned()
}

#[tokio::test]
async fn who_agrees_decides_what_is_granted() {
    let sandbox = started().await;
    for (user, writes) in [("reception", true), ("security", false)] {
        let page = open(&sandbox).await;
        let back = location(&answer(&sandbox, &page, user, "allow").await);
        assert!(back.starts_with(REDIRECT), "{back}");
        let query = query_of(&back);
        assert_eq!(query["state"], "a state/with=signs&");
        let hello = sandbox.hello();
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &query["code"]),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
            ("client_id", &hello.client_id),
            ("client_secret", &hello.client_secret),
        ];
        let url = format!("{}/oauth/token", hello.url);
        let tokens = client()
            .post(url)
            .form(&form)
            .send()
            .await
            .expect("an answer");
        let tokens = Answer::of(tokens).await.expect(200);
        let scopes: Vec<&str> = tokens["scope"]
            .as_str()
            .expect("scopes")
            .split(' ')
            .collect();
        assert_eq!(
            scopes.contains(&"account.reservation"),
            writes,
            "{user}: {scopes:?}"
        );
        assert_eq!(
            scopes.contains(&"account.reservation.readonly"),
            !writes,
            "{user}: {scopes:?}"
        );
        assert_eq!(
            scopes.contains(&"account.sync"),
            writes,
            "{user}: {scopes:?}"
        );
    }
}

#[tokio::test]
async fn a_refusal_is_told_to_the_application() {
    let sandbox = started().await;
    let page = open(&sandbox).await;
    let query = query_of(&location(
        &answer(&sandbox, &page, "reception", "deny").await,
    ));
    assert_eq!(query["error"], "access_denied");
    assert_eq!(query["state"], "a state/with=signs&");
    assert!(!query.contains_key("code"));
}

#[tokio::test]
async fn a_forged_or_repeated_answer_goes_nowhere() {
    let sandbox = started().await;
    let page = open(&sandbox).await;
    let other = open(&sandbox).await;
    let post = || client().post(&sandbox.hello().authorize_url);
    let form = |ticket: &str| {
        [
            ("ticket", ticket.to_owned()),
            ("user", "reception".into()),
            ("decision", "allow".into()),
        ]
    };
    for (request, why) in [
        (post().form(&form(&page.ticket)), "no cookie"),
        (
            post()
                .form(&form(&page.ticket))
                .header(COOKIE, &other.cookie),
            "another page's cookie",
        ),
        (
            post().form(&form("")).header(COOKIE, "sandbox_consent="),
            "an empty ticket",
        ),
        (
            post()
                .form(&form(&page.ticket))
                .header(COOKIE, &page.cookie)
                .header(ORIGIN, "https://evil.example"),
            "sent by another site",
        ),
    ] {
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), 403, "{why}");
        assert!(response.headers().get(LOCATION).is_none(), "{why}");
    }
    location(&answer(&sandbox, &page, "reception", "allow").await);
    let again = answer(&sandbox, &page, "reception", "allow").await;
    assert_eq!(again.status().as_u16(), 403, "a page is answered once");
}

#[tokio::test]
async fn the_page_is_plain_labelled_and_without_script() {
    let sandbox = started().await;
    let page = open(&sandbox).await;
    assert!(page.html.contains("<html lang=\"en-GB\">"));
    assert!(page.html.contains("<legend>Sign in as</legend>"));
    assert!(page.html.contains("color-scheme: light dark"));
    assert!(!page.html.contains("<script"), "no script");
    assert_eq!(
        page.html.matches("type=\"radio\"").count(),
        page.html.matches("<label>").count()
    );
    assert!(
        page.policy.contains("default-src 'none'"),
        "{}",
        page.policy
    );
    assert!(
        page.policy.contains("frame-ancestors 'none'"),
        "{}",
        page.policy
    );
    // A stricter one makes a browser send the form with the origin "null".
    assert_eq!(page.referrer, "same-origin");
    // Without this a browser would not follow the redirect that answers the form.
    assert!(
        page.policy
            .ends_with("form-action 'self' http://127.0.0.1:17805"),
        "{}",
        page.policy
    );
}
