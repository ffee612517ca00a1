//! Bodies that stop short: their connections are closed after a time, and they never fill the memory.

use crate::support::{Engine, PATIENCE, TestApp, edition};
use actix_web::web::Data;
use http::Intake;
use rstest::rstest;
use shared::problem::Code;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Deadline of a body that never comes.
const SOON: Duration = Duration::from_millis(600);
/// Deadline of bodies that must be there together; longer than any machine takes to send them.
const LATER: Duration = Duration::from_secs(2);

async fn app(room: usize, deadline: Duration) -> TestApp {
    TestApp::prepared(Engine::Sqlite, &[], |platform| {
        platform.intake = Data::new(Intake::new(deadline, deadline, room));
    })
    .await
}

/// A connection on which `text` has been sent.
fn connected(app: &TestApp, text: &[u8]) -> TcpStream {
    let address = app.address.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // The server may have answered and closed before the end.
    let _broken_off = stream.write_all(text);
    stream
}

/// Bytes that arrive until the server closes the connection.
async fn rest(mut stream: TcpStream) -> String {
    tokio::task::spawn_blocking(move || {
        let mut answer = Vec::new();
        match stream.read_to_end(&mut answer) {
            Ok(_) => {}
            // The connection was reset, with unread bytes of this side: that is an end too.
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
            Err(error) => panic!("the connection stays open: {error}"),
        }
        String::from_utf8(answer).unwrap()
    })
    .await
    .unwrap()
}

fn sign_in(framing: &str, part: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{framing}\r\n\r\n"
    );
    [head.as_bytes(), part].concat()
}

#[rstest]
#[case("Content-Length: 520000", vec![b' '; 510_000])]
#[case("Content-Length: 20", Vec::new())]
#[case("Transfer-Encoding: chunked", chunks())]
#[tokio::test]
async fn a_body_that_stops_short_is_let_go(#[case] framing: &str, #[case] part: Vec<u8>) {
    let app = app(1 << 20, SOON).await;

    let answer = rest(connected(&app, &sign_in(framing, &part))).await;

    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains(Code::RequestTimeout.as_str()), "{answer}");
}

/// Two chunks, of which the second does not come.
fn chunks() -> Vec<u8> {
    let first = [b"4000\r\n".to_vec(), vec![b' '; 0x4000]].concat();
    [first, b"\r\n4000\r\n".to_vec()].concat()
}

/// A body that nobody reads: the client may not do that.
#[tokio::test]
async fn a_body_in_chunks_that_is_not_read_is_let_go() {
    let app = app(1 << 20, SOON).await;
    let head = b"POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

    let answer = rest(connected(&app, &[head.to_vec(), chunks()].concat())).await;

    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
}

#[tokio::test]
async fn a_connection_goes_on_after_a_whole_body_in_chunks() {
    let app = app(1 << 20, SOON).await;
    let whole = sign_in("Transfer-Encoding: chunked", b"2\r\n{}\r\n0\r\n\r\n");
    let last = sign_in("Connection: close\r\nContent-Length: 2", b"{}");

    let answers = rest(connected(&app, &[whole, last].concat())).await;

    assert_eq!(answers.matches("HTTP/1.1 400").count(), 2, "{answers}");
}

/// Waits for the first byte of an answer; false when none comes in this time.
async fn is_answered(stream: &TcpStream, within: Duration) -> bool {
    let mut stream = stream.try_clone().unwrap();
    tokio::task::spawn_blocking(move || {
        stream.set_read_timeout(Some(within)).unwrap();
        stream.read_exact(&mut [0]).is_ok()
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn a_connection_beyond_the_limit_waits_until_another_ends() {
    // The tests have one worker.
    let app = TestApp::prepared(Engine::Sqlite, &[], |platform| {
        platform.connections_per_worker = 2;
    })
    .await;
    let request = b"GET /api/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let first = connected(&app, request);
    let second = connected(&app, request);
    assert!(is_answered(&first, PATIENCE).await && is_answered(&second, PATIENCE).await);

    let third = connected(&app, request);

    assert!(!is_answered(&third, Duration::from_millis(300)).await);
    drop(first);
    assert!(is_answered(&third, PATIENCE).await);
}

#[tokio::test]
async fn an_idle_connection_is_closed_after_the_configured_time() {
    let app = TestApp::configured(Engine::Sqlite, &[("SEMAINE_KEEP_ALIVE", "1")]).await;
    let begun = Instant::now();
    let request = b"GET /api/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    let answer = rest(connected(&app, request)).await;

    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(begun.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn bodies_that_fill_the_room_are_refused_and_leave_it() {
    let app = app(600_000, LATER).await;
    let body = vec![b' '; 250_000];
    let announced = sign_in("Content-Length: 260000", &body);

    let waiting: Vec<_> = (0..4).map(|_| connected(&app, &announced)).collect();
    let mut answers = Vec::new();
    for stream in waiting {
        answers.push(rest(stream).await);
    }

    let refused = answers
        .iter()
        .filter(|answer| answer.starts_with("HTTP/1.1 503"));
    let refused: Vec<_> = refused.collect();
    assert!(!refused.is_empty(), "{answers:?}");
    assert!(
        refused
            .iter()
            .all(|answer| answer.to_lowercase().contains("retry-after: 5")),
        "{refused:?}"
    );
    let whole = [b"{}".as_slice(), &vec![b' '; 300_000]].concat();
    let framing = format!("Connection: close\r\nContent-Length: {}", whole.len());
    let later = rest(connected(&app, &sign_in(&framing, &whole))).await;
    assert!(later.starts_with("HTTP/1.1 400"), "{later}");
}

#[tokio::test]
async fn an_upload_that_stops_short_leaves_its_seat_to_the_next() {
    let app = app(64 << 20, SOON).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let created = organiser
        .post("/api/v1/events", &serde_json::json!({ "edition": "2018" }))
        .await;
    let id = created.json()["id"].as_str().unwrap().to_owned();
    let head = format!(
        "POST /api/v1/events/{id}/image HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nAuthorization: Bearer {}\r\nContent-Length: 8000000\r\n\r\n",
        organiser.token().unwrap()
    );

    // More than the upload permits of one person.
    let waiting: Vec<_> = (0..5).map(|_| connected(&app, head.as_bytes())).collect();
    for stream in waiting {
        let answer = rest(stream).await;
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
}
