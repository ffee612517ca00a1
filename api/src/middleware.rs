//! Middleware applied to every response.

use crate::{addresses, agendas, images, ogc, opendata, site};
use actix_web::HttpMessage as _;
use actix_web::body::{self, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::ErrorBadRequest;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::web::Data;
use ground::error::Error;
use http::auth::Gate;
use http::deprecations::Deprecations;
use http::error::PROBLEM_JSON;
use http::routes::Routes;
use http::{ApiError, Services, accept, cors};
use shared::problem::{Code, Problem};
use tracing_actix_web::RequestId;

/// Roots of the paths for programs; every other path is a page or a file of the site.
pub(crate) const API_ROOTS: [&str; 6] = [
    "/api",
    "/.well-known",
    ogc::ROOT,
    opendata::ROOT,
    images::ROOT,
    addresses::OEMBED,
];

/// Paths under which no error is an HTML page.
const DATA_ROOTS: [&str; 3] = ["/api", "/.well-known", agendas::ROOT];

/// Converts errors of the framework into problem documents, and these into pages for browsers and what clients of OpenAgenda
/// read; adds the request id to them, allows public reads from every origin (CORS), and excludes other responses from caches.
///
/// An HTML page ignores unknown parameters: links from other sites carry tracking parameters.
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
    let for_people = matches!(method, Method::GET | Method::HEAD)
        && accept::prefers_page(&request)
        && !is_below(&DATA_ROOTS, &path);
    let french = accept::prefers_french(&request);
    let site = request
        .app_data::<Data<Services>>()
        .map(|services| services.site.url.clone());
    if for_people && let Some(gate) = &gate {
        ignore_unknown(&mut request, &gate.routes)?;
    }
    let mut response = next.call(request).await?;
    let for_programs = is_below(&API_ROOTS, &path);
    let deprecated = response
        .request()
        .app_data::<Data<Deprecations>>()
        .map(|deprecations| {
            let request = response.request();
            let operation = || gate.as_ref()?.routes.operation(request);
            deprecations.headers(operation, request.query_string())
        });
    if response.status().as_u16() >= 400 {
        let reported = response.response().extensions().get::<Problem>().cloned();
        let problem = match reported {
            Some(problem) => Some(problem),
            None if for_programs => Some(Error::rejected(code_of(response.status())).problem()),
            None => None,
        };
        if let Some(mut problem) = problem {
            problem.request_id.clone_from(&id);
            let page = site
                .filter(|_| for_people)
                .map(|site| site::error_page(&site, &path, &problem))
                .transpose()
                .map_err(ApiError)?;
            let (media_type, language, body) = if let Some(page) = page {
                ("text/html; charset=utf-8", "fr", page.into_bytes())
            } else if is_below(&agendas::ROOTS, &path) {
                let (status, body) = agendas::problem_body(&problem)?;
                response.response_mut().head_mut().status = status;
                // No answer that is told here asks for it.
                response.headers_mut().remove(header::WWW_AUTHENTICATE);
                (agendas::JSON, "en", body)
            } else {
                let language = if french {
                    translate(&mut problem)
                } else {
                    "en"
                };
                (PROBLEM_JSON, language, serde_json::to_vec(&problem)?)
            };
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
            headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language));
            headers.append(
                header::VARY,
                HeaderValue::from_static("accept, accept-language"),
            );
            response = response.map_body(|_, _| BoxBody::new(body));
        }
    }
    if method == Method::HEAD && is_event_stream(&response) {
        // Nothing of it is sent, and it would not end.
        response = response.map_body(|_, _| BoxBody::new(body::None::new()));
    }
    let headers = response.headers_mut();
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if let Some(id) = id.and_then(|id| HeaderValue::from_str(&id).ok()) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    for (name, value) in deprecated.into_iter().flatten() {
        headers.append(name, value);
    }
    if for_programs && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if gate.is_some_and(|gate| cors::is_public_read(&gate.routes, &path, &method)) {
        cors::open(headers);
    }
    Ok(response)
}

/// Adds `Vary: Accept-Encoding` to every public response, encoded or not: a cache would otherwise send the first
/// encoding that it stores to every client.
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

/// Removes `Content-Encoding: identity`, by which handlers prevent compression: it is not a content encoding (RFC
/// 9110, section 8.4.1), and some clients reject it.
pub(crate) async fn say_no_identity(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    if headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|encoding| encoding == "identity")
    {
        headers.remove(header::CONTENT_ENCODING);
    }
    Ok(response)
}

/// Translates the texts that have a French message; returns the languages of the result. Details for developers
/// stay English.
fn translate(problem: &mut Problem) -> &'static str {
    problem.title = messages::problem(problem.code, None).into();
    for fault in &mut problem.errors {
        fault.detail = messages::problem(fault.code, fault.limit);
    }
    if problem.errors.is_empty() {
        return if problem.detail.is_some() {
            "fr, en"
        } else {
            "fr"
        };
    }
    let faults = problem.errors.iter();
    let listed: Vec<_> = faults
        .map(|fault| {
            format!(
                "{}\u{a0}: {}",
                fault.pointer.trim_start_matches('/'),
                fault.detail
            )
        })
        .collect();
    problem.detail = Some(listed.join(" "));
    "fr"
}

/// Drops the unknown parameters of an HTML page.
fn ignore_unknown(request: &mut ServiceRequest, routes: &Routes) -> Result<(), actix_web::Error> {
    let Some(known) = routes.page_parameters(request.path()) else {
        return Ok(());
    };
    let query = request.query_string();
    let is_known = |pair: &&str| {
        let name = form_urlencoded::parse(pair.as_bytes()).next();
        name.is_some_and(|(name, _)| known.iter().any(|known| *known == name))
    };
    let kept: Vec<&str> = query.split('&').filter(is_known).collect();
    let kept = kept.join("&");
    if kept == query {
        return Ok(());
    }
    let path = request.uri().path();
    let address = if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{kept}")
    };
    let uri: Uri = address.parse().map_err(ErrorBadRequest)?;
    request.match_info_mut().get_mut().update(&uri);
    request.head_mut().uri = uri;
    Ok(())
}

fn is_event_stream(response: &ServiceResponse<BoxBody>) -> bool {
    let media_type = response.headers().get(header::CONTENT_TYPE);
    media_type.is_some_and(|media_type| media_type == accept::EVENT_STREAM)
}

fn is_below(roots: &[&str], path: &str) -> bool {
    roots
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
