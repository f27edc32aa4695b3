//! Whole answers as DoorFlow's pages describe them, every field of each.

use chrono::{DateTime, Utc};
use doorflow::{
    Account, AccountSyncStatus, AdmissionRequest, AdmissionStatus, Channel, ChannelId,
    ChannelModeKind, ChannelStatus, ChannelSyncStatus, Credential, CredentialStatus,
    CredentialType, CredentialValue, Event, EventId, EventKind, Group, GroupId, GroupReservation,
    GroupReservationState, OrganisationId, Person, PersonId, Reservation, Role, RoleId, Site,
    SiteId, UserId,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("it can be read")
}

#[test]
fn a_person() {
    let person: Person = read(json!({
        "id": 40211, "first_name": "Aoife", "last_name": "Ní Bhriain", "salutation": "Dr.", "job_title": "Surveyor",
        "email": "aoife@survey.example", "organisation_id": 12, "system_id": "S-77", "department": "Estates",
        "enabled": true, "valid_from": "2026-03-01T08:00:00+01:00", "valid_to": "2026-03-31T18:00:00.250Z",
        "image_url": "https://photos.example/1.jpg", "image_thumbnail_url": "https://photos.example/1s.jpg",
        "telephone": "01 555 0199", "mobile": "+353875550100", "notes": "Uses the ramp", "barcode": "BC9",
        "custom_1": "one", "custom_2": "two", "custom_3": "three", "custom_4": "four", "custom_5": "five",
        "created_at": "2026-01-02T03:04:05.000Z", "updated_at": "2026-02-03T04:05:06Z",
        "groups": [4, 9], "roles": [31], "visitor_pin": "8263", "card_number": 5512, "tag": null,
    }));
    assert_eq!(person.id, PersonId(40211));
    assert_eq!(
        (person.first_name.as_str(), person.last_name.as_str()),
        ("Aoife", "Ní Bhriain")
    );
    assert_eq!(person.organisation_id, Some(OrganisationId(12)));
    assert!(person.enabled);
    assert_eq!(person.valid_from, Some(at("2026-03-01T07:00:00Z")));
    assert_eq!(person.valid_to, Some(at("2026-03-31T18:00:00.250Z")));
    assert_eq!(person.created_at, Some(at("2026-01-02T03:04:05Z")));
    assert_eq!(person.updated_at, Some(at("2026-02-03T04:05:06Z")));
    assert_eq!(person.groups, [GroupId(4), GroupId(9)]);
    assert_eq!(person.roles, [RoleId(31)]);
    let texts = [
        (&person.salutation, "Dr."),
        (&person.job_title, "Surveyor"),
        (&person.email, "aoife@survey.example"),
        (&person.system_id, "S-77"),
        (&person.department, "Estates"),
        (&person.image_url, "https://photos.example/1.jpg"),
        (&person.image_thumbnail_url, "https://photos.example/1s.jpg"),
        (&person.telephone, "01 555 0199"),
        (&person.mobile, "+353875550100"),
        (&person.notes, "Uses the ramp"),
        (&person.barcode, "BC9"),
        (&person.custom_1, "one"),
        (&person.custom_2, "two"),
        (&person.custom_3, "three"),
        (&person.custom_4, "four"),
        (&person.custom_5, "five"),
    ];
    for (read, wanted) in texts {
        assert_eq!(read.as_deref(), Some(wanted));
    }
    let extra: Vec<_> = person
        .credential_fields
        .0
        .iter()
        .map(|(key, value)| (key.as_str(), value.secret()))
        .collect();
    assert_eq!(extra, [("card_number", "5512"), ("visitor_pin", "8263")]);
    let printed = format!("{person:?}");
    assert!(!printed.contains("8263") && !printed.contains("5512"));
}

#[test]
fn a_reservation_and_a_group_reservation() {
    let reservation: Reservation = read(json!({
        "id": 789, "person_id": 40211, "start_time": "2026-03-02T09:00:00.000Z",
        "end_time": "2026-03-02T18:00:00+01:00", "channel_ids": [1340, 1341],
        "created_at": "2026-03-01T09:00:00.000Z", "updated_at": "2026-03-01T09:00:01.000Z",
    }));
    assert_eq!(reservation.id.0, 789);
    assert_eq!(reservation.person_id, PersonId(40211));
    assert_eq!(reservation.start_time, at("2026-03-02T09:00:00Z"));
    assert_eq!(reservation.end_time, at("2026-03-02T17:00:00Z"));
    assert_eq!(reservation.channel_ids, [ChannelId(1340), ChannelId(1341)]);
    assert_eq!(reservation.created_at, Some(at("2026-03-01T09:00:00Z")));
    assert_eq!(reservation.updated_at, Some(at("2026-03-01T09:00:01Z")));

    let stay: GroupReservation = read(json!({
        "id": 456, "person_id": 40211, "start_time": "2026-03-02T09:00:00.000Z",
        "end_time": "2026-03-09T17:00:00.000Z", "state": "active", "group_ids": [1, 3, 5],
        "created_at": "2026-03-01T09:00:00.000Z", "updated_at": "2026-03-01T09:00:01.000Z",
    }));
    assert_eq!((stay.id.0, stay.person_id), (456, PersonId(40211)));
    assert_eq!(stay.state, GroupReservationState::Active);
    assert_eq!(stay.group_ids, [1, 3, 5].map(GroupId));
    assert_eq!(stay.start_time, at("2026-03-02T09:00:00Z"));
    assert_eq!(stay.end_time, at("2026-03-09T17:00:00Z"));
    assert!(stay.created_at.is_some() && stay.updated_at.is_some());
}

#[test]
fn a_channel() {
    let channel: Channel = read(json!({
        "id": 1340, "name": "North gate", "mac_address": "0a:1b:2c:3d:4e:5f", "status": "pending_encryption", "unit": 2,
        "model": "M2", "model_long": "Two doors", "serial_number": "SN4", "card_format": "raw", "pin_format": "pin4",
        "freescale_version": "3.1", "pic_version": "7", "reader_device_class_name": "Reader", "site_id": 25,
        "updated_at": "2026-03-01T09:00:00.000Z", "created_at": "2025-03-01T09:00:00.000Z",
        "sync": {"status": "syncing", "last_sync_completed_at": "2026-03-01T08:59:00.000Z"},
        "lockdown": {
            "message": "Nobody in", "card_lockdown": {"state": true}, "rex_lockdown": {"state": false},
            "aux_lockdown": {"state": true},
        },
        "mode": {
            "description": "unlock", "relock_at": "2026-03-01T17:00:00Z", "change_stamp": "2026-03-01T08:00:00Z",
        },
        "auto_unlock": {"id": 10, "name": "Office hours"},
    }));
    assert_eq!((channel.id, channel.unit), (ChannelId(1340), Some(2)));
    assert_eq!(channel.name, "North gate");
    assert_eq!(channel.status, ChannelStatus::PendingEncryption);
    assert_eq!(channel.site_id, Some(SiteId(25)));
    for (read, wanted) in [
        (&channel.mac_address, "0a:1b:2c:3d:4e:5f"),
        (&channel.model, "M2"),
        (&channel.model_long, "Two doors"),
        (&channel.serial_number, "SN4"),
        (&channel.card_format, "raw"),
        (&channel.pin_format, "pin4"),
        (&channel.freescale_version, "3.1"),
        (&channel.pic_version, "7"),
        (&channel.reader_device_class_name, "Reader"),
    ] {
        assert_eq!(read.as_deref(), Some(wanted));
    }
    assert_eq!(channel.updated_at, Some(at("2026-03-01T09:00:00Z")));
    assert_eq!(channel.created_at, Some(at("2025-03-01T09:00:00Z")));
    assert_eq!(channel.sync.status, ChannelSyncStatus::Syncing);
    assert_eq!(
        channel.sync.last_sync_completed_at,
        Some(at("2026-03-01T08:59:00Z"))
    );
    let lockdown = channel.lockdown.expect("a lockdown");
    assert_eq!(lockdown.message, "Nobody in");
    assert!(lockdown.card_lockdown.state && lockdown.aux_lockdown.state);
    assert!(!lockdown.rex_lockdown.state);
    assert_eq!(channel.mode.description, ChannelModeKind::Unlock);
    assert_eq!(channel.mode.relock_at, Some(at("2026-03-01T17:00:00Z")));
    assert_eq!(channel.mode.change_stamp, Some(at("2026-03-01T08:00:00Z")));
    let shift = channel.auto_unlock.expect("a shift");
    assert_eq!((shift.id, shift.name.as_str()), (Some(10), "Office hours"));
}

#[test]
fn an_account() {
    let account: Account = read(json!({
        "id": "k3yq", "name": "Harbour House", "time_zone": "Europe/Dublin", "monitored": true,
        "reseller": {
            "id": 8, "name": "Locks & Co", "support_contact": "Sam", "support_email": "sam@locks.example",
            "support_telephone": "01 555 0100",
        },
        "sync": {"status": "failing", "last_sync": "2026-03-01T09:00:00.000Z", "description": "1 of 4 failed"},
        "user": {"id": 3, "first_name": "Ada", "last_name": "Byrne", "email": "ada@harbour.example"},
        "passport": {"remote_unlock_enabled": true, "hid_mobile_access": false},
    }));
    assert_eq!((account.id.0.as_str(), account.monitored), ("k3yq", true));
    assert_eq!(account.name, "Harbour House");
    assert_eq!(account.time_zone, "Europe/Dublin");
    let reseller = account.reseller.expect("a reseller");
    assert_eq!(
        (reseller.id, reseller.name.as_str()),
        (Some(8), "Locks & Co")
    );
    assert_eq!(reseller.support_contact.as_deref(), Some("Sam"));
    assert_eq!(reseller.support_email.as_deref(), Some("sam@locks.example"));
    assert_eq!(reseller.support_telephone.as_deref(), Some("01 555 0100"));
    assert_eq!(account.sync.status, AccountSyncStatus::Failing);
    assert_eq!(account.sync.last_sync, Some(at("2026-03-01T09:00:00Z")));
    assert_eq!(account.sync.description.as_deref(), Some("1 of 4 failed"));
    assert_eq!(account.user.id, Some(UserId(3)));
    assert_eq!(account.user.first_name, "Ada");
    assert_eq!(account.user.last_name, "Byrne");
    assert_eq!(account.user.email, "ada@harbour.example");
    assert!(account.passport.remote_unlock_enabled && !account.passport.hid_mobile_access);
}

#[test]
fn an_admission_request_and_an_event() {
    let asked: AdmissionRequest = read(json!({
        "id": 987, "status": "timeout", "channel_id": 1340, "person_id": 40211,
        "requested_at": "2026-03-02T14:30:00.000Z", "completed_at": "2026-03-02T14:32:00.500Z",
        "door_controller": {"id": 1340, "name": "North gate"}, "person": {"id": 40211, "name": "Aoife Ní Bhriain"},
    }));
    assert_eq!((asked.id.0, asked.status), (987, AdmissionStatus::Timeout));
    assert_eq!(asked.channel_id, Some(ChannelId(1340)));
    assert_eq!(asked.person_id, Some(PersonId(40211)));
    assert_eq!(asked.requested_at, Some(at("2026-03-02T14:30:00Z")));
    assert_eq!(asked.completed_at, Some(at("2026-03-02T14:32:00.500Z")));
    let door = asked.door_controller.expect("a door");
    assert_eq!(
        (door.id, door.name.as_str()),
        (Some(ChannelId(1340)), "North gate")
    );
    let person = asked.person.expect("a person");
    assert_eq!(
        (person.id, person.name.as_str()),
        (Some(PersonId(40211)), "Aoife Ní Bhriain")
    );

    let event: Event = read(json!({
        "id": 55, "event_id": 55, "event_code": 13, "event_label": "Let in", "door_controller_id": 1340,
        "door_controller_name": "North gate", "channel_id": 1340, "channel_name": "North gate", "person_id": 40211,
        "person_name": "Aoife Ní Bhriain", "credentials_number": "8263", "created_at": "2026-03-02T14:30:00.000Z",
        "updated_at": "2026-03-02T14:30:01.000Z",
    }));
    assert_eq!((event.id, event.event_id), (EventId(55), Some(EventId(55))));
    assert_eq!((event.event_code, event.kind()), (13, EventKind::Admit));
    assert_eq!(event.event_label, "Let in");
    assert_eq!(event.channel_id, event.door_controller_id);
    assert_eq!(event.door(), Some(ChannelId(1340)));
    assert_eq!(event.channel_name.as_deref(), Some("North gate"));
    assert_eq!(event.door_controller_name.as_deref(), Some("North gate"));
    assert_eq!(event.person_id, Some(PersonId(40211)));
    assert_eq!(event.person_name.as_deref(), Some("Aoife Ní Bhriain"));
    assert_eq!(event.created_at, at("2026-03-02T14:30:00Z"));
    assert_eq!(event.updated_at, Some(at("2026-03-02T14:30:01Z")));
    let used = event.credentials_number.as_ref();
    assert_eq!(used.map(CredentialValue::secret), Some("8263"));
    assert!(!format!("{event:?}").contains("8263"));
}

#[test]
fn places_and_credentials() {
    let group: Group = read(json!({
        "id": 15, "name": "Visitors", "notes": "Ground floor", "global_across_sites": true,
        "created_at": "2026-03-01T09:00:00.000Z", "updated_at": "2026-03-01T09:00:01.000Z",
    }));
    assert_eq!((group.id, group.name.as_str()), (GroupId(15), "Visitors"));
    assert_eq!(group.notes.as_deref(), Some("Ground floor"));
    assert!(group.global_across_sites && group.created_at.is_some() && group.updated_at.is_some());

    let role: Role = read(json!({
        "id": 42, "name": "Cleaners", "shift_id": 10, "notes": "Nights",
        "created_at": "2026-03-01T09:00:00.000Z", "updated_at": "2026-03-01T09:00:01.000Z",
    }));
    assert_eq!((role.id, role.shift_id), (RoleId(42), Some(10)));
    assert_eq!(
        (role.name.as_str(), role.notes.as_deref()),
        ("Cleaners", Some("Nights"))
    );
    assert!(role.created_at.is_some() && role.updated_at.is_some());

    let site: Site = read(json!({
        "id": 25, "name": "Quay", "ip_address": "10.1.0.0/16", "time_zone": "Europe/Dublin", "notes": "By the water",
        "site_ips": [{"ip_address": "10.1.0.0/16"}, {"ip_address": "10.2.0.0/16"}],
    }));
    assert_eq!((site.id, site.name.as_str()), (SiteId(25), "Quay"));
    assert_eq!(site.ip_address.as_deref(), Some("10.1.0.0/16"));
    assert_eq!(site.time_zone.as_deref(), Some("Europe/Dublin"));
    assert_eq!(site.notes.as_deref(), Some("By the water"));
    assert_eq!(site.site_ips[1].ip_address, "10.2.0.0/16");

    let kind: CredentialType = read(json!({"id": 5, "label": "PIN", "slug": "pin", "code": 100}));
    assert_eq!((kind.id.0, kind.code), (5, Some(100)));
    assert_eq!((kind.label.as_str(), kind.slug.as_str()), ("PIN", "pin"));

    let credential: Credential = read(json!({
        "id": "x7q", "credential_type_id": 5, "label": "PIN", "person_id": 40211, "value": "8263", "status": "invited",
        "url": "https://pass.example/x7q", "wallet_type": "apple",
    }));
    assert_eq!(
        (credential.id.0.as_str(), credential.credential_type_id.0),
        ("x7q", 5)
    );
    assert_eq!(credential.person_id, PersonId(40211));
    assert_eq!(credential.label, "PIN");
    let value = credential.value.as_ref();
    assert_eq!(value.map(CredentialValue::secret), Some("8263"));
    assert_eq!(credential.status, Some(CredentialStatus::Invited));
    assert_eq!(credential.url.as_deref(), Some("https://pass.example/x7q"));
    assert_eq!(credential.wallet_type.as_deref(), Some("apple"));
}
