//! The window is closed: what is not done yet is said first, in a dialog of the system's, since a page that hangs must not keep anybody from
//! closing it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use desk::{Desk, Undone};
use tauri::{AppHandle, Manager as _, RunEvent, Window, WindowEvent};
use tauri_plugin_dialog::{DialogExt as _, MessageDialogButtons, MessageDialogKind};

const TITLE: &str = "Close Lobby?";
const CLOSE: &str = "Close anyway";
const KEEP: &str = "Keep open";

/// A store that does not say by then what is undone keeps nobody any longer.
const LOOK: Duration = Duration::from_secs(2);

/// The window is being closed: somebody is asked, or the desk comes to its end.
#[derive(Default)]
pub(crate) struct Closing(AtomicBool);

/// Sees to it that the desk is asked before its window goes.
pub(crate) fn ask_first(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else {
        return;
    };
    // What could not start has nothing to lose.
    let Some(desk) = window.try_state::<Desk>() else {
        return;
    };
    api.prevent_close();
    if window.state::<Closing>().0.swap(true, Ordering::SeqCst) {
        return;
    }
    let (window, desk) = (window.clone(), Desk::clone(&desk));
    tauri::async_runtime::spawn(async move {
        match tokio::time::timeout(LOOK, desk.undone()).await {
            Ok(Ok(undone)) if !undone.is_nothing() => ask(window, undone),
            Ok(Ok(_)) => close(&window).await,
            Ok(Err(error)) => {
                tracing::warn!(%error, "what is undone is not known");
                close(&window).await;
            }
            Err(_) => {
                tracing::warn!("what is undone is not known in time");
                close(&window).await;
            }
        }
    });
}

/// However the program ends, what is under way is not cut off.
pub(crate) fn end(app: &AppHandle, event: &RunEvent) {
    if matches!(event, RunEvent::Exit)
        && let Some(desk) = app.try_state::<Desk>()
    {
        tauri::async_runtime::block_on(desk.end());
    }
}

fn ask(window: Window, undone: Undone) {
    tracing::info!(?undone, "somebody is asked before the window closes");
    let dialog = window.dialog().message(words(undone)).title(TITLE);
    let buttons = MessageDialogButtons::OkCancelCustom(CLOSE.to_owned(), KEEP.to_owned());
    dialog
        .kind(MessageDialogKind::Warning)
        .buttons(buttons)
        .parent(&window.clone())
        .show(move |anyway| {
            if anyway {
                tauri::async_runtime::spawn(async move { close(&window).await });
            } else {
                window.state::<Closing>().0.store(false, Ordering::SeqCst);
            }
        });
}

/// Nobody looks on while the desk comes to its end.
async fn close(window: &Window) {
    if let Err(error) = window.hide() {
        tracing::warn!(%error, "the window could not be hidden");
    }
    let desk = window.state::<Desk>();
    desk.end().await;
    if let Err(error) = window.destroy() {
        tracing::error!(%error, "the window could not be closed");
        window.app_handle().exit(0);
    }
}

/// What there is to know before it is closed.
fn words(undone: Undone) -> String {
    let unsent = match undone.unsent {
        0 => None,
        1 => Some(
            "1 booking or cancellation is not through to DoorFlow yet; until then the doors do not know of it. It is kept and goes on at the \
             next start; a booking that is more than an hour old by then asks you first."
                .to_owned(),
        ),
        several => Some(format!(
            "{several} bookings or cancellations are not through to DoorFlow yet; until then the doors do not know of them. They are kept and \
             go on at the next start; a booking that is more than an hour old by then asks you first."
        )),
    };
    let changes = match undone.changes {
        0 => None,
        1 => Some(
            "1 change to somebody’s PIN, cards or details is not through to DoorFlow yet. It is kept and goes on at the next start."
                .to_owned(),
        ),
        several => Some(format!(
            "{several} changes to people’s PINs, cards or details are not through to DoorFlow yet. They are kept and go on at the next start."
        )),
    };
    let rows = match undone.rows {
        0 => None,
        1 => Some(
            "An import is under way: 1 row of it is still to be booked, and is not kept. Import the table again at the next start; what is \
             booked by then is skipped."
                .to_owned(),
        ),
        several => Some(format!(
            "An import is under way: {several} rows of it are still to be booked, and are not kept. Import the table again at the next start; \
             what is booked by then is skipped."
        )),
    };
    let said: Vec<String> = [unsent, changes, rows].into_iter().flatten().collect();
    said.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_undone_is_counted_and_said_with_what_becomes_of_it() {
        let said = |unsent, changes, rows| {
            words(Undone {
                unsent,
                changes,
                rows,
            })
        };
        let one = said(1, 0, 0);
        assert!(one.starts_with("1 booking or cancellation is not through"));
        assert!(
            one.contains("more than an hour old by then asks you first"),
            "the outbox sends no old booking by itself"
        );
        let all = said(2, 3, 30);
        assert!(all.starts_with("2 bookings or cancellations are not through"));
        assert!(all.contains("go on at the next start") && all.contains("30 rows"));
        assert!(all.contains("3 changes to people’s PINs"));
        let change = said(0, 1, 0);
        assert!(change.starts_with("1 change to somebody’s PIN") && !change.contains("booking"));
        assert!(!said(0, 0, 1).contains("cancellation"));
    }
}
