//! A small client, for these tests alone.

use std::cell::RefCell;
use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::LOCATION;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use sandbox::{Clock, Options, Sandbox};
use serde_json::{Value, json};
use url::Url;

pub(crate) const REDIRECT: &str = "http://127.0.0.1:17805/callback";
/// A challenge and the verifier behind it, from RFC 7636, appendix B.
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// Every scope that there is to ask for, writing where it can.
pub(crate) const ALL_SCOPES: &str = "account.person account.reservation account.group_reservation \
    account.channel.readonly account.channel.admit.person account.group.readonly \
    account.role.readonly account.site.readonly account.credential_type.readonly \
    account.event.access.readonly account.sync";

/// A Wednesday morning in London, before the clocks change.
pub(crate) fn wednesday() -> DateTime<Utc> {
    "2026-03-18T10:00:00Z".parse().expect("a time")
}

/// A sandbox with a clock that stands still, and a desk that has signed in to it.
pub(crate) struct Desk {
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: Clock,
    pub(crate) http: Client,
    token: RefCell<String>,
}

/// An answer of the API.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Self {
        let status = response.status();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| {
                (
                    name.to_string(),
                    value.to_str().unwrap_or_default().to_owned(),
                )
            })
            .collect();
        let text = response.text().await.expect("a body");
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Self {
            status,
            headers,
            body,
        }
    }

    /// The body, once the status is as it should be.
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self.body
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The messages at one field of a 422.
    pub(crate) fn errors_at(&self, field: &str) -> Vec<&str> {
        assert_eq!(self.status.as_u16(), 422, "{}", self.body);
        self.body["errors"][field]
            .as_array()
            .map(|messages| messages.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default()
    }
}

impl Desk {
    /// Opens a desk on a Wednesday morning, with every scope.
    pub(crate) async fn open() -> Self {
        Self::open_at(wednesday(), chrono_tz::Europe::London).await
    }

    pub(crate) async fn open_at(now: DateTime<Utc>, time_zone: chrono_tz::Tz) -> Self {
        let clock = Clock::manual(now);
        let options = Options {
            people: 60,
            time_zone,
            auto_approve: true,
            clock: clock.clone(),
            ..Options::default()
        };
        let sandbox = sandbox::start(options).await.expect("a sandbox");
        let http = client();
        let desk = Self {
            sandbox,
            clock,
            http,
            token: RefCell::default(),
        };
        desk.sign_in_again().await;
        desk
    }

    /// The access token of the desk.
    pub(crate) fn token(&self) -> String {
        self.token.borrow().clone()
    }

    /// Signs the desk in anew: its token ended, as an hour has passed.
    pub(crate) async fn sign_in_again(&self) {
        let token = self.sign_in(ALL_SCOPES).await;
        self.token.replace(token);
    }

    /// Signs in for some scopes and returns the access token.
    pub(crate) async fn sign_in(&self, scopes: &str) -> String {
        let tokens = self.tokens(scopes).await;
        tokens["access_token"]
            .as_str()
            .expect("an access token")
            .to_owned()
    }

    /// Signs in for some scopes and returns what the token endpoint says.
    pub(crate) async fn tokens(&self, scopes: &str) -> Value {
        let code = self.code(scopes).await;
        self.exchange(&code, Some(VERIFIER)).await.expect(200)
    }

    /// A code by automatic approval.
    pub(crate) async fn code(&self, scopes: &str) -> String {
        let back = self
            .authorize(&[("scope", scopes)])
            .await
            .1
            .expect("a redirect");
        query_of(&back)["code"].clone()
    }

    /// Opens the authorize address with parameters that replace or, if empty, remove the usual
    /// ones. Returns the status, and where it redirects to.
    pub(crate) async fn authorize(&self, changes: &[(&str, &str)]) -> (StatusCode, Option<String>) {
        let response = self
            .http
            .get(authorize_url(self.sandbox.hello(), changes))
            .send()
            .await
            .expect("an answer");
        let location = response.headers().get(LOCATION);
        let location = location.map(|it| it.to_str().expect("an address").to_owned());
        (response.status(), location)
    }

    pub(crate) async fn exchange(&self, code: &str, verifier: Option<&str>) -> Answer {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
        ];
        form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        self.token_request(&form).await
    }

    pub(crate) async fn refresh(&self, token: &str) -> Answer {
        self.token_request(&[("grant_type", "refresh_token"), ("refresh_token", token)])
            .await
    }

    /// Asks the token endpoint with the client's id and secret in the form.
    pub(crate) async fn token_request(&self, form: &[(&str, &str)]) -> Answer {
        let hello = self.sandbox.hello();
        let mut form = form.to_vec();
        form.push(("client_id", &hello.client_id));
        form.push(("client_secret", &hello.client_secret));
        Answer::of(
            self.post("/oauth/token")
                .form(&form)
                .send()
                .await
                .expect("an answer"),
        )
        .await
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.http
            .post(format!("{}{path}", self.sandbox.hello().url))
    }

    /// A request to the API with any token.
    pub(crate) async fn call_as(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let url = format!("{}/api/3{path}", self.sandbox.hello().url);
        let mut request = self.http.request(method, url).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        Answer::of(request.send().await.expect("an answer")).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call_as(&self.token(), "GET", path, None).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        self.call_as(&self.token(), method, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.call_as(&self.token(), "DELETE", path, None).await
    }

    /// Books Linh through the front door, `from` to `to` minutes from now.
    pub(crate) async fn book(&self, from: i64, to: i64) -> i64 {
        let body = json!({
            "person_id": LINH,
            "start_time": self.minutes(from),
            "end_time": self.minutes(to),
            "channel_ids": [FRONT_DOOR],
        });
        let made = self.send("POST", "/reservations", body).await.expect(201);
        made["id"].as_i64().expect("an id")
    }

    pub(crate) fn minutes(&self, from_now: i64) -> String {
        (self.clock.now() + TimeDelta::minutes(from_now)).to_rfc3339()
    }

    /// The ids of a list.
    pub(crate) async fn ids(&self, path: &str) -> Vec<i64> {
        ids_of(&self.get(path).await.expect(200))
    }

    pub(crate) async fn sync(&self) {
        self.send("POST", "/sync", json!({})).await.expect(200);
    }

    pub(crate) fn pass_seconds(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }
}

pub(crate) const LINH: i64 = 12_001;
pub(crate) const FRONT_DOOR: i64 = 1340;

pub(crate) fn client() -> Client {
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .expect("a client")
}

pub(crate) fn authorize_url(hello: &sandbox::Hello, changes: &[(&str, &str)]) -> Url {
    let usual = [
        ("response_type", "code"),
        ("client_id", hello.client_id.as_str()),
        ("redirect_uri", REDIRECT),
        ("scope", "account.person.readonly"),
        ("state", "a state/with=signs&"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let mut url = Url::parse(&hello.authorize_url).expect("an address");
    {
        let mut query = url.query_pairs_mut();
        for (name, value) in usual {
            let other = changes.iter().find(|(key, _)| *key == name);
            let value = other.map_or(value, |(_, value)| value);
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
    }
    url
}

pub(crate) fn query_of(url: &str) -> HashMap<String, String> {
    let url = Url::parse(url).expect("an address");
    url.query_pairs()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

pub(crate) fn ids_of(list: &Value) -> Vec<i64> {
    list.as_array()
        .expect("a list")
        .iter()
        .map(|row| row["id"].as_i64().expect("an id"))
        .collect()
}
