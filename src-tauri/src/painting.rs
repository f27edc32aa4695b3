//! How the page is painted on Linux.

use std::fs;
use std::path::Path;

use tauri::WebviewWindow;
use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};

/// Where the kernel shows the graphics cards.
const CARDS: &str = "/dev/dri";

/// Paints without layers where there is no graphics card to put them together, as in a virtual machine: by the processor that takes longer than
/// the painting itself, and every frame of the page pays for it.
pub(crate) fn suit(window: &WebviewWindow) -> tauri::Result<()> {
    if has_card(Path::new(CARDS)) {
        return Ok(());
    }
    tracing::info!("there is no graphics card: the page is painted without layers");
    window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// Whether a card can draw: a card that only shows a screen, as a virtual machine's, has no render node.
fn has_card(cards: &Path) -> bool {
    fs::read_dir(cards).is_ok_and(|nodes| {
        nodes
            .flatten()
            .any(|node| node.file_name().to_string_lossy().starts_with("renderD"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_alone_is_no_card() {
        let cards = tempfile::tempdir().expect("a folder");
        assert!(!has_card(&cards.path().join("none")));
        fs::write(cards.path().join("card0"), "").expect("a node");
        assert!(!has_card(cards.path()));
        fs::write(cards.path().join("renderD128"), "").expect("a node");
        assert!(has_card(cards.path()));
    }
}
