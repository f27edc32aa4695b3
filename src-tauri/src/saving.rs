//! Where a file goes: the system's own dialog asks, and asks again before a file is replaced. The page learns its name, and may touch none.

use std::path::PathBuf;

use tauri::WebviewWindow;
use tauri_plugin_dialog::DialogExt as _;
use tokio::sync::oneshot;

/// Asks for a file, and offers a name for it; `None` where the person wants none after all.
pub(crate) async fn choose(window: WebviewWindow, name: String, ending: &str) -> Option<PathBuf> {
    let (chosen, answer) = oneshot::channel();
    window
        .dialog()
        .file()
        .set_parent(&window)
        .set_file_name(name)
        .add_filter(ending.to_uppercase(), &[ending])
        .save_file(move |path| {
            // Nobody waits for it where the window is gone.
            let _ = chosen.send(path);
        });
    answer.await.ok()??.into_path().ok()
}
