//! Pulls what DoorFlow has into the store, and has the doors told of what changed.

mod people;
mod promote;
mod pull;
pub(crate) mod rows;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::building::{Building, lock};
use crate::store::{facts, millis};

pub(crate) use promote::keep_promoting;
pub(crate) use pull::{group_reservation, snapshot};

/// How often the lists are asked for what changed.
const ROUND: Duration = Duration::from_secs(15);
/// Every so many rounds the visits are read in full: only a full list shows what is gone.
const ROUNDS_TO_FULL: u32 = 20;
/// The first wait after a pull that came to nothing; doubled each time.
const FIRST_WAIT: Duration = Duration::from_secs(5);
/// The longest wait while DoorFlow cannot be reached or asks to be left alone.
const LONGEST_WAIT: Duration = Duration::from_mins(2);

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

/// Pulls for as long as somebody is signed in: in full at first, then by watermark.
pub(crate) async fn keep_pulling(building: Arc<Building>) {
    let mut round = 0_u32;
    let mut wait_after_failure = FIRST_WAIT;
    loop {
        let full = round.is_multiple_of(ROUNDS_TO_FULL);
        let wait = match pull::everything(&building, full).await {
            Ok(unreadable) => {
                let now = building.now();
                lock(&building.freshening).read(now, unreadable);
                building.remember_read(now).await;
                round = round.wrapping_add(1);
                wait_after_failure = FIRST_WAIT;
                ROUND
            }
            // A full read that failed is tried again as a full read: `round` stays.
            Err(error) => {
                tracing::info!(%error, "a pull came to nothing");
                lock(&building.freshening).failed(&error);
                let wait = error.wait().unwrap_or(wait_after_failure).min(LONGEST_WAIT);
                wait_after_failure = (wait_after_failure * 2).min(LONGEST_WAIT);
                wait
            }
        };
        building.tell_status().await;
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            // Somebody asked for it: in full.
            () = building.wake.notified() => round = 0,
        }
    }
}
