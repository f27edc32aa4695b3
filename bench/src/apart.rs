//! A building in a process of its own, so that what it takes is not put down to the desk: this program once more, as `bench building`.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::Stdio;

use anyhow::{Context as _, Result};
use chrono::{TimeDelta, Utc};
use sandbox::{Clock, FaultKind, FaultPlan, Hello, When};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use url::Url;

use crate::office::{Size, building};

/// How to connect to it.
#[derive(Debug, Serialize, Deserialize)]
struct Doorbell {
    url: String,
    authorize_url: String,
    /// Of another application, for whoever asks without a desk.
    token: String,
}

/// What the process of the building does: says how to connect, then, for every line that it reads, how often each address was asked. A line
/// that is a number has every answer wait for so many milliseconds from then on.
pub(crate) async fn serve() -> Result<()> {
    let begun = Utc::now() - TimeDelta::minutes(20);
    let sandbox = building(Size::BIG, begun, Clock::system(), true).await?;
    let hello = sandbox.hello();
    let bell = Doorbell {
        url: hello.url.clone(),
        authorize_url: hello.authorize_url.clone(),
        token: token(hello).await?,
    };
    say(&bell)?;
    let control = sandbox.control();
    tokio::task::spawn_blocking(move || {
        for line in std::io::stdin().lines() {
            match line?.parse() {
                Ok(0) => control.end_trouble(),
                Ok(delay) => control.trouble(late_by(TimeDelta::milliseconds(delay))),
                Err(_) => {}
            }
            say(&control.requests())?;
        }
        Ok(())
    })
    .await?
}

/// Every answer comes so late.
fn late_by(by: TimeDelta) -> FaultPlan {
    let when = When::After;
    FaultPlan {
        seed: 0,
        rate: 1.0,
        kinds: vec![FaultKind::Delay { when, by }],
    }
}

fn say(what: &impl Serialize) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(what)?)?;
    Ok(out.flush()?)
}

/// What whoever asks without a desk may do.
const SCOPES: &str = "account.person account.reservation account.group_reservation account.channel.readonly \
     account.group.readonly account.role.readonly account.site.readonly account.event.access.readonly";

/// A token of a building that consents at once.
async fn token(hello: &Hello) -> Result<String> {
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()?;
    let mut address = Url::parse(&hello.authorize_url)?;
    address.query_pairs_mut().extend_pairs([
        ("response_type", "code"),
        ("client_id", hello.client_id.as_str()),
        ("redirect_uri", hello.redirect_uri.as_str()),
        ("scope", SCOPES),
        ("state", "bench"),
    ]);
    let answer = http.get(address).send().await?;
    let back = answer.headers().get("location").context("a way back")?;
    let back = Url::parse(back.to_str()?)?;
    let code = back.query_pairs().find(|(name, _)| name == "code");
    let (_, code) = code.with_context(|| format!("a code in {back}"))?;
    let answer = http
        .post(format!("{}/oauth/token", hello.url))
        .basic_auth(&hello.client_id, Some(&hello.client_secret))
        .form(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", &hello.redirect_uri),
        ])
        .send()
        .await?
        .error_for_status()?;
    let answer: Value = answer.json().await?;
    let token = answer["access_token"].as_str();
    Ok(token.context("an access token")?.to_owned())
}

/// A building that runs apart, until this is dropped.
pub(crate) struct Apart {
    bell: Doorbell,
    questions: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    _process: Child,
}

impl Apart {
    /// Opens a big one.
    pub(crate) async fn open() -> Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg("building")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let questions = process.stdin.take().context("its standard input")?;
        let mut answers =
            BufReader::new(process.stdout.take().context("its standard output")?).lines();
        let line = answers.next_line().await?.context("the building opens")?;
        Ok(Self {
            bell: serde_json::from_str(&line)?,
            questions,
            answers,
            _process: process,
        })
    }

    /// Where its API is.
    pub(crate) fn url(&self) -> &str {
        &self.bell.url
    }

    /// Where people sign in.
    pub(crate) fn authorize_url(&self) -> &str {
        &self.bell.authorize_url
    }

    /// A token that may do what a desk may.
    pub(crate) fn token(&self) -> &str {
        &self.bell.token
    }

    /// How often each list was asked for so far.
    pub(crate) async fn asked(&mut self) -> Result<BTreeMap<String, u64>> {
        self.say("?").await
    }

    /// Has every answer wait for so many milliseconds, as one does that comes from afar.
    pub(crate) async fn be_far(&mut self, millis: u32) -> Result<()> {
        self.say(&millis.to_string()).await.map(drop)
    }

    async fn say(&mut self, line: &str) -> Result<BTreeMap<String, u64>> {
        self.questions
            .write_all(format!("{line}\n").as_bytes())
            .await?;
        self.questions.flush().await?;
        let line = self.answers.next_line().await?;
        let all: BTreeMap<String, Value> =
            serde_json::from_str(&line.context("the building has gone")?)?;
        let counts = all.into_iter();
        Ok(counts
            .filter(|(address, _)| address.starts_with("GET /api/3/"))
            .filter_map(|(address, count)| Some((address, count.as_u64()?)))
            .collect())
    }
}
