//! Hands and eyes for the window tests.
//!
//! - [`driver`]: a `WebKitWebDriver` process
//! - [`notified`]: what shows notifications on a desktop
//! - [`page`]: one window that it drives: keys, waiting, pictures
//! - [`focus`]: where its focus is, and how keys get it elsewhere
//! - [`dialog`]: the system's dialogs, which are no pages
//! - [`keys`]: how keys are written down
//! - [`app`]: the app, its profile and the browser that it believes it opens
//! - [`browser`]: the person who signs in on DoorFlow's pages
//! - [`pictures`]: every theme at every size
//! - [`reception`]: what a receptionist does at the window
//! - [`sign_in`]: DoorFlow's sign-in pages
//! - [`tasks`]: how many keys and how long a task takes
//! - [`tap`]: what is said between app and DoorFlow
//! - [`client`]: DoorFlow's official npm client, a process of its own
//! - [`axe`]: axe-core inside a window
//! - [`paths`]: where things are

pub mod app;
pub mod axe;
pub mod browser;
pub mod client;
pub mod dialog;
pub mod driver;
pub mod focus;
pub mod keys;
pub mod notified;
pub mod page;
pub mod paths;
pub mod pictures;
pub mod reception;
pub mod screen;
pub mod sign_in;
pub mod tap;
pub mod tasks;
pub mod traces;

use std::fmt::Display;
use std::time::Duration;

use anyhow::{Result, bail};

/// How long anything may take before a test gives up: generous, since a machine that also compiles is slow, and whoever is told to wait
/// with telling the doors waits for most of a minute.
pub const PATIENCE: Duration = Duration::from_mins(3);

/// How often a condition is looked at.
const LOOK: Duration = Duration::from_millis(25);

/// Waits until `look` finds something, for as long as [`PATIENCE`] lasts. An error on the way is looked past: an element can go
/// between two questions about it.
///
/// # Errors
/// Names `what` was waited for and what `look` said last.
pub async fn until<T>(
    what: impl Display,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let give_up = tokio::time::Instant::now() + PATIENCE;
    let mut interval = tokio::time::interval(LOOK);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        let Ok(seen) = tokio::time::timeout(PATIENCE, look()).await else {
            bail!("nothing answers while waiting for {what}");
        };
        match seen {
            Ok(Some(found)) => return Ok(found),
            Ok(None) if tokio::time::Instant::now() < give_up => {}
            Ok(None) => bail!("waited {} s for {what}", PATIENCE.as_secs()),
            Err(error) if tokio::time::Instant::now() >= give_up => {
                return Err(error.context(format!("waited {} s for {what}", PATIENCE.as_secs())));
            }
            Err(_) => {}
        }
    }
}

/// What `asked` answers, if it does so while [`PATIENCE`] lasts: a window that hangs must not hang the tests.
///
/// # Errors
/// Its own, with `what` before it, or that it did not answer.
pub async fn answer<T, E>(
    what: impl Display,
    asked: impl Future<Output = Result<T, E>>,
) -> Result<T>
where
    E: Into<anyhow::Error>,
{
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(error)) => Err(error.into().context(what.to_string())),
        Err(_) => bail!("{what}: no answer in {} s", PATIENCE.as_secs()),
    }
}
