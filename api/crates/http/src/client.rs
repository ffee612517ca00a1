//! The network address of the client, and the check that a request comes from our own site.

use super::Services;
use actix_web::HttpRequest;
use actix_web::http::header;
use ground::error::Error;
use shared::problem::Code;

/// IP address of the client: the last entry of `X-Forwarded-For` if a proxy is trusted, else the address of the peer.
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

/// Rejects a request that a page of another site has sent: the session cookie is only for our own site.
///
/// Browsers report the origin of a request in `Origin` or `Sec-Fetch-Site`. A client that sends neither is not a browser, so
/// no other site can make it send the cookie.
///
/// # Errors
///
/// `cross_origin` when the request comes from another site.
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
                || origin
                    .split_once("://")
                    .is_some_and(|(_, host)| header(header::HOST.as_str()) == Some(host))
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
