//! What can go wrong, and with which requests.

use chrono::TimeDelta;
use serde_json::Value;

use super::Asked;
use crate::api::Shift;
use crate::building::table::Past;

/// The lists that can be seen as they were, or change under a walk.
const LISTS: [&str; 3] = [
    "/api/3/people",
    "/api/3/reservations",
    "/api/3/group_reservations",
];
/// Where tokens are exchanged.
const TOKENS: &str = "/oauth/token";

/// Whether the request is still done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// It goes wrong before anything is done.
    Before,
    /// It goes wrong after the request was done.
    After,
}

/// What goes wrong with a request.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum FaultKind {
    /// Nothing is done, and the answer is this one.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The JSON that is sent with it.
        body: Value,
    },
    /// Nothing is done, and the connection closes without an answer.
    DropRequest,
    /// The request is done, and the connection closes without an answer.
    LoseAnswer,
    /// The request is done, and no answer comes while the sandbox runs.
    NeverAnswer,
    /// The connection is reset (RST) without an answer.
    Reset(When),
    /// The request is done, and the connection closes in the middle of the answer's body.
    TruncatedBody,
    /// The request is done, and the answer's `Content-Length` is half of what is sent: the rest is
    /// left in the connection. A body of less than two bytes has no half, and is sent as it is.
    WrongLength,
    /// The answer's body is a page of HTML: in place of the answer with status 200, as of a network
    /// that wants somebody to agree to something first, or with the status of the real answer.
    Html(When),
    /// The answer has no body: with status 200, or with the status of the real answer.
    Empty(When),
    /// Nothing is done: 429. With seconds to wait, a `Retry-After` header says them, and for
    /// `POST /sync` the body's `retry_in` too.
    RateLimited {
        /// The seconds to wait.
        retry_after: Option<u32>,
    },
    /// The answer is an error of the server's, such as 502.
    Error {
        /// The HTTP status.
        status: u16,
        /// Whether the request is done before.
        when: When,
    },
    /// The answer takes this much longer, by the building's clock. A request that is delayed before
    /// it is done is done also where nobody waits for the answer any more.
    Delay {
        /// Whether the request is done after the delay or before it.
        when: When,
        /// How long.
        by: TimeDelta,
    },
    /// The connection closes at once without an answer, and the request is done later, by the
    /// building's clock: before any other request that comes then. A token that is no longer valid
    /// by then is refused.
    LateCommit {
        /// How much later.
        by: TimeDelta,
    },
    /// The request is done twice, and the first answer is sent.
    Twice,
    /// The list (people, reservations or group reservations) is as it was.
    Stale(Past),
    /// A later page of a list (people, reservations or group reservations) is what it would be, had
    /// an earlier one changed meanwhile. The building itself stays as it is.
    PageShift(Shift),
    /// The answer's `Date` is off by this much: positive is ahead.
    DateOff {
        /// By how much.
        by: TimeDelta,
    },
    /// A refresh token is exchanged, and the connection closes without an answer. It waits for a
    /// request that does so.
    LoseRefresh,
}

impl FaultKind {
    /// The name by which it is counted, and by which it is written in a text.
    #[must_use]
    pub fn name(&self) -> &'static str {
        let by = |when: &When, before, after| match when {
            When::Before => before,
            When::After => after,
        };
        match self {
            Self::Answer { .. } => "answer",
            Self::DropRequest => "drop-request",
            Self::LoseAnswer => "lose-answer",
            Self::NeverAnswer => "never-answer",
            Self::Reset(when) => by(when, "reset-before", "reset-after"),
            Self::TruncatedBody => "truncated-body",
            Self::WrongLength => "wrong-length",
            Self::Html(when) => by(when, "html-before", "html-after"),
            Self::Empty(when) => by(when, "empty-before", "empty-after"),
            Self::RateLimited { .. } => "rate-limited",
            Self::Error { when, .. } => by(when, "error-before", "error-after"),
            Self::Delay { when, .. } => by(when, "delay-before", "delay-after"),
            Self::LateCommit { .. } => "late-commit",
            Self::Twice => "twice",
            Self::Stale(Past::Ago(_)) => "stale",
            Self::Stale(Past::BeforeLastWrite) => "stale-before-write",
            Self::PageShift(Shift::Gained) => "page-gained",
            Self::PageShift(Shift::Lost) => "page-lost",
            Self::DateOff { .. } => "date-off",
            Self::LoseRefresh => "lose-refresh",
        }
    }

    /// Whether a fault of this kind that is meant for the request's endpoint befalls this request,
    /// and not a later one.
    pub(super) fn waits_for(&self, asked: &Asked) -> bool {
        match self {
            Self::PageShift(_) => asked.later_page,
            Self::LoseRefresh => asked.refresh,
            _ => true,
        }
    }

    /// Why no request with this method to this address can have this fault, if so.
    pub(super) fn misfit(&self, method: &str, path: &str) -> Option<&'static str> {
        match self {
            Self::LateCommit { .. } | Self::Twice if method == "GET" => {
                Some("it befalls writes only")
            }
            Self::Stale(_) | Self::PageShift(_) if method != "GET" || !LISTS.contains(&path) => {
                Some("it befalls the lists of people, reservations and group reservations only")
            }
            Self::LoseRefresh if method != "POST" || path != TOKENS => {
                Some("it befalls POST /oauth/token only")
            }
            _ => None,
        }
    }

    /// Whether the fault may befall this request where nobody chose which. Only the API and the
    /// renewal of tokens have faults then, and what is about something having been done befalls
    /// what does something.
    pub(super) fn fits(&self, asked: &Asked) -> bool {
        let api = asked.path.starts_with("/api/3/");
        let writes = asked.method != "GET";
        (api || asked.refresh)
            && self.waits_for(asked)
            && self.misfit(&asked.method, &asked.endpoint).is_none()
            && match self {
                Self::LoseAnswer
                | Self::Reset(When::After)
                | Self::Error {
                    when: When::After, ..
                } => writes,
                Self::LateCommit { .. } | Self::Twice => writes && api,
                _ => true,
            }
    }
}
