//! Has the doors told: DoorFlow pushes nothing to a controller until `POST /sync`.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{pace, pull};
use crate::booking::VisitKind;
use crate::building::{Building, VisitId, lock};
use crate::call::CallError;
use crate::news::Topic;
use crate::session::Capability;
use crate::store::channels::{self, ChannelRow, DoorSync};
use crate::store::{outbox, visits};
use crate::visits::build::Told;

/// Writes that come within this time of each other share one sync.
const SETTLE: Duration = Duration::from_millis(700);
/// How long to wait where a rate limit does not say.
const USUAL_WAIT: Duration = Duration::from_secs(30);
/// After how many seconds each the doors are looked at while they take a change: most have it within the first few. The rest is left to
/// the usual pull.
const LOOKS: [u64; 12] = [2, 2, 2, 2, 2, 3, 4, 6, 8, 10, 10, 10];
/// From one look to the next for a door that is offline: one that was only restarted is soon back.
const AWAY: Duration = Duration::from_secs(30);
/// How many such looks before it is left to the usual pull: a door can be away for days.
const LOOKS_AWAY: usize = 10;

/// Promotes whatever was written, for as long as somebody is signed in.
pub(crate) async fn keep_promoting(building: Arc<Building>) {
    loop {
        building.promote.notified().await;
        tokio::time::sleep(SETTLE).await;
        let mut times = 0;
        while let Err(asked) = sync_once(&building).await {
            times += 1;
            let chance = (building.machine.chance)();
            tokio::time::sleep(pace::after_early_sync(times, asked, chance)).await;
        }
        watch_doors(&building).await;
    }
}

/// Asks for one sync; the error is how long to wait at least before asking again.
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

    /// How far the doors are with what they were told. A door may lag behind what others have told it since.
    async fn doors_told(&self) -> Doors {
        let told: Vec<(VisitId, Told)> = lock(&self.told)
            .iter()
            .map(|(visit, told)| (*visit, *told))
            .collect();
        let read = self
            .store
            .run(move |connection| {
                let doors = channels::all(connection)?;
                let (mut wanted, mut of_all) = (Vec::new(), None);
                for ((kind, id), told) in told {
                    let Told::At(at) = told else { continue };
                    let row = visits::get(connection, kind, id)?;
                    // Of a group's doors DoorFlow tells nothing, and a visit that was cancelled has none: for these, no door may lag.
                    match row.filter(|_| kind == VisitKind::Reservation) {
                        Some(row) => wanted.extend(row.place_ids.iter().map(|door| (*door, at))),
                        None => of_all = of_all.max(Some(at)),
                    }
                }
                Ok((doors, wanted, of_all))
            })
            .await;
        let Ok((doors, wanted, of_all)) = read else {
            return Doors::Behind;
        };
        let has = |door: &ChannelRow, at: DateTime<Utc>| {
            door.last_sync_completed_at
                .is_some_and(|completed| completed > at)
        };
        let has_its_own = |door: &ChannelRow| {
            let mut of_it = wanted.iter().filter(|(id, _)| *id == door.id.0);
            of_it.all(|(_, at)| has(door, *at))
        };
        let (online, offline): (Vec<_>, Vec<_>) = doors.iter().partition(|door| door.online);
        let up_to_date = |door: &&ChannelRow| {
            has_its_own(door)
                && of_all.is_none_or(|at| door.sync != DoorSync::Behind || has(door, at))
        };
        if !online.iter().all(up_to_date) {
            Doors::Behind
        } else if !offline.into_iter().all(has_its_own) {
            Doors::Away
        } else {
            Doors::Ready
        }
    }
}

/// How far the doors are with what this desk had them told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doors {
    /// One that is online has not got it.
    Behind,
    /// Only doors that are offline have not got it: they take it when they return.
    Away,
    /// Each has it.
    Ready,
}

/// Reads the doors until each has what it was told, as long as that may be soon, or something new is to be told.
async fn watch_doors(building: &Building) {
    if !building.may(Capability::ReadDoors) {
        return;
    }
    let mut looks = LOOKS.into_iter().map(Duration::from_secs);
    let mut looks_away = std::iter::repeat_n(AWAY, LOOKS_AWAY);
    let (mut doors, mut left_alone) = (Doors::Behind, Duration::ZERO);
    while let Some(look) = match doors {
        Doors::Behind => looks.next(),
        Doors::Away => looks_away.next(),
        Doors::Ready => None,
    } {
        let wait = left_alone.max(look);
        left_alone = Duration::ZERO;
        tokio::select! {
            biased;
            () = tokio::time::sleep(wait) => {}
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
                doors = building.doors_told().await;
            }
            Err(error) => {
                tracing::info!(%error, "the doors could not be read");
                let after = |asked| pace::after_refusal(asked, (building.machine.chance)());
                left_alone = error.wait().map(after).unwrap_or_default();
            }
        }
    }
}
