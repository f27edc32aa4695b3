//! The commands stand in five places; these hold them together.

use std::collections::BTreeSet;

/// Every word of `text` that is found between `before` and `after`.
fn between<'a>(text: &'a str, before: &str, after: &str) -> BTreeSet<&'a str> {
    text.split(before)
        .skip(1)
        .filter_map(|rest| rest.split(after).next())
        .collect()
}

fn handled() -> BTreeSet<&'static str> {
    include_str!("lib.rs")
        .lines()
        .filter_map(|line| line.trim().strip_prefix("commands::")?.strip_suffix(','))
        .filter_map(|path| path.split("::").nth(1))
        .collect()
}

#[test]
fn the_window_is_given_the_commands_that_there_are_and_no_others() {
    let given: BTreeSet<String> =
        between(include_str!("../capabilities/main.json"), "\"allow-", "\"")
            .into_iter()
            .map(|name| name.replace('-', "_"))
            .collect();
    let handled: BTreeSet<String> = handled().into_iter().map(str::to_owned).collect();
    assert_eq!(
        given, handled,
        "capabilities/main.json and lib.rs name the same commands"
    );
    let built: BTreeSet<String> = between(include_str!("../build.rs"), "    \"", "\",")
        .into_iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(built, handled, "build.rs and lib.rs name the same commands");
}

#[test]
fn the_page_uses_every_command_and_knows_no_other() {
    let page = concat!(
        include_str!("ask_first.js"),
        include_str!("../../ui/src/lib/ipc/tauri.ts")
    );
    let mut used: BTreeSet<&str> = between(page, "invoke(\"", "\"");
    used.extend(page.split("invoke<").skip(1).filter_map(|rest| {
        rest.split_once("(\"")
            .and_then(|(_, rest)| rest.split('"').next())
    }));
    assert_eq!(
        used,
        handled(),
        "the page's scripts and lib.rs name the same commands"
    );
}

#[test]
fn a_locked_desk_is_asked_for_nothing_but_what_its_lock_screen_needs() {
    let handled = handled();
    for command in desk::lock::WHILE_LOCKED {
        assert!(handled.contains(command), "{command} is a command");
    }
    assert!(
        include_str!("lib.rs").contains(".invoke_handler(gate::before(tauri::generate_handler!["),
        "every command goes past the gate"
    );
}

#[test]
fn the_page_may_load_nothing_from_elsewhere() {
    let config: serde_json::Value = serde_json::from_str(include_str!("../tauri.conf.json"))
        .expect("the configuration is JSON");
    let policy = &config["app"]["security"]["csp"];
    assert_eq!(
        policy["default-src"], "'none'",
        "what is not named is not allowed"
    );
    for source in ["script-src", "style-src", "font-src", "img-src"] {
        assert_eq!(policy[source], "'self'", "{source} is the app's own files");
    }
    assert_eq!(
        policy["connect-src"], "ipc: http://ipc.localhost at-once:",
        "the page talks to the desk and to nobody else"
    );
    let windows: serde_json::Value =
        serde_json::from_str(include_str!("../capabilities/main.json")).expect("it is JSON");
    assert_eq!(
        windows["windows"],
        serde_json::json!(["main"]),
        "one window, by name"
    );
}

#[test]
fn the_first_question_is_about_the_page_that_the_desk_opens_with() {
    let preferences = include_str!("../../ui/src/lib/settings/preferences.svelte.ts");
    let kept = between(preferences, "const KEY = \"", "\"");
    let asked = between(crate::ASK_FIRST, "localStorage.getItem(\"", "\"");
    assert_eq!(kept.len(), 1, "the settings name what they keep: {kept:?}");
    assert_eq!(asked, kept, "ask_first.js reads what the settings keep");
}
