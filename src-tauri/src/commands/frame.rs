use desk::wall::Clock;
use desk::{Desk, DeskError, Status};
use tauri::{AppHandle, State, WebviewWindow};

use crate::{Started, notifications};

#[tauri::command]
pub(crate) async fn clock(desk: State<'_, Desk>) -> Result<Clock, DeskError> {
    desk.clock()
}

#[tauri::command]
pub(crate) async fn status(desk: State<'_, Desk>) -> Result<Status, DeskError> {
    desk.status().await
}

#[tauri::command]
pub(crate) async fn refresh(desk: State<'_, Desk>) -> Result<(), DeskError> {
    desk.refresh();
    Ok(())
}

/// The page says, once, that the first view of the building stands on the screen: how long a start takes is a question that comes up.
#[tauri::command]
pub(crate) async fn painted(started: State<'_, Started>) -> Result<(), ()> {
    let ms = started.0.elapsed().as_millis();
    tracing::info!(ms, "the first view is painted");
    Ok(())
}

/// Shows a notification of the computer's own kind, in the page's words.
#[tauri::command]
pub(crate) async fn notify(
    app: AppHandle,
    title: String,
    body: String,
    open: String,
) -> Result<(), ()> {
    notifications::show(app, title, body, open);
    Ok(())
}

/// Prints the page, by the system's own dialog: the page's own `print` does nothing on some systems.
#[tauri::command]
pub(crate) async fn print(window: WebviewWindow) -> Result<(), ()> {
    window.print().map_err(|error| {
        tracing::warn!(%error, "the page cannot be printed");
    })
}
