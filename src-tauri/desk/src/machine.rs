//! What the desk has of the computer that it runs on. A simulation gives it another one: with a time that stands still while
//! something is done, no sockets and no threads, so that the same seed is the same run.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use doorflow::Transport;
use futures_util::future::BoxFuture;
use thread_priority::{ThreadPriority, ThreadPriorityValue, set_current_thread_priority};
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::session::{Keychain, OsKeychain};

/// How much a thread that gives way counts, of 100; half is what any other has. On Linux it is about a niceness of ten: a tenth of a processor
/// that somebody else wants as well, so that the work is done on a busy computer, too.
const GIVING_WAY: u8 = 25;

/// A computer. Cloning shares it.
#[derive(Clone)]
pub struct Machine {
    /// Its clock.
    pub clock: Clock,
    /// Where secrets are kept.
    pub keychain: Arc<dyn Keychain>,
    /// What carries requests to DoorFlow; `None` for its own connections.
    pub transport: Option<Arc<dyn Transport>>,
    /// Draws from 0 to 1, by which waits are spread.
    pub chance: Arc<dyn Fn() -> f64 + Send + Sync>,
    /// How it does what blocks.
    pub blocking: Blocking,
}

impl Machine {
    /// This computer, with its own keychain.
    #[must_use]
    pub fn here() -> Self {
        Self::with_keychain(Arc::new(OsKeychain))
    }

    /// This computer, with a keychain of the caller's.
    #[must_use]
    pub fn with_keychain(keychain: Arc<dyn Keychain>) -> Self {
        Self {
            clock: Clock::default(),
            keychain,
            transport: None,
            chance: Arc::new(rand::random),
            blocking: Blocking::default(),
        }
    }
}

/// What tells the date and the hour (UTC). It may be set, and is wrong at times: what only measures how long something takes goes by
/// [`tokio::time::Instant`].
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The system's.
    #[default]
    System,
    /// The system's, and so many milliseconds more: a person can set it while the desk runs.
    Set(Arc<AtomicI64>),
    /// It was this time at this instant, and goes on as the instants of Tokio do, which a test may pause.
    Anchored(DateTime<Utc>, Instant),
}

impl Clock {
    /// A clock at which it is `time` now.
    #[must_use]
    pub fn anchored(time: DateTime<Utc>) -> Self {
        Self::Anchored(time, Instant::now())
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Set(ahead) => Utc::now() + TimeDelta::milliseconds(ahead.load(Ordering::Relaxed)),
            Self::Anchored(time, at) => {
                *time + TimeDelta::from_std(at.elapsed()).unwrap_or_default()
            }
        }
    }
}

/// How work is done that blocks: the disk, the keychain, the browser.
#[derive(Clone, Default)]
pub enum Blocking {
    /// On threads of its own, so that nothing waits for it.
    #[default]
    Threads,
    /// On a thread of its own for each piece of work, which has a processor where all else leaves it one: what a person waits for goes before.
    Behind,
    /// In turn with all else. Each piece of work waits for this before it begins and after it is done.
    InTurn(Arc<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>),
}

/// The program ended before the work was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ended;

impl Blocking {
    /// The same, giving way to all else.
    pub(crate) fn behind(&self) -> Self {
        match self {
            Self::Threads | Self::Behind => Self::Behind,
            Self::InTurn(pause) => Self::InTurn(Arc::clone(pause)),
        }
    }

    /// Does a piece of work. Once this has been asked, the work is done also where nobody waits for it any more.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Ended> {
        let done = match self {
            Self::Threads => tokio::task::spawn_blocking(work),
            Self::Behind => return run_behind(work).await,
            Self::InTurn(pause) => {
                let pause = Arc::clone(pause);
                tokio::spawn(async move {
                    pause().await;
                    let done = work();
                    pause().await;
                    done
                })
            }
        };
        done.await.map_err(|_| Ended)
    }
}

/// Does a piece of work on a thread that gives way to others.
async fn run_behind<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Ended> {
    let (answer, answered) = oneshot::channel();
    let begun = std::thread::Builder::new()
        .name("behind".to_owned())
        .spawn(move || {
            // Where the system refuses, the work goes along with all other.
            if let Ok(value) = ThreadPriorityValue::try_from(GIVING_WAY) {
                let _ = set_current_thread_priority(ThreadPriority::Crossplatform(value));
            }
            // Nobody waits any more where this cannot be sent.
            let _ = answer.send(work());
        });
    if let Err(error) = begun {
        tracing::error!(%error, "there is no thread to work on");
    }
    answered.await.map_err(|_| Ended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_that_gives_way_is_done_on_a_thread_of_its_own() {
        let behind = Blocking::default().behind();
        let name = behind.run(|| std::thread::current().name().map(str::to_owned));
        assert_eq!(name.await, Ok(Some("behind".to_owned())));
        let panics = behind.run(|| -> u8 { std::panic::resume_unwind(Box::new("no")) });
        assert_eq!(panics.await, Err(Ended));
    }
}
