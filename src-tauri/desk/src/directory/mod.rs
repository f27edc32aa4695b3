//! The directory: the local copy of the people, with its search index.

mod credentials;
mod details;
mod doubles;
mod entry;
mod exact;
mod fill;
mod fold;
mod gather;
mod hit;
mod ids;
mod index;
mod kept;
mod lexicon;
mod look;
mod marks;
mod meanings;
mod message;
mod near;
mod nearly;
mod parts;
mod person;
mod phones;
mod pin;
mod query;
mod rows;
mod scratch;
mod segment;
mod slip;
#[cfg(test)]
mod tests;

pub use details::{CredentialLine, PersonDetails, PersonField};
pub use doubles::{Double, Likeness};
pub use entry::{Entry, initials};
pub use exact::{Sought, same_phone};
pub(crate) use fill::{fill_directory, fill_once};
pub(crate) use fold::order_of;
pub use fold::{folded, same_name};
pub use hit::{Answer, Bar, Hit, Span};
pub use index::Directory;
pub use message::Message;
pub use pin::ShownPin;
