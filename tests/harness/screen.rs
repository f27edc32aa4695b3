//! What stands on the screen. The window itself is not asked for a picture: without a graphics card WebKit answers its driver none.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, ImageFormat, MapState, Screen,
};
use x11rb::rust_connection::RustConnection;

/// How long between two looks at the same window.
const LOOK: Duration = Duration::from_millis(50);

/// How many looks a window has to come to rest: what never rests is taken as it is.
const LOOKS: usize = 60;

/// Leaves a picture of the topmost window of this size, once it is at rest.
///
/// # Errors
/// When there is no such window, or the screen or the disk does not answer.
pub async fn picture(width: u16, height: u16, path: &Path) -> Result<()> {
    let (screen, number) = x11rb::connect(None).context("opening the screen")?;
    let screen_of = screen.setup().roots.get(number).context("it has a root")?;
    let mut seen = Vec::new();
    for _ in 0..LOOKS {
        let (left, top) = place(&screen, screen_of, width, height)?;
        let now = look(&screen, screen_of, (left, top), (width, height))?;
        if now == seen {
            break;
        }
        seen = now;
        tokio::time::sleep(LOOK).await;
    }
    let file = std::fs::File::create(path).with_context(|| path.display().to_string())?;
    let mut png = png::Encoder::new(
        std::io::BufWriter::new(file),
        u32::from(width),
        u32::from(height),
    );
    png.set_color(png::ColorType::Rgb);
    png.set_depth(png::BitDepth::Eight);
    let mut writer = png.write_header()?;
    writer
        .write_image_data(&seen)
        .with_context(|| path.display().to_string())
}

/// Asks the window of this title to close, as whoever manages the windows does when its cross is clicked.
///
/// # Errors
/// When there is no such window, or the screen does not answer.
pub fn ask_to_close(title: &str) -> Result<()> {
    let (screen, number) = x11rb::connect(None).context("opening the screen")?;
    let root = screen.setup().roots.get(number).context("it has a root")?;
    let protocols = screen.intern_atom(false, b"WM_PROTOCOLS")?.reply()?.atom;
    let delete = screen
        .intern_atom(false, b"WM_DELETE_WINDOW")?
        .reply()?
        .atom;
    for window in screen.query_tree(root.root)?.reply()?.children {
        // It may be gone by now.
        let Ok(seen) = screen.get_window_attributes(window)?.reply() else {
            continue;
        };
        let (name, text) = (AtomEnum::WM_NAME, AtomEnum::ANY);
        let Ok(name) = screen
            .get_property(false, window, name, text, 0, 64)?
            .reply()
        else {
            continue;
        };
        if seen.map_state == MapState::VIEWABLE && name.value == title.as_bytes() {
            let asked = [delete, x11rb::CURRENT_TIME, 0, 0, 0];
            let asked = ClientMessageEvent::new(32, window, protocols, asked);
            screen
                .send_event(false, window, EventMask::NO_EVENT, asked)?
                .check()?;
            return Ok(());
        }
    }
    bail!("there is no window that is called {title}")
}

/// The left and upper edge of the topmost window of this size.
fn place(screen: &RustConnection, root: &Screen, width: u16, height: u16) -> Result<(i16, i16)> {
    let there = screen.query_tree(root.root)?.reply()?.children;
    for window in there.into_iter().rev() {
        // It may be gone by now.
        let Ok(seen) = screen.get_window_attributes(window)?.reply() else {
            continue;
        };
        let Ok(place) = screen.get_geometry(window)?.reply() else {
            continue;
        };
        if seen.map_state == MapState::VIEWABLE && (place.width, place.height) == (width, height) {
            return Ok((place.x, place.y));
        }
    }
    bail!("there is no window of {width}×{height} on the screen")
}

/// Red, green and blue of each pixel of a part of the screen, line by line: with what lies above the window, as a person sees it.
fn look(
    screen: &RustConnection,
    root: &Screen,
    (left, top): (i16, i16),
    (width, height): (u16, u16),
) -> Result<Vec<u8>> {
    let (format, all) = (ImageFormat::Z_PIXMAP, u32::MAX);
    let image = screen
        .get_image(format, root.root, left, top, width, height, all)?
        .reply()
        .context("looking at the window")?;
    let pixels = usize::from(width) * usize::from(height);
    ensure!(
        image.data.len() == pixels * 4,
        "a pixel of this screen is not four bytes"
    );
    let colours = image.data.chunks_exact(4);
    Ok(colours.flat_map(|bgr| [bgr[2], bgr[1], bgr[0]]).collect())
}
