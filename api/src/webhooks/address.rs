//! Addresses of receivers: only public ones, so that no message reaches what only this network reaches.
//!
//! An address is checked when a webhook is made, and again for each connection: the name is looked up by [`PublicOnly`], and the
//! connection goes to the very addresses that were checked. Redirects are not followed.

use ipnet::IpNet;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use shared::partner::WEBHOOK_URL_MAX_BYTES;
use shared::problem::{Code, FieldProblem};
use std::error::Error;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::LazyLock;
use std::time::Duration;
use tokio::net::lookup_host;
use tokio::time::timeout;

/// Longest look-up of a name when a webhook is made.
const LOOK_UP: Duration = Duration::from_secs(5);

/// Networks that are not public, of those that are assigned (IANA, registries of special-purpose addresses). Of IPv6, only what is
/// assigned to the public (`2000::/3`) is considered at all, which leaves out mapped and translated IPv4 addresses.
static SPECIAL: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
    [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        // Teredo and other assignments of the IETF.
        "2001::/23",
        "2001:db8::/32",
        // 6to4, which contains an IPv4 address.
        "2002::/16",
        "3fff::/20",
    ]
    .iter()
    .filter_map(|network| network.parse().ok())
    .collect()
});

/// Receivers that messages may go to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    /// True when those on this machine are among them.
    pub(super) loopback: bool,
    /// True when a proxy looks up the names.
    pub(super) proxied: bool,
}

impl Reach {
    fn admits(self, address: IpAddr) -> bool {
        is_public(address) || (self.loopback && address.is_loopback())
    }
}

fn is_public(address: IpAddr) -> bool {
    let is_assigned = match address {
        IpAddr::V4(_) => true,
        IpAddr::V6(address) => is_global_unicast(address),
    };
    is_assigned && !SPECIAL.iter().any(|network| network.contains(&address))
}

fn is_global_unicast(address: Ipv6Addr) -> bool {
    let [first, ..] = address.octets();
    first >> 5 == 1
}

/// A name has an address that messages may not go to.
#[derive(Debug)]
pub(super) struct NotPublic;

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the host has an address that is not public")
    }
}

impl Error for NotPublic {}

/// Reads the address of a receiver, without looking up its name.
///
/// # Errors
///
/// `invalid_url`, `too_long`, or `not_allowed` for an address that is not public.
pub(super) fn read(pointer: &str, text: &str, reach: Reach) -> Result<Url, FieldProblem> {
    let invalid = |detail: &str| FieldProblem::new(pointer, Code::InvalidUrl, detail);
    let text = text.trim();
    if text.len() > WEBHOOK_URL_MAX_BYTES {
        let fault = FieldProblem::new(pointer, Code::TooLong, "the URL is too long");
        return Err(fault.with_limit(WEBHOOK_URL_MAX_BYTES as u64));
    }
    if text
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || c == '\\')
    {
        return Err(invalid("contains a character that is not allowed in a URL"));
    }
    let url = Url::parse(text).map_err(|_malformed| invalid("malformed URL"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("must have no user"));
    }
    if url.fragment().is_some() || url.port() == Some(0) {
        return Err(invalid("must have no fragment, and no port 0"));
    }
    let host = url.host_str().unwrap_or_default();
    let literal = if url.domain().is_some() {
        None
    } else {
        // The parser has read every form of a number; IPv6 is in brackets.
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        Some(address.map_err(|_no_address| invalid("must have a host"))?)
    };
    if literal.is_some_and(|address| !reach.admits(address)) {
        return Err(not_public(pointer));
    }
    let is_local = literal.map_or(host == "localhost", |address| address.is_loopback());
    match url.scheme() {
        "https" => Ok(url),
        "http" if reach.loopback && is_local => Ok(url),
        _ => Err(invalid("must start with https://")),
    }
}

fn not_public(pointer: &str) -> FieldProblem {
    FieldProblem::new(pointer, Code::NotAllowed, NotPublic.to_string())
}

/// Looks up the host of an address that [`read`] returned, unless a proxy does.
///
/// # Errors
///
/// `not_allowed` when one of its addresses is not public, `unknown_value` when it has none.
pub(super) async fn look_up(pointer: &str, url: &Url, reach: Reach) -> Result<(), FieldProblem> {
    let Some(name) = url.domain() else {
        return Ok(());
    };
    if reach.proxied {
        return Ok(());
    }
    let unknown = || FieldProblem::new(pointer, Code::UnknownValue, "the host is not known");
    match timeout(LOOK_UP, resolved(name, reach)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(Lookup::NotPublic)) => Err(not_public(pointer)),
        Ok(Err(Lookup::Unknown)) | Err(_) => Err(unknown()),
    }
}

/// Why a name has no addresses to connect to.
#[derive(Debug)]
enum Lookup {
    NotPublic,
    Unknown,
}

/// The addresses of a name, if messages may go to all of them.
async fn resolved(name: &str, reach: Reach) -> Result<Vec<SocketAddr>, Lookup> {
    let found = lookup_host((name, 0)).await;
    let found: Vec<SocketAddr> = found.map_err(|_error| Lookup::Unknown)?.collect();
    if found.is_empty() {
        return Err(Lookup::Unknown);
    }
    if found.iter().all(|address| reach.admits(address.ip())) {
        Ok(found)
    } else {
        Err(Lookup::NotPublic)
    }
}

/// Looks up names for connections, and refuses one with an address that is not public. The connection goes to the addresses that it
/// returns, so that nobody can change them in between.
#[derive(Debug)]
pub(super) struct PublicOnly(pub(super) Reach);

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found: Result<Addrs, Box<dyn Error + Send + Sync>> =
                match resolved(name.as_str(), reach).await {
                    Ok(found) => Ok(Box::new(found.into_iter())),
                    Err(Lookup::NotPublic) => Err(NotPublic.into()),
                    Err(Lookup::Unknown) => Err("the host is not known".into()),
                };
            found
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const PUBLIC: Reach = Reach {
        loopback: false,
        proxied: false,
    };
    const LOCAL: Reach = Reach {
        loopback: true,
        proxied: false,
    };

    #[test]
    fn every_network_of_the_list_is_read() {
        assert_eq!(SPECIAL.len(), 19);
    }

    #[rstest]
    #[case("93.184.216.34", true)]
    #[case("2606:2800:220:1::1", true)]
    #[case("0.0.0.0", false)]
    #[case("10.1.2.3", false)]
    #[case("100.64.0.1", false)]
    #[case("127.0.0.1", false)]
    #[case("127.255.255.254", false)]
    #[case("169.254.169.254", false)]
    #[case("172.31.255.255", false)]
    #[case("192.168.0.1", false)]
    #[case("198.18.0.1", false)]
    #[case("224.0.0.1", false)]
    #[case("255.255.255.255", false)]
    #[case("::", false)]
    #[case("::1", false)]
    #[case("::ffff:127.0.0.1", false)]
    #[case("::ffff:93.184.216.34", false)]
    #[case("::127.0.0.1", false)]
    #[case("64:ff9b::7f00:1", false)]
    #[case("64:ff9b:1::a00:1", false)]
    #[case("2001::1", false)]
    #[case("2001:db8::1", false)]
    #[case("2002:7f00:1::1", false)]
    #[case("fe80::1", false)]
    #[case("fc00::1", false)]
    #[case("fd12:3456::1", false)]
    #[case("ff02::1", false)]
    fn only_public_addresses_are_reached(#[case] address: &str, #[case] public: bool) {
        assert_eq!(is_public(address.parse().unwrap()), public);
    }

    #[rstest]
    #[case("https://www.example.org/hook?a=b", None)]
    #[case("https://www.example.org:8443/", None)]
    #[case("http://www.example.org/", Some(Code::InvalidUrl))]
    #[case("ftp://www.example.org/", Some(Code::InvalidUrl))]
    #[case("www.example.org", Some(Code::InvalidUrl))]
    #[case("https://user@www.example.org/", Some(Code::InvalidUrl))]
    #[case("https://www.example.org/#a", Some(Code::InvalidUrl))]
    #[case("https://www.example.org:0/", Some(Code::InvalidUrl))]
    #[case("https://www.example.org/a b", Some(Code::InvalidUrl))]
    #[case("https://127.0.0.1/", Some(Code::NotAllowed))]
    #[case("https://2130706433/", Some(Code::NotAllowed))]
    #[case("https://0x7f.1/", Some(Code::NotAllowed))]
    #[case("https://0177.0.0.1/", Some(Code::NotAllowed))]
    #[case("https://[::1]/", Some(Code::NotAllowed))]
    #[case("https://[::ffff:10.0.0.1]/", Some(Code::NotAllowed))]
    #[case("https://169.254.169.254/latest", Some(Code::NotAllowed))]
    fn an_address_is_checked_in_every_form(#[case] text: &str, #[case] refused: Option<Code>) {
        let read = read("/url", text, PUBLIC);

        assert_eq!(read.err().map(|fault| fault.code), refused);
    }

    #[test]
    fn an_endless_address_is_refused() {
        let long = format!("https://www.example.org/{}", "a".repeat(2_000));

        let fault = read("/url", &long, PUBLIC).unwrap_err();

        assert_eq!((fault.code, fault.limit), (Code::TooLong, Some(2_000)));
    }

    #[rstest]
    #[case("http://127.0.0.1:8000/", true)]
    #[case("http://localhost:8000/", true)]
    #[case("http://www.example.org/", false)]
    #[case("http://10.0.0.1/", false)]
    fn a_receiver_on_this_machine_is_allowed_by_configuration(
        #[case] text: &str,
        #[case] allowed: bool,
    ) {
        assert_eq!(read("/url", text, LOCAL).is_ok(), allowed);
    }

    #[tokio::test]
    async fn a_name_of_this_machine_is_refused_for_each_connection() {
        let name: Name = "localhost".parse().unwrap();
        let refused = PublicOnly(PUBLIC).resolve(name).await.err();
        let url = read("/url", "https://localhost/", PUBLIC).unwrap();
        let not_allowed = look_up("/url", &url, PUBLIC).await.unwrap_err();
        let allowed = look_up("/url", &url, LOCAL).await;

        assert!(refused.is_some_and(|error| error.is::<NotPublic>()));
        assert_eq!(not_allowed.code, Code::NotAllowed);
        assert!(allowed.is_ok());
    }
}
