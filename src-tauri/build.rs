//! Tells Tauri which commands the page may be given; `capabilities/main.json` gives each of them to the one window.

const COMMANDS: &[&str] = &[
    "session",
    "setup",
    "save_setup",
    "sign_in",
    "paste_address",
    "cancel_sign_in",
    "sign_out",
    "start_demo",
    "clock",
    "status",
    "refresh",
    "painted",
    "find_people",
    "person",
    "photo",
    "places",
    "agenda",
    "visit",
    "plan",
    "book",
    "plan_newcomer",
    "book_newcomer",
    "give_pin",
    "show_pin",
    "cancel_visit",
    "mark",
    "unmark",
    "let_in",
    "plan_move",
    "move_visit",
    "dismiss_booking",
    "outbox",
    "send_again",
    "give_up",
    "delete_surplus",
    "read_import",
    "import_now",
    "change_import",
    "book_import",
    "stop_import",
    "leave_import",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}
