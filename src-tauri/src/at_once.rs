//! What the page asks for within a keystroke: it waits for the answer, and draws the letter and who was found in one picture.
//!
//! A command is answered some milliseconds later, when the letter has its picture already, and the next one comes 16 ms after that. So this is no
//! command but an address, which the page reads as it would a file, standing still meanwhile: hence only what takes no time is answered here, and
//! all else is `204`, for which there are the commands.

use desk::{Desk, DeskError};
use tauri::http::{Response, StatusCode, Uri, header};
use tauri::{AppHandle, Manager as _, Runtime, Url};

/// The scheme of the address.
pub(crate) const SCHEME: &str = "at-once";

/// Of the page in the program. A page from elsewhere is told nothing.
const PAGE: &str = "tauri://localhost";

/// Answers `at-once://localhost/find?text=…&limit=…&reads=…`.
pub(crate) fn answer<R: Runtime>(app: &AppHandle<R>, address: &Uri) -> Response<Vec<u8>> {
    let desk = app.try_state::<Desk>();
    let found = desk.and_then(|desk| find(&desk, &address.to_string()));
    let status = found
        .as_ref()
        .map_or(StatusCode::NO_CONTENT, |_| StatusCode::OK);
    let mut response = Response::new(found.unwrap_or_default());
    *response.status_mut() = status;
    let page = header::HeaderValue::from_static(PAGE);
    (response.headers_mut()).insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, page);
    response
}

/// As JSON what the desk has for it, if it has something, is not locked, and needs not wait.
fn find(desk: &Desk, address: &str) -> Option<Vec<u8>> {
    let question = question(address)?;
    let admitted: Result<(), DeskError> = ["find_people", "quick_add"]
        .iter()
        .try_for_each(|command| desk.admits(command));
    admitted.ok()?;
    let found = desk.find_at_once(&question.text, question.limit, question.reads)?;
    serde_json::to_vec(&found).ok()
}

#[derive(Debug, PartialEq)]
struct Question {
    text: String,
    limit: u32,
    /// What is typed may be a booking.
    reads: bool,
}

fn question(address: &str) -> Option<Question> {
    let address = Url::parse(address).ok()?;
    let named = |name| {
        address
            .query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    (address.path() == "/find").then_some(())?;
    Some(Question {
        text: named("text")?,
        limit: named("limit")?.parse().ok()?,
        reads: named("reads")?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_read_from_its_address() {
        let read = |address: &str| question(address).map(|one| (one.text, one.limit, one.reads));
        assert_eq!(
            read("at-once://localhost/find?text=%C5%81ukasz+%26+co+9%3A30&limit=8&reads=true"),
            Some(("Łukasz & co 9:30".to_owned(), 8, true))
        );
        for wrong in [
            "at-once://localhost/find?text=a&reads=true",
            "at-once://localhost/find?limit=8&reads=true",
            "at-once://localhost/find?text=a&limit=-1&reads=true",
            "at-once://localhost/find?text=a&limit=8",
            "at-once://localhost/else?text=a&limit=8&reads=true",
            "find",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
