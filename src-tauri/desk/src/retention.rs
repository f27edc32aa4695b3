//! What is over is not kept for ever: old visits and settled writes leave this computer.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use crate::building::Building;
use crate::news::Topic;
use crate::store::{StoreError, about, events, marks, outbox, visits};

/// How long after one purge the next is due.
const AGAIN: TimeDelta = TimeDelta::days(1);
/// How long a copy of the store stays, and what was set aside of it: it holds visits that were old when it was made.
const COPIES: u16 = 7;
/// How often the clock is looked at: a machine that sleeps does not count its hours.
const LOOK: Duration = Duration::from_mins(10);

/// How often it is asked whether DoorFlow has said by now what day it is, and how long its word is waited for.
const ASK: Duration = Duration::from_mins(1);
const PATIENCE: Duration = Duration::from_hours(24);

/// Removes what is older than it may be: once it is sure what day it is, and then every day.
pub(crate) async fn keep_purging(building: Arc<Building>) {
    loop {
        // Each time: the clock may have been set since.
        until_sure_of_the_day(&building).await;
        let at = building.now();
        if let Err(error) = building.purge().await {
            tracing::error!(%error, "what is old could not be removed");
        }
        // The clock may also have been put back.
        while (building.now() - at).abs() < AGAIN {
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// A computer whose date is far ahead would remove all that has happened, and DoorFlow tells of no past: so DoorFlow is to say what day it is.
/// Where nobody signs in, this computer is believed after a day.
async fn until_sure_of_the_day(building: &Building) {
    let began = Instant::now();
    while !building.knows_the_time() && began.elapsed() < PATIENCE {
        tokio::time::sleep(ASK).await;
    }
}

impl Building {
    /// What was over before then is not kept.
    pub(crate) fn kept_from(&self) -> DateTime<Utc> {
        self.now() - TimeDelta::days(i64::from(self.session.config().retention_days))
    }

    /// Removes the visits that have been over for longer than the configuration says, what doors reported and what was said by hand as long
    /// ago, and the writes that have been settled for as long; what was noted of visits that are gone; what doors reported of people who are
    /// no visitors; and copies of the store that are a week old, or as old as that where it is less.
    async fn purge(&self) -> Result<(), StoreError> {
        let days = self.session.config().retention_days;
        let before = self.kept_from();
        // What cannot be done of it keeps nothing else from being removed.
        let seen = self.purge_calendar(before).await;
        let writes = self.purge_outbox(before).await;
        let copies = self.now() - TimeDelta::days(i64::from(days.min(COPIES)));
        let copies = self.remove_old_copies(copies).await;
        let ((visits, seen), writes) = (seen?, writes?);
        copies?;
        tracing::info!(visits, seen, writes, days, "what is old was removed");
        Ok(())
    }

    /// How many visits went, and how much of what doors reported and was said by hand.
    async fn purge_calendar(&self, before: DateTime<Utc>) -> Result<(usize, usize), StoreError> {
        let strangers = self.now() - AGAIN;
        let noted = self.noted_in_the_outbox().await;
        let (visits, seen) = self
            .store
            .run(move |c| {
                let visits = visits::purge(c, before)?;
                if let Some(noted) = noted {
                    about::purge(c, strangers, &noted)?;
                }
                let seen = events::purge(c, before.min(strangers), strangers)?;
                Ok((visits, seen + marks::purge(c, before)?))
            })
            .await?;
        if visits > 0 {
            self.changed([Topic::Visits]);
        }
        if visits + seen > 0 {
            self.store.settle_down().await?;
        }
        Ok((visits, seen))
    }

    /// What visits are noted for that wait in the outbox; `None` where it does not say what waits in it.
    async fn noted_in_the_outbox(&self) -> Option<Vec<String>> {
        self.outbox.is_open().ok()?;
        let noted = self.outbox.store.run(outbox::noted).await;
        noted
            .inspect_err(|error| tracing::error!(%error, "the outbox could not be read"))
            .ok()
    }

    /// How many writes went.
    async fn purge_outbox(&self, before: DateTime<Utc>) -> Result<usize, StoreError> {
        let outbox = &self.outbox.store;
        let writes = outbox.run(move |c| outbox::purge(c, before)).await?;
        if writes > 0 {
            outbox.settle_down().await?;
        }
        Ok(writes)
    }
}

#[cfg(test)]
mod tests;
