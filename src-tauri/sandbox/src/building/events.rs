//! What the doors report: who came through, and who did not.

use chrono::{DateTime, TimeDelta, Utc};

use super::places::ValueRule;
use super::{Happening, World, mix};

pub(crate) const CHANNEL_ONLINE: i64 = 1;
pub(crate) const CHANNEL_OFFLINE: i64 = 2;
pub(crate) const ADMIT_CARD: i64 = 10;
pub(crate) const ADMIT_PIN: i64 = 11;
pub(crate) const ADMIT_BY_APPLICATION: i64 = 15;
pub(crate) const REJECT_CARD: i64 = 20;
pub(crate) const REJECT_OUT_OF_HOURS: i64 = 21;
pub(crate) const REJECT_LOCKDOWN: i64 = 22;
pub(crate) const REJECT_UNAUTHORISED: i64 = 27;
pub(crate) const REMOTE_DENIED: i64 = 51;
pub(crate) const REMOTE_OFFLINE: i64 = 52;

/// The ranges of codes by which events can be filtered.
pub(crate) const FILTERABLE: &[std::ops::RangeInclusive<i64>] = &[
    1..=3,
    10..=18,
    20..=29,
    30..=37,
    40..=42,
    70..=73,
    90..=91,
    100..=107,
    220..=220,
    223..=225,
];
/// The codes that are listed when no filter is given: a person was admitted or rejected.
pub(crate) const ACCESS: &[std::ops::RangeInclusive<i64>] = &[10..=18, 20..=29, 70..=73];

/// Something that a door reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The event's id.
    pub id: i64,
    /// What happened, as DoorFlow numbers it.
    pub event_code: i64,
    /// What happened, in words.
    pub event_label: String,
    /// At which door.
    pub channel_id: i64,
    /// What that door is called.
    pub channel_name: String,
    /// To whom.
    pub person_id: Option<i64>,
    /// What that person was called then.
    pub person_name: Option<String>,
    /// The card number or PIN that was used.
    pub credentials_number: Option<String>,
    /// When it happened.
    pub created_at: DateTime<Utc>,
    /// When it was reported: later, if the door could not be reached.
    pub updated_at: DateTime<Utc>,
}

/// Somebody stands before a door.
#[derive(Debug, Clone)]
pub(crate) struct Pass {
    pub(crate) person: i64,
    pub(crate) channel: i64,
    /// The reservation that brings the person; if it is gone, they do not come.
    pub(crate) visit: Option<i64>,
}

impl World {
    pub(crate) fn claim_event_id(&mut self) -> i64 {
        let id = self.next_event_id;
        self.next_event_id += 1;
        id
    }

    /// An event that is not published yet: its id is 0.
    pub(crate) fn event(
        &self,
        code: i64,
        channel_id: i64,
        person_id: Option<i64>,
        credentials_number: Option<String>,
        at: DateTime<Utc>,
    ) -> Event {
        let channel_name = self
            .channel(channel_id)
            .map(|channel| channel.name.clone())
            .unwrap_or_default();
        let person_name = person_id
            .and_then(|id| self.people.get(id))
            .map(super::people::Person::name);
        Event {
            id: 0,
            event_code: code,
            event_label: label(code, person_name.as_deref().unwrap_or("Unknown person")),
            channel_id,
            channel_name,
            person_id,
            person_name,
            credentials_number,
            created_at: at,
            updated_at: at,
        }
    }

    /// Puts an event on the list, in the order of when it happened.
    pub(crate) fn publish(&mut self, event: Event) -> i64 {
        let id = self.claim_event_id();
        self.publish_as(id, event);
        id
    }

    pub(crate) fn publish_as(&mut self, id: i64, mut event: Event) {
        event.id = id;
        let index = self
            .events
            .partition_point(|known| known.created_at <= event.created_at);
        self.events.insert(index, event);
    }

    pub(crate) fn report_connection(&mut self, channel_id: i64, online: bool, at: DateTime<Utc>) {
        let code = if online {
            CHANNEL_ONLINE
        } else {
            CHANNEL_OFFLINE
        };
        let event = self.event(code, channel_id, None, None, at);
        self.publish(event);
    }

    /// Lets a person try a door with the PIN or card they hold. Returns what the door decided, as
    /// an event code; a door that cannot be reached decides as well, and reports it later.
    pub(crate) fn try_door(&mut self, pass: &Pass, at: DateTime<Utc>) -> Option<i64> {
        let channel = self.channel(pass.channel)?;
        self.people.get(pass.person)?;
        let (online, lockdown) = (channel.online, channel.lockdown);
        let (by_pin, number) = self.key_of(pass.person);
        let code = if lockdown {
            REJECT_LOCKDOWN
        } else if self.door_admits(pass.channel, pass.person, at) {
            if by_pin { ADMIT_PIN } else { ADMIT_CARD }
        } else if self.door_expects(pass.channel, pass.person) {
            REJECT_OUT_OF_HOURS
        } else if number.is_none() {
            REJECT_CARD
        } else {
            REJECT_UNAUTHORISED
        };
        let event = self.event(code, pass.channel, Some(pass.person), number, at);
        if online {
            self.publish(event);
        } else if let Some(channel) = self.channel_mut(pass.channel) {
            channel.unreported.push(event);
        }
        Some(code)
    }

    pub(crate) fn run_pass(&mut self, pass: &Pass, at: DateTime<Utc>) {
        if let Some(id) = pass.visit
            && !self.reservations.contains(id)
        {
            return;
        }
        self.try_door(pass, at);
    }

    /// Whether the door opens for the person, by what the door itself knows.
    pub(crate) fn door_admits(&self, channel_id: i64, person_id: i64, at: DateTime<Utc>) -> bool {
        let Some(channel) = self.channel(channel_id) else {
            return false;
        };
        let by_visit = channel.known.reservations.values().any(|leave| {
            leave.person_id == person_id
                && leave.enabled
                && leave.start_time <= at
                && at < leave.end_time
        });
        by_visit || self.has_standing_access(person_id, channel_id, at)
    }

    /// Whether the door knows of a visit by the person, at whatever time.
    fn door_expects(&self, channel_id: i64, person_id: i64) -> bool {
        self.channel(channel_id).is_some_and(|channel| {
            channel
                .known
                .reservations
                .values()
                .any(|leave| leave.person_id == person_id)
        })
    }

    /// Whether the account lets the person through the door, whatever the door knows yet.
    pub(crate) fn has_access(&self, person_id: i64, channel_id: i64, at: DateTime<Utc>) -> bool {
        self.has_standing_access(person_id, channel_id, at)
            || self.reservations.iter().any(|visit| {
                visit.person_id == person_id
                    && visit.channel_ids.contains(&channel_id)
                    && visit.start_time <= at
                    && at < visit.end_time
            })
    }

    fn has_standing_access(&self, person_id: i64, channel_id: i64, at: DateTime<Utc>) -> bool {
        self.people.get(person_id).is_some_and(|person| {
            person.may_enter(at)
                && (self.roles_open(&person.roles, channel_id)
                    || self.groups_open(&person.groups, channel_id))
        })
    }

    /// Whether the person would use a PIN, and the number they would use.
    fn key_of(&self, person_id: i64) -> (bool, Option<String>) {
        let mut card = None;
        for credential in self.credentials_of(person_id) {
            let rule = self
                .credential_type(credential.credential_type_id)
                .map(|kind| kind.rule);
            match rule {
                Some(ValueRule::Pin) => return (true, credential.value.clone()),
                Some(ValueRule::Card) => card.clone_from(&credential.value),
                Some(ValueRule::Mobile) | None => {}
            }
        }
        (false, card)
    }

    /// Plans how the visitor of a reservation comes and goes: most come, some a little early (and
    /// the door says no) and some late, go on through the other doors, and leave by the first.
    pub(crate) fn plan_visit(&mut self, reservation_id: i64, now: DateTime<Utc>) {
        const MINUTE: i64 = 60_000;
        let Some(visit) = self.reservations.get(reservation_id).cloned() else {
            return;
        };
        let draw = |salt: u64, range: std::ops::Range<i64>| {
            let drawn = mix(self.seed, mix(reservation_id.unsigned_abs(), salt));
            let width = u64::try_from(range.end - range.start).unwrap_or(1).max(1);
            range.start + i64::try_from(drawn % width).unwrap_or_default()
        };
        if draw(1, 0..100) < 12 {
            return;
        }
        let pass = |index: usize| Pass {
            person: visit.person_id,
            channel: visit.channel_ids[index],
            visit: Some(reservation_id),
        };
        let length = (visit.end_time - visit.start_time).num_milliseconds();
        let earliest = now.max(visit.start_time);
        let mut planned = Vec::new();
        let mut arrives = visit.start_time
            + TimeDelta::milliseconds(draw(2, -4 * MINUTE..14 * MINUTE).min(length / 2));
        if arrives < visit.start_time && arrives > now {
            planned.push((arrives, pass(0)));
            arrives = visit.start_time + TimeDelta::milliseconds(draw(3, 1_000..90_000));
        }
        // Who is booked while standing at the desk needs a moment until the doors know.
        let arrives = arrives.max(earliest + TimeDelta::milliseconds(draw(4, 2_000..9_000)));
        planned.push((arrives, pass(0)));
        for index in 1..visit.channel_ids.len() {
            let step = i64::try_from(index).unwrap_or(1) * draw(5, 40_000..150_000);
            planned.push((arrives + TimeDelta::milliseconds(step), pass(index)));
        }
        if draw(6, 0..100) < 70 {
            let before_end = draw(7, 1_000..(length / 6).max(2_000));
            let leaves = visit.end_time - TimeDelta::milliseconds(before_end);
            if leaves > arrives + TimeDelta::minutes(5) {
                planned.push((leaves, pass(0)));
            }
        }
        for (at, pass) in planned {
            if at < visit.end_time {
                self.plan(at, Happening::Passes(pass));
            }
        }
    }
}

fn label(code: i64, name: &str) -> String {
    match code {
        CHANNEL_ONLINE => "Channel online".to_owned(),
        CHANNEL_OFFLINE => "Channel offline".to_owned(),
        ADMIT_CARD => format!("{name} admitted using card"),
        ADMIT_PIN => format!("{name} admitted using PIN"),
        ADMIT_BY_APPLICATION => format!("{name} admitted by application"),
        REJECT_CARD => format!("{name} rejected, card not recognised"),
        REJECT_OUT_OF_HOURS => format!("{name} rejected, out of hours"),
        REJECT_LOCKDOWN => format!("{name} rejected, door is in lockdown"),
        REJECT_UNAUTHORISED => format!("{name} rejected, not authorised"),
        REMOTE_DENIED => format!("Remote admit denied for {name}"),
        REMOTE_OFFLINE => format!("Remote admit of {name} failed, channel offline"),
        _ => format!("Event {code}"),
    }
}
