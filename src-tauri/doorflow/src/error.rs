//! What can become of a request.

use std::time::Duration;

/// Why a request came to nothing, told apart by what the caller may do next. Reads and writes share these: a read that is
/// [`Error::Unknown`] may simply be made again.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No byte of the request left this machine, or reached DoorFlow: it may be sent again.
    #[error("DoorFlow could not be reached: {0}")]
    NotSent(String),
    /// It was sent, and the answer was lost or cut off: whether it was carried out is not known.
    #[error("the answer was lost: {0}")]
    Unknown(String),
    /// DoorFlow read it and refuses it: 400, 402, 405, 406, 409, 410, 422 and every other 4xx but those below, 407 (a proxy's:
    /// [`Error::NotSent`]) and 408 ([`Error::Unknown`]).
    #[error("refused with {status}{}", named(.fields))]
    Rejected {
        /// The HTTP status.
        status: u16,
        /// DoorFlow's sentence; empty where it gave none.
        message: String,
        /// What is wrong with which field.
        fields: Vec<FieldError>,
    },
    /// The access token is not valid (any more): nothing was done.
    #[error("the access token is not accepted")]
    Unauthorised {
        /// DoorFlow's sentence.
        message: String,
    },
    /// The token's scopes, or the user's rights, do not allow it.
    #[error("not allowed{}", .scope.map(|scope| format!(" without {scope}")).unwrap_or_default())]
    Forbidden {
        /// The scope that the endpoint asks for, where it asks for one.
        scope: Option<&'static str>,
        /// DoorFlow's sentence.
        message: String,
    },
    /// There is no such thing (any more).
    #[error("not found")]
    NotFound {
        /// DoorFlow's sentence.
        message: String,
    },
    /// DoorFlow asks to wait: nothing was done.
    #[error("asked to wait{}", .wait.map(|wait| format!(" {} s", wait.as_secs())).unwrap_or_default())]
    RateLimited {
        /// How long, from `Retry-After` or `retry_in`; `None` where it did not say.
        wait: Option<Duration>,
        /// DoorFlow's sentence.
        message: String,
    },
    /// DoorFlow failed: whether a write was carried out is not known.
    #[error("DoorFlow failed with {status}")]
    Server {
        /// The HTTP status.
        status: u16,
    },
    /// It was answered with a redirect, which is not followed: the token would go along.
    #[error("answered with a redirect ({status})")]
    Redirected {
        /// The HTTP status.
        status: u16,
    },
    /// It was answered well, but the answer cannot be read: a write was carried out, most likely.
    #[error("the answer ({status}) cannot be read: {what}")]
    Unreadable {
        /// The HTTP status.
        status: u16,
        /// Where and why.
        what: Unreadable,
    },
    /// The answer, one of the 2xx kind, is longer than any sane one: it was not read to its end.
    #[error("the answer is longer than {limit} bytes")]
    TooLarge {
        /// The limit, bytes.
        limit: usize,
    },
}

impl Error {
    /// Whether a write that ended so may have been carried out.
    #[must_use]
    pub fn is_unknown_outcome(&self) -> bool {
        matches!(
            self,
            Self::Unknown(_)
                | Self::Server { .. }
                | Self::Redirected { .. }
                | Self::Unreadable { .. }
                | Self::TooLarge { .. }
        )
    }
}

/// The fields alone: DoorFlow's sentences can quote what was sent.
fn named(fields: &[FieldError]) -> String {
    if fields.is_empty() {
        return String::new();
    }
    let names: Vec<_> = fields.iter().map(|field| field.field.as_str()).collect();
    format!(": {}", names.join(", "))
}

/// What DoorFlow says of one field (422).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// DoorFlow's name of the field; `base` where it names none.
    pub field: String,
    /// Its sentences.
    pub messages: Vec<String>,
}

/// A place in an answer that cannot be read. It holds nothing of the answer itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct Unreadable {
    /// The JSON path: `[3].start_time`; `.` is the whole.
    pub path: String,
    /// What is wrong.
    pub reason: String,
}

/// The HTTP client could not be made: this machine's TLS cannot be set up, for want of certificates as far as is known.
#[derive(Debug, thiserror::Error)]
#[error(
    "the certificates by which DoorFlow is known cannot be read ({0}): they are the system's, or those that SSL_CERT_FILE and \
     SSL_CERT_DIR name"
)]
pub struct BuildError(pub(crate) String);
