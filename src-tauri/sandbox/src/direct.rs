//! Asking the sandbox without a socket.

use std::pin::pin;

use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use futures_util::StreamExt as _;
use tower::ServiceExt as _;

use crate::fault::{Orders, http_date};
use crate::server::Sandbox;

/// Why there is no answer, or no whole one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Broken {
    /// The connection closed without an answer, or the sandbox has stopped.
    #[error("the connection closed")]
    Closed,
    /// The connection was reset without an answer.
    #[error("the connection was reset")]
    Reset,
    /// The connection closed in the middle of the body of an answer with this status.
    #[error("the connection closed in the middle of an answer with status {0}")]
    InBody(StatusCode),
}

impl Sandbox {
    /// Answers a request as the listening server would, with the same routes, rules and faults, but
    /// with no socket in between. An absent `Host` is this sandbox's own. The answer's `Date` goes
    /// by the building's clock, as there is no server to say another.
    pub async fn answer(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Broken> {
        let (app, router) = self.inside();
        if app.is_stopping() {
            return Err(Broken::Closed);
        }
        let mut request = request.map(Body::from);
        if !request.headers().contains_key(header::HOST) {
            let own = HeaderValue::from_static("localhost");
            request.headers_mut().insert(header::HOST, own);
        }
        let orders = Orders::default();
        request.extensions_mut().insert(ConnectInfo(orders.clone()));
        let Ok(response) = router.oneshot(request).await;
        let (mut parts, body) = response.into_parts();
        let mut whole = Vec::new();
        let mut chunks = pin!(body.into_data_stream());
        while let Some(chunk) = chunks.next().await {
            match chunk {
                Ok(chunk) => whole.extend_from_slice(&chunk),
                Err(_) if orders.is_reset() => return Err(Broken::Reset),
                Err(_) if whole.is_empty() => return Err(Broken::Closed),
                Err(_) => return Err(Broken::InBody(parts.status)),
            }
        }
        if orders.is_misstated() {
            whole.truncate(whole.len() / 2);
            let length = HeaderValue::from(whole.len());
            parts.headers.insert(header::CONTENT_LENGTH, length);
        }
        if !parts.headers.contains_key(header::DATE)
            && let Some(date) = http_date(app.clock.now())
        {
            parts.headers.insert(header::DATE, date);
        }
        Ok(Response::from_parts(parts, Bytes::from(whole)))
    }
}
