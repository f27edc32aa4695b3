//! What an error says of a write that was sent, or was to be.

use super::Reason;
use crate::call::CallError;
use crate::session::TokenError;

/// What an error says of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Not a byte arrived, or DoorFlow asked to wait: it is sent later.
    Later,
    /// DoorFlow said no.
    Rejected,
    /// It may have happened.
    Unknown,
}

/// What becomes of a write by this error.
pub(super) fn outcome(error: &CallError) -> Outcome {
    match error {
        CallError::Token(_)
        | CallError::Unsteady
        | CallError::DoorFlow(
            doorflow::Error::NotSent(_)
            | doorflow::Error::RateLimited { .. }
            | doorflow::Error::Unauthorised { .. },
        ) => Outcome::Later,
        CallError::DoorFlow(
            doorflow::Error::Rejected { .. }
            | doorflow::Error::Forbidden { .. }
            | doorflow::Error::NotFound { .. },
        ) => Outcome::Rejected,
        CallError::DoorFlow(_) | CallError::Store(_) => Outcome::Unknown,
    }
}

/// Whether an error says something of the write that met it alone, and not of the way to DoorFlow: others can be sent all the same.
pub(super) fn is_of_one(error: &CallError) -> bool {
    matches!(error, CallError::Unsteady) || outcome(error) == Outcome::Rejected
}

/// Why a write waits.
pub(super) fn reason(error: &CallError) -> Reason {
    match error {
        CallError::Token(TokenError::SignedOut)
        | CallError::DoorFlow(doorflow::Error::Unauthorised { .. }) => Reason::SignedOut,
        error if error.is_offline() => Reason::Offline,
        CallError::Store(_) => Reason::Unwritable,
        _ => Reason::Busy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_have_arrived_is_sent_again() {
        let cases = [
            (CallError::Token(TokenError::SignedOut), Outcome::Later),
            (
                CallError::DoorFlow(doorflow::Error::RateLimited {
                    wait: None,
                    message: String::new(),
                }),
                Outcome::Later,
            ),
            (
                CallError::DoorFlow(doorflow::Error::Server { status: 502 }),
                Outcome::Unknown,
            ),
            (
                CallError::DoorFlow(doorflow::Error::TooLarge { limit: 1 }),
                Outcome::Unknown,
            ),
        ];
        for (error, wanted) in cases {
            assert_eq!(outcome(&error), wanted, "{error}");
        }
    }
}
