//! Watches the doors: reads their log, by watermark, for who has come and who was turned away.

mod log;
mod pace;
mod scene;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use self::pace::{Purse, Wanted};
use super::pace as rounds;
use crate::building::{Building, lock};
use crate::call::CallError;
use crate::session::Capability;
use crate::store::watermarks::{self, List};

/// How often it is asked again whether the sign-in may read the door log by now.
const MAY_AGAIN: Duration = Duration::from_mins(5);

/// Watches the doors for as long as somebody is signed in, if the sign-in may.
pub(crate) async fn keep_watching(building: Arc<Building>) {
    let mut woke = building.woke.subscribe();
    let chance = || (building.machine.chance)();
    // When the power comes back, all desks start together.
    if lock(&building.freshening).read_at.is_some() {
        tokio::select! {
            biased;
            () = building.look.notified() => {}
            () = tokio::time::sleep(rounds::at_start(chance())) => {}
        }
    }
    let mut purse = Purse::new(Instant::now(), building.client.requests());
    let mut failures = 0_u32;
    loop {
        if !building.may(Capability::ReadEvents) {
            tokio::select! {
                () = tokio::time::sleep(MAY_AGAIN) => {}
                () = building.look.notified() => {}
            }
            continue;
        }
        let began = Instant::now();
        // A first reading is no measure of what an hour asks.
        if lock(&building.freshening).is_first() {
            purse = Purse::new(began, building.client.requests());
        }
        purse.spend(began, building.client.requests());
        building.looks.fetch_add(1, Ordering::Relaxed);
        let looked = tokio::select! {
            biased;
            looked = building.look_into_the_log() => looked,
            // The connection of before is likely dead.
            _ = woke.changed() => continue,
        };
        let (failed, left_alone) = match looked {
            Ok(()) => {
                failures = 0;
                building.knows_of_the_log(None).await;
                (None, false)
            }
            Err(error) => {
                tracing::info!(%error, "the door log could not be read");
                building.knows_of_the_log(Some(&error)).await;
                failures = failures.saturating_add(1);
                let asked = error.wait();
                let wait = rounds::after_failure(failures, asked, chance());
                (Some(wait), asked.is_some())
            }
        };
        let drawn = chance();
        let mut wait = match failed {
            Some(wait) => wait,
            None => purse.wait(began, building.wanted().await, drawn),
        };
        loop {
            tokio::select! {
                biased;
                () = tokio::time::sleep(wait.saturating_sub(began.elapsed())) => break,
                () = building.look.notified(), if !left_alone => break,
                _ = woke.changed() => break,
                () = building.expect.notified(), if failed.is_none() => {
                    let now = purse.wait(began, building.wanted().await, drawn);
                    wait = pace::turned(began.elapsed(), wait, now, chance());
                }
            }
        }
    }
}

impl Building {
    /// Reads what the doors have reported. A token that DoorFlow refuses is renewed once.
    async fn look_into_the_log(&self) -> Result<(), CallError> {
        let token = self.session.access_token().await?;
        match self.read_the_log(&token).await {
            Err(CallError::DoorFlow(doorflow::Error::Unauthorised { .. })) => {
                self.session.refused(&token);
                let token = self.session.access_token().await?;
                self.read_the_log(&token).await
            }
            other => other,
        }
    }

    /// Keeps in mind whether the log could be read, for the status and for whoever counts heads.
    async fn knows_of_the_log(&self, failed: Option<&CallError>) {
        let Some(error) = failed else {
            lock(&self.freshening).log_read();
            return;
        };
        let read_to = self
            .store
            .read(|connection| watermarks::read(connection, List::Events));
        let read_to = match read_to.await {
            Ok(read_to) => read_to.unwrap_or_else(|| self.today(self.now())),
            // Then nothing of it can be told either.
            Err(_) => return,
        };
        lock(&self.freshening).log_failed(read_to, error);
    }

    /// How soon the doors are to be looked at again. A store that cannot be read is no reason to hurry.
    async fn wanted(&self) -> Wanted {
        let now = self.now();
        let today = self.today(now);
        let read = self
            .store
            .read(move |connection| scene::wanted(connection, now, today));
        read.await.unwrap_or_else(|error| {
            tracing::error!(%error, "the store could not be read");
            Wanted::Seldom
        })
    }

    /// When the account's day began.
    fn today(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.known_account().map_or(now, |account| {
            account.zone.day_start(account.zone.day_of(now))
        })
    }
}
