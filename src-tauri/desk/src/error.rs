//! What can go wrong with a request of the page.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::booking::Problem;

/// What kind of trouble it is. A variant exists only where the page acts on it differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Code {
    /// Nobody is signed in (any more).
    SignedOut,
    /// DoorFlow cannot be reached, or its answer to a question was lost: nothing was changed, everything is kept.
    Offline,
    /// The sign-in lacks a scope.
    Forbidden,
    /// It is not there any more.
    NotFound,
    /// Something else must come first, such as what is on its way, or DoorFlow asks to wait.
    Busy,
    /// It stands otherwise than the page has shown it: that is to be looked at first.
    Changed,
    /// DoorFlow, or the draft, refuses: see `problems`.
    Refused,
    /// DoorFlow answers with an error or with something unreadable.
    DoorFlow,
    /// This machine: disk full, store damaged, keychain, port.
    Machine,
    /// What was given cannot be used (a pasted address, a client id).
    BadInput,
    /// The desk is locked: nobody is asked anything before it is unlocked.
    Locked,
    /// Another program works with the profile: the demo cannot be left for it.
    AlreadyOpen,
}

/// An error as it leaves the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{code:?}: {detail}")]
pub struct DeskError {
    /// What to do about it.
    pub code: Code,
    /// For support: names no person and holds no secret.
    pub detail: String,
    /// Reasons at fields, where there are any.
    pub problems: Vec<Problem>,
}

impl DeskError {
    fn plain(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            problems: Vec::new(),
        }
    }

    /// What was given cannot be used.
    pub(crate) fn bad_input(detail: impl Into<String>) -> Self {
        Self::plain(Code::BadInput, detail)
    }

    /// This machine's trouble. The page has no words for what it is: the log has them.
    pub(crate) fn machine(detail: impl Into<String>) -> Self {
        let detail = detail.into();
        tracing::warn!(%detail, "this machine could not do what was asked");
        Self::plain(Code::Machine, detail)
    }

    /// It is not there any more.
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::plain(Code::NotFound, detail)
    }

    /// Something else must come first.
    pub(crate) fn busy(detail: impl Into<String>) -> Self {
        Self::plain(Code::Busy, detail)
    }

    /// It stands otherwise than it was shown.
    pub(crate) fn changed(detail: impl Into<String>) -> Self {
        Self::plain(Code::Changed, detail)
    }

    /// The sign-in may not do it.
    pub(crate) fn forbidden(detail: impl Into<String>) -> Self {
        Self::plain(Code::Forbidden, detail)
    }

    /// Another program works with the profile.
    pub(crate) fn already_open(detail: impl Into<String>) -> Self {
        Self::plain(Code::AlreadyOpen, detail)
    }

    /// The desk is locked.
    pub(crate) fn locked() -> Self {
        Self::plain(Code::Locked, "the desk is locked")
    }

    /// It is refused.
    pub(crate) fn refused(detail: impl Into<String>) -> Self {
        Self::plain(Code::Refused, detail)
    }
}
