//! Pulls what DoorFlow has into the store, and has the doors told of what changed.

pub(crate) mod begun;
mod calendar;
mod course;
mod found;
mod gone;
mod lookout;
mod pace;
mod people;
mod promote;
mod pull;
mod reservations;
pub(crate) mod rows;
mod strangers;
#[cfg(test)]
pub(crate) mod tests;
mod walk;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::building::{Building, lock};
use crate::news::Topic;
use crate::store::{channels, facts, millis, visits};

pub(crate) use lookout::keep_watching;
pub(crate) use pace::{after_failure, with_a_write};
pub(crate) use people::{Reading, forget_if_gone};
pub(crate) use promote::{account, keep_promoting};
pub(crate) use pull::whole;
pub(crate) use reservations::{group_reservation, group_reservation_as_known, snapshot};
pub(crate) use strangers::Strangers;

/// What is remembered of when everything was read may be so much older: each write waits for the disk.
const REMEMBERED: TimeDelta = TimeDelta::minutes(1);

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

/// Pulls for as long as somebody is signed in: the visits in full at first and every few minutes, by watermark in between, and the rest as
/// it is due.
pub(crate) async fn keep_pulling(building: Arc<Building>) {
    lock(&building.freshening).begins();
    let mut failures = 0_u32;
    let mut remembered: Option<DateTime<Utc>> = None;
    let mut woke = building.woke.subscribe();
    let mut rota = building.begin_pulling(&mut woke).await;
    let mut beside = pace::Beside::default();
    let mut tempo = building.tempo(&beside).await;
    loop {
        if building.mend_store().await {
            rota = pace::Rota::default();
        }
        let round = rota.round(Instant::now(), tempo);
        let before = building.client.requests();
        let pulled = tokio::select! {
            biased;
            pulled = pull::everything(&building, &round) => pulled,
            // The connections of before are likely dead, and would be waited for.
            _ = woke.changed() => {
                // Of what that round has kept, the next one does not know that it is new.
                building.changed([Topic::Places, Topic::Visits]);
                building.tell_bookings().await;
                (rota, failures) = (pace::Rota::default(), 0);
                continue;
            }
        };
        building.correct_stamps().await;
        let ended = Instant::now();
        let all = building.client.requests();
        let looks = building.looks.load(Ordering::Relaxed);
        beside.note(ended, all - before, all.saturating_sub(looks));
        let chance = (building.machine.chance)();
        let (wait, left_alone) = match pulled {
            // The people take longer than the visits can wait: these have their turn, and then the people go on.
            Ok(read) if read.more => {
                rota.has_read(&round, ended, &read, chance);
                rota.has_more_people();
                failures = 0;
                continue;
            }
            Ok(read) => {
                let now = building.now();
                let whole = lock(&building.freshening).read(now);
                if whole && remembered.is_none_or(|at| at > now || now - at >= REMEMBERED) {
                    building.remember_read(now).await;
                    remembered = Some(now);
                }
                rota.has_read(&round, ended, &read, (building.machine.chance)());
                failures = 0;
                (None, Duration::ZERO)
            }
            // What a round asked for in vain is as due as before.
            Err(error) => {
                tracing::info!(%error, "a pull came to nothing");
                lock(&building.freshening).failed(&error);
                failures = failures.saturating_add(1);
                let asked = error.wait();
                let wait = after_failure(failures, asked, chance);
                if asked.is_some() {
                    rota.held_up(ended + wait, tempo, || (building.machine.chance)());
                }
                (Some(wait), asked.unwrap_or_default())
            }
        };
        building.tell_status().await;
        if wait.is_none() {
            tempo = building.tempo(&beside).await;
        }
        let next =
            building.wait_for_the_next(ended, wait, chance, &beside, (&mut tempo, &mut woke));
        if next.await == Next::Asked {
            // Somebody asked for it, or has just opened the computer: everything, and as if nothing had failed. What DoorFlow asked for is
            // kept to all the same.
            (rota, failures) = (pace::Rota::default(), 0);
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
    /// Waits for the first round, where there is something to show until then. When the power comes back, all desks start together.
    async fn begin_pulling(&self, woke: &mut watch::Receiver<()>) -> pace::Rota {
        if lock(&self.freshening).read_at.is_none() {
            return pace::Rota::default();
        }
        let chance = || (self.machine.chance)();
        let wait = tokio::time::sleep(pace::at_start(chance()));
        tokio::select! {
            biased;
            () = self.wake.notified() => pace::Rota::default(),
            _ = woke.changed() => pace::Rota::default(),
            () = wait => pace::Rota::begun_before(Instant::now(), chance),
        }
    }

    /// Waits from `ended` on, for `wait` or else for as long as what goes on here allows; that is judged anew when it changes.
    async fn wait_for_the_next(
        &self,
        ended: Instant,
        wait: Option<Duration>,
        chance: f64,
        beside: &pace::Beside,
        (tempo, woke): (&mut pace::Tempo, &mut watch::Receiver<()>),
    ) -> Next {
        loop {
            let wait = wait.unwrap_or_else(|| pace::after_round(*tempo, chance));
            tokio::select! {
                biased;
                () = tokio::time::sleep(wait.saturating_sub(ended.elapsed())) => return Next::Due,
                () = self.wake.notified() => return Next::Asked,
                _ = woke.changed() => return Next::Asked,
                () = self.quicken.notified() => *tempo = self.tempo(beside).await,
            }
        }
    }

    /// How fast the rounds go: by how much goes on here, and by what is asked beside them. A store that cannot be read is no reason to hurry.
    async fn tempo(&self, beside: &pace::Beside) -> pace::Tempo {
        let now = self.now();
        let read = self
            .store
            .read(move |connection| {
                let visits = visits::about(connection, now, pace::TURNING, pace::NEAR)?;
                Ok((visits, channels::any_behind(connection)?))
            })
            .await;
        let since_write = lock(&self.wrote_at).map(|at| at.elapsed());
        let scene = match read {
            Ok((visits, doors_behind)) => pace::Scene {
                visits,
                doors_behind,
                since_write,
            },
            Err(error) => {
                tracing::error!(%error, "the store could not be read");
                pace::Scene::default()
            }
        };
        pace::tempo(now, &scene).max(beside.allows())
    }
}
