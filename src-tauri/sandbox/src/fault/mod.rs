//! Faults: each spoils one request, or several.

mod kind;
mod plan;
mod script;
mod suffer;
mod wire;

pub use self::kind::{FaultKind, When};
pub use self::plan::FaultPlan;
pub use self::script::FaultTextError;

pub(crate) use self::plan::Troubles;
pub(crate) use self::suffer::{LateRequests, http_date, watch};
pub(crate) use self::wire::{Loopback, Orders};

use serde_json::Value;

/// What goes wrong with the next request to one endpoint, or with the next few.
///
/// It can be read from a text: a method, an address, the name of a [`FaultKind`] with what that
/// asks for, and how often, as in `POST /api/3/reservations lose-answer x2`.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    method: String,
    path: String,
    kind: FaultKind,
    left: u32,
}

impl Fault {
    /// The next request is spoiled so. `path` is one address, such as `/api/3/people/12001`, or a
    /// kind of address, such as `/api/3/people/{id}`.
    #[must_use]
    pub fn new(method: &str, path: &str, kind: FaultKind) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            kind,
            left: 1,
        }
    }

    /// Nothing is done, and the answer is `status` with `body`.
    #[must_use]
    pub fn answer(method: &str, path: &str, status: u16, body: Value) -> Self {
        Self::new(method, path, FaultKind::Answer { status, body })
    }

    /// Nothing is done, and the connection breaks without an answer.
    #[must_use]
    pub fn drop_request(method: &str, path: &str) -> Self {
        Self::new(method, path, FaultKind::DropRequest)
    }

    /// The request is done, and the connection breaks without an answer.
    #[must_use]
    pub fn lose_answer(method: &str, path: &str) -> Self {
        Self::new(method, path, FaultKind::LoseAnswer)
    }

    /// The request is done, and no answer comes while the sandbox runs.
    #[must_use]
    pub fn never_answer(method: &str, path: &str) -> Self {
        Self::new(method, path, FaultKind::NeverAnswer)
    }

    /// The same for `times` requests, one after another.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.left = times;
        self
    }

    fn concerns(&self, asked: &Asked) -> bool {
        self.left > 0
            && self.method == asked.method
            && (self.path == asked.path || self.path == asked.endpoint)
            && self.kind.waits_for(asked)
    }
}

/// What a request is about, as far as faults tell requests apart.
#[derive(Debug)]
pub(crate) struct Asked {
    method: String,
    path: String,
    endpoint: String,
    /// Whether it asks for a page of a list after the first.
    later_page: bool,
    /// Whether it is to exchange a refresh token.
    refresh: bool,
}

impl Asked {
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.method, self.endpoint)
    }
}
