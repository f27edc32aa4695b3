use desk::visits::{Agenda, Cancelling, Places, VisitDetails};
use desk::{Desk, DeskError};
use tauri::State;

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
