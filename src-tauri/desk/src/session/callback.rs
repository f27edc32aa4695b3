//! The browser's answer, read with suspicion: anyone on this machine, and any web page, can send one.

use doorflow::AuthorizationCode;
use oauth2::CsrfToken;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use url::Url;

use super::redirect::Redirect;

/// The longest request head that is read, in bytes.
pub(super) const LONGEST_REQUEST: usize = 8 * 1024;
/// The longest pasted text that is looked at, in bytes.
const LONGEST_PASTE: usize = 16 * 1024;
/// More headers than any browser sends.
const MOST_HEADERS: usize = 96;

/// What an answer must match to be the answer to this sign-in.
#[derive(Clone, Copy)]
pub(super) struct Expected<'a> {
    /// The redirect address, with the port that was really bound.
    pub(super) redirect: &'a Redirect,
    /// The state that went out with the authorise address.
    pub(super) state: &'a CsrfToken,
}

/// What a request to the listener turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Callback {
    /// The head is not all here yet.
    Incomplete,
    /// Not the answer that is waited for. It is told so with this HTTP status, and waiting goes on.
    Stranger(u16),
    /// The answer: its state is the one that went out.
    Answer(Outcome),
}

/// What DoorFlow's authorise page sent back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The code to exchange for tokens.
    Code(AuthorizationCode),
    /// The person said no.
    Denied,
    /// DoorFlow said no, with its OAuth error code.
    Failed(String),
}

/// Why a pasted text is not the answer to this sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(rename_all = "camelCase")]
pub enum PasteError {
    /// No sign-in is waiting for an answer.
    #[error("no sign-in is waiting")]
    NotWaiting,
    /// Nothing was pasted.
    #[error("nothing was pasted")]
    Empty,
    /// It is an address, but not the redirect address; or it is no address.
    #[error("this is not the address that the browser ended on")]
    OtherAddress,
    /// The redirect address without a code or an error in it.
    #[error("the address holds no answer from DoorFlow")]
    NoAnswer,
    /// The answer to another, perhaps an earlier, sign-in.
    #[error("the address belongs to another sign-in")]
    OtherSignIn,
}

/// Reads a request that came to the listener, as far as it has come.
///
/// An error with a wrong or missing state is a stranger's as much as a code would be: believing it would let any
/// web page end a sign-in.
pub(super) fn read_callback(request: &[u8], expected: Expected<'_>) -> Callback {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    match head.parse(request) {
        Ok(httparse::Status::Complete(length)) if length > LONGEST_REQUEST => {
            return Callback::Stranger(431);
        }
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) if request.len() >= LONGEST_REQUEST => {
            return Callback::Stranger(431);
        }
        Ok(httparse::Status::Partial) => return Callback::Incomplete,
        Err(httparse::Error::TooManyHeaders) => return Callback::Stranger(431),
        Err(_) => return Callback::Stranger(400),
    }
    if head.method != Some("GET") {
        return Callback::Stranger(405);
    }
    if !is_for_this_machine(head.headers, expected.redirect) {
        return Callback::Stranger(421);
    }
    let target = head.path.unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if path != expected.redirect.path() {
        return Callback::Stranger(404);
    }
    match read_query(query, expected.state) {
        Ok(outcome) => Callback::Answer(outcome),
        Err(Unusable::NoAnswer) => Callback::Stranger(400),
        Err(Unusable::OtherState) => Callback::Stranger(403),
    }
}

/// Reads what a person pasted: the whole address that the browser ended on, or its query alone.
///
/// Blanks, line breaks and quotes, which mail and chat programs add, are passed over.
pub(super) fn read_pasted(text: &str, expected: Expected<'_>) -> Result<Outcome, PasteError> {
    if text.len() > LONGEST_PASTE {
        return Err(PasteError::OtherAddress);
    }
    let is_wrapping = |c: char| "\"'`<>‘’“”«»„".contains(c);
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect();
    let text = text.trim_matches(is_wrapping);
    if text.is_empty() {
        return Err(PasteError::Empty);
    }
    let query = match Url::parse(text) {
        Ok(url) if expected.redirect.leads_to(&url) => url.query().unwrap_or_default().to_owned(),
        Ok(_) => return Err(PasteError::OtherAddress),
        // Not an address: the query alone, if it looks like one.
        Err(_) => {
            let query = text.strip_prefix('?').unwrap_or(text);
            let looks_like_one = url::form_urlencoded::parse(query.as_bytes())
                .any(|(name, _)| matches!(&*name, "code" | "error" | "state"));
            if !looks_like_one {
                return Err(PasteError::OtherAddress);
            }
            query.to_owned()
        }
    };
    read_query(&query, expected.state).map_err(|reason| match reason {
        Unusable::NoAnswer => PasteError::NoAnswer,
        Unusable::OtherState => PasteError::OtherSignIn,
    })
}

/// Why a query is not the answer.
enum Unusable {
    /// No code and no error, or more than one of what there may be one of.
    NoAnswer,
    /// No state, or not the one that went out.
    OtherState,
}

/// Reads the query of the redirect address. Nothing is read from it before its state has been found right.
fn read_query(query: &str, state: &CsrfToken) -> Result<Outcome, Unusable> {
    let [mut code, mut error, mut given] = [const { None }; 3];
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let place = match &*name {
            "code" => &mut code,
            "error" => &mut error,
            "state" => &mut given,
            _ => continue,
        };
        // A name said twice can mean two things to two readers; an honest answer never does it (RFC 6749, 3.1).
        if place.replace(value.into_owned()).is_some() {
            return Err(Unusable::NoAnswer);
        }
    }
    // `CsrfToken` compares digests, so that the time it takes tells a guesser nothing.
    match given {
        None if code.is_none() && error.is_none() => return Err(Unusable::NoAnswer),
        Some(given) => {
            if CsrfToken::new(given) != CsrfToken::new(state.secret().clone()) {
                return Err(Unusable::OtherState);
            }
        }
        None => return Err(Unusable::OtherState),
    }
    match (code, error) {
        (Some(code), None) if !code.is_empty() => Ok(Outcome::Code(AuthorizationCode::new(code))),
        (None, Some(error)) if error == "access_denied" => Ok(Outcome::Denied),
        (None, Some(error)) => Ok(Outcome::Failed(as_error_code(&error))),
        _ => Err(Unusable::NoAnswer),
    }
}

/// An OAuth error code is a short word of printable ASCII; what is not goes no further than this.
fn as_error_code(error: &str) -> String {
    let sound = !error.is_empty()
        && error.len() <= 64
        && error
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    if sound {
        error.to_owned()
    } else {
        "unreadable".to_owned()
    }
}

/// Whether the one `Host` header names this machine and the port that was asked.
///
/// A web page whose name was made to point here (DNS rebinding) gives itself away by it.
fn is_for_this_machine(headers: &[httparse::Header<'_>], redirect: &Redirect) -> bool {
    let mut hosts = headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case("host"));
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    let Ok(host) = std::str::from_utf8(host.value) else {
        return false;
    };
    let (name, port) = match host.split_once(':') {
        Some((name, port)) => (name, port.parse().ok()),
        None => (host, Some(80)),
    };
    (name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost"))
        && port.is_some()
        && port == redirect.loopback_port()
}

#[cfg(test)]
#[path = "callback_tests.rs"]
mod tests;
