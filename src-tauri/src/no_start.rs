//! Lobby cannot start: why, in a dialog of the system's, for there is no page to say it in.

use std::process::ExitCode;

use tauri::{AppHandle, Context, Manager as _, RunEvent, WebviewWindow};
use tauri_plugin_dialog::{DialogExt as _, MessageDialogKind};

const TITLE: &str = "Lobby cannot start";
const HELP: &str = "Nothing was changed. Whoever looks after this computer can help.";
#[cfg(target_os = "linux")]
const NO_SCREEN: &str = "there is no screen to open a window on (DISPLAY and WAYLAND_DISPLAY name none that can be used)";

/// Lobby ends once a dialog is closed, and not with its window.
struct Ending;

/// Whether a window can be opened; says so where none can, as in a session without a screen: the window system would end in a crash there.
#[cfg(target_os = "linux")]
pub(crate) fn has_screen() -> bool {
    let ready = gtk::init().is_ok();
    if !ready {
        tracing::error!("{NO_SCREEN}");
        say_to_terminal(NO_SCREEN);
    }
    ready
}

/// Elsewhere there is one.
#[cfg(not(target_os = "linux"))]
pub(crate) fn has_screen() -> bool {
    true
}

/// Says it where nothing of the app is there yet, and ends.
pub(crate) fn alone(context: Context, why: &str) -> ExitCode {
    say_to_terminal(why);
    if !has_screen() {
        return ExitCode::FAILURE;
    }
    let why = why.to_owned();
    let shown = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .setup(move |app| {
            show(app.handle(), &why);
            Ok(())
        })
        .run(context);
    if let Err(error) = shown {
        say_to_terminal(&error.to_string());
    }
    ExitCode::FAILURE
}

/// Says it in an app that has begun, and ends it once that was read.
pub(crate) fn instead_of(window: &WebviewWindow, why: &str) -> tauri::Result<()> {
    tracing::error!(why, "the desk could not be opened");
    say_to_terminal(why);
    let app = window.app_handle();
    app.manage(Ending);
    show(app, why);
    window.destroy()
}

/// Keeps the app, which has no window any more, until what it says has been read.
pub(crate) fn wait(app: &AppHandle, event: &RunEvent) {
    if let RunEvent::ExitRequested {
        api, code: None, ..
    } = event
        && app.try_state::<Ending>().is_some()
    {
        api.prevent_exit();
    }
}

fn show(app: &AppHandle, why: &str) {
    let ending = app.clone();
    app.dialog()
        .message(format!("The reason: {why}.\n\n{HELP}"))
        .title(TITLE)
        .kind(MessageDialogKind::Error)
        .show(move |_| ending.exit(1));
}

#[expect(clippy::print_stderr, reason = "it may have been started there")]
fn say_to_terminal(why: &str) {
    eprintln!("lobby: {why}");
}
