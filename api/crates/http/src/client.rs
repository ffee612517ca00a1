//! The client behind a request, and whether the request comes from our own site.

use super::Services;
use actix_web::HttpRequest;
use actix_web::http::header;
use ground::error::Error;
use shared::problem::Code;

/// Address of the client: the last one that the proxy added, where a proxy is trusted; else the peer's.
pub fn address(services: &Services, request: &HttpRequest) -> String {
    let forwarded = services
        .site
        .trust_proxy
        .then(|| request.headers().get("X-Forwarded-For"))
        .flatten()
        .and_then(|value| value.to_str().ok())
        .and_then(|list| list.rsplit(',').next())
        .map(str::trim)
        .filter(|address| !address.is_empty());
    match forwarded {
        Some(address) => address.to_owned(),
        None => request
            .peer_addr()
            .map(|peer| peer.ip().to_string())
            .unwrap_or_default(),
    }
}

/// Refuses what another site's page has sent: the session cookie is for ours.
///
/// A browser tells where a request comes from in `Origin` or `Sec-Fetch-Site`; a client that tells neither is no browser
/// and has no cookie that it was not given.
///
/// # Errors
///
/// `cross_origin`.
pub fn same_origin(services: &Services, request: &HttpRequest) -> Result<(), Error> {
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let ours = match (header("Origin"), header("Sec-Fetch-Site")) {
        (Some(origin), _) => {
            origin == services.site.url
                || origin.split_once("://").map(|(_, host)| host) == header(header::HOST.as_str())
        }
        (None, Some(site)) => matches!(site, "same-origin" | "none"),
        (None, None) => true,
    };
    if ours {
        Ok(())
    } else {
        Err(Error::rejected(Code::CrossOrigin))
    }
}
