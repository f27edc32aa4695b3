use desk::{Desk, DeskError, Office};
use tauri::State;

#[tauri::command]
pub(crate) async fn office(desk: State<'_, Desk>) -> Result<Office, DeskError> {
    Ok(desk.office())
}

#[tauri::command]
pub(crate) async fn limit_guests(desk: State<'_, Desk>, guests: u16) -> Result<Office, DeskError> {
    desk.limit_guests(guests)
}
