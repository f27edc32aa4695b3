//! The system's dialog that asks where a file goes. It is no page: its keys and its mouse are those of the X server (`xdotool`).

use std::path::Path;

use anyhow::{Context, Result, ensure};
use tokio::process::Command;

use super::{answer, until};

/// The dialog, while it is open.
#[derive(Debug)]
pub struct FileDialog {
    window: String,
}

impl FileDialog {
    /// Waits for the dialog, and gives it the keyboard: no window manager does.
    ///
    /// # Errors
    /// When none is shown, or `xdotool` is not installed.
    pub async fn shown() -> Result<Self> {
        let window = until("the dialog for a file", async || Ok(open().await?.pop())).await?;
        hand(&["windowfocus", "--sync", &window]).await?;
        Ok(Self { window })
    }

    /// Puts a path in the place of the name that is offered.
    ///
    /// # Errors
    /// When the keys cannot be pressed.
    pub async fn name(&self, path: &Path) -> Result<()> {
        let path = path.to_str().context("a path that can be typed")?;
        hand(&["key", "ctrl+a"]).await?;
        hand(&["type", "--delay", "8", path]).await?;
        Ok(())
    }

    /// Presses a key in it, by its name in X, and waits until it is gone.
    ///
    /// # Errors
    /// When it stays.
    pub async fn leave_by(self, key: &str) -> Result<()> {
        hand(&["key", key]).await?;
        self.gone().await
    }

    /// Clicks *Save*, the last of its buttons, and waits until it is gone.
    ///
    /// # Errors
    /// When it stays.
    pub async fn save_by_mouse(self) -> Result<()> {
        let place = hand(&["getwindowgeometry", "--shell", &self.window]).await?;
        let of = |name: &str| -> Result<i64> {
            let line = place.lines().find_map(|line| line.strip_prefix(name));
            Ok(line.context("a place")?.trim_start_matches('=').parse()?)
        };
        let (x, y) = (of("WIDTH")? - 40, of("HEIGHT")? - 24);
        let [x, y] = [x, y].map(|at| at.to_string());
        hand(&["mousemove", "--sync", "--window", &self.window, &x, &y]).await?;
        hand(&["click", "1"]).await?;
        self.gone().await
    }

    async fn gone(self) -> Result<()> {
        until("the dialog for a file to be gone", async || {
            Ok(open().await?.is_empty().then_some(()))
        })
        .await
    }
}

/// The numbers of such dialogs.
async fn open() -> Result<Vec<String>> {
    let mut search = Command::new("xdotool");
    search.args(["search", "--onlyvisible", "--name", "^Save"]);
    let found = answer("xdotool", search.output()).await?;
    // It says by its code that there is none.
    let found = String::from_utf8(found.stdout)?;
    Ok(found.lines().map(str::to_owned).collect())
}

async fn hand(arguments: &[&str]) -> Result<String> {
    let mut hand = Command::new("xdotool");
    let done = answer("xdotool", hand.args(arguments).output()).await?;
    ensure!(
        done.status.success(),
        "xdotool {arguments:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    Ok(String::from_utf8(done.stdout)?)
}
