//! Has the doors told: DoorFlow pushes nothing to a controller until `POST /sync`.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::pull;
use crate::booking::VisitKind;
use crate::building::{Building, VisitId, lock};
use crate::call::CallError;
use crate::news::Topic;
use crate::session::Capability;
use crate::store::channels::{self, DoorSync};
use crate::store::{outbox, visits};
use crate::visits::build::Told;

/// Writes that come within this time of each other share one sync.
const SETTLE: Duration = Duration::from_millis(700);
/// How long to wait where a rate limit does not say.
const USUAL_WAIT: Duration = Duration::from_secs(30);
/// How often the doors are looked at while they take a change.
const LOOK: Duration = Duration::from_secs(2);
/// How many looks before the usual pull is left to notice the rest: a door that is offline can take days.
const LOOKS: u32 = 30;

/// Promotes whatever was written, for as long as somebody is signed in.
pub(crate) async fn keep_promoting(building: Arc<Building>) {
    loop {
        building.promote.notified().await;
        tokio::time::sleep(SETTLE).await;
        while let Err(wait) = sync_once(&building).await {
            tokio::time::sleep(wait).await;
        }
        watch_doors(&building).await;
    }
}

/// Asks for one sync; the error is how long to wait before asking again.
async fn sync_once(building: &Building) -> Result<(), Duration> {
    let waiting: Vec<VisitId> = lock(&building.told)
        .iter()
        .filter(|(_, told)| **told == Told::NotYet)
        .map(|(visit, _)| *visit)
        .collect();
    match building
        .call(|client, token| async move { client.sync(&token).await })
        .await
    {
        Ok(answer) => {
            // `Date` has whole seconds: a sync completed in the rest of that second may have begun before this request.
            let at =
                answer.server_time.unwrap_or_else(|| building.now()) + TimeDelta::milliseconds(999);
            lock(&building.told).extend(waiting.iter().map(|visit| (*visit, Told::At(at))));
            building.keep_told(waiting, Some(Told::At(at))).await;
            Ok(())
        }
        Err(CallError::DoorFlow(error @ doorflow::Error::Forbidden { .. })) => {
            tracing::warn!(%error, "this sign-in may not tell the doors");
            // Somebody else must: from here on the doors' own times decide.
            lock(&building.told).retain(|visit, _| !waiting.contains(visit));
            building.keep_told(waiting, None).await;
            Ok(())
        }
        Err(error) => {
            tracing::info!(%error, "the doors could not be told yet");
            Err(error.wait().unwrap_or(USUAL_WAIT))
        }
    }
}

impl Building {
    /// Remembers what the doors have been told, for the next run.
    async fn keep_told(&self, visits: Vec<VisitId>, told: Option<Told>) {
        let account = self.account_id();
        let kept = self
            .outbox
            .store
            .run(move |c| outbox::tell(c, &account, &visits, told))
            .await;
        if let Err(error) = kept {
            tracing::error!(%error, "the outbox could not be written");
        }
    }

    /// Whether each door that is online has what it was told. Those that are offline take it when they return.
    async fn doors_have_it(&self) -> bool {
        let told: Vec<(VisitId, Told)> = lock(&self.told)
            .iter()
            .map(|(visit, told)| (*visit, *told))
            .collect();
        let read = self
            .store
            .run(move |connection| {
                let doors = channels::all(connection)?;
                let mut wanted: Vec<(i64, DateTime<Utc>)> = Vec::new();
                for ((kind, id), told) in told {
                    let Told::At(at) = told else { continue };
                    let row = visits::get(connection, kind, id)?;
                    // Of a group's doors DoorFlow tells nothing, and a visit that was cancelled has none: for these, no door may lag.
                    if let Some(row) = row.filter(|_| kind == VisitKind::Reservation) {
                        wanted.extend(row.place_ids.iter().map(|door| (*door, at)));
                    }
                }
                Ok((doors, wanted))
            })
            .await;
        let Ok((doors, wanted)) = read else {
            return false;
        };
        doors.iter().filter(|door| door.online).all(|door| {
            door.sync != DoorSync::Behind
                && wanted
                    .iter()
                    .filter(|(id, _)| *id == door.id.0)
                    .all(|(_, at)| {
                        door.last_sync_completed_at
                            .is_some_and(|completed| completed > *at)
                    })
        })
    }
}

/// Reads the doors until each that is online has what it was told, or something new is to be told.
async fn watch_doors(building: &Building) {
    if !building.may(Capability::ReadDoors) {
        return;
    }
    for _ in 0..LOOKS {
        tokio::select! {
            biased;
            () = tokio::time::sleep(LOOK) => {}
            () = building.promote.notified() => {
                building.promote.notify_one();
                return;
            }
        }
        match pull::channels(building).await {
            Ok(changed) => {
                if changed {
                    building.changed([Topic::Places, Topic::Visits]);
                    building.tell_bookings().await;
                    building.tell_status().await;
                }
                if building.doors_have_it().await {
                    return;
                }
            }
            Err(error) => tracing::info!(%error, "the doors could not be read"),
        }
    }
}
