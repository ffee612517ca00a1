//! Middleware applied to every response.

use crate::{images, ogc, opendata};
use actix_web::HttpMessage as _;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use ground::error::Error;
use http::auth::Gate;
use http::cors;
use http::error::PROBLEM_JSON;
use shared::problem::{Code, Problem};
use tracing_actix_web::RequestId;

/// Roots of the paths for programs; every other path is a page or a file of the site.
pub(crate) const API_ROOTS: [&str; 5] = [
    "/api",
    "/.well-known",
    ogc::ROOT,
    opendata::ROOT,
    images::ROOT,
];

/// Converts errors of the framework into problem documents, adds the request id to them, allows public reads from every
/// origin (CORS), and excludes other responses from caches.
pub(crate) async fn finish(
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let gate = request.app_data::<Data<Gate>>().cloned();
    let id = request
        .extensions()
        .get::<RequestId>()
        .map(ToString::to_string);
    let path = request.path().to_owned();
    let method = request.method().clone();
    if method == Method::HEAD {
        // Handled as GET; the HTTP encoder knows the original method and sends no body.
        request.head_mut().method = Method::GET;
    }
    let mut response = next.call(request).await?;
    let for_programs = is_for_programs(&path);
    if response.status().as_u16() >= 400 {
        let reported = response.response().extensions().get::<Problem>().cloned();
        let problem = match reported {
            Some(problem) => Some(problem),
            None if for_programs => Some(Error::rejected(code_of(response.status())).problem()),
            None => None,
        };
        if let Some(mut problem) = problem {
            problem.request_id.clone_from(&id);
            let body = serde_json::to_vec(&problem)?;
            response
                .headers_mut()
                .insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
            response = response.map_body(|_, _| BoxBody::new(body));
        }
    }
    let headers = response.headers_mut();
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if let Some(id) = id.and_then(|id| HeaderValue::from_str(&id).ok()) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    if for_programs && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if gate.is_some_and(|gate| cors::is_public_read(&gate.routes, &path, &method)) {
        cors::open(headers);
    }
    Ok(response)
}

/// Says that a public answer depends on the accepted encodings, whether this one is encoded or not: a cache would otherwise
/// give the one that it met first to everybody.
pub(crate) async fn vary(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    let mentions = |name: HeaderName, word: &str| {
        headers
            .get_all(name)
            .filter_map(|value| value.to_str().ok())
            .any(|value| value.to_ascii_lowercase().contains(word))
    };
    if mentions(header::CACHE_CONTROL, "public") && !mentions(header::VARY, "accept-encoding") {
        headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    Ok(response)
}

fn is_for_programs(path: &str) -> bool {
    API_ROOTS
        .iter()
        .filter_map(|root| path.strip_prefix(root))
        .any(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn code_of(status: StatusCode) -> Code {
    Code::ALL
        .iter()
        .copied()
        .find(|code| code.status() == status.as_u16())
        .unwrap_or(if status.is_server_error() {
            Code::Internal
        } else {
            Code::BadRequest
        })
}
