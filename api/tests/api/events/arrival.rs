//! The time at which a request arrives decides, however long it waits for the database.

use crate::support::{Engine, Person, TestApp, edition, form, path, tag};
use chrono::TimeDelta;
use ground::log::{self, By, Entry, Subject};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::EventFile;
use shared::id::EditionId;
use shared::label::{Action, LabelState};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use uuid::Uuid;

/// A request on a connection of its own.
pub(super) struct Arrived {
    stream: TcpStream,
    /// The body, until it is sent.
    body: Option<String>,
}

impl Arrived {
    /// Sends an action on an event, and waits until the server has read its head: only then does it ask for the body.
    pub(super) async fn at(
        app: &TestApp,
        person: &Person,
        file: &EventFile,
        action: &str,
        body: &Value,
    ) -> Self {
        let host = app.address.trim_start_matches("http://");
        let body = body.to_string();
        let head = format!(
            "POST {}/{action} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\nIf-Match: {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\
             Connection: close\r\n\r\n",
            path(file.id),
            person.token().unwrap(),
            tag(file),
            body.len()
        );
        let mut stream = TcpStream::connect(host).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut go_on = [0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
        stream.read_exact(&mut go_on).await.unwrap();
        assert!(go_on.starts_with(b"HTTP/1.1 100 "), "{go_on:?}");
        Self {
            stream,
            body: Some(body),
        }
    }

    /// Sends the body that the request has announced, once.
    async fn complete(&mut self) {
        if let Some(body) = self.body.take() {
            self.stream.write_all(body.as_bytes()).await.unwrap();
        }
    }

    /// Sends the body, if that has not happened, and reads the answer.
    pub(super) async fn answer(&mut self) -> EventFile {
        self.complete().await;
        let mut text = String::new();
        self.stream.read_to_string(&mut text).await.unwrap();
        assert!(text.starts_with("HTTP/1.1 200 "), "{text}");
        let (_, body) = text.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap()
    }
}

/// Somebody else who holds the lock under which events are stored, until [`Lock::release`].
pub(super) struct Lock {
    release: std::sync::mpsc::Sender<()>,
    holder: tokio::task::JoinHandle<()>,
}

impl Lock {
    pub(super) async fn of(app: &TestApp) -> Self {
        let (release, released) = std::sync::mpsc::channel::<()>();
        let (locked, is_locked) = tokio::sync::oneshot::channel();
        let db = app.platform.services.db.clone();
        let clock = app.clock.clone();
        let holder = tokio::task::spawn_blocking(move || {
            let mut locked = Some(locked);
            let written = db.write_now(|conn| {
                let entry = Entry {
                    by: By::System,
                    subject: Subject::Edition(EditionId(Uuid::nil())),
                    edition: None,
                    kind: "test.lock",
                    payload: Value::Null,
                };
                log::append(conn, clock.now(), &entry)?;
                if let Some(locked) = locked.take() {
                    locked.send(()).unwrap();
                }
                // The test ended otherwise.
                let _released = released.recv();
                Ok(())
            });
            written.unwrap();
        });
        is_locked.await.unwrap();
        Self { release, holder }
    }

    pub(super) async fn release(self) {
        self.release.send(()).unwrap();
        self.holder.await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn a_withdrawal_is_dated_by_its_arrival(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.submitted(&form()).await;
    let arrival = app.clock.now();
    let lock = Lock::of(&app).await;

    let reason = json!({ "reason": "L’atelier est en travaux." });
    let mut withdrawal = Arrived::at(&app, &owner, &file, "withdraw", &reason).await;
    withdrawal.complete().await;
    app.clock.advance(TimeDelta::minutes(5));
    lock.release().await;

    let file = withdrawal.answer().await;
    assert_eq!(file.state, LabelState::Withdrawn);
    let last = file.decisions.last().unwrap();
    assert_eq!((last.action, last.decided_at), (Action::Withdraw, arrival));
}

#[rstest]
#[tokio::test]
async fn the_answer_to_a_correction_request_is_dated_by_its_arrival(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let filed = owner.submitted(&form()).await;
    let referent = app.referent("region:84").await;
    let correction = format!("/api/v1/labels/events/{}/correction", filed.id);
    let body = json!({ "message": "Merci de préciser les horaires.", "fields": ["/occurrences"] });
    let asked = referent.post_if(&correction, &tag(&filed), &body).await;
    assert_eq!(asked.status.as_u16(), 200, "{}", asked.text);
    app.clock.advance(TimeDelta::minutes(1));
    let file: EventFile = owner.get(&path(filed.id)).await.ok(200);
    let arrival = app.clock.now();
    let lock = Lock::of(&app).await;

    let mut answer = Arrived::at(&app, &owner, &file, "submit", &Value::Null).await;
    answer.complete().await;
    app.clock.advance(TimeDelta::minutes(5));
    lock.release().await;

    let file = answer.answer().await;
    assert_eq!(file.state, LabelState::Submitted);
    assert_eq!(file.submitted_at, Some(arrival));
}
