//! Messages of visitors: from the public, to the organiser, and after two working days to the referents.

use crate::accounts::mails;
use crate::leaving::{leave, rows_with};
use crate::support::{
    Answer, Engine, PASSWORD, Person, TestApp, awaited, edition, form, path, tag,
};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::{
    EventFile, HistoryEntry, MessageOutcome, MessageSubject, ReceivedMessage, VisitorMessage,
    VisitorMessageRules,
};
use shared::id::EventId;
use shared::mail::Mail;
use shared::problem::Code;

const VISITOR: &str = "louise.visite@example.org";

fn write_path(id: EventId) -> String {
    format!("/api/v1/catalogue/events/{id}/messages")
}

fn messages_path(id: EventId) -> String {
    format!("{}/messages", path(id))
}

fn question(text: &str) -> Value {
    json!({ "subject": "question", "text": text, "email": VISITOR })
}

fn report() -> Value {
    json!({ "subject": "date", "text": "La visite a lieu le mardi, pas le lundi." })
}

async fn write(app: &TestApp, id: EventId, message: &Value) -> Answer {
    app.visitor().post(&write_path(id), message).await
}

async fn listed(person: &Person, id: EventId) -> Vec<VisitorMessage> {
    person.get(&messages_path(id)).await.ok(200)
}

/// The letters to a person whose subject begins so, newest first.
async fn letters(app: &TestApp, person: &Person, subject: &str) -> Vec<Mail> {
    let mut mails = mails(app, &person.account().email).await;
    mails.retain(|mail| mail.summary.subject.starts_with(subject));
    mails
}

async fn settle(person: &Person, id: EventId, message: &VisitorMessage, outcome: &str) -> Answer {
    let path = format!("{}/{}", messages_path(id), message.id);
    let request = person.request(Method::PUT, &path);
    Answer::of(request.json(&json!({ "outcome": outcome }))).await
}

/// An app with a labelled event, and its owner.
async fn labelled(engine: Engine) -> (TestApp, Person, EventFile) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = app.labelled(&owner, &form()).await;
    (app, owner, file)
}

#[rstest]
#[tokio::test]
async fn a_question_reaches_the_organiser_and_shows_no_address(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, file) = labelled(engine).await;
    let referent = app.referent("region:84").await;

    let answer = write(&app, file.id, &question("Peut-on venir en fauteuil ?")).await;

    let received: ReceivedMessage = answer.ok(202);
    assert_eq!(received.due_at.to_string(), "2018-02-07 22:59:59 UTC");
    let organiser = &owner.account().email;
    assert!(!answer.text.contains(organiser.as_str()) && !answer.text.contains("camille@"));
    let letter = &letters(&app, &owner, "Question d’un visiteur").await[0];
    assert_eq!(letter.reply_to.as_deref(), Some(VISITOR));
    assert!(letter.body_text.contains("Peut-on venir en fauteuil"));
    assert!(!letter.body_text.contains(VISITOR), "only as Reply-To");
    assert!(!letter.body_text.contains("merci de ne pas y répondre"));
    let own = listed(&owner, file.id).await;
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].subject, MessageSubject::Question);
    assert_eq!(own[0].email.as_deref(), Some(VISITOR));
    // It has not gone to the referents, and is no business of anybody else.
    assert!(listed(&referent, file.id).await.is_empty());
    settle(&referent, file.id, &own[0], "answered")
        .await
        .refused(Code::NotFound);
    let stranger = app.organiser().await;
    stranger
        .get(&messages_path(file.id))
        .await
        .refused(Code::NotFound);
    // The log and the history say that there was one, and not what it says.
    let history: Vec<HistoryEntry> = owner
        .get(&format!("{}/history", path(file.id)))
        .await
        .ok(200);
    assert_eq!(history.last().unwrap().kind, "event.message_received");
    let places: Vec<String> = rows_with(&app, VISITOR)
        .into_iter()
        .map(|(table, _)| table)
        .collect();
    assert!(!places.contains(&"log".to_owned()), "{places:?}");
}

#[rstest]
#[tokio::test]
async fn a_message_sent_twice_is_stored_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, file) = labelled(engine).await;
    let send = async |key: &str, message: &Value| {
        let request = app
            .visitor()
            .request(Method::POST, &write_path(file.id))
            .header("Idempotency-Key", key)
            .json(message);
        Answer::of(request).await
    };

    let first: ReceivedMessage = send("one", &report()).await.ok(202);
    let again: ReceivedMessage = send("one", &report()).await.ok(202);
    send("one", &question("Une tout autre chose ?"))
        .await
        .refused(Code::IdempotencyMismatch);
    for _ in 0..2 {
        write(&app, file.id, &question("Où se garer, en voiture ?"))
            .await
            .ok::<ReceivedMessage>(202);
    }

    assert_eq!(first, again);
    assert_eq!(listed(&owner, file.id).await.len(), 2);
    assert_eq!(letters(&app, &owner, "Erreur signalée").await.len(), 1);
}

#[tokio::test]
async fn a_message_of_a_program_is_dropped_and_a_wrong_one_is_explained() {
    let (app, owner, file) = labelled(Engine::Sqlite).await;
    let mut trapped = report();
    trapped["website"] = json!("https://example.com");

    write(&app, file.id, &trapped)
        .await
        .ok::<ReceivedMessage>(202);
    let wrong = json!({ "subject": "question", "text": "Court" });
    let problem = write(&app, file.id, &wrong).await.refused(Code::Invalid);
    let unknown = json!({ "subject": "weather", "text": "Il pleut sur la fonderie." });
    write(&app, file.id, &unknown)
        .await
        .refused(Code::InvalidJson);

    let places: Vec<_> = problem
        .errors
        .iter()
        .map(|fault| (fault.pointer.as_str(), fault.code))
        .collect();
    assert_eq!(
        places,
        [("/text", Code::TooShort), ("/email", Code::Required)]
    );
    assert!(listed(&owner, file.id).await.is_empty());
    assert!(letters(&app, &owner, "Erreur").await.is_empty());
}

#[tokio::test]
async fn one_client_writes_ten_messages_an_hour() {
    let (app, owner, file) = labelled(Engine::Sqlite).await;
    let numbered = |number: u32| json!({ "subject": "link", "text": format!("Le lien numéro {number} ne marche pas.") });

    for number in 0..10 {
        write(&app, file.id, &numbered(number))
            .await
            .ok::<ReceivedMessage>(202);
    }
    let refused = write(&app, file.id, &numbered(10)).await;

    assert!(refused.header(header::RETRY_AFTER).is_some());
    refused.refused(Code::TooManyRequests);
    assert_eq!(listed(&owner, file.id).await.len(), 10);
}

#[rstest]
#[tokio::test]
async fn nobody_writes_about_an_event_that_is_not_public_or_over(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, file) = labelled(engine).await;
    let draft = owner.draft(&form()).await;
    write(&app, draft.id, &report())
        .await
        .refused(Code::NotFound);

    app.clock.set("2018-03-26T08:30:00Z".parse().unwrap());
    write(&app, file.id, &report())
        .await
        .refused(Code::EventOver);
    let owner = app.anew(&owner).await;
    let withdraw = format!("{}/withdraw", path(file.id));
    let current: EventFile = owner.get(&path(file.id)).await.ok(200);
    let reason = json!({ "reason": "Le four est en panne pour longtemps." });
    owner
        .post_if(&withdraw, &tag(&current), &reason)
        .await
        .ok::<EventFile>(200);
    write(&app, file.id, &report()).await.refused(Code::Gone);
}

#[rstest]
#[tokio::test]
async fn an_organiser_settles_a_message_in_a_fitting_way(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, file) = labelled(engine).await;
    let referent = app.referent("region:84").await;
    write(&app, file.id, &report())
        .await
        .ok::<ReceivedMessage>(202);
    let message = listed(&owner, file.id).await.remove(0);

    let problem = settle(&owner, file.id, &message, "answered")
        .await
        .refused(Code::Invalid);
    let settled: VisitorMessage = settle(&owner, file.id, &message, "corrected").await.ok(200);
    settle(&owner, file.id, &message, "corrected")
        .await
        .ok::<VisitorMessage>(200);
    escalated(&app).await;

    assert_eq!(problem.errors[0].code, Code::NotAllowed);
    assert_eq!(settled.outcome, Some(MessageOutcome::Corrected));
    assert!(
        letters(&app, &referent, "Message d’un visiteur")
            .await
            .is_empty()
    );
    let owner = app.anew(&owner).await;
    let history: Vec<HistoryEntry> = owner
        .get(&format!("{}/history", path(file.id)))
        .await
        .ok(200);
    let settlements = history
        .iter()
        .filter(|entry| entry.kind == "event.message_settled");
    assert_eq!(settlements.count(), 1, "saying it twice changes nothing");
}

/// Lets two working days pass, and waits until no message is due.
async fn escalated(app: &TestApp) {
    use diesel::prelude::*;
    use ground::db::schema::{jobs, visitor_messages};
    use ground::db::types::SqlTime;
    app.clock.set("2018-02-08T09:00:00Z".parse().unwrap());
    let now = SqlTime::from(app.clock.now());
    awaited("the end of the wait", async || {
        let counted = app.platform.services.db.read_now(|conn| {
            let due: i64 = visitor_messages::table
                .filter(visitor_messages::due_at.le(now))
                .count()
                .get_result(conn)?;
            let waiting: i64 = jobs::table
                .filter(jobs::kind.eq("events.escalate_messages"))
                .count()
                .get_result(conn)?;
            Ok((due, waiting))
        });
        (counted.unwrap() == (0, 0)).then_some(())
    })
    .await;
}

#[rstest]
#[tokio::test]
async fn what_nobody_settles_goes_to_the_referents_once_and_without_the_address(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, _owner, file) = labelled(engine).await;
    let referent = app.referent("region:84").await;
    let elsewhere = app.referent("region:11").await;
    // More than one job goes through.
    for number in 0..22 {
        let text = format!("La question numéro {number} est sans réponse ?");
        let mut message = question(&text);
        message["email"] = json!(format!("visite-{number}@example.org"));
        let request = app
            .visitor()
            .request(Method::POST, &write_path(file.id))
            .json(&message);
        let answer = Answer::of(request).await;
        if answer.status.as_u16() != 202 {
            answer.refused(Code::TooManyRequests);
            app.clock.advance(chrono::Duration::hours(1));
            write(&app, file.id, &message)
                .await
                .ok::<ReceivedMessage>(202);
        }
    }

    escalated(&app).await;
    app.clock.advance(chrono::Duration::hours(2));

    let letters = letters(&app, &referent, "Message d’un visiteur").await;
    assert_eq!(letters.len(), 22);
    for letter in &letters {
        assert_eq!(letter.reply_to, None);
        assert!(
            !letter.body_text.contains("visite-"),
            "{}",
            letter.body_text
        );
    }
    let referent = app.anew(&referent).await;
    let seen = listed(&referent, file.id).await;
    assert_eq!(seen.len(), 22);
    assert!(seen.iter().all(|message| message.email.is_none()));
    assert!(seen.iter().all(|message| message.escalated_at.is_some()));
    let settled: VisitorMessage = settle(&referent, file.id, &seen[0], "not_applicable")
        .await
        .ok(200);
    assert_eq!(settled.email, None);
    let elsewhere = app.anew(&elsewhere).await;
    elsewhere
        .get(&messages_path(file.id))
        .await
        .refused(Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn a_message_and_its_letter_are_deleted_in_time(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let mut edition = edition();
    edition.visitor_messages = VisitorMessageRules {
        kept_days: 3,
        ..VisitorMessageRules::default()
    };
    app.put_edition(&edition);
    let owner = app.organiser().await;
    let file = app.labelled(&owner, &form()).await;
    write(&app, file.id, &question("Peut-on venir en fauteuil ?"))
        .await
        .ok::<ReceivedMessage>(202);
    assert!(!rows_with(&app, VISITOR).is_empty());

    app.clock.advance(chrono::Duration::days(4));

    awaited("the end of every trace", async || {
        let traces = rows_with(&app, "fauteuil").len() + rows_with(&app, VISITOR).len();
        (traces == 0).then_some(())
    })
    .await;
}

#[rstest]
#[tokio::test]
async fn whoever_leaves_takes_the_messages_along(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, _owner, file) = labelled(engine).await;
    let visitor = app.named(VISITOR, "Louise Caron", &[]).await;
    write(&app, file.id, &question("Peut-on venir en fauteuil ?"))
        .await
        .ok::<ReceivedMessage>(202);

    let left = leave(&visitor, PASSWORD).await;

    assert!(left.status.is_success(), "{}", left.text);
    assert_eq!(rows_with(&app, VISITOR), Vec::new());
}
