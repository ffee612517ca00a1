//! Reverse proxies that are trusted to report the address of a client.

use ipnet::IpNet;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// Peers that are trusted reverse proxies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum TrustedProxies {
    /// No proxy: the client is the peer.
    #[default]
    None,
    /// Every peer is a proxy, and the only one: the client is the last address that it reports.
    Any,
    /// The peers in these networks; a chain of proxies is followed back to the first address outside them.
    Networks(Vec<IpNet>),
}

/// A setting that is neither a boolean nor a list of addresses and networks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotProxies(String);

impl fmt::Display for NotProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is neither true, false, an address nor a network, as 10.0.0.0/8",
            self.0
        )
    }
}

impl std::error::Error for NotProxies {}

impl FromStr for TrustedProxies {
    type Err = NotProxies;

    /// `true`, `false`, or addresses and networks, comma separated.
    fn from_str(text: &str) -> Result<Self, NotProxies> {
        match text {
            "" | "false" | "0" => return Ok(Self::None),
            "true" | "1" => return Ok(Self::Any),
            _ => {}
        }
        text.split(',')
            .map(str::trim)
            .map(|part| {
                part.parse::<IpNet>()
                    .or_else(|_not_a_network| part.parse::<IpAddr>().map(IpNet::from))
                    .map_err(|_not_an_address| NotProxies(part.to_owned()))
            })
            .collect::<Result<_, _>>()
            .map(Self::Networks)
    }
}

impl TrustedProxies {
    /// The client of a request: `peer` sent it, `reported` are the addresses that proxies added to it, in order. An
    /// entry that is not an address is `None`, and no entry before it is trusted.
    pub fn client(&self, peer: IpAddr, reported: &[Option<IpAddr>]) -> IpAddr {
        match self {
            Self::None => peer,
            Self::Any => reported.last().copied().flatten().unwrap_or(peer),
            Self::Networks(networks) => {
                let ours = |address: &IpAddr| networks.iter().any(|net| net.contains(address));
                let mut client = peer;
                for address in reported.iter().rev() {
                    match address {
                        Some(address) if ours(&client) => client = *address,
                        Some(_) | None => break,
                    }
                }
                client
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("false", &["9.9.9.9"], "10.0.0.1")]
    #[case("true", &["6.6.6.6", "9.9.9.9"], "9.9.9.9")]
    #[case("true", &["6.6.6.6", "nobody"], "10.0.0.1")]
    #[case("true", &[], "10.0.0.1")]
    #[case("10.0.0.0/8", &["6.6.6.6", "9.9.9.9"], "9.9.9.9")]
    #[case("10.0.0.1, 10.0.0.2", &["6.6.6.6", "9.9.9.9", "10.0.0.2"], "9.9.9.9")]
    #[case("10.0.0.0/8", &["6.6.6.6", "nobody", "10.0.0.2"], "10.0.0.2")]
    #[case("10.0.0.0/8", &["10.0.0.3"], "10.0.0.3")]
    // The peer is not a trusted proxy: the header it sends may be forged.
    #[case("192.168.0.0/16", &["9.9.9.9"], "10.0.0.1")]
    #[case("::1", &["9.9.9.9"], "10.0.0.1")]
    fn the_client_is_the_first_address_that_is_no_proxy(
        #[case] trusted: &str,
        #[case] reported: &[&str],
        #[case] client: &str,
    ) {
        let reported: Vec<_> = reported.iter().map(|text| text.parse().ok()).collect();
        let trusted: TrustedProxies = trusted.parse().unwrap();

        let found = trusted.client("10.0.0.1".parse().unwrap(), &reported);

        assert_eq!(found.to_string(), client);
    }

    #[rstest]
    #[case("perhaps")]
    #[case("10.0.0.0/33")]
    #[case("10.0.0.1,")]
    fn what_names_no_proxies_is_refused(#[case] text: &str) {
        assert!(text.parse::<TrustedProxies>().is_err());
    }
}
