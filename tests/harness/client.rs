//! DoorFlow's official npm client, in a process of its own.

use std::process::Stdio;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::paths;

/// A reservation as the official client reads it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reservation {
    /// Its id.
    pub id: i64,
    /// Whose it is.
    pub person_id: i64,
    /// From.
    pub start_time: DateTime<Utc>,
    /// To.
    pub end_time: DateTime<Utc>,
    /// Its doors.
    pub channel_ids: Vec<i64>,
}

/// The running client.
#[derive(Debug)]
pub struct OfficialClient {
    questions: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    _process: Child,
}

impl OfficialClient {
    /// Starts it with an access token of its own.
    ///
    /// # Errors
    /// When Node or the client's package is missing.
    pub fn start(api: &str, token: &str) -> Result<Self> {
        let folder = paths::top().join("tests/conformance");
        let mut process = Command::new("node")
            .arg("watch.js")
            .current_dir(&folder)
            .env("DOORFLOW_API_URL", api)
            .env("DOORFLOW_TOKEN", token)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("starting node in tests/conformance")?;
        Ok(Self {
            questions: process.stdin.take().context("its standard input")?,
            answers: BufReader::new(process.stdout.take().context("its standard output")?).lines(),
            _process: process,
        })
    }

    /// The reservations as DoorFlow lists them now.
    ///
    /// # Errors
    /// When the client ends or says something else.
    pub async fn reservations(&mut self) -> Result<Vec<Reservation>> {
        self.questions.write_all(b"list\n").await?;
        self.questions.flush().await?;
        let line = self
            .answers
            .next_line()
            .await?
            .context("the official client has ended")?;
        serde_json::from_str(&line).with_context(|| format!("the official client said {line}"))
    }
}
