//! CORS. Public reads are open to every origin (`Access-Control-Allow-Origin: *`, without credentials); everything
//! else is reserved to pages of this site and sends no CORS headers. One public read has its query in the body.

use super::routes::Routes;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use shared::account::{Access, Operation};

/// Path of the OpenAPI document, which describes the operations and is not one itself.
pub const DOCUMENT: &str = "/api/openapi.json";

/// Response headers that scripts of other origins may read.
const EXPOSED: &str = "Accept-Ranges, Content-Crs, Content-Range, Deprecation, ETag, Link, Location, RateLimit, RateLimit-Policy, Repr-Digest, Retry-After, Sunset";
/// Request headers that scripts of other origins may send, besides the safelisted ones: `Authorization` with a publishable key.
/// `Content-Type` and `X-Requested-With` have no effect on a read, but libraries send them by default; so do clients of OpenAgenda with
/// the last ones.
const ALLOWED: &str = "Accept, Authorization, Content-Type, If-None-Match, If-Range, Last-Event-ID, Range, X-Requested-With, Key, Lang, Nonce";
/// Seconds for which a browser may cache the response to a preflight request.
const MAX_AGE_S: &str = "86400";

/// Adds the CORS headers of a public read.
pub fn open(headers: &mut HeaderMap) {
    set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
}

/// True for a read that anyone may make.
pub fn is_public_read(routes: &Routes, path: &str, method: &Method) -> bool {
    let operation = || routes.at(path, method).and_then(|(_, operation)| operation);
    match *method {
        Method::GET | Method::HEAD => {
            path == DOCUMENT
                || operation().is_some_and(|operation| operation.access() == Access::Anyone)
        }
        Method::POST => operation() == Some(Operation::SearchAgendaEvents),
        _ => false,
    }
}

/// The response to a preflight request for a public read; `None` for any other request.
pub fn preflight(routes: &Routes, request: &HttpRequest) -> Option<HttpResponse> {
    let requested = request
        .headers()
        .get(header::ACCESS_CONTROL_REQUEST_METHOD)?;
    let method = Method::from_bytes(requested.as_bytes()).ok()?;
    if request.method() != Method::OPTIONS || !is_public_read(routes, request.path(), &method) {
        return None;
    }
    let mut response = HttpResponse::NoContent().finish();
    let headers = response.headers_mut();
    open(headers);
    let methods = if method == Method::POST {
        "GET, HEAD, POST"
    } else {
        "GET, HEAD"
    };
    set(headers, header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    set(headers, header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED);
    set(headers, header::ACCESS_CONTROL_MAX_AGE, MAX_AGE_S);
    Some(response)
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
