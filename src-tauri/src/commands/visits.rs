use desk::booking::{About, NewTimes, Plan, Reach, SeriesCancelled, SeriesMove, Undone};
use desk::history::{DoorLogAsk, DoorLogPage, ExportForm, Exported, HistoryAsk, HistoryPage};
use desk::outbox::Receipt;
use desk::visits::{Agenda, Cancelling, LetIn, Marked, Places, RollCall, VisitDetails};
use desk::{Desk, DeskError};
use tauri::{State, WebviewWindow};

use crate::saving;

#[tauri::command]
pub(crate) async fn places(desk: State<'_, Desk>) -> Result<Places, DeskError> {
    desk.places().await
}

#[tauri::command]
pub(crate) async fn agenda(
    desk: State<'_, Desk>,
    first: String,
    last: String,
) -> Result<Agenda, DeskError> {
    desk.agenda(&first, &last).await
}

#[tauri::command]
pub(crate) async fn history(
    desk: State<'_, Desk>,
    ask: HistoryAsk,
    offset: usize,
    limit: usize,
    reading: Option<u64>,
) -> Result<HistoryPage, DeskError> {
    desk.history(ask, offset, limit, reading).await
}

#[tauri::command]
pub(crate) async fn door_log(
    desk: State<'_, Desk>,
    ask: DoorLogAsk,
    offset: usize,
    limit: usize,
    reading: Option<u64>,
    further: bool,
) -> Result<DoorLogPage, DeskError> {
    desk.door_log(ask, offset, limit, reading, further).await
}

/// Writes what History shows into a file that is chosen in the system's own dialog; nothing where none is.
#[tauri::command]
pub(crate) async fn export_history(
    window: WebviewWindow,
    desk: State<'_, Desk>,
    ask: HistoryAsk,
    form: ExportForm,
) -> Result<Option<Exported>, DeskError> {
    let locking = Desk::clone(&desk);
    let choose = |name| {
        let chosen = saving::choose(window, name, form.ending());
        // The desk may have been locked behind the dialog: it writes nothing for whoever stands there now.
        async move { (chosen.await).filter(|_| locking.admits("export_history").is_ok()) }
    };
    desk.export_history(ask, form, choose).await
}

#[tauri::command]
pub(crate) async fn visit(desk: State<'_, Desk>, key: String) -> Result<VisitDetails, DeskError> {
    desk.visit(&key).await
}

#[tauri::command]
pub(crate) async fn cancel_visit(
    desk: State<'_, Desk>,
    key: String,
) -> Result<Cancelling, DeskError> {
    desk.cancel_visit(&key).await
}

#[tauri::command]
pub(crate) async fn plan_move(
    desk: State<'_, Desk>,
    key: String,
    times: NewTimes,
) -> Result<Plan, DeskError> {
    desk.plan_move(&key, &times).await
}

#[tauri::command]
pub(crate) async fn move_visit(
    desk: State<'_, Desk>,
    key: String,
    times: NewTimes,
) -> Result<Receipt, DeskError> {
    desk.move_visit(&key, &times).await
}

#[tauri::command]
pub(crate) async fn cancel_series(
    desk: State<'_, Desk>,
    key: String,
    reach: Reach,
) -> Result<SeriesCancelled, DeskError> {
    desk.cancel_series(&key, reach).await
}

#[tauri::command]
pub(crate) async fn plan_series_move(
    desk: State<'_, Desk>,
    key: String,
    to: SeriesMove,
) -> Result<Plan, DeskError> {
    desk.plan_series_move(&key, &to).await
}

#[tauri::command]
pub(crate) async fn move_series(
    desk: State<'_, Desk>,
    key: String,
    to: SeriesMove,
) -> Result<Receipt, DeskError> {
    desk.move_series(&key, &to).await
}

#[tauri::command]
pub(crate) async fn add_to_series(
    desk: State<'_, Desk>,
    key: String,
    dates: Vec<String>,
) -> Result<Receipt, DeskError> {
    desk.add_to_series(&key, &dates).await
}

#[tauri::command]
pub(crate) async fn add_visitor(
    desk: State<'_, Desk>,
    key: String,
    person: i64,
) -> Result<Receipt, DeskError> {
    desk.add_visitor(&key, person.into()).await
}

#[tauri::command]
pub(crate) async fn undo_cancel(desk: State<'_, Desk>, key: String) -> Result<Undone, DeskError> {
    desk.undo_cancel(&key).await
}

#[tauri::command]
pub(crate) async fn mark(
    desk: State<'_, Desk>,
    keys: Vec<String>,
    here: bool,
) -> Result<Vec<Marked>, DeskError> {
    desk.mark(&keys, here).await
}

#[tauri::command]
pub(crate) async fn unmark(desk: State<'_, Desk>, before: Vec<Marked>) -> Result<(), DeskError> {
    desk.unmark(&before).await
}

#[tauri::command]
pub(crate) async fn let_in(
    desk: State<'_, Desk>,
    key: String,
    door: i64,
) -> Result<LetIn, DeskError> {
    desk.let_in(&key, door.into()).await
}

#[tauri::command]
pub(crate) async fn roll_call(desk: State<'_, Desk>) -> Result<Option<RollCall>, DeskError> {
    desk.roll_call().await
}

#[tauri::command]
pub(crate) async fn note_visit(
    desk: State<'_, Desk>,
    key: String,
    about: About,
) -> Result<(), DeskError> {
    desk.note_visit(&key, &about).await
}

#[tauri::command]
pub(crate) async fn last_visit(
    desk: State<'_, Desk>,
    person: i64,
) -> Result<Option<String>, DeskError> {
    desk.last_visit(person.into()).await
}
