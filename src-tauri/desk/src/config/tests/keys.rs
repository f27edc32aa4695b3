//! What a desk or its office is like: one test for each key.

use super::*;
use crate::session::SCOPES_ASKED;

#[test]
fn what_is_over_is_kept_for_as_many_days_as_the_layers_say() {
    let days = |machine, user, env| layered(machine, user, env).0.retention_days;
    assert_eq!(days("", "", &[]), 90);
    assert_eq!(days("retention_days = 30", "", &[]), 30);
    assert_eq!(days("retention_days = 30", "retention_days = 7", &[]), 7);
    let env = [("LOBBY_RETENTION_DAYS", "1")];
    assert_eq!(days("", "retention_days = 7", &env), 1);

    for nonsense in ["0", "-1", "3651", "1.5", "0x10", "'30'", "true", "[]"] {
        let (config, troubles) = layered("", &format!("retention_days = {nonsense}"), &[]);
        assert_eq!(config.retention_days, 90, "{nonsense}");
        assert_eq!(
            troubles,
            [
                "/home/marta/.config/lobby/lobby.toml, line 1: retention_days must be a whole number of days, 1 to 3650"
            ],
            "{nonsense}"
        );
    }
    let (config, troubles) = layered("", "", &[("LOBBY_RETENTION_DAYS", "a week")]);
    assert_eq!(config.retention_days, 90);
    assert_eq!(
        troubles,
        ["LOBBY_RETENTION_DAYS: must be a whole number of days, 1 to 3650"]
    );
}

#[test]
fn how_many_pages_are_asked_for_at_once_is_bounded() {
    let pages = |machine, env: &str| {
        let (config, troubles) = layered(machine, "", &[("LOBBY_PAGES_AT_ONCE", env)]);
        (config.pages_at_once, troubles.len())
    };
    assert_eq!(pages("", ""), (4, 0));
    assert_eq!(pages("pages_at_once = 1", ""), (1, 0));
    assert_eq!(pages("pages_at_once = 1", "16"), (16, 0));
    assert_eq!(pages("pages_at_once = 17", ""), (4, 1));
    assert_eq!(pages("pages_at_once = 2", "0"), (2, 1));
}

#[test]
fn visitors_are_disabled_only_where_a_layer_says_so() {
    let disables = |machine, env: &str| {
        let (config, troubles) = layered(machine, "", &[("LOBBY_DISABLE_VISITORS", env)]);
        (config.disable_visitors, troubles.len())
    };
    assert_eq!(disables("", ""), (false, 0));
    assert_eq!(disables("disable_visitors = true", ""), (true, 0));
    assert_eq!(disables("disable_visitors = true", "false"), (false, 0));
    assert_eq!(disables("disable_visitors = 'yes'", ""), (false, 1));
    assert_eq!(disables("", "1"), (false, 1));
}

#[test]
fn what_is_noted_goes_where_a_layer_says() {
    let fields = |machine, user, env: &str| {
        let (config, troubles) = layered(machine, user, &[("LOBBY_NOTE_FIELD", env)]);
        let name = |field: Option<PersonField>| field.map(PersonField::name).unwrap_or_default();
        let NotedFields {
            host,
            purpose,
            note,
        } = config.fields;
        (
            [name(host), name(purpose), name(note)].join(","),
            troubles.len(),
        )
    };
    assert_eq!(fields("", "", ""), (",,".to_owned(), 0));
    let machine = "host_field = 'custom_1'\npurpose_field = 'notes'";
    assert_eq!(fields(machine, "", ""), ("custom_1,notes,".to_owned(), 0));
    let mine = "host_field = 'custom_5'";
    let all = ("custom_5,notes,custom_2".to_owned(), 0);
    assert_eq!(fields(machine, mine, "custom_2"), all);
    for wrong in ["custom_6", "email", "Notes"] {
        assert_eq!(fields("", "", wrong), (",,".to_owned(), 1), "{wrong}");
    }
    assert_eq!(fields("host_field = 1", "", ""), (",,".to_owned(), 1));
}

#[test]
fn how_many_guests_are_too_many_is_nobodys_business_until_a_site_says_so() {
    let guests = |machine, env: &str| {
        let (config, troubles) = layered(machine, "", &[("LOBBY_GUESTS_AT_ONCE", env)]);
        (config.guests_at_once, troubles.len())
    };
    assert_eq!(guests("", ""), (None, 0));
    assert_eq!(guests("guests_at_once = 30", ""), (Some(30), 0));
    assert_eq!(guests("guests_at_once = 30", "20"), (Some(20), 0));
    assert_eq!(
        guests("guests_at_once = 30", "0"),
        (None, 0),
        "none at all is no limit"
    );
    assert_eq!(guests("guests_at_once = \"many\"", "none"), (None, 2));
}

#[test]
fn a_time_to_lock_after_that_is_none_switches_no_lock_off() {
    let lock = |machine: &str, user: &str| {
        let (config, troubles) = layered(machine, user, &[]);
        (config.lock_after, troubles.len())
    };
    let after = |office, own| LockAfter { office, own };
    let five = "lock_after_minutes = 5";
    assert_eq!(lock("", five), (after(None, Some(5)), 0));
    let (none, longest) = (after(None, None), after(None, Some(240)));
    for wrong in ["480", "0", "-1", "'5'", "true", "0x10", ""] {
        let written = format!("lock_after_minutes = {wrong}");
        let (mine, troubles) = lock("", &written);
        assert!(mine == longest && troubles > 0, "{wrong}: {mine:?}");
        let (offices, troubles) = lock(&written, "");
        assert!(offices == none && troubles > 0, "{wrong}: {offices:?}");
    }
    assert_eq!(lock(five, "lock_after_minutes = 480").0.minutes(), Some(5));
    let behind = "client_id = \"\"\"\nlock_after_minutes = 5";
    assert_eq!(lock("", behind).0, longest, "behind what cannot be read");
    assert_eq!(lock("", "client_id = ").0, none, "nobody said it");
}

#[test]
fn new_visitors_come_into_the_group_that_a_layer_says_by_name_or_number() {
    let group = |machine, user, env: &str| {
        let (config, troubles) = layered(machine, user, &[("LOBBY_VISITOR_GROUP", env)]);
        assert_eq!(troubles, [] as [String; 0]);
        (config.visitor_group, config.group_settled)
    };
    let name = |name: &str| (Some(WrittenPlace::Name(name.to_owned())), true);
    let number = |number| (Some(WrittenPlace::Number(number)), true);
    let machine = "visitor_group = 'Visitors'";
    assert_eq!(group("", "", ""), (None, false));
    assert_eq!(group(machine, "", ""), name("Visitors"));
    assert_eq!(group(machine, "visitor_group = 7", ""), number(7));
    assert_eq!(group(machine, "visitor_group = '7'", ""), name("7"));
    assert_eq!(
        group(machine, "visitor_group = ''", ""),
        (None, true),
        "an empty name is none, and that is settled"
    );
    assert_eq!(group("visitor_group = ''", "", ""), (None, true));
    assert_eq!(group(machine, "", "8"), number(8));
    assert_eq!(group(machine, "", "Guests"), name("Guests"));
    let (none, troubles) = layered("", "visitor_group = true", &[]);
    assert_eq!((none.visitor_group, none.group_settled), (None, false));
    assert_eq!(
        troubles,
        [
            "/home/marta/.config/lobby/lobby.toml, line 1: visitor_group must be a name in quotes, or a whole number"
        ]
    );
}

#[test]
fn no_more_is_asked_for_than_the_application_has() {
    let (config, troubles) = layered("", "", &[]);
    assert_eq!((&config.scopes[..], troubles.len()), (SCOPES_ASKED, 0));

    let few =
        "client_id = 'one'\nscopes = ['account.person.readonly', 'account.sync', 'account.sync']";
    let (config, troubles) = layered(few, "scopes = ['account.reservation']", &[]);
    assert_eq!(config.scopes, [Scope::PersonReadonly, Scope::Sync]);
    assert!(troubles.is_empty(), "{troubles:?}");

    let env = [("LOBBY_SCOPES", "account.sync  account.reservation")];
    let (config, _) = layered(few, "", &env);
    assert_eq!(config.scopes, [Scope::Sync, Scope::Reservation]);
    let (config, _) = layered(few, "", &[("LOBBY_CLIENT_ID", "two")]);
    assert_eq!(
        config.scopes, SCOPES_ASKED,
        "they are another application's"
    );
    let (config, _) = layered("scopes = ['account.sync']", "client_id = 'own'", &[]);
    assert_eq!(config.scopes, [Scope::Sync], "for whichever a person names");

    for (written, reason) in [
        ("'account.sync'", "scopes must be a list of texts in quotes"),
        ("[1]", "scopes must be a list of texts in quotes"),
        ("[]", "scopes names no scope"),
        (
            "['account.sync', 'account.snyc']",
            "scopes names \"account.snyc\", which Lobby never asks for",
        ),
    ] {
        let (config, troubles) = layered(&format!("scopes = {written}"), "", &[]);
        assert_eq!(
            troubles,
            [format!("/etc/lobby/lobby.toml, line 1: {reason}")]
        );
        assert_eq!(config.scopes, SCOPES_ASKED, "{written}");
    }
}
