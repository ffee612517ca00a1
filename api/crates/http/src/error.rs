//! Converts an [`Error`] to an HTTP response.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use ground::error::Error;
use shared::event::QueryFaults;
use std::fmt;

/// Media type of every error response (RFC 9457).
pub const PROBLEM_JSON: &str = "application/problem+json";

/// The error type of handlers and extractors: an [`Error`] that actix can turn into a response.
#[derive(Debug)]
pub struct ApiError(pub Error);

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for ApiError {}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<QueryFaults> for ApiError {
    fn from(faults: QueryFaults) -> Self {
        Self(faults.into())
    }
}

impl From<anyhow::Error> for ApiError {
    fn from(error: anyhow::Error) -> Self {
        Self(error.into())
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self(error.into())
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        if let Error::Internal(error) = &self.0 {
            tracing::error!(error = format!("{error:#}"), "request failed");
        }
        let mut builder = HttpResponse::build(self.status_code());
        if let Error::Rejected(rejection) = &self.0 {
            for (name, value) in &rejection.headers {
                if let (Ok(name), Ok(value)) =
                    (HeaderName::try_from(*name), HeaderValue::from_str(value))
                {
                    builder.insert_header((name, value));
                }
            }
        }
        if self.status_code() == StatusCode::UNAUTHORIZED {
            builder.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        let problem = self.0.problem();
        let mut response = builder
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .content_type(PROBLEM_JSON)
            .body(serde_json::to_vec(&problem).unwrap_or_default());
        response.extensions_mut().insert(problem);
        response
    }
}
