//! Public reads are for every site: `Access-Control-Allow-Origin: *`, without credentials. Everything else is our own
//! site's, and says nothing to other origins.

use super::routes::Routes;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

/// What a partner's script may read of an answer.
const EXPOSED: &str = "ETag, Link, Retry-After, Location";
/// What a partner's script may send besides the simple headers.
const ALLOWED: &str = "Accept, If-None-Match";
/// How long a browser keeps the answer to a preflight, in seconds.
const MAX_AGE_S: &str = "86400";

/// Opens the answer of a public read to every origin.
pub fn open(headers: &mut HeaderMap) {
    set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
}

/// Whether the request is a read that anybody may make.
pub fn is_public_read(routes: &Routes, path: &str, method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
        && routes
            .at(path, method)
            .and_then(|(_, operation)| operation)
            .is_some_and(|operation| operation.access() == shared::account::Access::Anyone)
}

/// Answers a preflight for a public read.
pub fn preflight(routes: &Routes, request: &HttpRequest) -> Option<HttpResponse> {
    let asked = request
        .headers()
        .get(header::ACCESS_CONTROL_REQUEST_METHOD)?;
    let method = Method::from_bytes(asked.as_bytes()).ok()?;
    if request.method() != Method::OPTIONS || !is_public_read(routes, request.path(), &method) {
        return None;
    }
    let mut response = HttpResponse::NoContent().finish();
    let headers = response.headers_mut();
    open(headers);
    set(headers, header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD");
    set(headers, header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED);
    set(headers, header::ACCESS_CONTROL_MAX_AGE, MAX_AGE_S);
    Some(response)
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
