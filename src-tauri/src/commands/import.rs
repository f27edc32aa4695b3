use desk::import::{Import, ImportChange, ImportRead};
use desk::{Desk, DeskError};
use tauri::State;
use tauri::ipc::{InvokeBody, Request};

/// The bytes as they are, without JSON around them; a list of them where the web view can send no others.
#[tauri::command]
pub(crate) async fn read_import(
    desk: State<'_, Desk>,
    request: Request<'_>,
) -> Result<ImportRead, DeskError> {
    let bytes = match request.body() {
        InvokeBody::Raw(bytes) => bytes.clone(),
        InvokeBody::Json(list) => serde_json::from_value(list.clone()).unwrap_or_default(),
    };
    desk.read_import(bytes).await
}

#[tauri::command]
pub(crate) async fn import_now(desk: State<'_, Desk>) -> Result<Import, DeskError> {
    Ok(desk.import_now())
}

#[tauri::command]
pub(crate) async fn change_import(
    desk: State<'_, Desk>,
    change: ImportChange,
) -> Result<Import, DeskError> {
    desk.change_import(change).await
}

#[tauri::command]
pub(crate) async fn book_import(desk: State<'_, Desk>) -> Result<Import, DeskError> {
    desk.book_import().await
}

#[tauri::command]
pub(crate) async fn stop_import(desk: State<'_, Desk>) -> Result<(), DeskError> {
    desk.stop_import();
    Ok(())
}

#[tauri::command]
pub(crate) async fn leave_import(desk: State<'_, Desk>) -> Result<(), DeskError> {
    desk.leave_import();
    Ok(())
}
