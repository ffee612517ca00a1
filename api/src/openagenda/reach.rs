//! The addresses that a picture may be fetched from: those of public machines.

use ipnet::IpNet;
use std::net::IpAddr;
use std::sync::LazyLock;

/// Networks whose addresses no public machine has, or that lead elsewhere than they say.
///
/// Source: IANA IPv4 and IPv6 Special-Purpose Address Registries.
const SPECIAL: [&str; 26] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    // Multicast and reserved.
    "224.0.0.0/3",
    // All of IPv6 but the global unicast addresses, 2000::/3.
    "::/3",
    "4000::/2",
    "8000::/1",
    "2001::/23",
    "2001:db8::/32",
    // Contains an IPv4 address.
    "2002::/16",
    "2620:4f:8000::/48",
    "3ffe::/16",
    "3fff::/20",
];

static NETWORKS: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
    let networks = SPECIAL.iter().map(|network| network.parse());
    networks
        .collect::<Result<_, _>>()
        .expect("the networks are written correctly: a test reads them")
});

/// True for an address that is reachable from the public internet.
pub(super) fn is_public(address: IpAddr) -> bool {
    let address = address.to_canonical();
    !NETWORKS.iter().any(|network| network.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("93.184.215.14", true)]
    #[case("2606:2800:21f:cb07:6820:80da:af6b:8b2c", true)]
    #[case("2a01:e0a::1", true)]
    #[case::loopback("127.0.0.1", false)]
    #[case::another_loopback("127.8.9.10", false)]
    #[case::unspecified("0.0.0.0", false)]
    #[case::private("10.1.2.3", false)]
    #[case::private_too("172.31.255.255", false)]
    #[case::beside_private("172.32.0.1", true)]
    #[case::home("192.168.1.1", false)]
    #[case::link_local("169.254.169.254", false)]
    #[case::shared("100.100.100.200", false)]
    #[case::broadcast("255.255.255.255", false)]
    #[case::multicast("224.0.0.1", false)]
    #[case::loopback_v6("::1", false)]
    #[case::unspecified_v6("::", false)]
    #[case::mapped("::ffff:127.0.0.1", false)]
    #[case::mapped_public("::ffff:93.184.215.14", true)]
    #[case::compatible("::7f00:1", false)]
    #[case::translated("64:ff9b::7f00:1", false)]
    #[case::six_to_four("2002:7f00:1::", false)]
    #[case::teredo("2001::1", false)]
    #[case::unique_local("fd00::1", false)]
    #[case::link_local_v6("fe80::1", false)]
    #[case::multicast_v6("ff02::1", false)]
    fn only_public_machines_are_reached(#[case] address: &str, #[case] expected: bool) {
        assert_eq!(is_public(address.parse().unwrap()), expected);
    }
}
