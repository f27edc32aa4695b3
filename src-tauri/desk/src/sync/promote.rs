//! Has the doors told: DoorFlow pushes nothing to a controller until `POST /sync`.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};

use super::begun::latest;
use super::{pace, pull};
use crate::booking::VisitKind;
use crate::building::{Building, VisitId, lock};
use crate::call::CallError;
use crate::described::note_described;
use crate::news::Topic;
use crate::session::Capability;
use crate::store::channels::{self, ChannelRow, DoorSync};
use crate::store::{StoreError, outbox, visits};
use crate::visits::build::Told;

/// Writes that come within this time of each other share one sync.
const SETTLE: Duration = Duration::from_millis(700);
/// How long to wait before each look whether the sync that was asked for has begun.
const UNTIL_BEGUN: [Duration; 4] = [
    Duration::ZERO,
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];
/// How much DoorFlow's clock and this desk's may differ.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::seconds(5);
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
        while let Err(asked) = sync_once(&building, times > 0).await {
            times += 1;
            let chance = (building.machine.chance)();
            tokio::time::sleep(pace::after_early_sync(times, asked, chance)).await;
        }
        watch_doors(&building).await;
    }
}

/// The account as DoorFlow describes it; when it last began to tell the doors is kept in mind, and a zone that was changed.
pub(crate) async fn account(building: &Building) -> Result<doorflow::Account, CallError> {
    let answer = building
        .call(|client, token| async move { client.account(&token).await })
        .await?;
    if let Some(began) = answer.value.sync.last_sync {
        lock(&building.begun).hear(began);
    }
    note_described(building, &answer.value);
    Ok(answer.value)
}

/// What waits to be told to the doors.
struct Waiting {
    visits: Vec<VisitId>,
    /// PINs, by the numbers of their writes.
    pins: Vec<i64>,
    /// When the last of them was made, by DoorFlow, or at the earliest.
    made: Option<DateTime<Utc>>,
    /// By when all of them were made; `None` where that is not known.
    all_made: Option<DateTime<Utc>>,
}

/// Asks for one sync, for the first time or after it was `turned_away`; the error is how long to wait at least before asking again.
async fn sync_once(building: &Building, turned_away: bool) -> Result<(), Duration> {
    lock(&building.written_meanwhile).clear();
    let mut waiting = building.waiting().await.map_err(|error| {
        tracing::error!(%error, "what waits for the doors could not be read");
        USUAL_WAIT
    })?;
    let told = match tell_doors(building, &waiting, turned_away).await {
        Ok(at) => Some(Told::At(at)),
        Err(CallError::DoorFlow(error @ doorflow::Error::Forbidden { .. })) => {
            tracing::warn!(%error, "this sign-in may not tell the doors");
            // Somebody else must: from here on the doors' own times decide.
            None
        }
        Err(error) => {
            tracing::info!(%error, "the doors could not be told yet");
            return Err(error.wait().unwrap_or(USUAL_WAIT));
        }
    };
    {
        let mut all = lock(&building.told);
        // What was written while that was asked for is told by the next.
        let since = lock(&building.written_meanwhile);
        waiting.visits.retain(|visit| !since.contains(visit));
        for visit in &waiting.visits {
            match told {
                Some(told) => all.insert(*visit, told),
                None => all.remove(visit),
            };
        }
    }
    building.keep_told(waiting, told).await;
    // Doors that took it with another desk's sync may have been read before that was known.
    building.changed([Topic::Visits]);
    building.tell_bookings().await;
    Ok(())
}

/// Has DoorFlow tell the doors, and answers when the sync began that brings them what was made until then. That need not be the one that
/// is asked for now: where another desk has had the doors told meanwhile, there is nothing to tell, and DoorFlow begins none. An answer
/// can also come of something on the way that knows nothing of DoorFlow; so the account says when it last began one. A desk that was turned
/// away looks there first: whoever had its turn instead, once all of this was made, has had the doors told of it as well.
async fn tell_doors(
    building: &Building,
    waiting: &Waiting,
    turned_away: bool,
) -> Result<DateTime<Utc>, CallError> {
    let made = waiting.made;
    if turned_away && let Some(all_made) = waiting.all_made {
        let began = account(building).await?.sync.last_sync;
        if let Some(began) = began.filter(|began| can_hold(*began, all_made)) {
            return Ok(latest(began));
        }
    }
    let asked = building
        .call(|client, token| async move { client.sync(&token).await })
        .await?;
    for wait in UNTIL_BEGUN {
        tokio::time::sleep(wait).await;
        let Some(began) = account(building).await?.sync.last_sync else {
            // It does not say. What is completed after the answer began before it, or with it.
            let answered = asked.server_time.unwrap_or_else(|| building.now());
            return Ok(latest(answered));
        };
        if made.is_none_or(|made| can_hold(began, made)) {
            return Ok(latest(began));
        }
    }
    Err(CallError::Unsteady)
}

/// When that was done of which the doors are to be told: at the earliest and at the latest. DoorFlow says when a visit was made, and not when it
/// was taken back; and after a sign-out the calendar is empty until it is read again. Then it was after it was sent, and before its answer came.
fn when_made(
    created: Option<DateTime<Utc>>,
    written: Option<&outbox::Written>,
) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    match (created, written) {
        (Some(created), None) => (Some(created), Some(created)),
        (Some(created), Some(written)) if !written.taken_back => (Some(created), Some(created)),
        (_, written) => (
            written.map(|written| written.sent - CLOCKS_DIFFER),
            written.map(|written| written.known + CLOCKS_DIFFER),
        ),
    }
}

/// Whether a sync that began then brings the doors what was made at that time. Where its beginning is told in whole seconds, so is what it
/// is held against.
fn can_hold(began: DateTime<Utc>, made: DateTime<Utc>) -> bool {
    let in_seconds = began.timestamp_subsec_millis() == 0;
    began
        >= if in_seconds {
            made.trunc_subsecs(0)
        } else {
            made
        }
}

impl Building {
    /// Whether a door has completed a sync of which it is open whether it brought a visit that others made, and DoorFlow can say more.
    pub(super) async fn wonders_about_doors(&self) -> Result<bool, StoreError> {
        let (now, begun) = (self.now(), lock(&self.begun).clone());
        if begun.is_empty() {
            return Ok(true);
        }
        let (doors, visits, begun) = self
            .store
            .read(move |c| {
                let doors = channels::all(c)?;
                let visits = match begun.open(&doors) {
                    Some(open) => visits::made_lately(c, now, open)?,
                    None => Vec::new(),
                };
                Ok((doors, visits, begun))
            })
            .await?;
        let own = lock(&self.told).clone();
        Ok(visits.iter().any(|row| {
            let others = !own.contains_key(&(row.kind, row.id));
            let open = |door: &ChannelRow| {
                let made = row.created_at.unwrap_or(row.start);
                row.place_ids.contains(&door.id.0) && begun.leaves_open(door, made)
            };
            others && doors.iter().any(open)
        }))
    }

    /// What the doors are still to be told of.
    async fn waiting(&self) -> Result<Waiting, StoreError> {
        let visits: Vec<VisitId> = lock(&self.told)
            .iter()
            .filter(|(_, told)| **told == Told::NotYet)
            .map(|(visit, _)| *visit)
            .collect();
        let account = self.account_id();
        let ids = visits.clone();
        let (pins, written) = self
            .outbox
            .store
            .run(move |c| {
                let written = outbox::written(c, &ids)?;
                Ok((outbox::pins_to_tell(c, &account)?, written))
            })
            .await?;
        let ids = visits.clone();
        let mut times = self
            .store
            .run(move |c| {
                let times = ids.into_iter().map(|(kind, id)| {
                    let row = visits::get(c, kind, id)?;
                    let created = row.and_then(|row| row.created_at);
                    Ok(when_made(created, written.get(&(kind, id))))
                });
                times.collect::<rusqlite::Result<Vec<_>>>()
            })
            .await?;
        times.extend(pins.iter().map(|(_, pin)| when_made(None, Some(pin))));
        let latest: Option<Vec<_>> = times.iter().map(|(_, latest)| *latest).collect();
        Ok(Waiting {
            visits,
            pins: pins.into_iter().map(|(pin, _)| pin).collect(),
            made: times.iter().filter_map(|(earliest, _)| *earliest).max(),
            all_made: latest.and_then(|latest| latest.into_iter().max()),
        })
    }

    /// Remembers what the doors have been told, for the next run.
    async fn keep_told(&self, waiting: Waiting, told: Option<Told>) {
        let account = self.account_id();
        let kept = self
            .outbox
            .store
            .run(move |c| {
                outbox::tell(c, &account, &waiting.visits, told)?;
                outbox::tell_pins(c, &waiting.pins, told)
            })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sync_of_a_moment_before_does_not_bring_what_came_after_it() {
        let at = |time: &str| -> DateTime<Utc> {
            format!("2026-11-24T{time}Z").parse().expect("a time")
        };
        assert!(!can_hold(at("09:49:20.324"), at("09:49:20.534")));
        assert!(can_hold(at("09:49:20.534"), at("09:49:20.534")));
        assert!(can_hold(at("09:49:21.200"), at("09:49:20.534")));
        assert!(can_hold(at("09:49:20"), at("09:49:20.534")), "in seconds");
        assert!(!can_hold(at("09:49:19"), at("09:49:20.534")));
    }
}
