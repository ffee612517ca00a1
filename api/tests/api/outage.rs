//! A database that hangs, breaks off or runs out of disk space: public reads go on, other requests get 503 with
//! `Retry-After`.

use crate::catalogue::{Shelf, content};
use crate::support::{
    Answer, Database, EVENTS, Engine, PATIENCE, Person, TestApp, awaited, edition, form, path,
};
use api::app;
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};
use futures_util::future::join_all;
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By, Entry, Subject};
use reqwest::{Url, header};
use serde_json::{Value, json};
use shared::id::EditionId;
use shared::problem::Code;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::time::timeout;
use uuid::Uuid;

/// A link to a server that stops passing bytes while it is `frozen`, without closing anything.
struct Link {
    port: u16,
    frozen: Arc<AtomicBool>,
}

impl Link {
    fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let link = Self {
            port: listener.local_addr().unwrap().port(),
            frozen: Arc::default(),
        };
        let frozen = Arc::clone(&link.frozen);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.unwrap();
                let server = TcpStream::connect(("127.0.0.1", port)).unwrap();
                pass(&client, &server, &frozen);
                pass(&server, &client, &frozen);
            }
        });
        link
    }

    fn freeze(&self, frozen: bool) {
        self.frozen.store(frozen, Ordering::SeqCst);
    }
}

/// Passes bytes one way, on a thread of its own.
fn pass(from: &TcpStream, to: &TcpStream, frozen: &Arc<AtomicBool>) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    let frozen = Arc::clone(frozen);
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(length @ 1..) = from.read(&mut bytes) {
            while frozen.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(20));
            }
            if to.write_all(&bytes[..length]).is_err() {
                break;
            }
        }
        // The other direction ends too, if it has not already.
        let _closed = to.shutdown(Shutdown::Both);
    });
}

fn port_of(url: &str) -> u16 {
    let (_, rest) = url.rsplit_once(':').unwrap();
    rest.split('/').next().unwrap().parse().unwrap()
}

/// Anonymous reads of what the catalogue does not have.
const OF_THE_DATABASE: [&str; 5] = [
    "check_certificate",
    "export_deadlines",
    "get_organisation",
    "health_ready",
    "prefill_event_form",
];

/// A GET request that anybody may send.
struct Read {
    operation: String,
    path: String,
    /// True when the operation requires no parameter.
    is_plain: bool,
}

/// The anonymous GET operations of the document, each with its required parameters: these values by name, or else its examples.
fn reads(values: &[(&str, String)]) -> Vec<Read> {
    let document = serde_json::to_value(app::document()).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .filter_map(|(path, item)| Some((path, item.get("get")?)))
        .filter(|(_, operation)| operation["security"] == json!([]))
        .map(|(path, operation)| read(path, operation, values))
        .collect()
}

fn read(path: &str, operation: &Value, values: &[(&str, String)]) -> Read {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let required: Vec<_> = parameters
        .filter(|parameter| parameter["required"] == true)
        .collect();
    let (mut address, mut query) = (path.to_owned(), Vec::new());
    for parameter in &required {
        let name = parameter["name"].as_str().unwrap();
        let known = values.iter().find(|(known, _)| *known == name);
        let value = match (known, &parameter["example"]) {
            (Some((_, value)), _) => value.clone(),
            (None, Value::Null) => panic!("{path}: no example of {name}"),
            (None, Value::String(text)) => text.clone(),
            (None, other) => other.to_string(),
        };
        if parameter["in"] == "path" {
            address = address.replace(&format!("{{{name}}}"), &value);
        } else {
            query.push((name, value));
        }
    }
    if !query.is_empty() {
        let url = Url::parse_with_params(&format!("http://localhost{address}"), &query).unwrap();
        address = format!("{}?{}", url.path(), url.query().unwrap_or_default());
    }
    Read {
        operation: operation["operationId"].as_str().unwrap().to_owned(),
        path: address,
        is_plain: required.is_empty(),
    }
}

#[tokio::test]
async fn public_reads_go_on_while_the_database_hangs() {
    let database = tokio::task::spawn_blocking(Database::create).await.unwrap();
    let port = port_of(&database.url);
    let link = Link::to(port);
    let url = database
        .url
        .replace(&format!(":{port}/"), &format!(":{}/", link.port));
    let shelf = Shelf::configured(Engine::Sqlite, &[("SEMAINE_DATABASE_URL", &url)]).await;
    let event = shelf.label(1, content()).await;
    let organiser = shelf.app.organiser().await;
    let visitor = shelf.app.visitor();
    let agendas = visitor.get("/v2/agendas?size=1").await.json();
    let agenda = agendas["agendas"][0]["uid"].to_string();
    let listed = format!("/v2/agendas/{agenda}/events?size=1");
    let listed = visitor.get(&listed).await.json();
    let (asking, reads): (Vec<_>, Vec<_>) = reads(&[
        ("id", event.to_string()),
        ("slug", "visite-1".to_owned()),
        ("agenda", agenda),
        ("event", listed["events"][0]["uid"].to_string()),
        ("secret", "x".repeat(43)),
    ])
    .into_iter()
    .partition(|read| OF_THE_DATABASE.contains(&read.operation.as_str()));
    assert_eq!(asking.len(), OF_THE_DATABASE.len());
    assert!(reads.len() > 60, "{}", reads.len());

    link.freeze(true);
    let answered = async {
        for read in &reads {
            let Read {
                operation, path, ..
            } = read;
            let answer = visitor.get(path).await;
            let status = answer.status.as_u16();
            let expected = status == 200 || (status == 404 && !read.is_plain);
            assert!(expected, "{operation} {path}: {status} {}", answer.text);
        }
    };
    timeout(PATIENCE, answered).await.expect("answers");
    // They are answered while the database still hangs, so they wait no longer than they may.
    let refused = async {
        let asked = join_all(asking.iter().map(|read| visitor.get(&read.path))).await;
        for answer in asked {
            answer.refused(Code::Unavailable);
        }
        let own = organiser.get(EVENTS).await;
        own.refused(Code::Unavailable);
        own
    };
    let own = timeout(PATIENCE, refused).await.expect("an answer");
    assert_eq!(own.header(header::RETRY_AFTER), Some("5"));

    link.freeze(false);
    awaited("a server that is ready again", async || {
        let health = visitor.get("/api/health/ready").await;
        (health.status == 200).then_some(())
    })
    .await;
    assert_eq!(organiser.get(EVENTS).await.status.as_u16(), 200);
    drop(shelf);
    drop(database);
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}

fn number(conn: &mut Conn, query: &str) -> Result<i64, Error> {
    let found: Number = sql_query(query).get_result(conn)?;
    Ok(found.number)
}

async fn create(organiser: &Person) -> Answer {
    let mut form = form();
    form["description"] = "Nous ouvrons nos ateliers. ".repeat(300).into();
    organiser
        .post(EVENTS, &json!({ "edition": "2018", "form": form }))
        .await
}

#[tokio::test]
async fn a_full_disk_refuses_writes_until_there_is_room() {
    let variables = [("SEMAINE_DATABASE_CONNECTIONS", "1")];
    let app = TestApp::configured(Engine::Sqlite, &variables).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let db = app.platform.services.db.clone();
    let limit = |pages: String| {
        let query = format!("PRAGMA max_page_count = {pages}");
        let db = db.clone();
        let set = move || {
            db.read_now(|conn| {
                sql_query(query).execute(conn)?;
                Ok(())
            })
        };
        async move { tokio::task::spawn_blocking(set).await.unwrap().unwrap() }
    };
    let pages = db
        .read_now(|conn| number(conn, "SELECT page_count AS number FROM pragma_page_count"))
        .unwrap();

    limit((pages + 20).to_string()).await;
    let mut stored = 0;
    let refused = loop {
        let answer = create(&organiser).await;
        if answer.status != 201 {
            break answer;
        }
        stored += 1;
        assert!(stored < 50, "the database never fills");
    };
    refused.refused(Code::Unavailable);
    assert_eq!(refused.header(header::RETRY_AFTER), Some("5"));
    let read: Value = organiser.get(&format!("{EVENTS}?count=true")).await.json();
    assert_eq!(read["total"], stored, "what was answered is there");
    limit((pages + 10_000).to_string()).await;

    assert_eq!(create(&organiser).await.status.as_u16(), 201);
}

#[tokio::test]
async fn a_write_that_postgresql_breaks_off_is_unavailable_and_not_stored() {
    let app = TestApp::start(Engine::Postgres).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let draft = organiser.draft(&form()).await;
    // Somebody else holds the lock for which the write waits.
    let (release, released) = std::sync::mpsc::channel::<()>();
    let db = app.platform.services.db.clone();
    let clock = app.clock.clone();
    let holder = tokio::task::spawn_blocking(move || {
        db.write_now(|conn| {
            let entry = Entry {
                by: By::System,
                subject: Subject::Edition(EditionId(Uuid::nil())),
                edition: None,
                kind: "test.lock",
                payload: Value::Null,
            };
            log::append(conn, clock.now(), &entry)?;
            // The test ended otherwise.
            let _released = released.recv();
            Ok(())
        })
    });
    let db = app.platform.services.db.clone();
    let breaking = tokio::task::spawn_blocking(move || {
        const BREAK_OFF: &str = "SELECT count(pg_terminate_backend(pid)) AS number FROM pg_locks \
            WHERE locktype = 'advisory' AND NOT granted \
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        let begun = Instant::now();
        while db.read_now(|conn| number(conn, BREAK_OFF)).unwrap() == 0 {
            assert!(begun.elapsed() < PATIENCE, "nobody waits");
            std::thread::sleep(Duration::from_millis(20));
        }
        release.send(()).unwrap();
    });
    let submit = format!("{}/submit", path(draft.id));
    let submitting = organiser.post_if(&submit, "*", &Value::Null);
    let (answer, broken) = tokio::join!(submitting, breaking);
    broken.unwrap();
    holder.await.unwrap().unwrap();

    answer.refused(Code::Unavailable);
    assert_eq!(answer.header(header::RETRY_AFTER), Some("5"));
    let file: Value = organiser.get(&path(draft.id)).await.json();
    assert_eq!(
        (&file["state"], &file["version"]),
        (&json!("draft"), &json!(1))
    );
}
