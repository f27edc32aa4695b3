use desk::lock::{LockScreen, PinAnswer, UnlockPin};
use desk::{Desk, DeskError};
use tauri::State;

/// Somebody is at the desk.
#[tauri::command]
pub(crate) async fn touch(desk: State<'_, Desk>) -> Result<(), ()> {
    desk.touch();
    Ok(())
}

#[tauri::command]
pub(crate) async fn lock_now(desk: State<'_, Desk>) -> Result<(), ()> {
    desk.lock_now();
    Ok(())
}

#[tauri::command]
pub(crate) async fn lock_screen(desk: State<'_, Desk>) -> Result<LockScreen, ()> {
    Ok(desk.lock_screen().await)
}

#[tauri::command]
pub(crate) async fn unlock(desk: State<'_, Desk>, pin: UnlockPin) -> Result<PinAnswer, DeskError> {
    desk.unlock(pin).await
}

#[tauri::command]
pub(crate) async fn set_lock(
    desk: State<'_, Desk>,
    minutes: Option<u16>,
    old: Option<UnlockPin>,
    new: Option<UnlockPin>,
) -> Result<PinAnswer, DeskError> {
    desk.set_lock(minutes, old, new).await
}
