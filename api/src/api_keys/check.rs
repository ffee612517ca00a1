//! Check of a new key.

use crate::editions::queries::by_slug;
use chrono::{DateTime, TimeDelta, Utc};
use gazetteer::Gazetteer;
use ground::db::Conn;
use ground::error::Error;
use http::Slug;
use ipnet::{IpNet, Ipv4Net};
use shared::partner::{
    KEY_EDITIONS_MAX, KEY_PLACES_MAX, KeyKind, KeyScope, KeySettings, NewApiKey,
};
use shared::problem::{Code, FieldProblem};
use shared::text::Limits;
use std::collections::HashSet;
use std::net::IpAddr;

/// Bounds of the name of a key: one line, 1 to 100 characters.
const NAME: Limits = Limits::line(1, 100);
/// Longest validity of a key that expires.
const LIFE_MAX: TimeDelta = TimeDelta::days(5 * 366);
/// Bits of an IPv6 address before the IPv4 address that it maps.
const MAPPED_BITS: u8 = 96;

/// The network of an address or a network (CIDR). One of IPv4 addresses that are written as IPv6 is one of IPv4, as the addresses of clients
/// are.
pub(super) fn network(text: &str) -> Option<IpNet> {
    let address = |_not_a_network| text.parse::<IpAddr>().map(IpNet::from);
    let network = text.parse::<IpNet>().or_else(address).ok()?;
    let IpNet::V6(mapped) = network else {
        return Some(network);
    };
    match (
        mapped.addr().to_ipv4_mapped(),
        mapped.prefix_len().checked_sub(MAPPED_BITS),
    ) {
        (Some(address), Some(bits)) => Ipv4Net::new(address, bits).ok().map(IpNet::V4),
        _ => Some(network),
    }
}

/// Checks a new key, and normalises its name.
///
/// # Errors
///
/// `invalid` with every fault.
pub(super) fn checked(
    conn: &mut Conn,
    new: NewApiKey,
    now: DateTime<Utc>,
) -> Result<NewApiKey, Error> {
    let mut faults = Vec::new();
    let name = match NAME.read("/name", &new.name) {
        Ok(Some(name)) => name,
        Ok(None) => {
            faults.push(FieldProblem::new("/name", Code::Required, "required"));
            String::new()
        }
        Err(fault) => {
            faults.push(fault);
            String::new()
        }
    };
    if new
        .expires_at
        .is_some_and(|at| at <= now || at > now + LIFE_MAX)
    {
        let detail = "must be in the future, and within five years";
        faults.push(FieldProblem::new("/expiresAt", Code::OutOfRange, detail));
    }
    faults.extend(faults_of(&new.settings));
    for (at, slug) in new
        .settings
        .editions
        .iter()
        .enumerate()
        .take(KEY_EDITIONS_MAX)
    {
        let known = match Slug::try_from(slug.clone()) {
            Ok(slug) => by_slug(conn, &slug)?.is_some(),
            Err(_malformed) => false,
        };
        if !known {
            let pointer = format!("/settings/editions/{at}");
            let detail = "there is no such edition";
            faults.push(FieldProblem::new(pointer, Code::UnknownValue, detail));
        }
    }
    if faults.is_empty() {
        Ok(NewApiKey { name, ..new })
    } else {
        Err(Error::invalid(faults))
    }
}

/// Faults of the settings, but for editions that do not exist.
fn faults_of(settings: &KeySettings) -> Vec<FieldProblem> {
    let mut faults = Vec::new();
    let mut add = |pointer: &str, code, detail: &str| {
        faults.push(FieldProblem::new(
            format!("/settings{pointer}"),
            code,
            detail,
        ));
    };
    let KeySettings {
        kind,
        scopes,
        editions,
        territory,
        networks,
        origins,
    } = settings;
    let distinct: HashSet<_> = scopes.iter().collect();
    if scopes.is_empty() {
        add("/scopes", Code::Required, "at least one");
    } else if distinct.len() < scopes.len() {
        add("/scopes", Code::Duplicate, "each once");
    }
    let publishable = *kind == KeyKind::Publishable;
    if publishable && scopes.iter().any(|scope| *scope != KeyScope::Read) {
        let detail = "a publishable key reads only";
        add("/scopes", Code::NotAllowed, detail);
    }
    for (name, count, most) in [
        ("/editions", editions.len(), KEY_EDITIONS_MAX),
        ("/networks", networks.len(), KEY_PLACES_MAX),
        ("/origins", origins.len(), KEY_PLACES_MAX),
    ] {
        if count > most {
            add(name, Code::TooMany, &format!("at most {most}"));
        }
    }
    if publishable && origins.is_empty() {
        add(
            "/origins",
            Code::Required,
            "a publishable key needs origins",
        );
    }
    if !publishable && !origins.is_empty() {
        let detail = "only a publishable key has origins";
        add("/origins", Code::NotAllowed, detail);
    }
    if territory
        .as_ref()
        .is_some_and(|it| !Gazetteer::embedded().has(it))
    {
        let detail = "there is no such territory";
        add("/territory", Code::UnknownValue, detail);
    }
    for (at, text) in networks.iter().enumerate().take(KEY_PLACES_MAX) {
        if network(text).is_none() {
            let detail = "must be an address or a network, as 192.0.2.0/24";
            add(&format!("/networks/{at}"), Code::InvalidFormat, detail);
        }
    }
    for (at, text) in origins.iter().enumerate().take(KEY_PLACES_MAX) {
        if !is_origin(text) {
            let detail = "must be an origin as browsers send it, as https://www.example.org";
            add(&format!("/origins/{at}"), Code::InvalidFormat, detail);
        }
    }
    faults
}

/// True for an origin in the form in which browsers send it: `https`, or `http` on the machine itself; in lower case, without a path.
fn is_origin(text: &str) -> bool {
    let (host, local_only) = match text.split_once("://") {
        Some(("https", host)) => (host, false),
        Some(("http", host)) => (host, true),
        _ => return false,
    };
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    };
    let of_name = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-');
    let is_name = (1..=253).contains(&name.len()) && name.bytes().all(of_name);
    // Browsers leave out the port of the scheme, and zeros in front.
    let usual = if local_only { 80 } else { 443 };
    let is_port = port.is_none_or(|text| {
        let port = text.parse::<u16>().unwrap_or_default();
        port > 0 && port != usual && port.to_string() == text
    });
    let is_local = matches!(name, "localhost" | "127.0.0.1");
    is_name && is_port && (!local_only || is_local)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://www.cci.example", true)]
    #[case("https://www.cci.example:8443", true)]
    #[case("http://localhost:5173", true)]
    #[case("http://www.cci.example", false)]
    #[case("https://www.cci.example/", false)]
    #[case("https://WWW.cci.example", false)]
    #[case("https://user@cci.example", false)]
    #[case("https://cci.example:0", false)]
    #[case("https://cci.example:443", false)]
    #[case("https://cci.example:08443", false)]
    #[case("https://cci.example:+8443", false)]
    #[case("https://", false)]
    #[case("null", false)]
    #[case("*", false)]
    fn an_origin_is_what_a_browser_sends(#[case] text: &str, #[case] valid: bool) {
        assert_eq!(is_origin(text), valid);
    }

    #[rstest]
    #[case("192.0.2.0/24", "192.0.2.9", true)]
    #[case("192.0.2.0/24", "192.0.3.9", false)]
    #[case("192.0.2.9", "192.0.2.9", true)]
    #[case("2001:db8::/48", "2001:db8::1", true)]
    #[case("::ffff:192.0.2.0/120", "192.0.2.9", true)]
    #[case("::ffff:192.0.2.0/120", "192.0.3.9", false)]
    #[case("::ffff:192.0.2.9", "192.0.2.9", true)]
    #[case("::/0", "192.0.2.9", false)]
    fn a_network_contains_its_addresses(
        #[case] text: &str,
        #[case] address: &str,
        #[case] inside: bool,
    ) {
        let address: IpAddr = address.parse().unwrap();

        assert_eq!(network(text).unwrap().contains(&address), inside);
    }

    #[rstest]
    #[case("192.0.2.0/33")]
    #[case("example.org")]
    #[case("")]
    fn anything_else_is_no_network(#[case] text: &str) {
        assert_eq!(network(text), None);
    }
}
