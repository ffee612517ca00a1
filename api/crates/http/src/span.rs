//! Logs one line per request, with its id, method, route and status.
//!
//! Bodies, queries, headers, personal addresses and tokens are never logged: the route is logged as a path pattern.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{Error, HttpMessage as _};
use tracing::Span;
use tracing::field::Empty;
use tracing_actix_web::{RequestId, RootSpanBuilder};

/// Builds the tracing span of a request.
#[derive(Debug)]
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = request
            .extensions()
            .get::<RequestId>()
            .map(ToString::to_string);
        tracing::info_span!(
            "request",
            request.id = id.unwrap_or_default(),
            http.method = %request.method(),
            http.route = Empty,
        )
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let status = match outcome {
            Ok(response) => {
                if let Some(route) = response.request().match_pattern() {
                    span.record("http.route", route.as_str());
                }
                response.status()
            }
            Err(error) => error.as_response_error().status_code(),
        };
        span.in_scope(|| tracing::info!(http.status = status.as_u16(), "answered"));
    }
}
