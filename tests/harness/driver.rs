//! A `WebKitWebDriver` process. Each window has one of its own, since the window inherits the environment of its driver.

use std::ffi::OsString;
use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tokio::process::{Child, Command};

use super::{answer, until};

/// The running driver; it ends with this value.
#[derive(Debug)]
pub struct Driver {
    address: String,
    process: Child,
}

impl Driver {
    /// Starts a driver on a free loopback port, with `environment` added to this process's own. What it and its window say goes to
    /// the end of `log`.
    ///
    /// # Errors
    /// When `WebKitWebDriver` is not installed or does not answer.
    pub async fn start(environment: &[(OsString, OsString)], log: &Path) -> Result<Self> {
        let port = free_port()?;
        let log = File::options()
            .create(true)
            .append(true)
            .open(log)
            .with_context(|| format!("opening {}", log.display()))?;
        let process = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .arg("--host=127.0.0.1")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .context("starting WebKitWebDriver (package webkit2gtk-driver)")?;
        let address = format!("http://127.0.0.1:{port}");
        until("WebKitWebDriver to listen", async || {
            Ok(tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port))
                .await
                .ok())
        })
        .await?;
        Ok(Self { address, process })
    }

    /// Starts `program` and opens a session with its window.
    ///
    /// # Errors
    /// When the program does not start or shows no window that lets itself be driven.
    pub async fn open(&self, program: &Path, arguments: &[String]) -> Result<Client> {
        let capabilities = json!({
            "webkitgtk:browserOptions": { "binary": program, "args": arguments },
        });
        answer(
            format!("opening a session with {}", program.display()),
            ClientBuilder::new(HttpConnector::new())
                .capabilities(serde_json::from_value(capabilities)?)
                .connect(&self.address),
        )
        .await
    }

    /// The processes that the driver has started: the window, while it is open.
    ///
    /// # Errors
    /// When the driver is gone.
    pub fn children(&self) -> Result<Vec<u32>> {
        let id = self.process.id().context("the driver has ended")?;
        let mut children = Vec::new();
        for task in std::fs::read_dir(format!("/proc/{id}/task"))? {
            let listed = std::fs::read_to_string(task?.path().join("children"))?;
            children.extend(
                listed
                    .split_whitespace()
                    .filter_map(|id| id.parse::<u32>().ok()),
            );
        }
        Ok(children)
    }

    /// Ends the driver, and with it a window that is still open.
    pub async fn stop(mut self) {
        // A driver that is gone already is as good as one that ends now.
        let _ = self.process.kill().await;
    }
}

/// A loopback port that was free a moment ago.
///
/// # Errors
/// When the machine has none left.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("asking for a free port")?;
    Ok(listener.local_addr()?.port())
}
