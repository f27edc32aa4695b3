//! Makes the calendar's entries of what is in the store: pure, given the time.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use doorflow::{ChannelId, GroupId, PersonId};

use super::attendance::{self, Attendance};
use super::log::Log;
use super::visit::{Readiness, Visit, VisitDoor, VisitGroup, VisitState};
use crate::booking::VisitKind;
use crate::directory::{Entry, initials};
use crate::outbox::Reason;
use crate::store::channels::{ChannelRow, DoorSync};
use crate::store::names::NameRow;
use crate::store::outbox::{EntryRow, EntryState};
use crate::store::visits::{VisitRow, letter};
use crate::sync::begun::Begun;
use crate::zone::AccountZone;

/// What is known around the visits.
pub(crate) struct Surroundings<'a> {
    pub(crate) zone: &'a AccountZone,
    pub(crate) now: DateTime<Utc>,
    /// When the account's day began.
    pub(crate) today: DateTime<Utc>,
    /// Who came and went.
    pub(crate) log: Log,
    pub(crate) people: HashMap<PersonId, Entry>,
    pub(crate) channels: HashMap<i64, ChannelRow>,
    pub(crate) groups: HashMap<i64, String>,
    /// Visits whose change this desk has asked DoorFlow to tell the doors, and when (DoorFlow's time): a door is ready only with a
    /// sync completed after that.
    pub(crate) told_at: HashMap<(VisitKind, i64), Told>,
    /// When the doors were told, for visits that others made.
    pub(crate) begun: Begun,
    /// Visits that are being cancelled.
    pub(crate) cancelling: Vec<(VisitKind, i64)>,
    /// Visits that another is being put in the place of.
    pub(crate) moving: Vec<(VisitKind, i64)>,
    /// Bookings whose visitor could not be made.
    pub(crate) held_up: Vec<i64>,
    /// Bookings that are cancelled once their outcome is known.
    pub(crate) withdrawn: Vec<i64>,
    /// Whom visitors come to see, by the page's keys of their visits.
    pub(crate) hosts: HashMap<String, String>,
}

/// Whether the doors have been asked to take a change of this desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// Not yet: `POST /sync` is still to come.
    NotYet,
    /// `POST /sync` was answered at this time, DoorFlow's clock.
    At(DateTime<Utc>),
}

impl Surroundings<'_> {
    /// Sets the lists of doors and groups.
    pub(crate) fn places(
        channels: Vec<ChannelRow>,
        groups: Vec<NameRow>,
    ) -> (HashMap<i64, ChannelRow>, HashMap<i64, String>) {
        (
            channels
                .into_iter()
                .map(|channel| (channel.id.0, channel))
                .collect(),
            groups
                .into_iter()
                .map(|group| (group.id, group.name))
                .collect(),
        )
    }

    /// An entry for what DoorFlow has.
    pub(crate) fn visit(&self, row: &VisitRow) -> Visit {
        let told = self.told_at.get(&(row.kind, row.id)).copied();
        let has = |door: &ChannelRow| match told {
            Some(Told::NotYet) => false,
            Some(Told::At(at)) => {
                door.last_sync_completed_at > Some(at.max(row.created_at.unwrap_or(at)))
            }
            None => self.begun.has(door, row.created_at.unwrap_or(row.start)),
        };
        let state = if self.cancelling.contains(&(row.kind, row.id)) {
            VisitState::Cancelling
        } else if self.moving.contains(&(row.kind, row.id)) {
            VisitState::Moving
        } else if row.end <= self.now || row.deactivated {
            VisitState::Over
        } else if row.start <= self.now {
            VisitState::UnderWay
        } else {
            VisitState::Expected
        };
        let mut visit = self.entry(
            format!("{}{}", letter(row.kind), row.id),
            row.kind,
            row.person_id,
            (row.start, row.end),
            &row.place_ids,
            state,
        );
        for door in &mut visit.doors {
            door.readiness = self.readiness(door.id, has);
        }
        visit.readiness = worst(visit.doors.iter().map(|door| door.readiness));
        visit.attendance = self.attendance(row);
        visit
    }

    fn attendance(&self, row: &VisitRow) -> Option<Attendance> {
        let seen = attendance::judge(row, &self.log, self.now, self.today)?;
        Some(Attendance {
            presence: seen.presence,
            at: seen.at.map(|at| self.zone.moment(at)),
            by_hand: seen.by_hand,
            late: seen.late.map(|late| late.num_minutes()),
            door: seen
                .door
                .map(|door| self.door_name(door.0))
                .unwrap_or_default(),
            said: seen.said,
            event: seen.event,
        })
    }

    /// An entry for a write that DoorFlow has not accepted, or not yet.
    pub(crate) fn pending(&self, entry: &EntryRow) -> Visit {
        let state = match entry.state {
            _ if self.withdrawn.contains(&entry.id) => VisitState::Cancelling,
            _ if self.held_up.contains(&entry.booking) => VisitState::NotBooked,
            EntryState::NeedsYou if !matches!(entry.reason, Reason::Old | Reason::Restored) => {
                VisitState::Unknown
            }
            EntryState::Queued | EntryState::InFlight => VisitState::Pending,
            EntryState::Unknown => VisitState::Unknown,
            EntryState::Accepted if entry.became_another() => VisitState::Unknown,
            EntryState::Rejected
            | EntryState::NotBooked
            | EntryState::NeedsYou
            | EntryState::Accepted => VisitState::NotBooked,
        };
        self.entry(
            format!("b{}", entry.id),
            entry.kind,
            entry.person_id,
            (entry.start, entry.end),
            &entry.place_ids,
            state,
        )
    }

    fn entry(
        &self,
        key: String,
        kind: VisitKind,
        person_id: PersonId,
        (start, end): (DateTime<Utc>, DateTime<Utc>),
        place_ids: &[i64],
        state: VisitState,
    ) -> Visit {
        let (name, initials, line) = self.who(person_id);
        let (mut doors, mut groups) = (Vec::new(), Vec::new());
        match kind {
            VisitKind::Reservation => {
                doors.extend(place_ids.iter().map(|&id| VisitDoor {
                    id: ChannelId(id),
                    name: self.door_name(id),
                    readiness: Readiness::Waiting,
                }));
            }
            VisitKind::GroupReservation => {
                groups.extend(place_ids.iter().map(|&id| VisitGroup {
                    id: GroupId(id),
                    name: self.group_name(id),
                }));
            }
        }
        let readiness = if doors.is_empty() {
            Readiness::NotKnown
        } else {
            Readiness::Waiting
        };
        Visit {
            host: self.hosts.get(&key).cloned().unwrap_or_default(),
            key,
            kind,
            person_id,
            name,
            initials,
            line,
            start: self.zone.moment(start),
            end: self.zone.moment(end),
            doors,
            groups,
            state,
            readiness,
            attendance: None,
        }
    }

    /// Name, initials and line of a person; a number where the directory has none.
    fn who(&self, id: PersonId) -> (String, String, String) {
        let person = self.people.get(&id);
        let (initials, line) = person.map_or_else(
            || ("?".to_owned(), String::new()),
            |person| {
                let line = if person.department.is_empty() {
                    &person.job_title
                } else {
                    &person.department
                };
                (
                    initials(&person.first_name, &person.last_name),
                    line.clone(),
                )
            },
        );
        (Self::name(id, person), initials, line)
    }

    /// A person's name; their number where the directory does not know them.
    pub(crate) fn name(id: PersonId, person: Option<&Entry>) -> String {
        person.map_or_else(|| format!("Person {id}"), Entry::name)
    }

    /// A door's name; its number where DoorFlow lists it no longer.
    fn door_name(&self, id: i64) -> String {
        Self::door_called(&self.channels, id)
    }

    /// As [`Self::door_name`], of these doors.
    pub(crate) fn door_called(channels: &HashMap<i64, ChannelRow>, id: i64) -> String {
        channels
            .get(&id)
            .map_or_else(|| format!("Door {id}"), |channel| channel.name.clone())
    }

    /// A group's name; its number where DoorFlow lists it no longer.
    fn group_name(&self, id: i64) -> String {
        self.groups
            .get(&id)
            .cloned()
            .unwrap_or_else(|| format!("Group {id}"))
    }

    /// How far a door is that `has` the visit, or has not.
    fn readiness(&self, door: ChannelId, has: impl FnOnce(&ChannelRow) -> bool) -> Readiness {
        let Some(channel) = self.channels.get(&door.0) else {
            return Readiness::NotKnown;
        };
        match channel.sync {
            _ if has(channel) => Readiness::Ready,
            _ if !channel.online => Readiness::Offline,
            DoorSync::Fail => Readiness::Failing,
            DoorSync::Ok | DoorSync::Behind => Readiness::Waiting,
        }
    }
}

/// All doors together: the worst of them. They are not ready where it is not known of one.
fn worst(all: impl Iterator<Item = Readiness>) -> Readiness {
    all.max_by_key(|readiness| match readiness {
        Readiness::Ready => 0,
        Readiness::NotKnown => 1,
        Readiness::Waiting => 2,
        Readiness::Offline => 3,
        Readiness::Failing => 4,
    })
    .unwrap_or(Readiness::NotKnown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    fn channel(online: bool, sync: DoorSync, completed: Option<&str>) -> ChannelRow {
        ChannelRow {
            id: ChannelId(1),
            name: "Front Door".to_owned(),
            site_id: None,
            online,
            lockdown: false,
            sync,
            last_sync_completed_at: completed.map(at),
        }
    }

    fn row() -> VisitRow {
        VisitRow {
            kind: VisitKind::Reservation,
            id: 7,
            person_id: PersonId(3),
            start: at("2026-11-19T13:00:00Z"),
            end: at("2026-11-19T15:00:00Z"),
            place_ids: vec![1],
            deactivated: false,
            created_at: Some(at("2026-11-18T10:00:00Z")),
        }
    }

    fn seen(channel: ChannelRow, told: Option<Told>) -> Visit {
        let zone = AccountZone::parse("Europe/London").expect("a zone");
        let surroundings = Surroundings {
            zone: &zone,
            now: at("2026-11-18T10:05:00Z"),
            today: at("2026-11-18T00:00:00Z"),
            log: Log::default(),
            people: HashMap::new(),
            channels: HashMap::from([(1, channel)]),
            groups: HashMap::new(),
            told_at: told
                .map(|told| ((VisitKind::Reservation, 7), told))
                .into_iter()
                .collect(),
            begun: Begun::default(),
            cancelling: Vec::new(),
            moving: Vec::new(),
            held_up: Vec::new(),
            withdrawn: Vec::new(),
            hosts: HashMap::new(),
        };
        surroundings.visit(&row())
    }

    #[test]
    fn a_door_is_ready_only_after_a_sync_newer_than_the_write() {
        let cases = [
            // Of a visit that others made: that sync may have been on its way before.
            (
                channel(true, DoorSync::Ok, Some("2026-11-18T10:01:00Z")),
                None,
                Readiness::Waiting,
            ),
            (
                channel(true, DoorSync::Ok, Some("2026-11-18T09:59:00Z")),
                None,
                Readiness::Waiting,
            ),
            (channel(true, DoorSync::Ok, None), None, Readiness::Waiting),
            (
                channel(false, DoorSync::Behind, Some("2026-11-18T09:59:00Z")),
                None,
                Readiness::Offline,
            ),
            // Offline now, but it took this booking before it went.
            (
                channel(false, DoorSync::Ok, Some("2026-11-18T10:01:00Z")),
                Some(Told::At(at("2026-11-18T10:00:30Z"))),
                Readiness::Ready,
            ),
            (
                channel(true, DoorSync::Fail, None),
                None,
                Readiness::Failing,
            ),
            // A sync that completed after the write, but before DoorFlow was asked for one, may have begun before the write.
            (
                channel(true, DoorSync::Ok, Some("2026-11-18T10:01:00Z")),
                Some(Told::At(at("2026-11-18T10:01:30Z"))),
                Readiness::Waiting,
            ),
            (
                channel(true, DoorSync::Ok, Some("2026-11-18T10:01:00Z")),
                Some(Told::NotYet),
                Readiness::Waiting,
            ),
        ];
        for (channel, told, wanted) in cases {
            let visit = seen(channel.clone(), told);
            assert_eq!(visit.readiness, wanted, "{channel:?} {told:?}");
        }
    }

    #[test]
    fn what_the_directory_and_doorflow_do_not_name_has_its_number() {
        let visit = seen(
            ChannelRow {
                id: ChannelId(2),
                ..channel(true, DoorSync::Ok, None)
            },
            None,
        );
        assert_eq!(visit.name, "Person 3");
        assert_eq!(visit.state, VisitState::Expected);
    }
}
