//! The address of a client behind a reverse proxy: headers of the client itself do not change it.

use crate::support::{Answer, Engine, TestApp};
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

/// Number of requests of one machine in an hour before one is rejected.
const LIMIT: u32 = 60;

/// Header lines of the request with this number.
type Lines = fn(u32) -> Vec<(&'static str, String)>;

fn own_line_first(number: u32) -> Vec<(&'static str, String)> {
    vec![
        ("X-Forwarded-For", format!("10.1.0.{number}")),
        ("X-Forwarded-For", "192.0.2.7".to_owned()),
    ]
}

fn own_entry_first(number: u32) -> Vec<(&'static str, String)> {
    vec![("X-Forwarded-For", format!("10.1.0.{number}, 192.0.2.7"))]
}

fn no_address(number: u32) -> Vec<(&'static str, String)> {
    vec![("X-Forwarded-For", format!("machine-{number}"))]
}

fn another_client(number: u32) -> Vec<(&'static str, String)> {
    vec![("X-Forwarded-For", format!("192.0.2.{number}"))]
}

fn own_forwarded(number: u32) -> Vec<(&'static str, String)> {
    vec![
        ("Forwarded", format!("for=10.1.0.{number}")),
        ("X-Forwarded-For", "192.0.2.7".to_owned()),
    ]
}

fn forwarded(number: u32) -> Vec<(&'static str, String)> {
    vec![(
        "Forwarded",
        format!("for=10.1.0.{number};proto=https, for=\"[2001:db8::7]:4711\""),
    )]
}

#[rstest]
#[case("127.0.0.1", own_line_first, true)]
#[case("true", own_line_first, true)]
#[case("true", own_entry_first, true)]
#[case("true", no_address, true)]
#[case("127.0.0.0/8", no_address, true)]
#[case("true", own_forwarded, true)]
#[case("127.0.0.1", forwarded, true)]
#[case("false", another_client, true)]
// The peer is not in these networks.
#[case("10.0.0.0/8", another_client, true)]
#[case("127.0.0.1", another_client, false)]
#[case("true", another_client, false)]
#[tokio::test]
async fn requests_are_counted_by_the_address_that_a_trusted_proxy_reports(
    #[case] trusted: &str,
    #[case] lines: Lines,
    #[case] one_machine: bool,
) {
    let app = TestApp::configured(Engine::Sqlite, &[("SEMAINE_TRUST_PROXY", trusted)]).await;
    let visitor = app.visitor();
    let mut refused = None;
    for number in 0..=LIMIT {
        let request = visitor
            .request(Method::POST, "/api/v1/accounts/password-reset")
            .json(&json!({ "email": format!("person{number}@example.org") }));
        let request = lines(number)
            .into_iter()
            .fold(request, |request, (name, value)| {
                request.header(name, value)
            });
        let status = Answer::of(request).await.status.as_u16();
        if status == 429 {
            refused = Some(number);
            break;
        }
        assert!(status < 300, "{status}");
    }

    assert_eq!(refused, one_machine.then_some(LIMIT));
}
