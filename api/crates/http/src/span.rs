//! Logs one line per request, with its id, method, route, status, duration and the size of its response.
//!
//! Bodies, queries, headers, personal addresses and tokens are never logged: the route is logged as a path pattern.

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage as _};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;
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
        if let Ok(response) = outcome
            && let Some(route) = response.request().match_pattern()
        {
            span.record("http.route", route.as_str());
        }
    }
}

/// Logs a request once its response has been sent, or its client has disconnected.
///
/// # Errors
///
/// The error of the next service.
pub async fn log(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<Logged>, Error> {
    let begun = Instant::now();
    match next.call(request).await {
        Ok(response) => {
            let line = Line {
                span: Span::current(),
                begun,
                status: response.status(),
                bytes: 0,
            };
            Ok(response.map_body(|_, body| Logged {
                body: body.boxed(),
                line,
            }))
        }
        Err(error) => {
            drop(Line {
                span: Span::current(),
                begun,
                status: error.as_response_error().status_code(),
                bytes: 0,
            });
            Err(error)
        }
    }
}

/// A line of the log, written when it is dropped.
#[derive(Debug)]
struct Line {
    span: Span,
    begun: Instant,
    status: StatusCode,
    bytes: u64,
}

impl Drop for Line {
    fn drop(&mut self) {
        let duration_ms = self.begun.elapsed().as_secs_f64() * 1_000.0;
        self.span.in_scope(|| {
            tracing::info!(
                http.status = self.status.as_u16(),
                duration_ms = (duration_ms * 10.0).round() / 10.0,
                bytes = self.bytes,
                "answered"
            );
        });
    }
}

/// The body of a response, whose bytes are counted as they are sent.
#[derive(Debug)]
pub struct Logged {
    body: BoxBody,
    line: Line,
}

impl MessageBody for Logged {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let polled = Pin::new(&mut self.body).poll_next(cx);
        if let Poll::Ready(Some(Ok(part))) = &polled {
            self.line.bytes += part.len() as u64;
        }
        polled
    }
}
