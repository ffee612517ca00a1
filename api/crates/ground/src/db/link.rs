//! How a broken connection to PostgreSQL is detected.

use super::is_postgres;

/// Settings by which the client library of PostgreSQL detects a broken connection: seconds to connect, seconds of
/// silence before the first keepalive probe, seconds between two probes, number of probes, and milliseconds in
/// which sent data must be acknowledged.
const LINK_TIMEOUTS: [(&str, &str); 5] = [
    ("connect_timeout", "5"),
    ("keepalives_idle", "10"),
    ("keepalives_interval", "3"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "15000"),
];

/// The URL of a PostgreSQL server with the [`LINK_TIMEOUTS`] that it does not set itself; the path of an SQLite file as it is.
pub(super) fn with_link_timeouts(url: &str) -> String {
    if !is_postgres(url) {
        return url.to_owned();
    }
    // A password may contain `?`.
    let after_password = url.rsplit_once('@').map_or(url, |(_, rest)| rest);
    let query = after_password.split_once('?').map(|(_, query)| query);
    let given = |name: &str| {
        let mut parameters = query.unwrap_or_default().split('&');
        parameters.any(|one| one.split('=').next() == Some(name))
    };
    let missing: Vec<_> = LINK_TIMEOUTS
        .iter()
        .filter(|(name, _)| !given(name))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let separator = match query {
        None => "?",
        Some("") => "",
        Some(_) => "&",
    };
    format!("{url}{separator}{}", missing.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const ALL: &str = "connect_timeout=5&keepalives_idle=10&keepalives_interval=3&keepalives_count=3&tcp_user_timeout=15000";

    #[rstest]
    #[case("postgres://u@h/db", "postgres://u@h/db?ALL")]
    #[case("postgres://u:p?w@h/db?", "postgres://u:p?w@h/db?ALL")]
    #[case(
        "postgres://h/db?sslmode=require",
        "postgres://h/db?sslmode=require&ALL"
    )]
    #[case("var/a.sqlite", "var/a.sqlite")]
    fn a_link_to_postgresql_has_timeouts(#[case] url: &str, #[case] expected: &str) {
        assert_eq!(with_link_timeouts(url), expected.replace("ALL", ALL));
    }

    #[test]
    fn a_timeout_of_the_url_stays() {
        let url = with_link_timeouts("postgres://h/db?connect_timeout=60");

        assert_eq!(url.matches("connect_timeout").count(), 1, "{url}");
        assert!(url.contains("keepalives_idle=10"), "{url}");
    }
}
