//! What holds of any bytes that come as the answer to a sign-in; for the fuzz targets `callback` and `pasted`, and for the tests
//! that replay their corpora.

use oauth2::CsrfToken;

use super::callback::{Callback, Expected, LONGEST_REQUEST, Outcome, read_callback, read_pasted};
use super::redirect::Redirect;

/// The state of the sign-in that waits. It is in the corpora, so that answers are among what is tried.
const STATE: &str = "0QmT7-the_state";
/// The state of another sign-in.
const OTHER_STATE: &str = "0QmT7-the_other";

/// Reads `request` as what came to the listener of a sign-in.
///
/// # Panics
/// When reading panics, takes an answer without the state or in two ways, waits without end, or prints the code.
pub fn callback(request: &[u8]) {
    let redirect = waiting();
    let read = |request: &[u8], state: &str| {
        let state = CsrfToken::new(state.to_owned());
        let expected = Expected {
            redirect: &redirect,
            state: &state,
        };
        read_callback(request, expected)
    };
    let callback = read(request, STATE);
    match &callback {
        Callback::Incomplete => assert!(request.len() < LONGEST_REQUEST, "waits for ever"),
        Callback::Stranger(status) => {
            let known = [400, 403, 404, 405, 421, 431];
            assert!(known.contains(status), "a stranger is told {status}");
        }
        Callback::Answer(outcome) => {
            sound(outcome, request);
            // It comes in pieces: none of them is the answer to something else.
            for length in (0..request.len()).step_by(1 + request.len() / 64) {
                let part = read(&request[..length], STATE);
                let same = part == Callback::Incomplete || part == callback;
                assert!(same, "{length} bytes of it are {part:?}");
            }
            let other = read(request, OTHER_STATE);
            assert_eq!(other, Callback::Stranger(403), "an answer to two sign-ins");
        }
    }
}

/// Reads `text`, as UTF-8 however broken, as what a person pasted.
///
/// # Panics
/// When reading panics, takes an answer without the state, or prints the code.
pub fn pasted(text: &[u8]) {
    let redirect = waiting();
    let text = String::from_utf8_lossy(text);
    let read = |state: &str| {
        let state = CsrfToken::new(state.to_owned());
        let expected = Expected {
            redirect: &redirect,
            state: &state,
        };
        read_pasted(&text, expected)
    };
    let whole: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect();
    match read(STATE) {
        Ok(outcome) => {
            sound(&outcome, whole.as_bytes());
            assert!(read(OTHER_STATE).is_err(), "an answer to two sign-ins");
        }
        Err(why) => assert!(!why.to_string().contains(STATE), "the state is in {why}"),
    }
}

fn waiting() -> Redirect {
    Redirect::parse("http://127.0.0.1:17805/callback").expect("a loopback address")
}

/// What must be so of an answer that was taken from `bytes`.
fn sound(outcome: &Outcome, bytes: &[u8]) {
    let bytes = decoded(bytes);
    let held = |text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(held(STATE), "an answer without the state: {outcome:?}");
    let printed = match outcome {
        Outcome::Code(code) => {
            assert!(!code.secret().is_empty(), "a code of nothing");
            // What is no UTF-8 once it is decoded comes out as replacement characters.
            let as_sent = code.secret().contains('\u{fffd}') || held(code.secret());
            assert!(as_sent, "a code that was not sent");
            "Code(AuthorizationCode([redacted]))".to_owned()
        }
        Outcome::Denied => "Denied".to_owned(),
        Outcome::Failed(error) => {
            assert!(
                (1..=64).contains(&error.len()),
                "an error of {} bytes",
                error.len()
            );
            let plain = |b: u8| b.is_ascii_alphanumeric() || b"_-.".contains(&b);
            assert!(
                error.bytes().all(plain),
                "an error with more than a word in it"
            );
            format!("Failed({error:?})")
        }
    };
    assert_eq!(format!("{outcome:?}"), printed);
}

/// `bytes` with its percent-encodings undone and a plus as the blank that it is in a query.
fn decoded(bytes: &[u8]) -> Vec<u8> {
    let digit = |at: usize| {
        let digit = char::from(*bytes.get(at)?).to_digit(16)?;
        u8::try_from(digit).ok()
    };
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let (byte, length) = match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => (high * 16 + low, 3),
            (b'+', ..) => (b' ', 1),
            _ => (*byte, 1),
        };
        decoded.push(byte);
        at += length;
    }
    decoded
}

#[cfg(test)]
#[path = "probe_tests.rs"]
mod tests;
