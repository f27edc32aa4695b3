//! DoorFlow's answers as rows of the store.

use chrono::{DateTime, Utc};
use doorflow::{
    Channel, ChannelStatus, ChannelSyncStatus, Group, GroupReservation, GroupReservationState,
    ListedPerson, Reservation, Role, Site,
};

use crate::booking::VisitKind;
use crate::directory::Entry;
use crate::store::channels::{ChannelRow, DoorSync};
use crate::store::names::NameRow;
use crate::store::people::PersonRow;
use crate::store::visits::VisitRow;

/// A person, without the fields that are only read fresh.
pub(crate) fn person(person: impl Into<ListedPerson>) -> PersonRow {
    let person = person.into();
    PersonRow {
        id: person.id,
        has_photo: person.has_photo(),
        first_name: person.first_name,
        last_name: person.last_name,
        salutation: person.salutation,
        job_title: person.job_title,
        email: person.email,
        organisation_id: person.organisation_id.map(|id| id.0),
        system_id: person.system_id,
        department: person.department,
        telephone: person.telephone,
        mobile: person.mobile,
        enabled: person.enabled,
        valid_from: person.valid_from,
        valid_to: person.valid_to,
        group_ids: person.groups.iter().map(|id| id.0).collect(),
        role_ids: person.roles.iter().map(|id| id.0).collect(),
    }
}

/// What the directory searches.
pub(crate) fn entry(person: &PersonRow) -> Entry {
    into_entry(person.clone())
}

/// The same of a row that nobody else needs.
pub(crate) fn into_entry(person: PersonRow) -> Entry {
    Entry {
        id: person.id,
        first_name: person.first_name,
        last_name: person.last_name,
        email: person.email,
        department: person.department,
        job_title: person.job_title,
        system_id: person.system_id,
        mobile: person.mobile,
        telephone: person.telephone,
        enabled: person.enabled,
        valid_from: person.valid_from,
        valid_to: person.valid_to,
    }
}

/// A door.
pub(crate) fn channel(channel: &Channel) -> ChannelRow {
    ChannelRow {
        id: channel.id,
        name: channel.name.clone(),
        site_id: channel.site_id,
        online: channel.status == ChannelStatus::Online,
        lockdown: channel.lockdown.is_some(),
        sync: match channel.sync.status {
            ChannelSyncStatus::Ok => DoorSync::Ok,
            ChannelSyncStatus::Fail => DoorSync::Fail,
            _ => DoorSync::Behind,
        },
        last_sync_completed_at: channel.sync.last_sync_completed_at,
    }
}

/// A group.
pub(crate) fn group(group: &Group) -> NameRow {
    NameRow {
        id: group.id.0,
        name: group.name.clone(),
        notes: group.notes.clone().unwrap_or_default(),
    }
}

/// A role.
pub(crate) fn role(role: &Role) -> NameRow {
    NameRow {
        id: role.id.0,
        name: role.name.clone(),
        notes: String::new(),
    }
}

/// A site.
pub(crate) fn site(site: &Site) -> NameRow {
    NameRow {
        id: site.id.0,
        name: site.name.clone(),
        notes: String::new(),
    }
}

/// A reservation.
pub(crate) fn reservation(reservation: &Reservation) -> VisitRow {
    let mut place_ids: Vec<i64> = reservation.channel_ids.iter().map(|id| id.0).collect();
    place_ids.sort_unstable();
    place_ids.dedup();
    VisitRow {
        kind: VisitKind::Reservation,
        id: reservation.id.0,
        person_id: reservation.person_id,
        start: reservation.start_time,
        end: reservation.end_time,
        place_ids,
        deactivated: false,
        created_at: reservation.created_at,
    }
}

/// A group reservation.
pub(crate) fn group_reservation(reservation: &GroupReservation) -> VisitRow {
    let mut place_ids: Vec<i64> = reservation.group_ids.iter().map(|id| id.0).collect();
    place_ids.sort_unstable();
    place_ids.dedup();
    VisitRow {
        kind: VisitKind::GroupReservation,
        id: reservation.id.0,
        person_id: reservation.person_id,
        start: reservation.start_time,
        end: reservation.end_time,
        place_ids,
        deactivated: reservation.state == GroupReservationState::Deactivated,
        created_at: reservation.created_at,
    }
}

/// A visit as it is kept. DoorFlow calls deactivated what was cancelled and what is complete: what is over `by` its own time stays what it was
/// `before`.
pub(super) fn as_it_ended(row: &mut VisitRow, before: Option<&VisitRow>, by: DateTime<Utc>) {
    if row.end <= by {
        row.deactivated &= before.is_some_and(|before| before.deactivated);
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use doorflow::PersonId;

    use super::*;

    #[test]
    fn what_is_complete_was_not_cancelled() {
        let end: DateTime<Utc> = "2026-11-18T11:00:00Z".parse().expect("a time");
        let read = VisitRow {
            kind: VisitKind::GroupReservation,
            id: 1,
            person_id: PersonId(1),
            start: end - TimeDelta::hours(1),
            end,
            place_ids: vec![15],
            deactivated: true,
            created_at: None,
        };
        let standing = VisitRow {
            deactivated: false,
            ..read.clone()
        };
        let kept = |before: Option<&VisitRow>, by: DateTime<Utc>| {
            let mut row = read.clone();
            as_it_ended(&mut row, before, by);
            row.deactivated
        };
        let sooner = end - TimeDelta::seconds(1);
        assert!(kept(Some(&standing), sooner), "cancelled while under way");
        assert!(kept(Some(&read), end), "as was known");
        assert!(!kept(Some(&standing), end));
        assert!(!kept(None, end));
    }
}
