use desk::session::{PasteError, Setup, SetupInput};
use desk::{Desk, DeskError};
use tauri::State;

#[tauri::command]
pub(crate) async fn setup(desk: State<'_, Desk>) -> Result<Setup, DeskError> {
    Ok(desk.setup())
}

#[tauri::command]
pub(crate) async fn save_setup(
    desk: State<'_, Desk>,
    input: SetupInput,
) -> Result<Setup, DeskError> {
    desk.save_setup(input).await
}

#[tauri::command]
pub(crate) async fn sign_in(desk: State<'_, Desk>) -> Result<(), DeskError> {
    desk.sign_in().await
}

#[tauri::command]
pub(crate) async fn paste_address(
    desk: State<'_, Desk>,
    address: String,
) -> Result<Option<PasteError>, DeskError> {
    Ok(desk.paste_address(&address).err())
}

#[tauri::command]
pub(crate) async fn cancel_sign_in(desk: State<'_, Desk>) -> Result<(), DeskError> {
    desk.cancel_sign_in().await
}

#[tauri::command]
pub(crate) async fn sign_out(desk: State<'_, Desk>) -> Result<(), DeskError> {
    desk.sign_out().await
}

#[tauri::command]
pub(crate) async fn start_demo(desk: State<'_, Desk>) -> Result<(), DeskError> {
    desk.start_demo().await
}
