//! Waiting: for a piece of news, or for what a question answers.

use std::fmt::Display;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use desk::outbox::{Receipt, StepState};
use desk::{Desk, News};
use tokio::sync::watch;

/// How long anything may take: generous, since a machine that also compiles is slow, and whoever is told to wait with telling the doors waits
/// for most of a minute.
const PATIENCE: Duration = Duration::from_mins(3);
/// How often a question is asked again.
const LOOK: Duration = Duration::from_millis(20);

/// Hears and keeps all the news of a desk from its start on.
pub(crate) struct Ears {
    heard: Arc<Mutex<Vec<News>>>,
    count: watch::Receiver<usize>,
}

impl Ears {
    /// Listens from now on.
    pub(crate) fn at(desk: &Desk) -> Self {
        Self::with(desk, |_| {})
    }

    /// Listens from now on, and acts on each piece as it comes.
    pub(crate) fn with(desk: &Desk, mut act: impl FnMut(&News) + Send + 'static) -> Self {
        let heard: Arc<Mutex<Vec<News>>> = Arc::default();
        let (told, count) = watch::channel(0);
        let (mut news, log) = (desk.news(), Arc::clone(&heard));
        tokio::spawn(async move {
            while let Some(piece) = news.next().await {
                act(&piece);
                let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
                log.push(piece);
                told.send_replace(log.len());
            }
        });
        Self { heard, count }
    }

    /// How many pieces there were, for [`Self::after`].
    pub(crate) fn so_far(&self) -> usize {
        *self.count.borrow()
    }

    /// Everything that came, or has come since a count of [`Self::so_far`].
    pub(crate) fn since(&self, count: usize) -> Vec<News> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)[count..].to_vec()
    }

    /// The first piece, of all that came and will come, in which `look` finds what it wants.
    ///
    /// # Errors
    /// When it does not come in time.
    pub(crate) async fn hear<T>(
        &self,
        what: impl Display,
        look: impl FnMut(&News) -> Option<T>,
    ) -> Result<T> {
        self.after(0, what, look).await
    }

    /// As [`Self::hear`], of what came after the first `count` pieces.
    ///
    /// # Errors
    /// When it does not come in time.
    pub(crate) async fn after<T>(
        &self,
        count: usize,
        what: impl Display,
        mut look: impl FnMut(&News) -> Option<T>,
    ) -> Result<T> {
        let (mut seen, mut told) = (count, self.count.clone());
        let listening = async {
            loop {
                let _ = *told.borrow_and_update();
                for piece in self.since(seen) {
                    seen += 1;
                    if let Some(found) = look(&piece) {
                        return Ok(found);
                    }
                }
                told.changed().await.context("the desk is gone")?;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, listening).await;
        waited.with_context(|| {
            let all = self.since(0);
            let last = &all[all.len().saturating_sub(12)..];
            format!("no news of {what}; the last: {last:#?}")
        })?
    }

    /// Waits until each step of a booking is in one of these states.
    ///
    /// # Errors
    /// When it does not come to that in time.
    pub(crate) async fn booking(&self, booking: i64, states: &[StepState]) -> Result<Receipt> {
        self.hear(
            format!("booking {booking} in {states:?}"),
            |news| match news {
                News::Booking { receipt }
                    if receipt.booking == booking
                        && receipt
                            .steps
                            .iter()
                            .all(|step| states.contains(&step.state)) =>
                {
                    Some(receipt.clone())
                }
                _ => None,
            },
        )
        .await
    }
}

/// Asks until there is an answer.
///
/// # Errors
/// When there is none in time, or a question fails.
pub(crate) async fn until<T>(
    what: impl Display,
    mut ask: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let asking = async {
        let mut again = tokio::time::interval(LOOK);
        loop {
            again.tick().await;
            if let Some(answer) = ask().await? {
                return Ok(answer);
            }
        }
    };
    tokio::time::timeout(PATIENCE, asking)
        .await
        .with_context(|| format!("waited in vain for {what}"))?
}
