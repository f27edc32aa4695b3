//! Notifications of the computer's own kind. Where nothing shows them, nothing happens; the log names nobody.

use std::sync::atomic::{AtomicUsize, Ordering};

use notify_rust::Notification;
use tauri::AppHandle;

/// So many notifications at once are waited for to be clicked; what else is shown can only be read.
const WAITED_FOR: usize = 16;

/// How many are waited for now.
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// Shows a notification, on a thread of its own: a session may take half a minute to say that it has nothing that shows one.
/// A click on it brings the window to the front; `open` says so where that is a button.
pub(crate) fn show(app: AppHandle, title: String, body: String, open: String) {
    std::thread::spawn(move || {
        if shown(&app, &title, &body, &open).is_err() {
            // What the session says could quote what was to be shown.
            tracing::info!("a notification could not be shown");
        }
    });
}

#[cfg(all(unix, not(target_os = "macos")))]
fn shown(app: &AppHandle, title: &str, body: &str, open: &str) -> notify_rust::error::Result<()> {
    let able = notify_rust::get_capabilities()?;
    let is_able = |what: &str| able.iter().any(|one| one == what);
    let body = if is_able("body-markup") {
        plain(body)
    } else {
        body.to_owned()
    };
    let mut notification = Notification::new();
    notification
        .appname("Lobby")
        .icon("lobby")
        .summary(title)
        .body(&body);
    if is_able("actions") {
        notification.action("default", open);
    }
    let handle = notification.show()?;
    if is_able("actions") && WAITING.fetch_add(1, Ordering::Relaxed) < WAITED_FOR {
        handle.wait_for_action(|action| {
            if action == "default" {
                crate::show(app);
            }
        });
    }
    WAITING.fetch_sub(usize::from(is_able("actions")), Ordering::Relaxed);
    Ok(())
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn shown(app: &AppHandle, title: &str, body: &str, _open: &str) -> notify_rust::error::Result<()> {
    let mut notification = Notification::new();
    notification.summary(title).body(body);
    #[cfg(windows)]
    notification.app_id(&app.config().identifier);
    #[cfg(target_os = "macos")]
    // Said before, it is refused, and stays as it was said.
    let _ = notify_rust::set_application(&app.config().identifier);
    notification.show()?;
    Ok(())
}

/// A text that reads the same where marks in it would be obeyed.
#[cfg(all(unix, not(target_os = "macos")))]
fn plain(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests {
    #[test]
    fn a_name_is_no_markup() {
        assert_eq!(
            super::plain("<b>Smith & Sons</b>"),
            "&lt;b&gt;Smith &amp; Sons&lt;/b&gt;"
        );
    }
}
