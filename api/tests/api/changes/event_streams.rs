use super::{CHANGES, end};
use crate::catalogue::follow::neighbour;
use crate::catalogue::{Shelf, content};
use crate::support::{Answer, Engine, PATIENCE, Person, awaited};
use actix_web::web::Data;
use api::changes::{Bounds, Streams};
use reqwest::{Method, RequestBuilder, Response, header};
use rstest::rstest;
use serde_json::Value;
use shared::label::LabelState;
use shared::problem::Code;
use std::time::Duration;
use tokio::time::timeout;

const EVENT_STREAM: &str = "text/event-stream";

/// Fields of one Server-Sent Event.
#[derive(Debug, Default, Clone, PartialEq)]
struct Event {
    name: String,
    id: String,
    data: Value,
    retry: Option<String>,
}

/// A client of a stream.
struct Listener {
    response: Response,
    received: String,
}

impl Listener {
    async fn open(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), 200);
        assert_eq!(response.headers()[header::CONTENT_TYPE], EVENT_STREAM);
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        assert!(!response.headers().contains_key(header::CONTENT_ENCODING));
        Self {
            response,
            received: String::new(),
        }
    }

    /// Receives more; false at the end.
    async fn receive(&mut self) -> bool {
        let chunk = timeout(PATIENCE, self.response.chunk());
        let chunk = chunk.await.expect("something").expect("no break");
        let Some(chunk) = chunk else { return false };
        self.received += std::str::from_utf8(&chunk).expect("text");
        true
    }

    /// The next event; `None` at the end of the stream.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((block, rest)) = self.received.split_once("\n\n") {
                let event = read(block);
                self.received = rest.to_owned();
                return Some(event);
            }
            if !self.receive().await {
                assert_eq!(
                    self.received.trim_matches([':', '\n']),
                    "",
                    "a part of an event"
                );
                return None;
            }
        }
    }
}

fn read(block: &str) -> Event {
    let mut event = Event::default();
    for line in block.lines().filter(|line| !line.starts_with(':')) {
        let (field, value) = line.split_once(": ").expect("a field");
        match field {
            "event" => value.clone_into(&mut event.name),
            "id" => value.clone_into(&mut event.id),
            "data" => event.data = serde_json::from_str(value).expect("JSON"),
            "retry" => event.retry = Some(value.to_owned()),
            _ => panic!("{line}"),
        }
    }
    event
}

fn listening(person: &Person, query: &str) -> RequestBuilder {
    asking(person, query).header(header::ACCEPT_ENCODING, "gzip, br")
}

/// A request whose refusal is read.
fn asking(person: &Person, query: &str) -> RequestBuilder {
    person
        .request(Method::GET, &format!("{CHANGES}?{query}"))
        .header(header::ACCEPT, EVENT_STREAM)
}

#[rstest]
#[tokio::test]
async fn changes_are_told_as_they_happen(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let reader = shelf.app.visitor();
    let mut stream = Listener::open(listening(&reader, "")).await;

    let begin = stream.next().await.unwrap();
    let id = shelf.label(1, content()).await;
    let created = stream.next().await.unwrap();
    shelf.note(id, "full", "Complet.").await;
    let updated = stream.next().await.unwrap();
    shelf.change(id, LabelState::Withdrawn, "scheduled").await;
    let removed = stream.next().await.unwrap();

    assert_eq!(
        (begin.name.as_str(), begin.retry.as_deref()),
        ("cursor", Some("3000"))
    );
    assert_eq!(begin.data["cursor"], begin.id.as_str());
    assert_eq!(created.name, "created");
    assert_eq!(created.data["event"]["title"], "Visite de la fonderie");
    assert_eq!((created.retry, updated.name.as_str()), (None, "updated"));
    assert_eq!(updated.data["event"]["lifeStatus"], "full");
    assert_eq!(removed.name, "removed");
    assert_eq!(removed.data["reason"], "withdrawn");
    assert_eq!(removed.data["id"], id.to_string());
    let mut ids = [&begin.id, &created.id, &updated.id, &removed.id];
    ids.sort();
    assert!(ids.windows(2).all(|two| two[0] != two[1]) && !ids[0].is_empty());
}

#[rstest]
#[tokio::test]
async fn a_change_by_another_instance_reaches_the_streams(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let there = neighbour(&shelf.app);
    let client = reqwest::Client::new();
    let mut stream = awaited("the other instance", async || {
        let request = client
            .get(format!("{there}{CHANGES}"))
            .header(header::ACCEPT, EVENT_STREAM);
        let ready = reqwest::get(format!("{there}/api/health/ready"))
            .await
            .ok()?;
        if ready.status().is_success() {
            Some(Listener::open(request).await)
        } else {
            None
        }
    })
    .await;
    assert_eq!(stream.next().await.unwrap().name, "cursor");

    let id = shelf.label(1, content()).await;

    let created = stream.next().await.unwrap();
    assert_eq!(created.data["id"], id.to_string());
}

#[tokio::test]
async fn a_client_goes_on_from_the_last_event_that_it_received() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let reader = shelf.app.visitor();
    let old = end(&reader, "").await;
    shelf.label(1, content()).await;
    let mut first = Listener::open(listening(&reader, &format!("since={old}"))).await;
    let received = first.next().await.unwrap();
    drop(first);
    let second = shelf.label(2, content()).await;
    let elsewhere = end(&reader, "region=84").await;

    // Clients repeat the address of the first time, and some of them the identifier of the first time too.
    let again = listening(&reader, &format!("since={old}"))
        .header("Last-Event-ID", &received.id)
        .header("Last-Event-ID", &old)
        .header("Last-Event-ID", elsewhere);
    let mut stream = Listener::open(again).await;

    let created = stream.next().await.unwrap();
    assert_eq!(created.data["id"], second.to_string());
    assert_eq!(stream.next().await.unwrap().name, "cursor");
}

#[rstest]
#[case("garbage")]
#[case("c2VhbA")]
#[tokio::test]
async fn an_invalid_identifier_is_refused(#[case] id: &str) {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let reader = shelf.app.visitor();

    let refused = Answer::of(asking(&reader, "").header("Last-Event-ID", id)).await;

    refused.refused(Code::InvalidCursor);
}

#[tokio::test]
async fn parameters_of_pages_are_refused_on_a_stream() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let reader = shelf.app.visitor();

    let refused = Answer::of(asking(&reader, "limit=5&wait=1")).await;

    let problem = refused.refused(Code::InvalidParameter);
    assert_eq!(problem.errors.len(), 2);
}

/// Bounds of a test: the others are as usual.
fn bounded(bounds: Bounds) -> Data<Streams> {
    Data::new(Streams::within(bounds))
}

async fn shelf_with(bounds: Bounds) -> Shelf {
    Shelf::prepared(Engine::Sqlite, &[], |platform| {
        platform.streams = bounded(bounds);
    })
    .await
}

#[tokio::test]
async fn a_sign_of_life_is_a_line_alone_and_a_position_that_moved_an_event() {
    let shelf = shelf_with(Bounds {
        heartbeat: Duration::from_millis(50),
        ..Bounds::default()
    })
    .await;
    let reader = shelf.app.visitor();
    let mut stream = Listener::open(listening(&reader, "kind=workshop")).await;
    let begin = stream.next().await.unwrap();

    while !stream.received.contains(":\n:\n") {
        assert!(stream.receive().await);
    }
    let quiet = stream.received.clone();
    // Known to the stream before it begins to match anything: only its position moves.
    let mut edition = crate::catalogue::shown_edition();
    edition.undo_seconds += 1;
    shelf.app.put_edition(&edition);
    let moved = stream.next().await.unwrap();

    assert_eq!(quiet.trim_matches([':', '\n']), "");
    assert!(!quiet.contains("\n\n"), "{quiet:?}");
    assert_eq!((moved.name.as_str(), &moved.retry), ("cursor", &None));
    assert_ne!(moved.id, begin.id);
}

#[tokio::test]
async fn streams_are_bounded_and_a_place_is_given_back() {
    let shelf = shelf_with(Bounds {
        open: 2,
        per_client: 2,
        heartbeat: Duration::from_millis(50),
        ..Bounds::default()
    })
    .await;
    let reader = shelf.app.visitor();
    let first = Listener::open(listening(&reader, "")).await;
    let _second = Listener::open(listening(&reader, "")).await;

    let refused = Answer::of(asking(&reader, "")).await;
    let waiting = format!("{CHANGES}?wait=30&since={}", end(&reader, "").await);
    let waiting = reader.get(&waiting).await;

    // All are held by this client: it is told so first.
    refused.refused(Code::TooManyRequests);
    waiting.refused(Code::TooManyRequests);
    assert!(refused.header(header::RETRY_AFTER).is_some());
    drop(first);
    awaited("a free place", async || {
        let answer = listening(&reader, "").send().await.ok()?;
        answer.status().is_success().then_some(())
    })
    .await;
}

#[tokio::test]
async fn beyond_the_bound_of_all_the_answer_says_when_to_come_back() {
    let shelf = shelf_with(Bounds {
        open: 1,
        ..Bounds::default()
    })
    .await;
    let reader = shelf.app.visitor();
    let _first = Listener::open(listening(&reader, "")).await;

    let refused = Answer::of(asking(&reader, "")).await;

    refused.refused(Code::Unavailable);
    assert!(refused.header(header::RETRY_AFTER).is_some());
}

#[tokio::test]
async fn streams_end_with_the_server_and_when_they_are_old() {
    let old = shelf_with(Bounds {
        life: Duration::from_millis(50),
        ..Bounds::default()
    })
    .await;
    let shelf = Shelf::start(Engine::Sqlite).await;
    let mut ended = Listener::open(listening(&old.app.visitor(), "")).await;
    let mut open = Listener::open(listening(&shelf.app.visitor(), "")).await;
    assert_eq!(open.next().await.unwrap().name, "cursor");

    shelf.app.platform.streams.end();

    assert_eq!(open.next().await, None);
    let mut late = Listener::open(listening(&shelf.app.visitor(), "")).await;
    assert_eq!(late.next().await, None);
    while ended.next().await.is_some() {}
}

#[tokio::test]
async fn the_head_of_a_stream_has_an_end() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let reader = shelf.app.visitor();
    let request = reader
        .request(Method::HEAD, CHANGES)
        .header(header::ACCEPT, EVENT_STREAM);

    let head = timeout(PATIENCE, Answer::of(request)).await.unwrap();
    let after = reader.get("/api/health/live").await;

    assert_eq!(head.status.as_u16(), 200);
    assert_eq!(head.header(header::CONTENT_TYPE), Some(EVENT_STREAM));
    assert_eq!(after.status.as_u16(), 200);
}
