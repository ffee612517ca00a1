//! Network address of the client, and the check that a request comes from a page of this site.

use super::Services;
use actix_web::HttpRequest;
use actix_web::http::header;
use ground::error::Error;
use shared::problem::Code;
use std::net::{IpAddr, SocketAddr};

/// IP address of the client: the one that the trusted proxies report, else the address of the peer.
///
/// A proxy reports in `X-Forwarded-For` or in `Forwarded` (RFC 7239), and passes the other one on as the client
/// wrote it. If both are present and disagree, both are ignored.
pub fn address(services: &Services, request: &HttpRequest) -> String {
    let Some(peer) = request.peer_addr() else {
        return String::new();
    };
    let peer = peer.ip().to_canonical();
    let proxies = &services.site.proxies;
    let reported = |name: &str, read: fn(&str) -> Option<IpAddr>| {
        let lines = request.headers().get_all(name);
        let entries: Vec<_> = lines
            .flat_map(|line| line.to_str().unwrap_or_default().split(','))
            .map(read)
            .collect();
        (!entries.is_empty()).then(|| proxies.client(peer, &entries))
    };
    let client = match (
        reported("X-Forwarded-For", address_in),
        reported("Forwarded", forwarded_for),
    ) {
        (Some(one), Some(other)) if one != other => peer,
        (Some(client), _) | (None, Some(client)) => client,
        (None, None) => peer,
    };
    client.to_string()
}

/// The `User-Agent` header, if it is text.
pub fn user_agent(request: &HttpRequest) -> Option<&str> {
    request.headers().get(header::USER_AGENT)?.to_str().ok()
}

/// The address of an entry, with or without a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`.
fn address_in(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let bare = entry
        .strip_prefix('[')
        .and_then(|entry| entry.strip_suffix(']'))
        .unwrap_or(entry);
    let address = bare
        .parse::<IpAddr>()
        .or_else(|_with_port| entry.parse::<SocketAddr>().map(|socket| socket.ip()));
    Some(address.ok()?.to_canonical())
}

/// The address of `for` in an element of `Forwarded`; `None` for `unknown` and obfuscated identifiers.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let node = element.split(';').find_map(|pair| {
        let (name, node) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then_some(node)
    })?;
    address_in(node.trim().trim_matches('"'))
}

/// Rejects a request from a page of another site: only pages of this site may use the session cookie.
///
/// Browsers report the origin of a request in `Origin` or `Sec-Fetch-Site`. A client that sends neither is not a
/// browser, so no other site can make it send the cookie.
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

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("192.0.2.1", Some("192.0.2.1"))]
    #[case(" 192.0.2.1:4711 ", Some("192.0.2.1"))]
    #[case("2001:db8::1", Some("2001:db8::1"))]
    #[case("[2001:db8::1]", Some("2001:db8::1"))]
    #[case("[2001:db8::1]:4711", Some("2001:db8::1"))]
    #[case("::ffff:192.0.2.1", Some("192.0.2.1"))]
    #[case("unknown", None)]
    #[case("", None)]
    #[case("192.0.2.1 or so", None)]
    fn an_entry_is_an_address_or_nothing(#[case] entry: &str, #[case] address: Option<&str>) {
        let found = address_in(entry).map(|address| address.to_string());

        assert_eq!(found.as_deref(), address);
    }

    #[rstest]
    #[case("for=192.0.2.1;proto=https;by=10.0.0.1", Some("192.0.2.1"))]
    #[case("proto=http; For=\"[2001:db8::1]:4711\"", Some("2001:db8::1"))]
    #[case("for=unknown", None)]
    #[case("for=_hidden", None)]
    #[case("by=10.0.0.1", None)]
    fn an_element_names_its_client_in_for(#[case] element: &str, #[case] address: Option<&str>) {
        let found = forwarded_for(element).map(|address| address.to_string());

        assert_eq!(found.as_deref(), address);
    }
}
