//! Reservations and group reservations.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

use super::fields::{Fields, Invalid};
use super::table::Row;
use super::{Happening, Refusal, World, Write};

/// One person may pass some doors for part of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    /// The reservation's id.
    pub id: i64,
    /// Who may pass.
    pub person_id: i64,
    /// From when.
    pub start_time: DateTime<Utc>,
    /// Until when, this instant not included.
    pub end_time: DateTime<Utc>,
    /// Through which doors.
    pub channel_ids: Vec<i64>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// One person is in some groups for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupReservation {
    /// The group reservation's id.
    pub id: i64,
    /// Who is in the groups.
    pub person_id: i64,
    /// From when.
    pub start_time: DateTime<Utc>,
    /// Until when, this instant not included.
    pub end_time: DateTime<Utc>,
    /// Where it stands.
    pub state: GroupReservationState,
    /// Which groups.
    pub group_ids: Vec<i64>,
    /// The groups that the person was not in before, and leaves at the end.
    pub(crate) joined: Vec<i64>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed, the start and the end included.
    pub updated_at: DateTime<Utc>,
}

/// Where a group reservation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupReservationState {
    /// Not started.
    Pending,
    /// Under way.
    Active,
    /// Cancelled or over.
    Deactivated,
}

impl GroupReservationState {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Deactivated => "deactivated",
        }
    }
}

impl Row for Reservation {
    fn id(&self) -> i64 {
        self.id
    }
}

impl Row for GroupReservation {
    fn id(&self) -> i64 {
        self.id
    }
}

impl World {
    /// Makes the reservation that a request body describes.
    pub(crate) fn create_reservation(
        &mut self,
        body: &Map<String, Value>,
        now: DateTime<Utc>,
    ) -> Result<i64, Refusal> {
        let mut fields = Fields::of(body, self.zone);
        let person_id = self.read_person_id(&mut fields);
        let channels = fields.ids("channel_ids");
        // An alias, which counts only where the real name is absent.
        let channel_ids = match channels {
            Some(ids) if !ids.is_empty() => ids,
            _ => fields.ids("door_controller_ids").unwrap_or_default(),
        };
        if channel_ids.is_empty() && !fields.invalid.has("channel_ids") {
            fields
                .invalid
                .add("channel_ids", "must name at least one channel");
        }
        if channel_ids.iter().any(|id| self.channel(*id).is_none()) {
            fields
                .invalid
                .add("channel_ids", "Not found for this account");
        }
        let times = read_times(&mut fields, now);
        if let Some((start, end)) = times
            && let Some(message) = self.outside_one_day(start, end)
        {
            fields.invalid.add("end_time", message);
        }
        fields.invalid.into_result()?;
        let (Some(person_id), Some((start_time, end_time))) = (person_id, times) else {
            return Err(Refusal::missing_wrapper("reservation"));
        };
        let id = self.add_reservation(person_id, (start_time, end_time), channel_ids, now);
        self.record(now, Write::ReservationCreated(id));
        if self.visitors_come {
            self.plan_visit(id, now);
        }
        Ok(id)
    }

    pub(crate) fn add_reservation(
        &mut self,
        person_id: i64,
        (start_time, end_time): (DateTime<Utc>, DateTime<Utc>),
        channel_ids: Vec<i64>,
        now: DateTime<Utc>,
    ) -> i64 {
        let id = self.reservations.claim_id();
        self.changed(Some(&channel_ids));
        self.reservations.push(Reservation {
            id,
            person_id,
            start_time,
            end_time,
            channel_ids,
            created_at: now,
            updated_at: now,
        });
        id
    }

    /// Takes a reservation away that has not ended.
    pub(crate) fn delete_reservation(
        &mut self,
        id: i64,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        if self
            .reservations
            .get(id)
            .is_none_or(|visit| visit.end_time <= now)
        {
            return Err(Refusal::NotFound);
        }
        if let Some(visit) = self.reservations.remove(id) {
            self.changed(Some(&visit.channel_ids));
        }
        Ok(())
    }

    /// The rule that a reservation breaks by its times, if it breaks one.
    fn outside_one_day(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> Option<&'static str> {
        if end - start < TimeDelta::minutes(1) {
            return Some("must be at least 1 minute after start time");
        }
        if end - start >= TimeDelta::hours(24) {
            return Some("must be less than 24 hours after start time");
        }
        // Midnight itself still belongs to the day that it ends.
        let last = end - TimeDelta::milliseconds(1);
        let day = |time: DateTime<Utc>| time.with_timezone(&self.zone).date_naive();
        (day(start) != day(last)).then_some("must be on the same day as start time")
    }

    /// Makes the group reservation that a request body describes.
    pub(crate) fn create_group_reservation(
        &mut self,
        body: &Map<String, Value>,
        now: DateTime<Utc>,
    ) -> Result<i64, Refusal> {
        let Some(Value::Object(inner)) = body.get("group_reservation") else {
            return Err(Refusal::missing_wrapper("group_reservation"));
        };
        let mut fields = Fields::of(inner, self.zone);
        let person_id = self.read_person_id(&mut fields);
        let group_ids = fields.ids("group_ids").unwrap_or_default();
        if group_ids.is_empty() && !fields.invalid.has("group_ids") {
            fields.invalid.add("group_ids", "can't be blank");
        }
        if group_ids
            .iter()
            .any(|id| !self.groups.iter().any(|group| group.id == *id))
        {
            fields
                .invalid
                .add("group_ids", "Not found for this account");
        }
        let times = read_times(&mut fields, now);
        fields.invalid.into_result()?;
        let (Some(person_id), Some(times)) = (person_id, times) else {
            return Err(Refusal::missing_wrapper("group_reservation"));
        };
        let id = self.add_group_reservation(person_id, times, group_ids, now);
        self.record(now, Write::GroupReservationCreated(id));
        self.settle(now);
        Ok(id)
    }

    pub(crate) fn add_group_reservation(
        &mut self,
        person_id: i64,
        (start_time, end_time): (DateTime<Utc>, DateTime<Utc>),
        group_ids: Vec<i64>,
        now: DateTime<Utc>,
    ) -> i64 {
        let id = self.group_reservations.claim_id();
        self.group_reservations.push(GroupReservation {
            id,
            person_id,
            start_time,
            end_time,
            state: GroupReservationState::Pending,
            group_ids,
            joined: Vec::new(),
            created_at: now,
            updated_at: now,
        });
        self.changed(None);
        self.plan(start_time.max(now), Happening::GroupReservationStarts(id));
        self.plan(end_time, Happening::GroupReservationEnds(id));
        id
    }

    /// Takes a group reservation away that has not started, or ends one that has.
    pub(crate) fn delete_group_reservation(
        &mut self,
        id: i64,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        match self
            .group_reservations
            .get(id)
            .ok_or(Refusal::NotFound)?
            .state
        {
            GroupReservationState::Pending => {
                self.group_reservations.remove(id);
            }
            GroupReservationState::Active => self.end_group_reservation(id, now),
            GroupReservationState::Deactivated => return Err(Refusal::NotFound),
        }
        self.changed(None);
        self.record(now, Write::GroupReservationDeleted(id));
        Ok(())
    }

    pub(crate) fn start_group_reservation(&mut self, id: i64, at: DateTime<Utc>) {
        let Some(stay) = self.group_reservations.get_mut(id) else {
            return;
        };
        if stay.state != GroupReservationState::Pending {
            return;
        }
        stay.state = GroupReservationState::Active;
        stay.updated_at = at;
        if let Some(person) = self.people.get_mut(stay.person_id) {
            stay.joined = stay.group_ids.clone();
            stay.joined.retain(|group| !person.groups.contains(group));
            person.groups.extend(&stay.joined);
            person.updated_at = at;
        }
    }

    /// Ends a group reservation. The person leaves the groups that it brought them into, also if
    /// another one that is active names the same group: whoever replaces one has to look again.
    pub(crate) fn end_group_reservation(&mut self, id: i64, at: DateTime<Utc>) {
        let Some(stay) = self.group_reservations.get_mut(id) else {
            return;
        };
        if stay.state != GroupReservationState::Active {
            return;
        }
        stay.state = GroupReservationState::Deactivated;
        stay.updated_at = at;
        let left = std::mem::take(&mut stay.joined);
        if let Some(person) = self.people.get_mut(stay.person_id) {
            person.groups.retain(|group| !left.contains(group));
            person.updated_at = at;
        }
    }

    fn read_person_id(&self, fields: &mut Fields<'_>) -> Option<i64> {
        let person_id = fields.id("person_id").flatten();
        if person_id.is_none_or(|id| !self.people.contains(id)) && !fields.invalid.has("person_id")
        {
            fields.invalid.add("person_id", "must exist");
        }
        person_id
    }
}

/// Reads start and end; `None` once something is wrong with either.
fn read_times(
    fields: &mut Fields<'_>,
    now: DateTime<Utc>,
) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let mut read = |key: &str| {
        let time = fields.instant(key).flatten();
        if time.is_none() && !fields.invalid.has(key) {
            fields.invalid.add(key, "can't be blank");
        }
        time
    };
    let (start, end) = (read("start_time"), read("end_time"));
    let (start, end) = (start?, end?);
    let mut problem = Invalid::default();
    if end <= start {
        problem.add("end_time", "must be after start time");
    } else if end <= now {
        problem.add("end_time", "must be in the future");
    }
    if let Some(messages) = problem.0.remove("end_time") {
        for message in messages {
            fields.invalid.add("end_time", &message);
        }
        return None;
    }
    Some((start, end))
}
