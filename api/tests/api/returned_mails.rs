//! Letters that come back: addresses that are marked, letters that are kept back, and how both end.

use crate::accounts::{mails, next_mail};
use crate::support::{Answer, Engine, Person, TestApp, awaited, edition, form};
use ground::mail::returns::ReturnPath;
use ground::mail::{Letter, post, queries, secret_link};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::json;
use shared::id::MailId;
use shared::mail::{AccountAddress, Mail, MailReport, ReturnReason};
use shared::problem::Code;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const RETURN_ADDRESS: &str = "retours@example.org";
const REPORTS: &str = "/api/v1/mail-reports";

/// A mail server: takes every letter, except those to `nobody@…`, and tells the recipients and texts in their order.
pub(crate) async fn mail_server(
    listener: TcpListener,
    taken: mpsc::UnboundedSender<(String, String)>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        let taken = taken.clone();
        tokio::spawn(async move {
            let (reading, mut writing) = stream.into_split();
            let mut lines = BufReader::new(reading).lines();
            let _ = writing.write_all(b"220 test\r\n").await;
            let (mut recipient, mut text, mut in_data) = (String::new(), String::new(), false);
            while let Ok(Some(line)) = lines.next_line().await {
                let answer: &[u8] = if in_data {
                    if line == "." {
                        in_data = false;
                        let _ = taken.send((recipient.clone(), std::mem::take(&mut text)));
                        b"250 taken\r\n"
                    } else {
                        text.push_str(&line);
                        text.push('\n');
                        continue;
                    }
                } else if let Some(to) = line.strip_prefix("RCPT TO:") {
                    to.trim_matches(['<', '>']).clone_into(&mut recipient);
                    if recipient.starts_with("nobody@") {
                        b"550 5.1.1 no such user\r\n"
                    } else {
                        b"250 ok\r\n"
                    }
                } else if line.starts_with("MAIL FROM:") {
                    text.push_str(&line);
                    text.push('\n');
                    b"250 ok\r\n"
                } else if line == "DATA" {
                    in_data = true;
                    b"354 go on\r\n"
                } else {
                    text.clear();
                    b"250 ok\r\n"
                };
                if writing.write_all(answer).await.is_err() {
                    return;
                }
            }
        });
    }
}

/// A platform with a mail server that returns letters, and what the server takes.
async fn start(engine: Engine) -> (TestApp, mpsc::UnboundedReceiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let (sender, taken) = mpsc::unbounded_channel();
    tokio::spawn(mail_server(listener, sender));
    let variables = [
        ("SEMAINE_SMTP_URL", url.as_str()),
        ("SEMAINE_RETURN_ADDRESS", RETURN_ADDRESS),
        ("SEMAINE_MAIL_REPORT_KEY", KEY),
    ];
    (TestApp::configured(engine, &variables).await, taken)
}

fn write(app: &TestApp, recipient: &str, subject: &str) -> MailId {
    let body = "Bonjour,\n\nvotre événement est labellisé.\n";
    write_text(app, recipient, subject, body.to_owned())
}

fn write_text(app: &TestApp, recipient: &str, subject: &str, body: String) -> MailId {
    let letter = Letter {
        recipient: recipient.to_owned(),
        language: shared::letter::Language::DEFAULT,
        html: None,
        subject: subject.to_owned(),
        body,
        unsubscribe: None,
        reply_to: None,
        expires_at: None,
    };
    let db = &app.platform.services.db;
    db.write_now(|conn| post(conn, &app.clock, &letter))
        .unwrap()
}

async fn until(app: &TestApp, id: MailId, done: impl Fn(&Mail) -> bool) -> Mail {
    awaited("a change of the mail", async || {
        let db = &app.platform.services.db;
        let mail = db
            .read_now(|conn| queries::find(conn, id))
            .unwrap()
            .unwrap();
        done(&mail).then_some(mail)
    })
    .await
}

fn notice(app: &TestApp, id: MailId, recipient: &str, status: &str) -> String {
    let path = ReturnPath::below(RETURN_ADDRESS, app.platform.services.secrets.clone()).unwrap();
    let back = path.of(id).unwrap();
    format!(
        "From: MAILER-DAEMON@example.com\r\nTo: {back}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.com\r\n\r\n\
         Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: {status}\r\n\r\n--b--\r\n"
    )
}

async fn report(app: &TestApp, key: &str, raw: String) -> Answer {
    let request = app
        .visitor()
        .request(Method::POST, REPORTS)
        .header("Mail-Report-Key", key)
        .header(header::CONTENT_TYPE, "message/rfc822")
        .body(raw);
    Answer::of(request).await
}

async fn address(person: &Person) -> AccountAddress {
    person.get("/api/v1/account/address").await.ok(200)
}

#[rstest]
#[tokio::test]
async fn a_returned_letter_marks_the_address_until_its_owner_proves_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, mut taken) = start(engine).await;
    let owner = app.organiser().await;
    let email = owner.account().email.clone();
    let first = write(&app, &email, "Premier");
    until(&app, first, |mail| mail.summary.sent_at.is_some()).await;
    let (to, text) = taken.recv().await.unwrap();
    let before = address(&owner).await;

    let read: MailReport = report(&app, KEY, notice(&app, first, &email, "5.1.1"))
        .await
        .ok(200);
    let marked = address(&owner).await;
    let second = write(&app, &email, "Second");
    let held = until(&app, second, |mail| mail.summary.held_at.is_some()).await;
    let known = mails(&app, &email).await.len();
    let answer = owner
        .post("/api/v1/accounts/verification", &json!({}))
        .await;
    assert_eq!(answer.status.as_u16(), 202, "{}", answer.text);
    next_mail(&app, &email, known).await;
    let (_, proof) = taken.recv().await.unwrap();
    let proof = proof.replace("=\n", "").replace("=3D", "=");
    let (_, rest) = proof.split_once("jeton=").expect("a link");
    let secret = rest.split_whitespace().next().unwrap();
    let answer = app
        .visitor()
        .post("/api/v1/accounts/verify", &json!({ "token": secret }))
        .await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    let sent = until(&app, second, |mail| mail.summary.sent_at.is_some()).await;

    assert_eq!((to, before), (email.clone(), AccountAddress::default()));
    assert!(text.starts_with("MAIL FROM:<retours+"), "{text}");
    assert_eq!(read, MailReport { letters: 1 });
    let reason = marked.returned.map(|returned| returned.reason);
    assert_eq!(reason, Some(ReturnReason::Permanent));
    assert_eq!((held.summary.sent_at, held.summary.attempts), (None, 0));
    assert_eq!(sent.summary.held_at, None);
    assert_eq!(address(&owner).await, AccountAddress::default());
}

#[rstest]
#[tokio::test]
async fn an_address_that_the_server_does_not_know_is_marked_and_its_letter_sent_once_corrected(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, mut taken) = start(engine).await;
    let administrator = app.administrator().await;
    let id = write(&app, "nobody@example.org", "Perdu");
    let held = until(&app, id, |mail| mail.summary.held_at.is_some()).await;
    let path = format!("/api/v1/outbox/{id}/resend");

    let body = json!({ "recipient": "camille@example.org", "reason": "Faute de frappe" });
    let answer = administrator.post(&path, &body).await;
    assert_eq!(answer.status.as_u16(), 204, "{}", answer.text);
    let (to, text) = taken.recv().await.unwrap();
    let sent = until(&app, id, |mail| mail.summary.sent_at.is_some()).await;
    let again = administrator.post(&path, &body).await;

    assert!(held.summary.returned_at.is_some());
    assert!(held.summary.last_error.unwrap().contains("no such user"));
    assert_eq!(to, "camille@example.org");
    let MailId(uuid) = id;
    assert!(text.contains(&format!("Message-ID: <{uuid}@")), "{text}");
    assert_eq!(sent.summary.recipient, "camille@example.org");
    assert_eq!(sent.summary.last_error, None);
    again.refused(Code::MailUnderWay);
}

#[rstest]
#[tokio::test]
async fn a_letter_with_a_secret_link_is_sent_again_to_its_own_address_only(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, _taken) = start(engine).await;
    let administrator = app.administrator().await;
    let body = format!("Bonjour,\n\n{}\n", secret_link("https://example.org/lien#"));
    let id = write_text(&app, "nobody@example.org", "Lien", body);
    until(&app, id, |mail| mail.summary.returned_at.is_some()).await;
    let path = format!("/api/v1/outbox/{id}/resend");

    let elsewhere = json!({ "recipient": "camille@example.org", "reason": "Faute de frappe" });
    let refused = administrator.post(&path, &elsewhere).await;
    let same = json!({ "recipient": "Nobody@example.org", "reason": "Boîte rouverte" });
    let sent = administrator.post(&path, &same).await;

    let problem = refused.refused(Code::Invalid);
    assert_eq!(
        (problem.errors[0].pointer.as_str(), problem.errors[0].code),
        ("/recipient", Code::NotAllowed)
    );
    assert_eq!(sent.status.as_u16(), 204, "{}", sent.text);
}

#[rstest]
#[case::wrong_key("fedcba9876543210fedcba9876543210", "5.1.1", Err(Code::NotFound))]
#[case::temporary(KEY, "4.4.1", Ok(0))]
#[case::permanent(KEY, "5.2.1", Ok(1))]
#[tokio::test]
async fn only_the_mail_server_reports_and_only_what_is_final_marks(
    #[case] key: &str,
    #[case] status: &str,
    #[case] expected: Result<u32, Code>,
) {
    let (app, _taken) = start(Engine::Sqlite).await;
    let owner = app.organiser().await;
    let email = owner.account().email.clone();
    let id = write(&app, &email, "Essai");
    until(&app, id, |mail| mail.summary.sent_at.is_some()).await;

    let answer = report(&app, key, notice(&app, id, &email, status)).await;

    match expected {
        Ok(letters) => assert_eq!(answer.ok::<MailReport>(200).letters, letters),
        Err(code) => drop(answer.refused(code)),
    }
    assert_eq!(address(&owner).await.returned.is_some(), expected == Ok(1));
}

/// A complaint of the recipient, as a mail service reports it.
fn complaint(app: &TestApp, id: MailId, recipient: &str) -> String {
    let path = ReturnPath::below(RETURN_ADDRESS, app.platform.services.secrets.clone()).unwrap();
    let back = path.of(id).unwrap();
    format!(
        "From: fbl@example.com\r\nTo: {RETURN_ADDRESS}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nThis is a complaint.\r\n\
         --b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n\
         Original-Mail-From: <{back}>\r\nOriginal-Rcpt-To: {recipient}\r\n\r\n--b--\r\n"
    )
}

#[rstest]
#[tokio::test]
async fn a_complaint_marks_the_address_and_the_referent_sees_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, _taken) = start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.submitted(&form()).await;
    let email = owner.account().email.clone();
    let id = write(&app, &email, "Essai");
    until(&app, id, |mail| mail.summary.sent_at.is_some()).await;
    let referent = app.referent("department:69").await;
    let sheet = format!("/api/v1/labels/events/{}", file.id);
    let before = referent.get(&sheet).await.json();

    let read: MailReport = report(&app, KEY, complaint(&app, id, &email)).await.ok(200);

    assert_eq!(read.letters, 1);
    assert!(before.get("ownerReturned").is_none(), "{before}");
    let after = referent.get(&sheet).await.json();
    assert_eq!(after["ownerReturned"]["reason"], "complaint");
    let marked = address(&owner).await.returned;
    let reason = marked.map(|returned| returned.reason);
    assert_eq!(reason, Some(ReturnReason::Complaint));
}

#[tokio::test]
async fn a_report_is_bounded_and_nobody_reports_without_configuration() {
    let (app, _taken) = start(Engine::Sqlite).await;
    let other = TestApp::start(Engine::Sqlite).await;

    let large = report(&app, KEY, "x".repeat((1 << 20) + 1)).await;
    let nowhere = report(&other, KEY, String::new()).await;

    large.refused(Code::PayloadTooLarge);
    nowhere.refused(Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn letters_to_one_address_are_sent_in_the_order_in_which_they_were_written(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    const LETTERS: usize = 60;
    let (app, mut taken) = start(engine).await;
    let letters: Vec<(String, String)> = (0..LETTERS)
        .map(|number| {
            let recipient = format!("personne-{}@example.org", number % 3);
            (recipient, format!("Lettre {number:03}"))
        })
        .collect();
    for (recipient, subject) in &letters {
        write(&app, recipient, subject);
    }

    let mut arrived = Vec::new();
    for _ in 0..LETTERS {
        let (to, text) = taken.recv().await.unwrap();
        let subject = text
            .lines()
            .find_map(|line| line.strip_prefix("Subject: "))
            .expect("a subject");
        arrived.push((to, subject.to_owned()));
    }

    let of = |list: &[(String, String)], number: usize| -> Vec<String> {
        let recipient = format!("personne-{number}@example.org");
        let own = list.iter().filter(|(to, _)| *to == recipient);
        own.map(|(_, subject)| subject.clone()).collect()
    };
    for number in 0..3 {
        assert_eq!(of(&arrived, number), of(&letters, number));
    }
}

#[tokio::test]
async fn the_owner_who_changes_the_address_gets_what_was_kept_back() {
    let (app, mut taken) = start(Engine::Sqlite).await;
    let owner = app.organiser().await;
    let email = owner.account().email.clone();
    let first = write(&app, &email, "Premier");
    until(&app, first, |mail| mail.summary.sent_at.is_some()).await;
    taken.recv().await.unwrap();
    let _: MailReport = report(&app, KEY, notice(&app, first, &email, "5.1.1"))
        .await
        .ok(200);
    let second = write(&app, &email, "Second");
    until(&app, second, |mail| mail.summary.held_at.is_some()).await;

    let body = json!({ "email": "nouvelle@example.org", "password": crate::support::PASSWORD });
    let answer = owner.post("/api/v1/account/address", &body).await;
    assert_eq!(answer.status.as_u16(), 202, "{}", answer.text);
    let (to, text) = taken.recv().await.unwrap();
    let text = text.replace("=\n", "").replace("=3D", "=");
    let (_, rest) = text.split_once("jeton=").expect("a link");
    let secret = rest.split_whitespace().next().unwrap();
    let answer = app
        .visitor()
        .post(
            "/api/v1/accounts/address/confirm",
            &json!({ "token": secret }),
        )
        .await;
    assert_eq!(answer.status.as_u16(), 204, "{}", answer.text);
    let sent = until(&app, second, |mail| mail.summary.sent_at.is_some()).await;

    assert_eq!(to, "nouvelle@example.org");
    assert_eq!(sent.summary.recipient, "nouvelle@example.org");
}

#[rstest]
#[case::a_file_that_is_not_there("SEMAINE_DKIM_KEYS", "s1=/nowhere/dkim.pem")]
#[case::no_pair("SEMAINE_DKIM_KEYS", "dkim.pem")]
#[case::no_address("SEMAINE_RETURN_ADDRESS", "retours")]
#[case::no_certificate("SEMAINE_SMTP_CA", "/nowhere/ca.pem")]
fn a_bad_setting_of_the_mails_is_refused_at_start(#[case] name: &str, #[case] value: &str) {
    let config = ground::config::Config::read(|wanted| match wanted {
        "SEMAINE_SMTP_URL" => Some("smtps://localhost".to_owned()),
        _ => (wanted == name).then(|| value.to_owned()),
    })
    .unwrap();
    let secrets = ground::secrets::Secrets::new(b"key");

    let error = ground::mail::Sender::new(&config.mail, secrets).unwrap_err();

    assert!(format!("{error:#}").contains(name), "{error:#}");
}
