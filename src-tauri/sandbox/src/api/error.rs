//! Refusals in DoorFlow's shapes.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::credentials;
use crate::building::Refusal;

/// A request that is not done.
#[derive(Debug)]
pub(crate) enum ApiError {
    Unauthorised,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    Refused(Refusal),
}

impl ApiError {
    pub(crate) fn bad_request(what: &str) -> Self {
        Self::Refused(Refusal::BadRequest(what.to_owned()))
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound => Self::NotFound,
            other => Self::Refused(other),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, body) = match self {
            Self::Unauthorised => {
                let mut response = described(
                    StatusCode::UNAUTHORIZED,
                    "unauthorized",
                    "The access token is invalid",
                );
                response.headers_mut().insert(
                    header::WWW_AUTHENTICATE,
                    HeaderValue::from_static("Bearer realm=\"DoorFlow\", error=\"invalid_token\""),
                );
                return response;
            }
            Self::Forbidden => {
                return described(
                    StatusCode::FORBIDDEN,
                    "forbidden",
                    "You are not authorized to access this resource",
                );
            }
            Self::NotFound | Self::Refused(Refusal::NotFound) => {
                return described(
                    StatusCode::NOT_FOUND,
                    "not_found",
                    "The requested resource was not found",
                );
            }
            Self::MethodNotAllowed => {
                return described(
                    StatusCode::METHOD_NOT_ALLOWED,
                    "method_not_allowed",
                    "The method is not allowed for this resource",
                );
            }
            Self::Refused(Refusal::BadRequest(what)) => {
                return described(StatusCode::BAD_REQUEST, "bad_request", &what);
            }
            Self::Refused(Refusal::Invalid(invalid)) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                json!({ "error": "Validation failed", "errors": invalid.0 }),
            ),
            Self::Refused(Refusal::Conflict(credential)) => (
                StatusCode::CONFLICT,
                credentials::without_label(&credential),
            ),
            Self::Refused(Refusal::AccessDenied(reason)) => (
                StatusCode::FORBIDDEN,
                json!({ "error": "Access denied", "reason": reason }),
            ),
            Self::Refused(Refusal::RateLimited { retry_in }) => (
                StatusCode::TOO_MANY_REQUESTS,
                json!({
                    "error": "rate_limited",
                    "description": "Sync rate limit exceeded. Please wait before trying again.",
                    "retry_in": retry_in,
                }),
            ),
        };
        (status, Json(body)).into_response()
    }
}

fn described(status: StatusCode, error: &str, description: &str) -> Response {
    (
        status,
        Json(json!({ "error": error, "error_description": description })),
    )
        .into_response()
}
