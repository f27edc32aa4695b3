//! The directory: the local copy of the people, with its search index.

mod details;
mod hit;

pub use details::{CredentialLine, PersonDetails, PersonField};
pub use hit::{Answer, Bar, Hit, Span};
