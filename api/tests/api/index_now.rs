//! Submission of changed pages to search engines.

use crate::catalogue::{Shelf, content};
use crate::support::Engine;
use chrono::{Duration, DurationRound as _};
use diesel::prelude::*;
use ground::db::schema::jobs;
use reqwest::header;
use rstest::rstest;
use serde_json::{Value, json};
use shared::label::LabelState;
use shared::problem::Code;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

const KEY: &str = "0123456789abcdef";

/// A service that keeps what is submitted, and gives each submission the same answer.
struct Service {
    url: String,
    bodies: Arc<Mutex<Vec<Value>>>,
}

impl Service {
    fn answering(head: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/indexnow", listener.local_addr().unwrap());
        let bodies = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&bodies);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                // Read before the list is locked: the runtime that sends it may be the one that waits for the list.
                let received = body(&stream);
                kept.lock().unwrap().push(received);
                let answer =
                    format!("HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        Self { url, bodies }
    }

    fn bodies(&self) -> Vec<Value> {
        self.bodies.lock().unwrap().clone()
    }

    async fn shelf(&self, engine: Engine) -> Shelf {
        let variables = [
            ("SEMAINE_INDEXNOW_KEY", KEY),
            ("SEMAINE_INDEXNOW_URL", self.url.as_str()),
        ];
        Shelf::configured(engine, &variables).await
    }
}

/// The JSON body of a request.
fn body(stream: &TcpStream) -> Value {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    serde_json::from_slice(&body).unwrap()
}

/// Lets the time pass until the next look at the changes, and waits for it; `kinds` are those of which no job is left then.
async fn looked(shelf: &Shelf, kinds: &str) {
    let period = Duration::minutes(10);
    let now = shelf.app.clock.now() + period;
    shelf.app.clock.set(now);
    let slot = now.duration_trunc(period).expect("a slot");
    shelf.app.has_run("index_now.collect", kinds, slot).await;
}

#[rstest]
#[tokio::test]
async fn changed_and_removed_pages_are_submitted_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let service = Service::answering("202 Accepted");
    let shelf = service.shelf(engine).await;
    let site = shelf.app.address.clone();
    looked(&shelf, "index_now.%").await;
    assert_eq!(service.bodies(), Vec::<Value>::new());
    let first = shelf.label(1, content()).await;
    looked(&shelf, "index_now.%").await;

    shelf.label(2, content()).await;
    shelf
        .change(first, LabelState::Withdrawn, "scheduled")
        .await;
    looked(&shelf, "index_now.%").await;
    looked(&shelf, "index_now.%").await;

    let bodies = service.bodies();
    let [one, two] = bodies.as_slice() else {
        panic!("{bodies:?}");
    };
    assert_eq!(
        one["urlList"],
        json!([format!("{site}/evenements/2018/visite-1")])
    );
    assert_eq!(
        *two,
        json!({
            "host": "127.0.0.1",
            "key": KEY,
            "keyLocation": format!("{site}/{KEY}.txt"),
            "urlList": [format!("{site}/evenements/2018/visite-2"), format!("{site}/evenements/2018/visite-1")],
        })
    );
}

#[rstest]
#[case("503 Service Unavailable", 1)]
#[case("429 Too Many Requests", 1)]
#[case("403 Forbidden", 0)]
#[tokio::test]
async fn a_submission_that_fails_for_now_is_kept(#[case] head: &'static str, #[case] left: i64) {
    let service = Service::answering(head);
    let shelf = service.shelf(Engine::Sqlite).await;
    looked(&shelf, "index_now.%").await;
    shelf.label(1, content()).await;

    looked(&shelf, "index_now.collect").await;

    let db = &shelf.app.platform.services.db;
    let attempted = crate::support::awaited("an attempt", async || {
        let waiting: Vec<i32> = db
            .read_now(|conn| {
                Ok(jobs::table
                    .filter(jobs::kind.eq("index_now.submit"))
                    .filter(jobs::last_error.is_not_null())
                    .select(jobs::attempts)
                    .load(conn)?)
            })
            .expect("the jobs");
        let ended = service.bodies().len() == 1 && (left == 0 || !waiting.is_empty());
        ended.then_some(waiting)
    })
    .await;
    assert_eq!(i64::try_from(attempted.len()).unwrap(), left);
    if left == 0 {
        shelf.app.none_left("index_now.%").await;
    }
}

#[rstest]
#[tokio::test]
async fn the_site_publishes_its_key_if_it_has_one() {
    let service = Service::answering("200 OK");
    let shelf = service.shelf(Engine::Sqlite).await;
    let file = shelf.app.visitor().get(&format!("/{KEY}.txt")).await;
    assert_eq!((file.status.as_u16(), file.text.as_str()), (200, KEY));
    assert_eq!(
        file.header(header::CONTENT_TYPE),
        Some("text/plain; charset=utf-8")
    );

    let without = Shelf::start(Engine::Sqlite).await;
    let missing = without.app.visitor().get(&format!("/{KEY}.txt")).await;
    assert_eq!(missing.status.as_u16(), Code::NotFound.status());
}
