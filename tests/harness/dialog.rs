//! The system's dialogs: the one that asks where a file goes, and what is said where there is no page. They are no pages: their keys and their
//! mouse are those of the X server (`xdotool`).

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::process::Command;
use tokio::time::{Instant, timeout};

use super::{LOOK, answer, until};

/// A dialog that is shown may not hear yet: whatever has come of nothing by then is done again.
const HEARS: Duration = Duration::from_secs(5);

/// What the dialog that asks for a file is called.
const SAVE: &str = "^Save";

/// How a dialog is answered.
#[derive(Clone, Copy, Debug)]
pub enum By {
    /// `Enter`.
    Key,
    /// A click on *Save*, the last of its buttons.
    Mouse,
}

/// Waits for the dialog, puts `path` in the place of the name that it offers, saves, and waits until it is gone.
///
/// # Errors
/// When none is shown, or it stays, or `xdotool` is not installed.
pub async fn save_in_dialog(path: &Path, by: By) -> Result<()> {
    let path = path.to_str().context("a path that can be typed")?;
    leave(SAVE, async |window| {
        hand(&["key", "ctrl+a"]).await?;
        hand(&["type", "--delay", "8", path]).await?;
        match by {
            By::Key => hand(&["key", "Return"]).await.map(drop),
            By::Mouse => click_save(window).await,
        }
    })
    .await
}

/// Waits for the dialog, leaves it without a file, and waits until it is gone.
///
/// # Errors
/// As [`save_in_dialog`].
pub async fn cancel_dialog() -> Result<()> {
    // Nothing is typed before: Escape would only close what the dialog proposes for that.
    leave(SAVE, async |_| hand(&["key", "Escape"]).await.map(drop)).await
}

/// Waits for what is said under this title, takes note of it, and waits until it is gone.
///
/// # Errors
/// As [`save_in_dialog`].
pub async fn close_message(title: &str) -> Result<()> {
    answer_message(title, "Return").await
}

/// Waits for what is asked under this title, presses a key in it, and waits until it is gone.
///
/// # Errors
/// As [`save_in_dialog`].
pub async fn answer_message(title: &str, key: &str) -> Result<()> {
    let title = title.replace('?', "\\?");
    leave(&format!("^{title}$"), async |_| {
        hand(&["key", key]).await.map(drop)
    })
    .await
}

/// Does something to the dialog of this name, a regular expression, until it is gone.
async fn leave(name: &str, by: impl AsyncFn(&str) -> Result<()>) -> Result<()> {
    until("the dialog", async || Ok(open(name).await?.pop())).await?;
    let pointer = hand(&["getmouselocation", "--shell"]).await?;
    let [x, y] = [number(&pointer, "X")?, number(&pointer, "Y")?].map(|at| at.to_string());
    let left = until("the dialog to be gone", async || {
        let Some(window) = open(name).await?.pop() else {
            return Ok(Some(()));
        };
        // No window manager gives it the keyboard.
        hand(&["windowfocus", &window]).await?;
        by(&window).await?;
        Ok(timeout(HEARS, gone(name)).await.is_ok().then_some(()))
    })
    .await;
    // Without a window manager, the keyboard goes where the pointer is: the next window that opens wants to be there.
    hand(&["mousemove", &x, &y]).await?;
    left
}

async fn click_save(window: &str) -> Result<()> {
    let place = hand(&["getwindowgeometry", "--shell", window]).await?;
    let [x, y] = [
        number(&place, "WIDTH")? - 40,
        number(&place, "HEIGHT")? - 24,
    ];
    let [x, y] = [x, y].map(|at| at.to_string());
    hand(&["mousemove", "--window", window, &x, &y]).await?;
    hand(&["click", "1"]).await.map(drop)
}

/// One of the numbers that `xdotool` answers with, by its name.
fn number(answer: &str, name: &str) -> Result<i64> {
    let line = answer.lines().find_map(|line| line.strip_prefix(name));
    Ok(line.context("a place")?.trim_start_matches('=').parse()?)
}

async fn gone(name: &str) {
    while open(name).await.map_or(true, |open| !open.is_empty()) {
        tokio::time::sleep_until(Instant::now() + LOOK).await;
    }
}

/// The numbers of the dialogs of this name.
async fn open(name: &str) -> Result<Vec<String>> {
    let mut search = Command::new("xdotool");
    search.args(["search", "--onlyvisible", "--name", name]);
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
