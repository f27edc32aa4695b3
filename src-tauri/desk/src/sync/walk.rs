//! A list, page by page: several pages are asked for at once, no more than the configuration allows, and are handed on in their order.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use doorflow::{AccessToken, Client, Page, Unreadable};
use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::pace;
use crate::building::Building;
use crate::call::CallError;

/// So many answers in a row that ask to wait end a walk.
const REFUSALS: u32 = 5;
/// What is to be waited for longer ends a walk: the other lists are to be read meanwhile.
const PATIENCE: Duration = Duration::from_secs(20);
/// After so many pages that nobody minded, one more is asked for at once, up to what is allowed.
const CALM: u32 = 50;

/// How a list is walked through.
pub(super) struct Way<T> {
    /// Asks for a page, from 1.
    pub(super) ask: Box<dyn Fn(Client, AccessToken, u32) -> Asking<T> + Send + Sync>,
    /// Tells a record from the others.
    pub(super) id: fn(&T) -> i64,
    /// How many pages are asked for at once, from 1.
    pub(super) at_once: usize,
    /// After this long the walk pauses.
    pub(super) spell: Option<Duration>,
}

/// A page that is on its way.
pub(super) type Asking<T> = BoxFuture<'static, doorflow::Result<Page<T>>>;

/// How a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The list has no more pages.
    Through,
    /// There are more.
    Paused,
}

/// Walks through a list from page `from` on and hands its pages on, in their order. The first is asked for by itself, so that a short
/// list takes one request; others beyond the end, as DoorFlow tells it, are not asked for.
///
/// Answered with 429, it asks for nothing more until it has waited as long as DoorFlow wants, and goes on with half as many at once.
///
/// # Errors
/// The first call that failed. The pages that were handed on are all that there are before it.
pub(super) async fn walk<T: Send>(
    building: &Building,
    way: &Way<T>,
    from: u32,
    pages: mpsc::Sender<Page<T>>,
) -> Result<End, CallError> {
    let begun = Instant::now();
    let mut flying = FuturesUnordered::new();
    let mut line = Line::from(from);
    let (mut width, mut calm, mut refusals) = (way.at_once, 0, 0);
    let mut refused: Option<CallError> = None;
    loop {
        let pausing = way.spell.is_some_and(|spell| begun.elapsed() >= spell);
        while !pausing && refused.is_none() && flying.len() < width {
            let Some(number) = line.next_to_ask(way.at_once) else {
                break;
            };
            flying.push(async move { (number, ask(building, way, number).await) });
        }
        match flying.next().await {
            Some((number, Ok(page))) => {
                (refusals, calm) = (0, calm + 1);
                if calm >= CALM {
                    (width, calm) = ((width + 1).min(way.at_once), 0);
                }
                line.arrived(number, page);
                while let Some((page, last)) = line.next_to_hand_on(way.id)? {
                    building.heard(page.server_time);
                    if pages.send(page).await.is_err() {
                        return Ok(End::Paused);
                    }
                    if last {
                        return Ok(End::Through);
                    }
                }
            }
            // The others that are on their way may still come: each of them is one that need not be asked for again.
            Some((number, Err(error))) if is_refusal(&error) => {
                line.again.insert(number);
                refused = Some(longer(refused, error));
            }
            Some((_, Err(error))) => return Err(error),
            None => {
                let Some(error) = refused.take() else {
                    return Ok(End::Paused);
                };
                (refusals, calm) = (refusals + 1, 0);
                let chance = (building.machine.chance)();
                let wait = pace::after_failure(refusals, error.wait(), chance);
                // Before it is spread, that is.
                if refusals > REFUSALS || error.wait().unwrap_or(wait) > PATIENCE {
                    return Err(error);
                }
                width = (width / 2).max(1);
                tracing::info!(?wait, width, "DoorFlow wants its lists read more slowly");
                tokio::time::sleep(wait).await;
            }
        }
    }
}

async fn ask<T>(building: &Building, way: &Way<T>, number: u32) -> Result<Page<T>, CallError> {
    let token = building.session.access_token().await?;
    Ok((way.ask)(building.client.clone(), token, number).await?)
}

fn is_refusal(error: &CallError) -> bool {
    matches!(
        error,
        CallError::DoorFlow(doorflow::Error::RateLimited { .. })
    )
}

/// The one that asks for the longer wait.
fn longer(before: Option<CallError>, now: CallError) -> CallError {
    match before {
        Some(before) if before.wait() >= now.wait() => before,
        _ => now,
    }
}

/// Which pages are to be asked for, and which have come before their turn.
struct Line<T> {
    /// Those that DoorFlow refused.
    again: BTreeSet<u32>,
    /// The next that was never asked for.
    ahead: u32,
    /// The next to be handed on.
    turn: u32,
    /// The last one that there is, as far as is known: beyond it, nothing is asked for.
    known: u32,
    early: BTreeMap<u32, Page<T>>,
    /// What the page before held.
    before: Vec<i64>,
}

impl<T> Line<T> {
    fn from(first: u32) -> Self {
        Self {
            again: BTreeSet::new(),
            ahead: first,
            turn: first,
            known: first,
            early: BTreeMap::new(),
            before: Vec::new(),
        }
    }

    /// The next page to ask for. Not too far before its turn: one that is long in coming would have all others wait in memory.
    fn next_to_ask(&mut self, at_once: usize) -> Option<u32> {
        let far = u32::try_from(at_once * 2).unwrap_or(u32::MAX);
        self.again.pop_first().or_else(|| {
            let number = self.ahead;
            let near = number <= self.known && number - self.turn < far;
            near.then(|| {
                self.ahead += 1;
                number
            })
        })
    }

    fn arrived(&mut self, number: u32, page: Page<T>) {
        self.early.insert(number, page);
    }

    /// The page whose turn it is, if it has come, and whether it is the last.
    fn next_to_hand_on(&mut self, id: fn(&T) -> i64) -> Result<Option<(Page<T>, bool)>, CallError> {
        let Some(page) = self.early.remove(&self.turn) else {
            return Ok(None);
        };
        let ids: Vec<i64> = page.items.iter().map(id).collect();
        // A server that takes no notice of the page's number would be asked for ever.
        if !ids.is_empty() && ids == self.before {
            let what = Unreadable {
                path: "page".to_owned(),
                reason: "the same page again".to_owned(),
            };
            return Err(doorflow::Error::Unreadable { status: 200, what }.into());
        }
        self.before = ids;
        self.turn += 1;
        // Where DoorFlow says nothing of a total, pages are asked for on trust.
        let size = page.items.len() + page.unreadable.len();
        let told = page.total.map_or(u32::MAX, |total| {
            u32::try_from(total.div_ceil(size.max(1) as u64)).unwrap_or(u32::MAX)
        });
        self.known = self.known.max(self.turn).max(told);
        let last = page.last;
        Ok(Some((page, last)))
    }
}
