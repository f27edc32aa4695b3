use desk::booking::{Draft, Plan};
use desk::outbox::{OutboxEntry, Receipt};
use desk::{Desk, DeskError};
use tauri::State;

#[tauri::command]
pub(crate) async fn plan(desk: State<'_, Desk>, draft: Draft) -> Result<Plan, DeskError> {
    desk.plan(&draft).await
}

#[tauri::command]
pub(crate) async fn book(desk: State<'_, Desk>, draft: Draft) -> Result<Receipt, DeskError> {
    desk.book(&draft).await
}

#[tauri::command]
pub(crate) async fn dismiss_booking(desk: State<'_, Desk>, key: String) -> Result<(), DeskError> {
    desk.dismiss_booking(&key).await
}

#[tauri::command]
pub(crate) async fn outbox(desk: State<'_, Desk>) -> Result<Vec<OutboxEntry>, DeskError> {
    desk.outbox().await
}
