//! The layers, one over the other: whose word counts, and which addresses are safe.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;

mod file;
mod keys;
mod templates;

const MACHINE: &str = "/etc/lobby/lobby.toml";
const USER: &str = "/home/marta/.config/lobby/lobby.toml";

fn layered(machine: &str, user: &str, env: &[(&str, &str)]) -> (Config, Vec<String>) {
    let env: HashMap<&str, &str> = env.iter().copied().collect();
    let written = |path: &'static str, text| Written {
        path: Path::new(path),
        text,
    };
    let (config, troubles) = layer(
        Some(written(MACHINE, machine)),
        Some(written(USER, user)),
        &|name| env.get(name).map(|value| (*value).to_owned()),
    );
    assert_eq!(
        config.troubles, troubles,
        "the configuration carries its troubles"
    );
    (config, troubles.iter().map(ToString::to_string).collect())
}

fn secret(config: &Config) -> Option<&str> {
    config
        .client_secret
        .as_ref()
        .map(|secret| -> &str { secret.secret() })
}

#[test]
fn with_nothing_said_it_is_doorflow_itself() {
    let (config, troubles) = layer(None, None, &|_| None);
    assert_eq!(config.api_url.as_str(), "https://api.doorflow.com/");
    assert_eq!(
        config.auth_url.as_str(),
        "https://admin.doorflow.com/oauth/authorize"
    );
    assert_eq!(config.redirect.as_str(), "http://127.0.0.1:17805/callback");
    assert_eq!((config.client_id.as_str(), secret(&config)), ("", None));
    assert!(!config.managed, "a person is asked for the client id");
    assert!(troubles.is_empty());
}

#[test]
fn each_layer_goes_over_the_one_below() {
    let machine =
        "client_id = 'of-machine'\nclient_secret = 's3cret'\nredirect_uri = 'http://localhost:1/a'";
    let (config, troubles) = layered(machine, "", &[]);
    assert_eq!(
        (config.client_id.as_str(), secret(&config)),
        ("of-machine", Some("s3cret"))
    );
    assert!(config.managed, "nobody is asked for what the machine has");
    assert_eq!(config.redirect.as_str(), "http://localhost:1/a");

    let person = "redirect_uri = 'http://localhost:2/b'";
    let (config, _) = layered(machine, person, &[]);
    assert_eq!(
        config.redirect.as_str(),
        "http://localhost:1/a",
        "it belongs to the machine's application"
    );
    assert_eq!(
        secret(&config),
        Some("s3cret"),
        "what the person does not say stays"
    );
    let (config, _) = layered("client_id = 'of-machine'", person, &[]);
    assert_eq!(config.redirect.as_str(), "http://127.0.0.1:17805/callback");
    let (config, _) = layered("redirect_uri = 'http://localhost:1/a'", person, &[]);
    assert_eq!(
        config.redirect.as_str(),
        "http://localhost:2/b",
        "the application is the person's own"
    );

    let env = [
        ("LOBBY_REDIRECT_URI", "http://localhost:3/c"),
        ("LOBBY_CLIENT_SECRET", "other"),
    ];
    let (config, _) = layered(machine, person, &env);
    assert_eq!(config.redirect.as_str(), "http://localhost:3/c");
    assert_eq!(secret(&config), Some("other"));
    assert_eq!(troubles, Vec::<String>::new());
}

#[test]
fn a_secret_stays_with_its_client() {
    let machine = "client_id = 'one'\nclient_secret = 's3cret'";
    let (config, _) = layered(machine, "", &[("LOBBY_CLIENT_ID", "three")]);
    assert_eq!(
        secret(&config),
        None,
        "a secret is sent with no other client's id"
    );
    assert!(config.managed);
    let (config, _) = layered("client_secret = 's3cret'", "client_id = 'two'", &[]);
    assert_eq!(secret(&config), None);
    assert!(!config.managed, "the id is the person's own");
}

#[test]
fn which_doorflow_and_which_client_is_the_machines_to_say() {
    let person = "client_id = 'two'\napi_url = 'https://api.other.example'\n\
                  auth_url = 'https://sign-in.other.example'\nretention_days = 7";
    let of = |machine: &str| {
        let (config, troubles) = layered(machine, person, &[]);
        assert_eq!(troubles, Vec::<String>::new(), "{machine}");
        assert_eq!(config.retention_days, 7, "the rest is the person's");
        let host = |url: &Url| url.host_str().unwrap_or_default().to_owned();
        let hosts = (host(&config.api_url), host(&config.auth_url));
        (config.client_id, hosts.0, hosts.1, config.managed)
    };
    let (id, api, auth, managed) = of("client_id = 'one'\nclient_secret = 's3cret'");
    assert_eq!((id.as_str(), managed), ("one", true));
    assert_eq!(
        (api.as_str(), auth.as_str()),
        ("api.doorflow.com", "admin.doorflow.com")
    );
    let (id, api, auth, managed) = of("api_url = 'https://api.door.example'");
    assert_eq!((id.as_str(), managed), ("two", false), "a person gives it");
    assert_eq!(
        (api.as_str(), auth.as_str()),
        ("api.door.example", "admin.door.example")
    );
    let (id, api, auth, _) = of("retention_days = 30");
    assert_eq!(id, "two");
    assert_eq!(
        (api.as_str(), auth.as_str()),
        ("api.other.example", "sign-in.other.example")
    );
}

#[test]
fn the_authorise_address_follows_the_api() {
    for (machine, env, expected) in [
        (
            "api_url = 'https://api.door.example'",
            vec![],
            "https://admin.door.example/oauth/authorize",
        ),
        (
            "api_url = 'https://doors.example/df/'",
            vec![],
            "https://doors.example/df/oauth/authorize",
        ),
        (
            "api_url = 'http://127.0.0.1:8080'",
            vec![],
            "http://127.0.0.1:8080/oauth/authorize",
        ),
        (
            "auth_url = 'https://login.example'",
            vec![],
            "https://login.example/oauth/authorize",
        ),
        (
            "auth_url = 'https://login.example/go/in'",
            vec![],
            "https://login.example/go/in",
        ),
        (
            "api_url = 'https://api.a.example'\nauth_url = 'https://login.a.example/go'",
            vec![("LOBBY_API_URL", "http://localhost:9")],
            "http://localhost:9/oauth/authorize",
        ),
        (
            "",
            vec![
                ("LOBBY_API_URL", "http://localhost:9"),
                ("LOBBY_AUTH_URL", "http://localhost:8"),
            ],
            "http://localhost:8/oauth/authorize",
        ),
    ] {
        let (config, troubles) = layered(machine, "", &env);
        assert_eq!(config.auth_url.as_str(), expected, "{machine} {env:?}");
        assert!(troubles.is_empty(), "{troubles:?}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_the_rest_counts() {
    let machine = "# for every desk\nclient_id = 7\napi_url = 'http://doors.example'\nredirect_uri = 'https://lobby.example/in'\n";
    let user =
        "colour = 'red'\nclient_secret = 'hunter2'\nclient_id = 'mine'\nauth_url = 'ftp://x'\n";
    let env = [
        ("LOBBY_API_URL", "https://me:pw@doors.example"),
        ("LOBBY_CLIENT_ID", " "),
    ];
    let (config, troubles) = layered(machine, user, &env);
    assert_eq!(
        troubles,
        [
            "/etc/lobby/lobby.toml, line 2: client_id must be a text in quotes",
            "/etc/lobby/lobby.toml, line 3: api_url must begin with https:// (or name this machine)",
            "/home/marta/.config/lobby/lobby.toml, line 1: \"colour\" is not a key; the keys are api_url, auth_url, \
             client_id, client_secret, redirect_uri, scopes, retention_days, pages_at_once, disable_visitors, \
             guests_at_once, lock_after_minutes, visitor_group, host_field, purpose_field, note_field, template",
            "/home/marta/.config/lobby/lobby.toml, line 2: client_secret does not belong into this file; type it on \
             the sign-in screen, which keeps it in the keychain",
            "/home/marta/.config/lobby/lobby.toml, line 4: auth_url must begin with https:// (or name this machine)",
            "LOBBY_API_URL: must have no user name, password or # part",
        ]
    );
    assert_eq!(config.client_id, "mine", "one wrong line spoils no other");
    assert_eq!(config.redirect.as_str(), "https://lobby.example/in");
    assert_eq!(
        config.api_url.as_str(),
        "https://api.doorflow.com/",
        "the default stands"
    );
    assert_eq!(
        secret(&config),
        None,
        "a secret in the person's file is not used"
    );
    let told = config.setup("1.2.3").trouble;
    assert_eq!(told.lines().count(), 6, "the page is told every one");
    assert!(
        !format!("{config:?}{told}").contains("hunter2"),
        "no secret leaves"
    );
}

#[test]
fn only_safe_addresses_are_taken() {
    for (address, safe) in [
        ("https://api.doorflow.com", true),
        ("http://127.0.0.1:8080", true),
        ("http://127.9.9.9", true),
        ("http://[::1]:8080", true),
        ("http://localhost", true),
        ("http://api.doorflow.com", false),
        ("http://localhost.evil.example", false),
        ("http://127.0.0.1.evil.example", false),
        ("http://10.0.0.1", false),
        ("ws://localhost", false),
        ("javascript:alert(1)", false),
        ("https://user@api.doorflow.com", false),
        ("https://api.doorflow.com?x=1", false),
        ("api.doorflow.com", false),
    ] {
        let (config, troubles) = layered("", "", &[("LOBBY_API_URL", address)]);
        assert_eq!(troubles.is_empty(), safe, "{address}: {troubles:?}");
        let taken = config.api_url.as_str().trim_end_matches('/') == address;
        assert_eq!(taken, safe, "{address} became {}", config.api_url);
    }
}

#[test]
fn the_page_is_told_what_it_needs_and_no_secret() {
    let env = [
        ("LOBBY_API_URL", "http://127.0.0.1:8080"),
        ("LOBBY_CLIENT_ID", "the-client"),
        ("LOBBY_CLIENT_SECRET", "hunter2"),
    ];
    let (config, _) = layered("", "", &env);
    let setup = config.setup("1.2.3");
    assert_eq!(setup.client_id, "the-client");
    assert_eq!(setup.api_host, "127.0.0.1:8080");
    assert!(setup.has_secret && setup.managed);
    assert_eq!(
        (setup.version.as_str(), setup.trouble.as_str()),
        ("1.2.3", "")
    );
    assert!(
        !format!("{setup:?}{config:?}").contains("hunter2"),
        "a secret is in no debug output"
    );
}

proptest! {
    #[test]
    fn arbitrary_files_never_panic_and_never_open_an_unsafe_address(
        machine in "(([a-z_]{1,12}|api_url|auth_url|client_id|redirect_uri) ?= ?['\"]?\\PC{0,20}['\"]?\n){0,6}",
        user in "\\PC{0,120}",
        api in "\\PC{0,40}",
    ) {
        let (config, _) = layered(&machine, &user, &[("LOBBY_API_URL", &api)]);
        for url in [&config.api_url, &config.auth_url] {
            prop_assert!(url.scheme() == "https" || url.scheme() == "http");
        }
        prop_assert!(config.auth_url.path().len() > 1 || config.auth_url.query().is_some());
    }
}

#[test]
fn when_a_desk_locks_itself_the_office_says_at_most_and_the_person_sooner() {
    let lock = |machine: &str, user: &str, env: &[(&str, &str)]| {
        let (config, troubles) = layered(machine, user, env);
        (config.lock_after, config.lock_after.minutes(), troubles)
    };
    let of = |office, own| LockAfter { office, own };
    let none = Vec::<String>::new();
    assert_eq!(lock("", "", &[]), (of(None, None), None, none.clone()));
    let office = "lock_after_minutes = 5";
    let said = lock(office, "", &[]);
    assert_eq!(
        said,
        (of(Some(5), None), None, none.clone()),
        "without a PIN it cannot"
    );
    for (own, counts) in [(2, 2), (30, 5)] {
        let user = format!("lock_after_minutes = {own}");
        let said = lock(office, &user, &[]);
        assert_eq!(said, (of(Some(5), Some(own)), Some(counts), none.clone()));
    }
    let env = [("LOBBY_LOCK_AFTER_MINUTES", "10")];
    assert_eq!(lock(office, "", &env).0, of(Some(10), None));
    for nonsense in ["0", "241", "2.5", "'5'"] {
        let (said, _, troubles) = lock(&format!("lock_after_minutes = {nonsense}"), "", &[]);
        assert_eq!(said, LockAfter::default(), "{nonsense}");
        assert_eq!(
            troubles,
            [format!(
                "{MACHINE}, line 1: lock_after_minutes must be a whole number of minutes, 1 to 240"
            )]
        );
    }
}
