//! Opinions of experts by link: one event, no person, until it expires or is revoked.

use super::{sheet, submitted};
use crate::accounts::{mails, next_mail};
use crate::leaving::rows_with;
use crate::support::{Answer, Engine, Person, TestApp, form, path, tag};
use chrono::Duration;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::conversation::{ExpertOpinion, OpinionSheet, OpinionVerdict};
use shared::event::EventFile;
use shared::id::EventId;
use shared::problem::Code;

const EXPERT: &str = "anne.laurent@example.org";

fn question() -> Value {
    question_to(EXPERT)
}

fn question_to(email: &str) -> Value {
    json!({
        "name": "Anne Laurent",
        "email": email,
        "question": "L’atelier montre-t-il un métier de l’industrie ?",
        "days": 5
    })
}

async fn ask(person: &Person, id: EventId) -> ExpertOpinion {
    let path = format!("{}/opinions", sheet(id));
    person.post(&path, &question()).await.ok(201)
}

/// The secret of the link in the newest mail to the expert.
async fn key(app: &TestApp, known: usize) -> String {
    key_of(app, EXPERT, known).await
}

async fn key_of(app: &TestApp, expert: &str, known: usize) -> String {
    let mail = next_mail(app, expert, known).await;
    let (_, rest) = mail.body_text.split_once("/avis#").expect("a link");
    rest.split_whitespace().next().expect("a secret").to_owned()
}

async fn open(app: &TestApp, key: &str) -> Answer {
    let body = json!({ "key": key });
    app.visitor().post("/api/v1/opinions/read", &body).await
}

async fn give(app: &TestApp, key: &str, verdict: &str, text: &str) -> Answer {
    let body = json!({ "key": key, "verdict": verdict, "text": text });
    let request = app.visitor().request(Method::PUT, "/api/v1/opinions");
    Answer::of(request.json(&body)).await
}

async fn listed(person: &Person, id: EventId) -> Vec<ExpertOpinion> {
    person.get(&format!("{}/opinions", sheet(id))).await.ok(200)
}

#[rstest]
#[tokio::test]
async fn an_expert_answers_with_the_link_and_sees_no_person(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, referent, file) = submitted(engine).await;
    ask(&referent, file.id).await;
    let key = key(&app, 0).await;

    let answer = open(&app, &key).await;

    let seen: OpinionSheet = answer.ok(200);
    assert_eq!(seen.form.title, "Visite de la fonderie");
    assert!(seen.opinion.is_none());
    let account = owner.account();
    for person in [
        "camille@exemple.fr",
        "Camille Martin",
        account.email.as_str(),
        account.name.as_str(),
    ] {
        assert!(!answer.text.contains(person), "{person}");
    }
    let known = mails(&app, &referent.account().email).await.len();
    let given: OpinionSheet = give(&app, &key, "reserved", "Plutôt un salon qu’un atelier.")
        .await
        .ok(200);
    assert_eq!(given.opinion.unwrap().verdict, OpinionVerdict::Reserved);
    let received = next_mail(&app, &referent.account().email, known).await;
    assert!(
        received.body_text.contains("Anne Laurent"),
        "{}",
        received.body_text
    );
    give(&app, &key, "favourable", "Après réflexion, oui.")
        .await
        .ok::<OpinionSheet>(200);
    let seen = listed(&referent, file.id).await;
    let opinion = seen[0].opinion.as_ref().unwrap();
    assert_eq!(opinion.verdict, OpinionVerdict::Favourable);
    assert_eq!(opinion.text, "Après réflexion, oui.");
    // The secret is nowhere, not even in the outbox.
    assert!(rows_with(&app, &key).is_empty());
    let places: Vec<_> = rows_with(&app, EXPERT)
        .into_iter()
        .map(|(table, _)| table)
        .collect();
    assert!(!places.contains(&"log".to_owned()), "{places:?}");
}

#[rstest]
#[tokio::test]
async fn a_link_ends_when_it_expires_is_revoked_or_the_event_is_withdrawn(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, referent, file) = submitted(engine).await;
    let asked = ask(&referent, file.id).await;
    let first = key(&app, 0).await;
    let revoke = format!("{}/opinions/{}", sheet(file.id), asked.id);
    let revoked: ExpertOpinion = referent.delete(&revoke).await.ok(200);
    assert!(revoked.revoked_at.is_some());
    referent.delete(&revoke).await.ok::<ExpertOpinion>(200);
    open(&app, &first).await.refused(Code::InvalidLink);
    give(&app, &first, "favourable", "Oui, sans réserve.")
        .await
        .refused(Code::InvalidLink);

    ask(&referent, file.id).await;
    let second = key(&app, 1).await;
    open(&app, &second).await.ok::<OpinionSheet>(200);
    app.clock.advance(Duration::days(5));
    open(&app, &second).await.refused(Code::InvalidLink);
    give(&app, &second, "favourable", "Oui, sans réserve.")
        .await
        .refused(Code::InvalidLink);

    let (owner, referent) = (app.anew(&owner).await, app.anew(&referent).await);
    // The letters of before are deleted with their links.
    let another = "paul.roux@example.org";
    referent
        .post(
            &format!("{}/opinions", sheet(file.id)),
            &question_to(another),
        )
        .await
        .ok::<ExpertOpinion>(201);
    let third = key_of(&app, another, 0).await;
    open(&app, &third).await.ok::<OpinionSheet>(200);
    owner
        .post_if(
            &format!("{}/withdraw", path(file.id)),
            &tag(&file),
            &json!({}),
        )
        .await
        .ok::<EventFile>(200);
    open(&app, &third).await.refused(Code::InvalidLink);
    referent
        .post(&format!("{}/opinions", sheet(file.id)), &question())
        .await
        .refused(Code::ConversationClosed);
}

#[rstest]
#[tokio::test]
async fn an_opinion_belongs_to_one_event(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, referent, file) = submitted(engine).await;
    let other = owner.submitted(&form()).await;
    let asked = ask(&referent, file.id).await;
    let key = key(&app, 0).await;

    let of_another = format!("{}/opinions/{}", sheet(other.id), asked.id);
    referent.delete(&of_another).await.refused(Code::NotFound);
    assert!(listed(&referent, other.id).await.is_empty());
    // The secret is no access token, and opens no other page.
    let request = app
        .visitor()
        .request(Method::GET, &path(file.id))
        .bearer_auth(&key);
    assert_eq!(Answer::of(request).await.status.as_u16(), 401);
    let elsewhere = app.referent("region:11").await;
    elsewhere
        .get(&format!("{}/opinions", sheet(file.id)))
        .await
        .refused(Code::NotFound);
    elsewhere
        .post(&format!("{}/opinions", sheet(file.id)), &question())
        .await
        .refused(Code::NotFound);
}

#[tokio::test]
async fn each_fault_is_at_its_field_and_attempts_are_limited() {
    let (app, _owner, referent, file) = submitted(Engine::Sqlite).await;
    let path = format!("{}/opinions", sheet(file.id));
    let wrong = json!({ "name": "A", "email": "anne", "question": "?", "days": 61 });
    let problem = referent.post(&path, &wrong).await.refused(Code::Invalid);
    let places: Vec<_> = problem
        .errors
        .iter()
        .map(|fault| fault.pointer.as_str())
        .collect();
    assert_eq!(places, ["/name", "/email", "/question", "/days"]);
    ask(&referent, file.id).await;
    let key = key(&app, 0).await;
    let body = json!({ "key": key, "text": "Oui" });
    let request = app.visitor().request(Method::PUT, "/api/v1/opinions");
    let problem = Answer::of(request.json(&body)).await.refused(Code::Invalid);
    let places: Vec<_> = problem
        .errors
        .iter()
        .map(|fault| fault.pointer.as_str())
        .collect();
    assert_eq!(places, ["/verdict", "/text"]);

    let mut last = open(&app, "wrong").await;
    for _ in 0..120 {
        last = open(&app, "wrong").await;
    }
    assert!(last.header(header::RETRY_AFTER).is_some());
    last.refused(Code::TooManyRequests);
}
