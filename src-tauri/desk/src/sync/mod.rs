//! Pulls what DoorFlow has into the store, and has the doors told of what changed.

mod calendar;
mod course;
mod gone;
mod pace;
mod people;
mod promote;
mod pull;
pub(crate) mod rows;
#[cfg(test)]
pub(crate) mod tests;
mod walk;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::building::{Building, lock};
use crate::store::channels::{self, DoorSync};
use crate::store::{facts, millis, visits};

pub(crate) use people::Reading;
pub(crate) use promote::keep_promoting;
pub(crate) use pull::{group_reservation, snapshot, whole};

/// The visits are read in full this often: only a full list shows what is gone.
const FULL: Duration = Duration::from_mins(5);

impl Building {
    /// Remembers when everything was read, for a start without a network.
    async fn remember_read(&self, at: DateTime<Utc>) {
        let kept = self
            .store
            .run(move |connection| {
                facts::write(connection, facts::READ_AT, &millis(at).to_string())
            })
            .await;
        if let Err(error) = kept {
            tracing::error!(%error, "the store could not be written");
        }
    }
}

/// Pulls for as long as somebody is signed in: in full at first and every few minutes, by watermark in between.
pub(crate) async fn keep_pulling(building: Arc<Building>) {
    let mut last_full: Option<Instant> = None;
    let mut failures = 0_u32;
    let mut woke = building.woke.subscribe();
    loop {
        let full = last_full.is_none_or(|at| at.elapsed() >= FULL);
        let pulled = tokio::select! {
            biased;
            pulled = pull::everything(&building, full) => pulled,
            // The connections of before are likely dead, and would be waited for.
            _ = woke.changed() => {
                (last_full, failures) = (None, 0);
                continue;
            }
        };
        let ended = Instant::now();
        let chance = (building.machine.chance)();
        let (wait, left_alone) = match pulled {
            // The people take longer than the visits can wait: these have their turn, and then the people go on.
            Ok(read) if read.more => {
                if full && read.settled {
                    last_full = Some(ended);
                }
                failures = 0;
                continue;
            }
            Ok(read) => {
                let now = building.now();
                lock(&building.freshening).read(now, read.unreadable);
                building.remember_read(now).await;
                // A list that moved while it was read is read in full again next time.
                if full && read.settled {
                    last_full = Some(ended);
                }
                failures = 0;
                (None, Duration::ZERO)
            }
            // A full read that failed is tried again as a full read: it is as due as before.
            Err(error) => {
                tracing::info!(%error, "a pull came to nothing");
                lock(&building.freshening).failed(&error);
                failures = failures.saturating_add(1);
                let asked = error.wait();
                let wait = pace::after_failure(failures, asked, chance);
                (Some(wait), asked.unwrap_or_default())
            }
        };
        building.tell_status().await;
        let next = building.wait_for_the_next(ended, wait, chance, &mut woke);
        if next.await == Next::Asked {
            // Somebody asked for it, or has just opened the computer: in full, and as if nothing had failed. What DoorFlow asked for is kept to all the same.
            (last_full, failures) = (None, 0);
            tokio::time::sleep(left_alone.saturating_sub(ended.elapsed())).await;
        }
    }
}

/// Why a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// It was over.
    Due,
    /// A pull is wanted now.
    Asked,
}

impl Building {
    /// Waits from `ended` on, for `wait` or else for as long as what goes on here allows; that is judged anew when it changes.
    async fn wait_for_the_next(
        &self,
        ended: Instant,
        wait: Option<Duration>,
        chance: f64,
        woke: &mut watch::Receiver<()>,
    ) -> Next {
        loop {
            let wait = match wait {
                Some(wait) => wait,
                None => pace::after_pull(self.now(), &self.scene().await, chance),
            };
            tokio::select! {
                biased;
                () = tokio::time::sleep(wait.saturating_sub(ended.elapsed())) => return Next::Due,
                () = self.wake.notified() => return Next::Asked,
                _ = woke.changed() => return Next::Asked,
                () = self.quicken.notified() => {}
            }
        }
    }

    /// What goes on here. A store that cannot be read is no reason to hurry.
    async fn scene(&self) -> pace::Scene {
        let now = self.now();
        let read = self
            .store
            .read(move |connection| {
                let near = visits::between(connection, now - pace::TURNING, now + pace::NEAR)?;
                Ok((near, channels::all(connection)?))
            })
            .await;
        let since_write = lock(&self.wrote_at).map(|at| at.elapsed());
        match read {
            Ok((visits, doors)) => pace::Scene {
                visits,
                doors_behind: doors
                    .iter()
                    .any(|door| door.online && door.sync == DoorSync::Behind),
                since_write,
            },
            Err(error) => {
                tracing::error!(%error, "the store could not be read");
                pace::Scene::default()
            }
        }
    }
}
