use desk::booking::Newcomer;
use desk::directory::{Answer, Double, Message, PersonDetails, ShownPin};
use desk::outbox::Receipt;
use desk::quick::QuickAdd;
use desk::{Desk, DeskError};
use tauri::State;
use tauri::ipc::Response;

#[tauri::command]
pub(crate) async fn find_people(
    desk: State<'_, Desk>,
    text: String,
    offset: u32,
    limit: u32,
) -> Result<Answer, DeskError> {
    desk.directory_filled().await;
    Ok(desk.find_people(&text, offset, limit))
}

#[tauri::command]
pub(crate) async fn quick_add(desk: State<'_, Desk>, text: String) -> Result<QuickAdd, DeskError> {
    desk.directory_filled().await;
    desk.quick_add(&text).await
}

#[tauri::command]
pub(crate) async fn doubles(
    desk: State<'_, Desk>,
    who: Newcomer,
) -> Result<Vec<Double>, DeskError> {
    desk.directory_filled().await;
    Ok(desk.doubles(&who))
}

#[tauri::command]
pub(crate) async fn person(desk: State<'_, Desk>, id: i64) -> Result<PersonDetails, DeskError> {
    desk.person(id.into()).await
}

/// The bytes as they are, without JSON around them; none where there is no photo.
#[tauri::command]
pub(crate) async fn photo(desk: State<'_, Desk>, id: i64) -> Result<Response, DeskError> {
    Ok(Response::new(
        desk.photo(id.into()).await?.unwrap_or_default(),
    ))
}

#[tauri::command]
pub(crate) async fn give_pin(desk: State<'_, Desk>, id: i64) -> Result<Receipt, DeskError> {
    desk.give_pin(id.into()).await
}

#[tauri::command]
pub(crate) async fn show_pin(desk: State<'_, Desk>, id: i64) -> Result<ShownPin, DeskError> {
    desk.show_pin(id.into()).await
}

#[tauri::command]
pub(crate) async fn revoke_credential(
    desk: State<'_, Desk>,
    id: i64,
    credential: String,
    label: String,
) -> Result<Receipt, DeskError> {
    desk.revoke_credential(id.into(), &credential, &label).await
}

/// Opens a message in the system's own program, for a person to send.
#[tauri::command]
pub(crate) async fn write_to(desk: State<'_, Desk>, message: Message) -> Result<(), DeskError> {
    desk.write_to(&message)
}
