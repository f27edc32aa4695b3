//! What the page can ask: one file a subject, each command one call into the desk.

pub(crate) mod booking;
pub(crate) mod frame;
pub(crate) mod import;
pub(crate) mod lock;
pub(crate) mod office;
pub(crate) mod people;
pub(crate) mod session;
pub(crate) mod visits;
