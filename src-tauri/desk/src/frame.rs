//! What the page's frame shows: the clock and the status line.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike as _, Utc};

use crate::building::{Building, lock};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::news::{News, Status, Topic};
use crate::outbox::{Standing, first_of_each};
use crate::store::StoreError;
use crate::store::channels::{self, ChannelRow, DoorSync};
use crate::store::outbox::{self as table, EntryRow};
use crate::wall::Clock;
use crate::zone::AccountZone;

impl Desk {
    /// The building's hour.
    ///
    /// # Errors
    /// `signedOut` while no account is open.
    pub fn clock(&self) -> Result<Clock, DeskError> {
        let building = self.building();
        Ok(building.account()?.zone.clock(building.now()))
    }

    /// What the status line says.
    ///
    /// # Errors
    /// `machine` when the store cannot be read.
    pub async fn status(&self) -> Result<Status, DeskError> {
        Ok(self.building().status().await?)
    }
}

/// By more than this the hour does not go on by itself from one time to the next that it is told: it was corrected, or the computer slept.
const GOES_ON: TimeDelta = TimeDelta::seconds(90);

/// Tells the page the hour at each turn of the minute and as soon as it is corrected; and what it shows otherwise by then: the visits that
/// began or ended, or all of them where a day has turned or the hour did not go on by itself.
pub(crate) async fn keep_the_clock(building: Arc<Building>) {
    let mut told: Option<(DateTime<Utc>, NaiveDate)> = None;
    let mut woke = building.woke.subscribe();
    loop {
        let Ok(account) = building.account() else {
            return;
        };
        let now = building.now();
        let clock = account.zone.clock(now);
        let date = clock.now.date;
        let before = told.replace((now, date));
        building.tell(News::Clock { clock });
        // Whether somebody is due changes with the minute.
        building.expect.notify_one();
        match before {
            Some((_, day)) if day != date => building.changed([Topic::People, Topic::Visits]),
            Some((before, _)) if (TimeDelta::zero()..GOES_ON).contains(&(now - before)) => {
                building.tell_turned(&account.zone, before, now).await;
            }
            _ => building.changed([Topic::Visits]),
        }
        let into_minute = u64::from(now.second()) * 1000 + u64::from(now.timestamp_subsec_millis());
        let left = Duration::from_millis(60_000_u64.saturating_sub(into_minute).max(100));
        tokio::select! {
            biased;
            () = tokio::time::sleep(left) => {}
            () = building.corrected.notified() => {}
            // It cannot fail: the building has the sender.
            _ = woke.changed() => {}
        }
    }
}

impl Building {
    /// Tells the page which visits began or ended between two moments.
    async fn tell_turned(&self, zone: &AccountZone, before: DateTime<Utc>, now: DateTime<Utc>) {
        match self.turned(zone, before, now).await {
            Ok(visits) if visits.is_empty() => {}
            Ok(visits) => self.tell(News::Turned { visits }),
            Err(error) => {
                tracing::error!(%error, "the store could not be read");
                self.changed([Topic::Visits]);
            }
        }
    }

    /// What the status line says.
    pub(crate) async fn status(&self) -> Result<Status, StoreError> {
        let account = self.account_id();
        let (doors, open) = self
            .store
            .read_after(
                &self.outbox.store,
                move |outbox| table::open(outbox, &account),
                |store, open| Ok((channels::all(store)?, open)),
            )
            .await?;
        Ok(self.status_of(&doors, &open))
    }

    /// The same with every door and the writes that are not finally settled.
    pub(crate) fn status_of(&self, doors: &[ChannelRow], open: &[EntryRow]) -> Status {
        let count = |wanted: &dyn Fn(&ChannelRow) -> bool| {
            u32::try_from(doors.iter().filter(|door| wanted(door)).count()).unwrap_or(u32::MAX)
        };
        let entries = |wanted: &[Standing]| {
            let standing = first_of_each(open).filter_map(EntryRow::standing);
            u32::try_from(standing.filter(|it| wanted.contains(it)).count()).unwrap_or(u32::MAX)
        };
        let freshness = lock(&self.freshening).line(self.now());
        Status {
            freshness,
            doors_online: count(&|door| door.online),
            doors_offline: count(&|door| !door.online),
            doors_waiting: count(&|door| door.online && door.sync != DoorSync::Ok),
            outbox: entries(&[Standing::Queued, Standing::InFlight]),
            checking: entries(&[Standing::Unknown]),
            needs_you: entries(&[Standing::Rejected, Standing::NotBooked, Standing::NeedsYou]),
            in_memory: self.at_rest.trouble().is_some(),
            begun_anew: self.at_rest.begun_anew().and_then(|at| {
                let account = self.known_account()?;
                Some(account.zone.moment(at))
            }),
        }
    }

    /// Tells the page what the status line says now.
    pub(crate) async fn tell_status(&self) {
        match self.status().await {
            Ok(status) => self.tell(News::Status { status }),
            Err(error) => tracing::error!(%error, "the store could not be read"),
        }
    }
}
