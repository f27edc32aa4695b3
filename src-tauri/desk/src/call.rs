//! Calling DoorFlow with the session's token.

use std::time::Duration;

use crate::booking::{Field, Problem, ProblemCode};
use crate::error::{Code, DeskError};
use crate::session::TokenError;
use crate::store::StoreError;

/// Why a call came to nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    /// There is no token to call with.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// DoorFlow, or the way to it.
    #[error(transparent)]
    DoorFlow(#[from] doorflow::Error),
    /// A list changed each time that it was read.
    #[error("DoorFlow's list did not hold still")]
    Unsteady,
    /// The answer came, but could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CallError {
    /// How long DoorFlow asks to be left alone.
    pub(crate) fn wait(&self) -> Option<Duration> {
        match self {
            Self::DoorFlow(doorflow::Error::RateLimited { wait, .. })
            | Self::Token(TokenError::Busy { wait }) => *wait,
            _ => None,
        }
    }

    /// Whether DoorFlow answered, and that answer alone is of no use: what else is asked of it may well be.
    pub(crate) fn is_of_this_alone(&self) -> bool {
        matches!(
            self,
            Self::DoorFlow(
                doorflow::Error::Forbidden { .. }
                    | doorflow::Error::NotFound { .. }
                    | doorflow::Error::Rejected { .. }
                    | doorflow::Error::Server { .. }
                    | doorflow::Error::Unreadable { .. }
                    | doorflow::Error::TooLarge { .. }
            )
        )
    }

    /// Whether what DoorFlow answered so may be otherwise in a minute: nothing was refused.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::DoorFlow(
                doorflow::Error::Server { .. }
                    | doorflow::Error::Unreadable { .. }
                    | doorflow::Error::TooLarge { .. }
            )
        )
    }

    /// Whether DoorFlow could not be reached at all, or the answer was lost.
    pub(crate) fn is_offline(&self) -> bool {
        matches!(
            self,
            Self::Token(TokenError::Offline)
                | Self::DoorFlow(doorflow::Error::NotSent(_) | doorflow::Error::Unknown(_))
        )
    }
}

impl From<CallError> for DeskError {
    fn from(error: CallError) -> Self {
        let detail = error.to_string();
        let code = match &error {
            CallError::Token(TokenError::SignedOut) => Code::SignedOut,
            CallError::Token(TokenError::Offline) => Code::Offline,
            CallError::Token(TokenError::Busy { .. }) => Code::Busy,
            CallError::Token(TokenError::DoorFlow(_)) | CallError::Unsteady => Code::DoorFlow,
            CallError::Store(_) => Code::Machine,
            CallError::DoorFlow(error) => match error {
                // Whoever is told of a lost answer has only asked: what is written goes through the outbox, and letting in says so itself.
                doorflow::Error::NotSent(_) | doorflow::Error::Unknown(_) => Code::Offline,
                doorflow::Error::Rejected { .. } => Code::Refused,
                doorflow::Error::Unauthorised { .. } => Code::SignedOut,
                doorflow::Error::Forbidden { .. } => Code::Forbidden,
                doorflow::Error::NotFound { .. } => Code::NotFound,
                doorflow::Error::RateLimited { .. } => Code::Busy,
                _ => Code::DoorFlow,
            },
        };
        let problems = match &error {
            CallError::DoorFlow(error) => problems(error, Field::Place),
            _ => Vec::new(),
        };
        if code == Code::Machine {
            return Self::machine(detail);
        }
        Self {
            code,
            detail,
            problems,
        }
    }
}

impl From<StoreError> for DeskError {
    fn from(error: StoreError) -> Self {
        CallError::Store(error).into()
    }
}

/// What DoorFlow refused, each reason at the field of the drawer that it speaks of; at `otherwise` what speaks of none there. Of a person, the
/// drawer has one field: which of DoorFlow's is meant is said with the reason.
pub(crate) fn problems(error: &doorflow::Error, otherwise: Field) -> Vec<Problem> {
    let refused = |field, subject: &str| Problem {
        field,
        code: ProblemCode::Refused,
        subject: subject.to_owned(),
    };
    match error {
        doorflow::Error::Rejected {
            message, fields, ..
        } if fields.is_empty() => {
            vec![refused(otherwise, message)]
        }
        doorflow::Error::Rejected { fields, .. } => fields
            .iter()
            .flat_map(|field| {
                let place = field_of(&field.field).unwrap_or(otherwise);
                let named = match otherwise {
                    Field::Who => name_of(&field.field),
                    _ => String::new(),
                };
                field
                    .messages
                    .iter()
                    .map(move |message| refused(place, &format!("{named}{message}")))
            })
            .collect(),
        doorflow::Error::Forbidden { scope, message, .. } => vec![match scope {
            Some(scope) => Problem {
                field: otherwise,
                code: ProblemCode::MissingScope,
                subject: (*scope).to_owned(),
            },
            None => refused(otherwise, message),
        }],
        doorflow::Error::NotFound { .. } => vec![refused(Field::Who, "Not found")],
        _ => Vec::new(),
    }
}

/// The innermost part of a field's name: a body that was wrapped names its fields from the outside in, `group_reservation.end_time`.
fn innermost(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The drawer's field for DoorFlow's, if it has one.
fn field_of(name: &str) -> Option<Field> {
    match innermost(name) {
        "person_id" | "person" | "first_name" | "last_name" | "email" => Some(Field::Who),
        "start_time" | "starts_at" => Some(Field::From),
        "end_time" | "ends_at" => Some(Field::To),
        _ => None,
    }
}

/// DoorFlow's field as the beginning of what it says of it, which is `can't be blank`, or the like; nothing where it speaks of no single one.
fn name_of(field: &str) -> String {
    match innermost(field) {
        "" | "base" => String::new(),
        name => format!("{} ", name.replace('_', " ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doorflows_fields_have_their_place_in_the_drawer() {
        for (name, field) in [
            ("person_id", Some(Field::Who)),
            ("start_time", Some(Field::From)),
            ("group_reservation.end_time", Some(Field::To)),
            ("channel_ids", None),
            ("base", None),
            ("", None),
        ] {
            assert_eq!(field_of(name), field, "{name}");
        }
    }
}
