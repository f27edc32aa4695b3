//! What is over is not kept for ever: old visits and settled writes leave this computer.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use crate::building::Building;
use crate::news::Topic;
use crate::store::{StoreError, about, events, marks, outbox, visits};

/// How long after one purge the next is due.
const AGAIN: TimeDelta = TimeDelta::days(1);
/// How often the clock is looked at: a machine that sleeps does not count its hours.
const LOOK: Duration = Duration::from_mins(10);

/// Removes what is older than it may be: now, and then every day.
pub(crate) async fn keep_purging(building: Arc<Building>) {
    loop {
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

impl Building {
    /// Removes the visits that have been over for longer than the configuration says, what doors reported and what was said by hand as long
    /// ago, and the writes that have been settled for as long; what was noted of visits that are gone; what doors reported of people who are
    /// no visitors; and copies of the store that are as old.
    async fn purge(&self) -> Result<(), StoreError> {
        let days = self.session.config().retention_days;
        let before = self.now() - TimeDelta::days(i64::from(days));
        let strangers = self.now() - AGAIN;
        let noted = self.outbox.store.run(outbox::noted).await?;
        let (visits, seen) = self
            .store
            .run(move |c| {
                let visits = visits::purge(c, before)?;
                about::purge(c, strangers, &noted)?;
                let seen = events::purge(c, before.min(strangers), strangers)?;
                Ok((visits, seen + marks::purge(c, before)?))
            })
            .await?;
        let outbox = &self.outbox.store;
        let writes = outbox.run(move |c| outbox::purge(c, before)).await?;
        if visits + seen > 0 {
            self.store.settle_down().await?;
        }
        if visits > 0 {
            self.changed([Topic::Visits]);
        }
        if writes > 0 {
            self.outbox.store.settle_down().await?;
        }
        self.remove_old_copies(before).await?;
        tracing::info!(visits, seen, writes, days, "what is old was removed");
        Ok(())
    }
}

#[cfg(test)]
mod tests;
