//! Doors: what they know, and how a sync brings them up to date.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::{Happening, Refusal, World, Write, mix};

/// The shortest time between two syncs.
const SYNC_INTERVAL: TimeDelta = TimeDelta::seconds(30);
/// How long a door waits before it begins to load what a sync brings.
const BEFORE_LOADING_MS: std::ops::Range<u64> = 200..900;
/// How long after the call a door has loaded it.
const UNTIL_LOADED_MS: std::ops::Range<u64> = 2_000..6_000;

/// A door.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about a door"
)]
pub struct Channel {
    /// The door's id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub site_id: i64,
    /// The network address of its controller.
    pub mac_address: String,
    /// The serial number of its controller.
    pub serial_number: String,
    /// The door's number on its controller.
    pub unit: i64,
    /// Whether DoorFlow can reach it.
    pub online: bool,
    /// Whether it answers a request to let somebody in; if not, the request times out.
    pub answers: bool,
    /// Whether it refuses every card and PIN.
    pub lockdown: bool,
    /// When it last finished a sync.
    pub last_sync_completed_at: Option<DateTime<Utc>>,
    /// When it was put up.
    pub created_at: DateTime<Utc>,
    /// When its settings last changed.
    pub updated_at: DateTime<Utc>,
    /// Something that concerns it has changed since the last sync was asked for.
    pub(crate) touched: bool,
    /// It is loading now.
    pub(crate) loading: bool,
    /// The last sync did not reach it.
    pub(crate) failed: bool,
    /// What it acts on.
    pub(crate) known: Knowledge,
    /// What a sync has for it that it has not loaded yet.
    pub(crate) owed: Option<Knowledge>,
    /// What it will report once it can be reached.
    pub(crate) unreported: Vec<super::Event>,
}

/// Whether a door is up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncStatus {
    /// It knows all that it should.
    Ok,
    /// The last sync did not reach it.
    Fail,
    /// It is loading.
    Syncing,
    /// Something waits for a sync.
    Pending,
}

impl SyncStatus {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Fail => "fail",
            Self::Syncing => "syncing",
            Self::Pending => "pending",
        }
    }
}

/// What a door controller holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Knowledge {
    pub(crate) reservations: BTreeMap<i64, Leave>,
    pub(crate) group_reservations: BTreeSet<i64>,
}

/// Leave for one person to pass during one visit.
#[derive(Debug, Clone)]
pub(crate) struct Leave {
    pub(crate) person_id: i64,
    pub(crate) start_time: DateTime<Utc>,
    pub(crate) end_time: DateTime<Utc>,
    /// Whether the person was enabled when the door was told.
    pub(crate) enabled: bool,
}

impl Channel {
    /// A door that works and has loaded all that there was for it.
    pub(crate) fn new(id: i64, name: &str, site_id: i64, now: DateTime<Utc>) -> Self {
        Self {
            id,
            name: name.to_owned(),
            site_id,
            // From the range that is set aside for documentation.
            mac_address: format!("00:00:5e:00:53:{:02x}", id & 0xff),
            serial_number: format!("SN{id:06}"),
            unit: 1,
            online: true,
            answers: true,
            lockdown: false,
            last_sync_completed_at: Some(now),
            created_at: now,
            updated_at: now,
            touched: false,
            loading: false,
            failed: false,
            known: Knowledge::default(),
            owed: None,
            unreported: Vec::new(),
        }
    }

    /// Whether the door is up to date.
    #[must_use]
    pub fn sync_status(&self) -> SyncStatus {
        if self.loading {
            SyncStatus::Syncing
        } else if self.touched {
            SyncStatus::Pending
        } else if self.failed {
            SyncStatus::Fail
        } else if self.owed.is_some() {
            SyncStatus::Pending
        } else {
            SyncStatus::Ok
        }
    }
}

impl World {
    pub(crate) fn channel(&self, id: i64) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == id)
    }

    pub(crate) fn channel_mut(&mut self, id: i64) -> Option<&mut Channel> {
        self.channels.iter_mut().find(|channel| channel.id == id)
    }

    /// Notes that something changed which the doors (all of them for `None`) do not know yet.
    pub(crate) fn changed(&mut self, channel_ids: Option<&[i64]>) {
        self.unsynced = true;
        for channel in &mut self.channels {
            if channel_ids.is_none_or(|ids| ids.contains(&channel.id)) {
                channel.touched = true;
            }
        }
    }

    /// Starts to bring the doors up to date, for a request that came over the API.
    pub(crate) fn start_sync(&mut self, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.begin_sync(now)?;
        self.record(now, Write::SyncRequested);
        Ok(())
    }

    /// Starts to bring the doors up to date, whoever asks for it.
    pub(crate) fn begin_sync(&mut self, now: DateTime<Utc>) -> Result<(), Refusal> {
        if let Some(last) = self.sync_asked {
            let wait = last + SYNC_INTERVAL - now;
            if wait > TimeDelta::zero() {
                // Whole seconds, rounded up: who waits as long as told is not refused again.
                let retry_in = (wait.num_milliseconds() + 999) / 1000;
                return Err(Refusal::RateLimited { retry_in });
            }
        }
        self.sync_asked = Some(now);
        if !self.unsynced {
            return Ok(());
        }
        self.unsynced = false;
        self.last_sync = Some(now);
        for index in 0..self.channels.len() {
            let id = self.channels[index].id;
            let knowledge = self.knowledge_for(id, now);
            let channel = &mut self.channels[index];
            channel.touched = false;
            channel.owed = Some(knowledge);
            self.plan_loading(id, now);
        }
        Ok(())
    }

    fn plan_loading(&mut self, id: i64, now: DateTime<Utc>) {
        self.loadings += 1;
        let spread = |range: &std::ops::Range<u64>, salt: u64| {
            let drawn = mix(self.seed, mix(id.unsigned_abs(), self.loadings + salt));
            let ms = range.start + drawn % (range.end - range.start);
            TimeDelta::milliseconds(i64::try_from(ms).unwrap_or(i64::MAX))
        };
        let begins = now + spread(&BEFORE_LOADING_MS, 0);
        let ends = now + spread(&UNTIL_LOADED_MS, 1 << 32);
        self.plan(begins, Happening::DoorLoads(id));
        self.plan(ends, Happening::DoorLoaded(id));
    }

    pub(crate) fn begin_loading(&mut self, id: i64) {
        if let Some(channel) = self.channel_mut(id) {
            channel.loading = channel.owed.is_some();
        }
    }

    pub(crate) fn finish_loading(&mut self, id: i64, at: DateTime<Utc>) {
        let Some(channel) = self.channel_mut(id) else {
            return;
        };
        channel.loading = false;
        if !channel.online {
            channel.failed = channel.owed.is_some();
            return;
        }
        if let Some(knowledge) = channel.owed.take() {
            channel.known = knowledge;
            channel.failed = false;
            channel.last_sync_completed_at = Some(at);
        }
    }

    /// Takes a door off the network or brings it back. A door that comes back loads what the syncs
    /// it missed had for it, and reports what happened meanwhile. Returns whether there is such a
    /// door.
    pub(crate) fn set_channel_online(&mut self, id: i64, online: bool, now: DateTime<Utc>) -> bool {
        let Some(channel) = self.channel_mut(id) else {
            return false;
        };
        if channel.online == online {
            return true;
        }
        channel.online = online;
        channel.updated_at = now;
        let events = if online {
            std::mem::take(&mut channel.unreported)
        } else {
            Vec::new()
        };
        let catches_up = online && channel.owed.is_some();
        for event in events {
            self.publish(event);
        }
        self.report_connection(id, online, now);
        if catches_up {
            self.plan_loading(id, now);
        }
        true
    }

    /// What the account would have the door know now.
    pub(crate) fn knowledge_for(&self, id: i64, now: DateTime<Utc>) -> Knowledge {
        let reservations = self
            .reservations
            .iter()
            .filter(|visit| visit.end_time > now && visit.channel_ids.contains(&id))
            .map(|visit| {
                let person = self.people.get(visit.person_id);
                let leave = Leave {
                    person_id: visit.person_id,
                    start_time: visit.start_time,
                    end_time: visit.end_time,
                    enabled: person.is_some_and(|person| person.enabled),
                };
                (visit.id, leave)
            })
            .collect();
        let group_reservations = self
            .group_reservations
            .iter()
            .filter(|stay| stay.end_time > now)
            .filter(|stay| stay.state != super::GroupReservationState::Deactivated)
            .filter(|stay| self.groups_open(&stay.group_ids, id))
            .map(|stay| stay.id)
            .collect();
        Knowledge {
            reservations,
            group_reservations,
        }
    }

    /// Whether being in one of the groups opens the door.
    pub(crate) fn groups_open(&self, group_ids: &[i64], channel_id: i64) -> bool {
        self.groups
            .iter()
            .filter(|group| group_ids.contains(&group.id))
            .any(|group| self.roles_open(&group.role_ids, channel_id))
    }

    /// Whether having one of the roles opens the door.
    pub(crate) fn roles_open(&self, role_ids: &[i64], channel_id: i64) -> bool {
        self.roles
            .iter()
            .any(|role| role_ids.contains(&role.id) && role.channel_ids.contains(&channel_id))
    }

    /// The account's sync status as a word, and what there is to say about it.
    pub(crate) fn account_sync(&self) -> (&'static str, Option<String>) {
        let waits = |channel: &Channel| channel.owed.is_some() && !channel.failed;
        let failed = self
            .channels
            .iter()
            .filter(|channel| channel.failed)
            .count();
        if self
            .channels
            .iter()
            .any(|channel| channel.loading || (channel.online && waits(channel)))
        {
            ("syncing", None)
        } else if self.unsynced {
            ("pending", None)
        } else if failed > 0 {
            (
                "failing",
                Some(format!("{failed} of {} failed", self.channels.len())),
            )
        } else {
            ("complete", None)
        }
    }
}
