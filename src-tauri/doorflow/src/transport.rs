//! What carries requests where a socket does not: a program that runs by a clock of its own, in which a socket would be the one thing
//! that does not.

use std::fmt::Debug;

use bytes::Bytes;
use futures_util::future::BoxFuture;

/// Carries each request to DoorFlow and its answer back. It follows nothing and sends nothing twice.
pub trait Transport: Debug + Send + Sync {
    /// Carries one request. Whoever asked may stop waiting for the answer; what became of the request is then not known.
    fn carry(
        &self,
        request: ::http::Request<Bytes>,
    ) -> BoxFuture<'static, Result<::http::Response<Bytes>, Undelivered>>;
}

/// Why there is no answer, or no whole one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// Not a byte of the request was sent.
    #[error("no connection")]
    NotSent,
    /// The connection ended before an answer came.
    #[error("the connection ended")]
    Lost,
    /// The connection ended in the body of an answer that had this status.
    #[error("the connection ended in the body of an answer")]
    InBody(u16),
}
