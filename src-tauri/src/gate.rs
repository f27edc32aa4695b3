//! The one place in which a locked desk refuses what a page asks, before any command sees it.

use desk::Desk;
use tauri::ipc::Invoke;
use tauri::{Manager as _, Runtime};

/// Hands on to `commands` what the desk admits now.
pub(crate) fn before<R: Runtime>(
    commands: impl Fn(Invoke<R>) -> bool + Send + Sync + 'static,
) -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    move |invoke| {
        let message = &invoke.message;
        let desk = message.webview_ref().try_state::<Desk>();
        let refused = desk.and_then(|desk| desk.admits(message.command()).err());
        if let Some(error) = refused {
            invoke.resolver.reject(error);
            return true;
        }
        commands(invoke)
    }
}
