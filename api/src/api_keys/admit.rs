//! Rate limits of requests, by API key or address.

use super::tally::Tally;
use super::token::{is_temporary, is_well_formed};
use super::verify::ApiKeys;
use crate::addresses::{AGENDA_EXPORTS, AGENDAS, MCP, OGC, OPEN_DATA};
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpRequest, ResponseError as _};
use ground::error::Error;
use ground::proxies::TrustedProxies;
use http::auth::{KEY_MARK, bearer};
use http::rates::{self, Rates, Standing};
use http::{ApiError, Services, client};
use shared::embed::{EMBED_KEY, EMBED_ROOT, is_publishable_key};
use shared::id::ApiKeyId;
use shared::partner::KeyKind;
use std::net::IpAddr;

/// Roots of the paths that are counted; pages, files and pictures are not.
const COUNTED: [&str; 7] = [
    "/api/",
    "/.well-known/",
    OGC,
    OPEN_DATA,
    AGENDAS,
    AGENDA_EXPORTS,
    MCP,
];
/// Paths below them that are not: probes, and the reference for people.
const UNCOUNTED: [&str; 2] = ["/api/health/", "/api/docs"];
/// Header fields in which proxies report the address of a client.
const REPORTS: [&str; 2] = ["X-Forwarded-For", "Forwarded"];

/// Middleware that verifies the API key of a request, if it has one, and counts the request; it refuses one with a key that is invalid or
/// not meant for it, and one too many. Preflight requests are not counted, nor are those from the machine itself without a key. The outcome
/// of a request with a key that is valid is one of the figures of the key, and so is that of a page for frames with a key in its address; it
/// is sent whatever the key.
///
/// # Errors
///
/// The error of the next service.
pub(crate) async fn admit(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let mut standings = Vec::new();
    let (key, fault) = match count(request.request(), &mut standings).await {
        Ok(key) => (key, None),
        Err(error) => (None, Some(error)),
    };
    // Tools of assistants are reads, asked for by POST.
    let is_read = request.method().is_safe() || request.path() == MCP;
    let tally = request.app_data::<Data<Tally>>().cloned();
    let outcome = match rates::refusal(&standings).or(fault) {
        Some(error) => Ok(request.into_response(ApiError(error).error_response())),
        None => next.call(request).await,
    };
    if let (Some(key), Some(tally)) = (key, tally) {
        let status = match &outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        tally.count(key, is_read, status);
    }
    let mut response = outcome?;
    if !standings.is_empty() {
        for (name, value) in [
            ("ratelimit-policy", rates::policy_field(&standings)),
            ("ratelimit", rates::limit_field(&standings)),
        ] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                let name = HeaderName::from_static(name);
                response.headers_mut().insert(name, value);
            }
        }
    }
    Ok(response)
}

fn is_counted(request: &HttpRequest) -> bool {
    // The path that is routed: `/%61pi/` is `/api/`.
    let path = request.match_info().as_str();
    let below = |roots: &[&str]| roots.iter().any(|root| path.starts_with(root));
    request.method() != Method::OPTIONS && below(&COUNTED) && !below(&UNCOUNTED)
}

/// The publishable key in the address of a page for frames.
fn key_of_frame(request: &HttpRequest) -> Option<String> {
    let path = request.match_info().as_str();
    let below = path.strip_prefix(EMBED_ROOT)?;
    if request.method() != Method::GET || !(below.is_empty() || below.starts_with('/')) {
        return None;
    }
    form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(name, _)| name == EMBED_KEY)
        .map(|(_, key)| key.into_owned())
        .filter(|key| is_publishable_key(key) && is_well_formed(key))
}

/// Who reads with a publishable key.
fn reader(key: ApiKeyId, address: Option<IpAddr>) -> String {
    let reader = address.map(rates::client_of).unwrap_or_default();
    format!("{key}:{reader}")
}

/// Counts a request, and adds where its sender stands with each limit; nothing for one that is not counted. Returns the key, if there is a
/// valid one.
///
/// # Errors
///
/// Those of the key. Whoever is refused for the key is counted like anybody without one.
async fn count(
    request: &HttpRequest,
    standings: &mut Vec<Standing>,
) -> Result<Option<ApiKeyId>, Error> {
    let services = request.app_data::<Data<Services>>();
    let rates = request.app_data::<Data<Rates>>();
    let keys = request.app_data::<Data<ApiKeys>>();
    let (Some(services), Some(rates), Some(keys)) = (services, rates, keys) else {
        return Ok(None);
    };
    let framed = key_of_frame(request);
    if framed.is_none() && !is_counted(request) {
        return Ok(None);
    }
    let address: Option<IpAddr> = client::address(services, request).parse().ok();
    let by_address = || {
        let address = address.filter(|it| !is_this_machine(services, request, *it))?;
        Some(rates.count(rates.table.address, &rates::client_of(address)))
    };
    if let Some(token) = framed {
        // Before the database is asked.
        let is_one_too_many = || by_address().is_some_and(|it| it.exceeded);
        if !keys.remembers(&token) && is_one_too_many() {
            return Ok(None);
        }
        let Ok(known) = keys.verify_framed(&token, request).await else {
            return Ok(None);
        };
        // One reader does not make up the figures.
        let standing = rates.count(rates.table.reader, &reader(known.id, address));
        return Ok((!standing.exceeded).then_some(known.id));
    }
    let token = bearer(request).ok().flatten();
    let Some(token) = token.filter(|token| token.starts_with(KEY_MARK)) else {
        standings.extend(by_address());
        return Ok(None);
    };
    if !keys.remembers(token) {
        // Before the database is asked.
        standings.extend(by_address());
        if standings.iter().any(|it| it.exceeded) {
            return Ok(None);
        }
    }
    let known = match keys.verify(token, request).await {
        Ok(known) => known,
        Err(error) => {
            if standings.is_empty() {
                standings.extend(by_address());
            }
            // Clients of OpenAgenda send their token with public reads too, which need none.
            return if is_temporary(token) {
                Ok(None)
            } else {
                Err(error)
            };
        }
    };
    let (table, key) = (&rates.table, known.id.to_string());
    standings.clear();
    match known.bounds.kind {
        KeyKind::Secret => standings.push(rates.count(table.key, &key)),
        KeyKind::Publishable => {
            let standing = rates.count(table.reader, &reader(known.id, address));
            standings.push(standing);
            // One reader does not use up what is meant for all.
            if !standing.exceeded {
                standings.push(rates.count(table.readers, &key));
            }
        }
    }
    Ok(Some(known.id))
}

/// True for an address of the machine itself: a tool on it, a test, or a proxy that is not configured. Where proxies are trusted, what
/// comes through one is from elsewhere, also if its reports contradict each other.
fn is_this_machine(services: &Services, request: &HttpRequest, address: IpAddr) -> bool {
    let headers = request.headers();
    address.is_loopback()
        && (services.site.proxies == TrustedProxies::None
            || REPORTS.iter().all(|name| !headers.contains_key(*name)))
}
