//! Photos, drawn from the person's id: the same person always looks the same.

use std::io::Cursor;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use image::{ImageFormat, Rgb, RgbImage};

use super::{ApiError, number};
use crate::building::mix;
use crate::building::people::Photo;
use crate::server::App;

const SIZE: u32 = 240;
const THUMBNAIL: u32 = 64;

/// `GET /photos/{id}.png` and `/photos/{id}-thumb.png`. Like DoorFlow's, the address is enough.
pub(crate) async fn show(
    State(app): State<App>,
    Path(file): Path<String>,
) -> Result<Response, ApiError> {
    let name = file.strip_suffix(".png").ok_or(ApiError::NotFound)?;
    let (id, size) = match name.strip_suffix("-thumb") {
        Some(id) => (number(id)?, THUMBNAIL),
        None => (number(name)?, SIZE),
    };
    let photo = app
        .world()
        .people
        .get(id)
        .map(|person| person.photo.clone());
    let (kind, bytes) = match photo {
        Some(Photo::Drawn) => ("image/png", draw(id, size).ok_or(ApiError::NotFound)?),
        Some(Photo::Uploaded(bytes)) if bytes.starts_with(b"\x89PNG") => ("image/png", bytes),
        Some(Photo::Uploaded(bytes)) => ("image/jpeg", bytes),
        _ => return Err(ApiError::NotFound),
    };
    Ok(([(header::CONTENT_TYPE, kind)], bytes).into_response())
}

/// Head and shoulders in front of a plain wall.
fn draw(id: i64, size: u32) -> Option<Vec<u8>> {
    let drawn = mix(id.unsigned_abs(), 0x0070_686f_746f);
    let byte = |index: u32| u8::try_from(drawn >> (8 * index) & 0xff).unwrap_or_default();
    let soft = |value: u8, base: u8| base + value / 4;
    let wall = Rgb([soft(byte(0), 150), soft(byte(1), 150), soft(byte(2), 150)]);
    let coat = Rgb([soft(byte(3), 30), soft(byte(4), 40), soft(byte(5), 60)]);
    let skin = [
        Rgb([241, 206, 178]),
        Rgb([224, 172, 125]),
        Rgb([184, 125, 82]),
        Rgb([125, 80, 50]),
        Rgb([84, 54, 36]),
    ][usize::from(byte(6) % 5)];
    let hair = [
        Rgb([40, 30, 26]),
        Rgb([96, 60, 30]),
        Rgb([190, 150, 84]),
        Rgb([150, 150, 152]),
    ][usize::from(byte(7) % 4)];
    // In thousandths of the size, as whole numbers: the same picture on every computer.
    let within = |x: u32, y: u32, centre: (i64, i64), radii: (i64, i64)| {
        let at = |pixel: u32| i64::from(pixel) * 1000 / i64::from(size);
        let (dx, dy) = (at(x) - centre.0, at(y) - centre.1);
        dx * dx * radii.1 * radii.1 + dy * dy * radii.0 * radii.0
            <= radii.0 * radii.0 * radii.1 * radii.1
    };
    let picture = RgbImage::from_fn(size, size, |x, y| {
        if within(x, y, (500, 440), (180, 225)) {
            skin
        } else if within(x, y, (500, 370), (225, 225)) {
            hair
        } else if within(x, y, (500, 1040), (380, 360)) {
            coat
        } else {
            wall
        }
    });
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).ok()?;
    Some(png.into_inner())
}
