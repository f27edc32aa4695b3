use desk::wall::Clock;
use desk::{Desk, DeskError, Status};
use tauri::State;

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
