//! What DoorFlow's pages do not promise, and what must not be guessed at.

use chrono::{DateTime, Utc};
use doorflow::{
    Account, AccountSyncStatus, AdmissionRequest, AdmissionStatus, Channel, ChannelId,
    ChannelModeKind, ChannelStatus, ChannelSyncStatus, Credential, CredentialStatus,
    CredentialType, Event, EventKind, Group, GroupReservation, GroupReservationState, Person,
    Reservation, Role, Site,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// `base` with `change` laid over it.
fn with(mut base: Value, change: &Value) -> Value {
    let change = change.as_object().expect("an object").clone();
    base.as_object_mut().expect("an object").extend(change);
    base
}

fn read<T: DeserializeOwned>(value: &Value) -> T {
    T::deserialize(value).unwrap_or_else(|error| panic!("{value}: {error}"))
}

fn fails<T: DeserializeOwned>(value: &Value) -> bool {
    T::deserialize(value).is_err()
}

fn person() -> Value {
    json!({"id": 1, "enabled": true})
}

fn visit() -> Value {
    json!({
        "id": 1, "person_id": 2, "start_time": "2024-01-15T09:00:00Z", "end_time": "2024-01-15T17:00:00Z",
    })
}

fn event() -> Value {
    json!({"id": 1, "event_code": 10, "created_at": "2024-01-15T09:00:00Z"})
}

/// A record with null under every key but those that it needs.
fn nulls(needed: Value, keys: &str) -> Value {
    let nulls = keys.split(' ').map(|key| (key.to_owned(), Value::Null));
    with(needed, &Value::Object(nulls.collect()))
}

#[test]
fn null_is_nothing_wherever_nothing_is_sensible() {
    let all: Person = read(&nulls(
        person(),
        "first_name last_name salutation job_title email organisation_id system_id department valid_from valid_to \
         image_url image_thumbnail_url telephone mobile notes barcode custom_1 custom_2 custom_3 custom_4 custom_5 \
         created_at updated_at groups roles pin",
    ));
    assert_eq!((all.first_name.as_str(), all.last_name.as_str()), ("", ""));
    assert!(all.groups.is_empty() && all.roles.is_empty() && all.valid_to.is_none());
    assert!(all.credential_fields.0.is_empty(), "null is no credential");
    let disabled: Person = read(&json!({"id": 1, "enabled": null}));
    assert!(!disabled.enabled, "nobody is let in for want of a no");

    let door: Channel = read(&nulls(
        json!({"id": 1}),
        "name mac_address status unit model model_long serial_number card_format pin_format freescale_version \
         pic_version reader_device_class_name site_id updated_at created_at sync lockdown mode auto_unlock",
    ));
    assert_eq!(door.status, ChannelStatus::Other(String::new()));
    assert!(door.lockdown.is_none() && door.auto_unlock.is_none());
    let inner = json!({
        "id": 1, "lockdown": {"message": null, "card_lockdown": null, "rex_lockdown": {"state": null}},
        "sync": {"status": null, "last_sync_completed_at": null}, "mode": {"description": null, "relock_at": null},
        "auto_unlock": {"id": null, "name": null},
    });
    let door: Channel = read(&inner);
    assert_eq!(door.lockdown, Some(doorflow::Lockdown::default()));

    read::<Account>(&nulls(
        json!({"id": "a", "time_zone": "Europe/London"}),
        "name monitored reseller sync user passport",
    ));
    read::<Reservation>(&nulls(visit(), "channel_ids created_at updated_at"));
    read::<GroupReservation>(&nulls(visit(), "state group_ids created_at updated_at"));
    read::<AdmissionRequest>(&nulls(
        json!({"id": 1}),
        "status channel_id person_id requested_at completed_at door_controller person",
    ));
    read::<Event>(&nulls(
        event(),
        "event_id event_label channel_id channel_name door_controller_id door_controller_name person_id person_name \
         credentials_number updated_at",
    ));
    let credential = json!({"id": "a", "credential_type_id": 5, "person_id": 7});
    let mobile: Credential = read(&nulls(credential, "label value status url wallet_type"));
    assert!(mobile.value.is_none() && mobile.status.is_none());
    read::<CredentialType>(&nulls(json!({"id": 1}), "label slug code"));
    let named = "name notes global_across_sites shift_id ip_address time_zone site_ips created_at updated_at";
    read::<Group>(&nulls(json!({"id": 1}), named));
    read::<Role>(&nulls(json!({"id": 1}), named));
    read::<Site>(&nulls(json!({"id": 1}), named));
}

#[test]
fn what_may_be_missing_may_be_missing() {
    read::<Person>(&person());
    read::<Channel>(&json!({"id": 1}));
    read::<Reservation>(&visit());
    read::<GroupReservation>(&visit());
    read::<AdmissionRequest>(&json!({"id": 1}));
    read::<Event>(&event());
    read::<Group>(&json!({"id": 1}));
    read::<Role>(&json!({"id": 1}));
    read::<Site>(&json!({"id": 1}));
    read::<CredentialType>(&json!({"id": 1}));
    read::<Account>(&json!({"id": "a", "time_zone": "Europe/London"}));
}

#[test]
fn what_must_be_there_must_be_there() {
    let without = |mut value: Value, key: &str| {
        value.as_object_mut().expect("an object").remove(key);
        value
    };
    assert!(fails::<Person>(&without(person(), "enabled")));
    assert!(fails::<Person>(&without(person(), "id")));
    for key in ["id", "person_id", "start_time", "end_time"] {
        for value in [
            without(visit(), key),
            with(visit(), &json!({key: null})),
            with(visit(), &json!({key: "string"})),
        ] {
            assert!(fails::<Reservation>(&value), "{value}");
            assert!(fails::<GroupReservation>(&value), "{value}");
        }
    }
    for key in ["id", "event_code", "created_at"] {
        assert!(fails::<Event>(&without(event(), key)), "{key}");
    }
    assert!(fails::<Account>(&json!({"id": "a"})), "no zone, no days");
    assert!(fails::<Account>(&json!({"id": "", "time_zone": "UTC"})));
}

#[test]
fn every_form_of_a_time_is_the_same_instant() {
    let wanted: DateTime<Utc> = "2024-07-15T09:00:00Z".parse().expect("a time");
    for written in [
        "2024-07-15T09:00:00.000Z",
        "2024-07-15T09:00:00Z",
        "2024-07-15T10:00:00+01:00",
        "2024-07-15T10:00:00.000+01:00",
        "2024-07-15T05:00:00-04:00",
        "2024-07-15T14:45:00.000000+05:45",
    ] {
        let times = json!({"start_time": written, "created_at": written});
        let read: Reservation = read(&with(visit(), &times));
        assert_eq!(read.start_time, wanted, "{written}");
        assert_eq!(read.created_at, Some(wanted), "{written}");
    }
}

#[test]
fn a_bound_that_cannot_be_read_is_not_taken_for_none() {
    for none in [json!(null), json!(""), json!(" ")] {
        let open: Person = read(&with(person(), &json!({"valid_to": none})));
        assert_eq!(open.valid_to, None);
    }
    for bad in [
        json!("string"),
        json!("2024-02-30T00:00:00Z"),
        json!(5),
        json!({}),
    ] {
        let value = with(person(), &json!({"valid_to": bad}));
        assert!(fails::<Person>(&value), "{value}");
    }
    let odd: Person = read(&with(person(), &json!({"created_at": "string"})));
    assert_eq!(odd.created_at, None, "nothing hangs on when it was made");
}

#[test]
fn numbers_and_yes_or_no_may_be_written_as_strings() {
    let texts: Person = read(&json!({
        "id": "1", "enabled": "false", "organisation_id": " 12 ", "groups": ["4", 9, null], "roles": ["31"],
        "system_id": 77, "first_name": 7, "barcode": 1.5,
    }));
    assert_eq!(texts.id.0, 1);
    assert!(!texts.enabled);
    assert_eq!(texts.organisation_id.map(|id| id.0), Some(12));
    assert_eq!(texts.groups.len(), 2, "null in a list is nothing");
    assert_eq!(texts.first_name, "7");
    assert_eq!(texts.system_id.as_deref(), Some("77"));
    assert_eq!(texts.barcode.as_deref(), Some("1.5"));
    for (written, read_as) in [(json!("true"), true), (json!("1"), true), (json!(0), false)] {
        let flag: Person = read(&with(person(), &json!({"enabled": written})));
        assert_eq!(flag.enabled, read_as, "{written}");
    }
    for bad in [json!("yes"), json!(2), json!(""), json!([]), json!(1.5)] {
        let value = with(person(), &json!({"enabled": bad}));
        assert!(fails::<Person>(&value), "{value} is neither yes nor no");
    }
    let door: Channel = read(&json!({"id": 1, "unit": "2", "site_id": ""}));
    assert_eq!((door.unit, door.site_id), (Some(2), None));
    let kind: CredentialType = read(&json!({"id": 1, "code": "100"}));
    assert_eq!(kind.code, Some(100));
    let seen: Event = read(&with(event(), &json!({"event_code": "20"})));
    assert_eq!(seen.kind(), EventKind::Reject);
    let bad = json!({"id": 1, "shift_id": "nights"});
    assert!(
        fails::<Role>(&bad),
        "a shift that cannot be read is not always"
    );
}

#[test]
fn an_enumeration_may_gain_a_value() {
    let new = || "brand_new".to_owned();
    let door: Channel = read(&json!({
        "id": 1, "status": "brand_new", "sync": {"status": "brand_new"}, "mode": {"description": "brand_new"},
    }));
    assert_eq!(door.status, ChannelStatus::Other(new()));
    assert_eq!(door.status.as_str(), "brand_new");
    assert_eq!(door.sync.status, ChannelSyncStatus::Other(new()));
    assert_eq!(door.mode.description, ChannelModeKind::Other(new()));
    let stay: GroupReservation = read(&with(visit(), &json!({"state": "brand_new"})));
    assert_eq!(stay.state, GroupReservationState::Other(new()));
    let asked: AdmissionRequest = read(&json!({"id": 1, "status": "brand_new"}));
    assert_eq!(asked.status, AdmissionStatus::Other(new()));
    let card: Credential = read(&json!({
        "id": "a", "credential_type_id": 5, "person_id": 7, "status": "brand_new", "wallet_type": "brand_new",
    }));
    assert_eq!(card.status, Some(CredentialStatus::Other(new())));
    let account: Account = read(&json!({
        "id": 9, "time_zone": "UTC", "sync": {"status": "brand_new"},
    }));
    assert_eq!(account.sync.status, AccountSyncStatus::Other(new()));
    assert_eq!(account.id.0, "9");
}

#[test]
fn keys_that_are_not_known_change_nothing() {
    let more = json!({"brand_new": {"deep": [1, null]}, "other": "x"});
    assert_eq!(
        read::<Reservation>(&with(visit(), &more)),
        read::<Reservation>(&visit())
    );
    let door = json!({"id": 1, "sync": {"status": "ok", "more": 1}, "more": []});
    assert_eq!(read::<Channel>(&door).sync.status, ChannelSyncStatus::Ok);
    let extra: Person = read(&with(person(), &more));
    let keys: Vec<_> = extra.credential_fields.0.keys().collect();
    assert_eq!(
        keys,
        ["other"],
        "only a text or a number can be a credential"
    );
}

#[test]
fn the_doors_of_a_visit_are_read_under_either_name_and_both() {
    for (doors, wanted) in [
        (json!({"channel_ids": [3]}), vec![ChannelId(3)]),
        (json!({"door_controller_ids": [4]}), vec![ChannelId(4)]),
        (
            json!({"channel_ids": [3], "door_controller_ids": [3]}),
            vec![ChannelId(3)],
        ),
        (
            json!({"channel_ids": null, "door_controller_ids": [4]}),
            vec![ChannelId(4)],
        ),
        (json!({"channel_ids": [null, "3"]}), vec![ChannelId(3)]),
    ] {
        let value = with(visit(), &doors);
        assert_eq!(read::<Reservation>(&value).channel_ids, wanted, "{doors}");
    }
    let bad = with(visit(), &json!({"channel_ids": [3, "x"]}));
    assert!(fails::<Reservation>(&bad), "a door is not left out");
}

#[test]
fn an_event_is_known_by_the_range_of_its_code_and_either_name_of_its_door() {
    let kinds = [
        (9, EventKind::Other),
        (10, EventKind::Admit),
        (18, EventKind::Admit),
        (19, EventKind::Other),
        (20, EventKind::Reject),
        (29, EventKind::Reject),
        (30, EventKind::Other),
        (50, EventKind::Remote),
        (63, EventKind::Remote),
        (70, EventKind::Admit),
        (73, EventKind::Reject),
        (-1, EventKind::Other),
    ];
    for (code, kind) in kinds {
        let event: Event = read(&with(event(), &json!({"event_code": code})));
        assert_eq!(event.kind(), kind, "{code}");
    }
    let old: Event = read(&with(event(), &json!({"door_controller_id": 8})));
    assert_eq!(old.door(), Some(ChannelId(8)));
}
