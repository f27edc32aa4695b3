use desk::{Desk, DeskError, Office, Template};
use tauri::State;

#[tauri::command]
pub(crate) async fn office(desk: State<'_, Desk>) -> Result<Office, DeskError> {
    desk.office().await
}

#[tauri::command]
pub(crate) async fn limit_guests(desk: State<'_, Desk>, guests: u16) -> Result<Office, DeskError> {
    desk.limit_guests(guests).await
}

#[tauri::command]
pub(crate) async fn choose_visitor_group(
    desk: State<'_, Desk>,
    group: Option<i64>,
) -> Result<Office, DeskError> {
    desk.choose_visitor_group(group.map(Into::into)).await
}

#[tauri::command]
pub(crate) async fn save_template(
    desk: State<'_, Desk>,
    template: Template,
) -> Result<Office, DeskError> {
    desk.save_template(&template).await
}

#[tauri::command]
pub(crate) async fn rename_template(
    desk: State<'_, Desk>,
    name: String,
    to: String,
) -> Result<Office, DeskError> {
    desk.rename_template(&name, &to).await
}

#[tauri::command]
pub(crate) async fn remove_template(
    desk: State<'_, Desk>,
    name: String,
) -> Result<Office, DeskError> {
    desk.remove_template(&name).await
}
