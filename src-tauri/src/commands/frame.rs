use desk::wall::Clock;
use desk::{Desk, DeskError, FirstSpan, News, Status};
use tauri::ipc::{Channel, Response};
use tauri::{AppHandle, State, WebviewWindow};

use crate::telling::Telling;
use crate::{Started, memory, notifications};

/// The first question of a page, answered with a [`desk::FirstView`] as JSON in gzip. Whatever changes after its answer is kept until the page can hear it.
#[tauri::command]
pub(crate) async fn first_view(
    desk: State<'_, Desk>,
    telling: State<'_, Telling>,
    span: FirstSpan,
) -> Result<Response, ()> {
    let answer = telling.first(&desk, span).await;
    answer.map(Response::new).map_err(|error| {
        tracing::error!(%error, "the first view cannot be written");
    })
}

/// From now on the page hears what is news, and first what was since its first question.
#[tauri::command]
pub(crate) async fn hear(
    desk: State<'_, Desk>,
    telling: State<'_, Telling>,
    news: Channel<News>,
) -> Result<(), ()> {
    telling.begin(&desk, news);
    Ok(())
}

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

#[tauri::command]
pub(crate) async fn begun_anew_seen(desk: State<'_, Desk>) -> Result<(), DeskError> {
    desk.begun_anew_seen().await
}

/// The page says, once, that the first view of the building stands on the screen: how long a start takes is a question that comes up.
#[tauri::command]
pub(crate) async fn painted(desk: State<'_, Desk>, started: State<'_, Started>) -> Result<(), ()> {
    desk.first_view_painted();
    let ms = started.0.elapsed().as_millis();
    tracing::info!(ms, "the first view is painted");
    tauri::async_runtime::spawn(memory::give_back_after_start(Desk::clone(&desk)));
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
