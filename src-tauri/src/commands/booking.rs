use desk::booking::{Draft, Given, Newcomer, Plan};
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
pub(crate) async fn plan_newcomer(
    desk: State<'_, Desk>,
    draft: Draft,
    who: Newcomer,
) -> Result<Plan, DeskError> {
    desk.plan_newcomer(&draft, &who).await
}

#[tauri::command]
pub(crate) async fn book_newcomer(
    desk: State<'_, Desk>,
    draft: Draft,
    who: Newcomer,
    given: Given,
) -> Result<Receipt, DeskError> {
    desk.book_newcomer(&draft, &who, given).await
}

#[tauri::command]
pub(crate) async fn dismiss_booking(desk: State<'_, Desk>, key: String) -> Result<(), DeskError> {
    desk.dismiss_booking(&key).await
}

#[tauri::command]
pub(crate) async fn outbox(desk: State<'_, Desk>) -> Result<Vec<OutboxEntry>, DeskError> {
    desk.outbox().await
}

#[tauri::command]
pub(crate) async fn send_again(desk: State<'_, Desk>, key: String) -> Result<(), DeskError> {
    desk.send_again(&key).await
}

#[tauri::command]
pub(crate) async fn give_up(desk: State<'_, Desk>, key: String) -> Result<(), DeskError> {
    desk.give_up(&key).await
}

#[tauri::command]
pub(crate) async fn delete_surplus(desk: State<'_, Desk>, key: String) -> Result<(), DeskError> {
    desk.delete_surplus(&key).await
}
