//! The outbox and the sending of its mails.

use crate::support::{Answer, Engine, TestApp, awaited};
use ground::mail::{Letter, post, queries};
use reqwest::Method;
use reqwest::header;
use rstest::rstest;
use serde_json::Value;
use shared::id::MailId;
use shared::letter::Language;
use shared::mail::{Mail, MailSummary};
use shared::paging::Page;
use shared::problem::Code;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;

fn write(app: &TestApp, recipient: &str, subject: &str) -> MailId {
    let letter = Letter {
        recipient: recipient.to_owned(),
        language: Language::DEFAULT,
        subject: subject.to_owned(),
        html: None,
        body: "Bonjour,\n\nVotre événement est labellisé.\n".to_owned(),
        unsubscribe: None,
        reply_to: None,
        expires_at: None,
    };
    app.platform
        .services
        .db
        .write_now(|conn| post(conn, &app.clock, &letter))
        .unwrap()
}

#[rstest]
#[tokio::test]
async fn pages_follow_each_other_newest_first(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let reader = app.administrator().await;
    for number in 0..5 {
        write(&app, "camille@example.org", &format!("Mail {number}"));
    }

    let first = reader.get("/api/v1/outbox?limit=2").await;
    let page: Page<MailSummary> = first.ok(200);
    let link = first.header(header::LINK).unwrap();
    let next = link.trim_start_matches('<').split('>').next().unwrap();
    let second: Page<MailSummary> = reader.get(next).await.ok(200);
    let last = format!(
        "/api/v1/outbox?limit=2&cursor={}",
        second.next_cursor.as_ref().unwrap()
    );
    let third: Page<MailSummary> = reader.get(&last).await.ok(200);

    let subjects: Vec<_> = [&page, &second, &third]
        .iter()
        .flat_map(|page| page.items.iter().map(|mail| mail.subject.as_str()))
        .collect();
    assert_eq!(subjects, ["Mail 4", "Mail 3", "Mail 2", "Mail 1", "Mail 0"]);
    assert_eq!(third.next_cursor, None);
}

#[rstest]
#[case("cursor=invented", Code::InvalidCursor)]
#[case("limit=0", Code::InvalidParameter)]
#[case("limit=101", Code::InvalidParameter)]
#[case("recipient=nobody", Code::InvalidParameter)]
#[case("to=x", Code::UnknownParameter)]
#[tokio::test]
async fn an_invalid_query_is_rejected(#[case] query: &str, #[case] code: Code) {
    let app = TestApp::start(Engine::Sqlite).await;
    let reader = app.administrator().await;

    reader
        .get(&format!("/api/v1/outbox?{query}"))
        .await
        .refused(code);
}

#[rstest]
#[tokio::test]
async fn a_mail_is_read_as_json_or_as_a_file(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let reader = app.administrator().await;
    let path = format!(
        "/api/v1/outbox/{}",
        write(&app, "camille@example.org", "Événement labellisé")
    );

    let mail: Mail = reader.get(&path).await.ok(200);
    let file = Answer::of(
        reader
            .request(Method::GET, &path)
            .header(header::ACCEPT, "message/rfc822"),
    )
    .await;

    assert!(mail.body_text.contains("labellisé"));
    assert_eq!(file.header(header::CONTENT_TYPE), Some("message/rfc822"));
    assert!(
        file.text.contains("To: camille@example.org\r\n"),
        "{}",
        file.text
    );
    assert!(
        file.text
            .contains("Content-Type: text/plain; charset=utf-8"),
        "{}",
        file.text
    );
}

#[rstest]
#[case("/api/v1/outbox/0199c0de-0000-7000-8000-000000000000")]
#[case("/api/v1/outbox/nonsense")]
#[tokio::test]
async fn an_unknown_mail_is_not_found(#[case] path: &str) {
    let app = TestApp::start(Engine::Sqlite).await;

    app.administrator()
        .await
        .get(path)
        .await
        .refused(Code::NotFound);
}

#[tokio::test]
async fn an_open_outbox_is_public() {
    let app = TestApp::configured(Engine::Sqlite, &[("SEMAINE_OPEN_OUTBOX", "true")]).await;
    let path = format!(
        "/api/v1/outbox/{}",
        write(&app, "camille@example.org", "Essai")
    );

    app.caught_up().await;
    let config: Value = app.visitor().get("/api/v1/config").await.ok(200);

    assert_eq!(config["openOutbox"], true);
    assert_eq!(
        app.visitor().get("/api/v1/outbox").await.status.as_u16(),
        200
    );
    assert_eq!(app.visitor().get(&path).await.status.as_u16(), 200);
    assert_eq!(app.organiser().await.get(&path).await.status.as_u16(), 200);
}

/// Signs up, and returns the mail with the link that verifies the address.
async fn verification(app: &TestApp) -> MailId {
    let form = serde_json::json!({
        "email": "camille@example.org", "name": "Camille Durand", "password": "correct horse battery"
    });
    let answer = app.visitor().post("/api/v1/accounts", &form).await;
    assert_eq!(answer.status.as_u16(), 202, "{}", answer.text);
    let stored = stored(app);
    stored.first().expect("a mail").summary.id
}

/// The mails as they are in the database, newest first.
fn stored(app: &TestApp) -> Vec<Mail> {
    let db = &app.platform.services.db;
    db.read_now(|conn| queries::page(conn, None, None, 10))
        .unwrap()
}

/// Statuses of the responses when the secrets after `jeton=` in a text are used for the verification.
async fn follow(app: &TestApp, text: &str) -> Vec<u16> {
    let mut statuses = Vec::new();
    for rest in text.split("jeton=").skip(1) {
        let token: String = rest
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
            .collect();
        let body = serde_json::json!({ "token": token });
        let answer = app.visitor().post("/api/v1/accounts/verify", &body).await;
        statuses.push(answer.status.as_u16());
    }
    statuses
}

#[rstest]
#[tokio::test]
async fn neither_the_database_nor_an_administrator_has_the_links_of_others(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let id = verification(&app).await;
    let path = format!("/api/v1/outbox/{id}");
    let reader = app.administrator().await;

    let read: Mail = reader.get(&path).await.ok(200);
    let file = Answer::of(
        reader
            .request(Method::GET, &path)
            .header(header::ACCEPT, "message/rfc822"),
    )
    .await;
    let in_database = &stored(&app)[0];
    let page = read.body_html.as_deref().unwrap();

    assert!(
        page.contains("href=\"#\"") && !page.contains("jeton="),
        "{page}"
    );
    assert!(
        read.body_text.contains("[lien réservé au destinataire]"),
        "{}",
        read.body_text
    );
    assert!(!read.body_text.contains("jeton="), "{}", read.body_text);
    assert!(!file.text.contains("jeton"), "{}", file.text);
    assert_eq!(follow(&app, &in_database.body_text).await, [422]);
    let page = in_database.body_html.as_deref().unwrap();
    assert_eq!(follow(&app, page).await, [422]);
}

#[tokio::test]
async fn the_open_outbox_of_a_demonstration_shows_links_that_work() {
    let app = TestApp::configured(Engine::Sqlite, &[("SEMAINE_OPEN_OUTBOX", "true")]).await;
    let id = verification(&app).await;

    let read: Mail = app
        .visitor()
        .get(&format!("/api/v1/outbox/{id}"))
        .await
        .ok(200);

    assert_eq!(follow(&app, &read.body_text).await, [200]);
}

#[rstest]
#[tokio::test]
async fn the_link_that_is_sent_works_and_stays_unknown_to_the_database(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(mail_server(listener, false));
    let app = TestApp::configured(engine, &[("SEMAINE_SMTP_URL", &url)]).await;

    let id = verification(&app).await;
    until(&app, id, |mail| mail.summary.sent_at.is_some()).await;
    let received = text_of(&server.await.unwrap());
    let in_database = &stored(&app)[0].body_text;

    assert_eq!(follow(&app, in_database).await, [422]);
    // The same link stands in both parts.
    let (text, html) = received.split_once("text/html").unwrap();
    assert_eq!(follow(&app, text).await, [200], "{received}");
    assert_eq!(follow(&app, html).await, [409], "used: {received}");
}

/// The text of a mail that was sent as quoted-printable, as far as its links need it.
fn text_of(received: &str) -> String {
    received.replace("=\n", "").replace("=3D", "=")
}

/// A mail server that accepts one mail and returns the lines it received; rejects the mail when `refusing`.
async fn mail_server(listener: TcpListener, refusing: bool) -> String {
    let (stream, _) = listener.accept().await.unwrap();
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    writing.write_all(b"220 test\r\n").await.unwrap();
    let (mut received, mut in_data) = (String::new(), false);
    while let Ok(Some(line)) = lines.next_line().await {
        received.push_str(&line);
        received.push('\n');
        let answer: &[u8] = match (in_data, line.as_str()) {
            (true, ".") => {
                writing.write_all(b"250 taken\r\n").await.unwrap();
                return received;
            }
            (true, _) => continue,
            (false, "DATA") => {
                in_data = true;
                b"354 go on\r\n"
            }
            (false, line) if refusing && line.starts_with("RCPT") => {
                writing.write_all(b"550 no such box\r\n").await.unwrap();
                return received;
            }
            (false, _) => b"250 ok\r\n",
        };
        writing.write_all(answer).await.unwrap();
    }
    received
}

async fn until(app: &TestApp, id: MailId, done: impl Fn(&Mail) -> bool) -> Mail {
    let reader = app.administrator().await;
    awaited("a change of the mail", async || {
        let mail: Mail = reader.get(&format!("/api/v1/outbox/{id}")).await.ok(200);
        done(&mail).then_some(mail)
    })
    .await
}

#[rstest]
#[tokio::test]
async fn a_configured_server_receives_each_mail_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(mail_server(listener, false));
    let app = TestApp::configured(engine, &[("SEMAINE_SMTP_URL", &url)]).await;

    let id = write(&app, "camille@example.org", "Essai");
    let mail = until(&app, id, |mail| mail.summary.sent_at.is_some()).await;

    let received = server.await.unwrap();
    assert!(
        received.contains("RCPT TO:<camille@example.org>"),
        "{received}"
    );
    assert!(received.contains("Subject: Essai"), "{received}");
    assert_eq!((mail.summary.attempts, mail.summary.last_error), (1, None));
}

#[tokio::test]
async fn a_rejected_mail_records_the_error_and_is_retried() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    tokio::spawn(mail_server(listener, true));
    let app = TestApp::configured(Engine::Sqlite, &[("SEMAINE_SMTP_URL", &url)]).await;

    let id = write(&app, "camille@example.org", "Essai");
    let failed = until(&app, id, |mail| mail.summary.last_error.is_some()).await;
    app.clock.advance(chrono::Duration::minutes(2));
    let again = until(&app, id, |mail| mail.summary.attempts == 2).await;

    assert!(failed.summary.last_error.unwrap().contains("no such box"));
    assert_eq!((failed.summary.sent_at, failed.summary.attempts), (None, 1));
    assert_eq!(again.summary.sent_at, None);
}
