//! How the window is painted.

#[cfg(target_os = "linux")]
use std::time::{Duration, Instant};

use tauri::WebviewWindow;

/// What WebKit and its processes are told where there is no graphics card.
#[cfg(target_os = "linux")]
const WITHOUT_A_CARD: [(&str, &str); 3] = [
    // It composes no layers, but paints into the window by itself.
    ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
    // Layers would come from another process as buffers: what these can be is asked of a card, too.
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
    // Which card there is: not one that is only played, which it would start to ask.
    ("WEBKIT_WEB_RENDER_DEVICE_FILE", "/dev/null"),
];

/// Has WebKit paint into the window by itself where there is no graphics card, as on many a virtual desktop. It would compose layers all the same,
/// by a graphics card that is only played: that takes a third more memory, and three times as long for each frame while something is scrolled.
/// Nor does Lobby's own process play one, for which it would load a compiler of 100 MB: that is 23 MB more, and 50 ms of a processor at the start.
///
/// To be called before there is any other thread: WebKit and its processes are told through the environment. For the layers they have a setting
/// as well, but by the time it can be set a window has its layers already, and a start takes a tenth longer to be rid of them.
#[cfg(target_os = "linux")]
pub(crate) fn by_what_there_is() {
    if has_graphics_card(std::path::Path::new("/dev/dri")) {
        return;
    }
    for (name, value) in WITHOUT_A_CARD {
        if let Err(error) = gtk::glib::setenv(name, value, false) {
            tracing::warn!(%error, name, "WebKit is not told that there is no graphics card");
        }
    }
}

/// Elsewhere the system sees to it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn by_what_there_is() {}

/// Has a page fill its window before that is shown, or it would be laid out for no width first: GTK gives none to what cannot be seen.
#[cfg(target_os = "linux")]
pub(crate) fn fill(window: &WebviewWindow) -> tauri::Result<()> {
    use gtk::prelude::WidgetExt as _;

    let size = window.inner_size()?.to_logical(window.scale_factor()?);
    window.with_webview(move |webview| {
        let whole = gtk::Allocation::new(0, 0, size.width, size.height);
        webview.inner().size_allocate(&whole);
    })
}

/// Elsewhere it does.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "as on Linux")]
pub(crate) fn fill(_window: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Has the page loaded anew where its own process ends, as when the system is short of memory: the window would stay empty for good, and nobody
/// would be told of anything.
#[cfg(target_os = "linux")]
pub(crate) fn keep_alive(window: &WebviewWindow) -> tauri::Result<()> {
    use gtk::glib;
    use webkit2gtk::WebViewExt as _;

    window.with_webview(|webview| {
        let lives = std::cell::RefCell::new(Lives::default());
        webview
            .inner()
            .connect_web_process_terminated(move |page, why| {
                let wait = lives.borrow_mut().next(Instant::now());
                tracing::error!(
                    ?why,
                    ?wait,
                    "the page's process has ended; it is loaded anew"
                );
                let page = page.clone();
                glib::timeout_add_local_once(wait, move || page.reload());
            });
    })
}

/// Elsewhere the system sees to it.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "as on Linux")]
pub(crate) fn keep_alive(_window: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// When the page was last loaded anew: what ends it may be the page itself.
#[cfg(target_os = "linux")]
#[derive(Default)]
struct Lives(std::collections::VecDeque<Instant>);

#[cfg(target_os = "linux")]
impl Lives {
    /// So often in [`Lives::WHILE`], and no more often.
    const MOST: usize = 3;
    const WHILE: Duration = Duration::from_mins(1);

    /// How long to wait before it is loaded anew once more.
    fn next(&mut self, now: Instant) -> Duration {
        let wait = match self.0.front() {
            Some(first) if self.0.len() == Self::MOST => {
                (*first + Self::WHILE).saturating_duration_since(now)
            }
            _ => Duration::ZERO,
        };
        self.0.push_back(now + wait);
        if self.0.len() > Self::MOST {
            self.0.pop_front();
        }
        wait
    }
}

/// Whether the kernel offers something to draw with, in this folder.
#[cfg(target_os = "linux")]
fn has_graphics_card(devices: &std::path::Path) -> bool {
    let Ok(devices) = std::fs::read_dir(devices) else {
        return false;
    };
    devices
        .flatten()
        .any(|device| device.file_name().to_string_lossy().starts_with("renderD"))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_ends_again_and_again_is_loaded_a_few_times_a_minute() {
        let (mut lives, start) = (Lives::default(), Instant::now());
        let seconds = Duration::from_secs;
        let mut waits = |after| lives.next(start + seconds(after)).as_secs();
        assert_eq!([0, 10, 20].map(&mut waits), [0, 0, 0]);
        assert_eq!(waits(30), 30, "until a minute after the first");
        assert_eq!(waits(61), 9, "and after the second");
        assert_eq!(waits(300), 0);
    }

    #[test]
    fn a_card_is_known_by_its_render_node() -> std::io::Result<()> {
        let folder = std::env::temp_dir().join(format!("lobby-cards.{}", std::process::id()));
        assert!(!has_graphics_card(&folder), "there is no such folder");
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("card0"), "")?;
        assert!(!has_graphics_card(&folder), "a screen alone draws nothing");
        std::fs::write(folder.join("renderD128"), "")?;
        assert!(has_graphics_card(&folder));
        std::fs::remove_dir_all(&folder)
    }
}
