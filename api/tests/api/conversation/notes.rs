//! Internal notes: no operation that an organiser may call answers with their text.

use super::{say, sheet, submitted};
use crate::accounts::mails;
use crate::support::{Answer, Engine, Person, TestApp, form};
use api::app;
use http::routes::operations;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shared::account::{Grant, Operation, Role};
use shared::conversation::{ExpertOpinion, ReviewNote};
use shared::id::EventId;
use shared::place::Territory;
use shared::problem::Code;

const SECRET: &str = "dossier-suspect-4711";

async fn note(person: &Person, id: EventId, text: &str) -> Answer {
    let path = format!("{}/notes", sheet(id));
    person.post(&path, &json!({ "text": text })).await
}

async fn notes(person: &Person, id: EventId) -> Answer {
    person.get(&format!("{}/notes", sheet(id))).await
}

#[rstest]
#[tokio::test]
async fn reviewers_of_the_place_read_notes_and_nobody_else_does(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, referent, file) = submitted(engine).await;

    let written: ReviewNote = note(&referent, file.id, "À revoir avec la DREETS.")
        .await
        .ok(201);

    let colleague = app.referent("department:69").await;
    let coordinator = app.coordinator().await;
    for person in [&referent, &colleague, &coordinator] {
        let seen: Vec<ReviewNote> = notes(person, file.id).await.ok(200);
        assert_eq!(seen, std::slice::from_ref(&written));
    }
    assert_eq!(
        written.author.as_deref(),
        Some(referent.account().name.as_str())
    );
    notes(&owner, file.id).await.refused(Code::Forbidden);
    note(&owner, file.id, "Moi aussi.")
        .await
        .refused(Code::Forbidden);
    let elsewhere = app.referent("region:11").await;
    notes(&elsewhere, file.id).await.refused(Code::NotFound);
    note(&elsewhere, file.id, "Ailleurs.")
        .await
        .refused(Code::NotFound);
    let problem = note(&referent, file.id, " ").await.refused(Code::Invalid);
    assert_eq!(problem.errors[0].pointer, "/text");
}

#[rstest]
#[tokio::test]
async fn a_referent_reads_no_notes_on_an_event_of_their_own(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, _owner, referent, _file) = submitted(engine).await;
    let both = app
        .somebody(&[Grant {
            role: Role::Referent,
            territory: Territory::parse("region:84").unwrap(),
        }])
        .await;
    let own = both.submitted(&form()).await;
    note(&referent, own.id, SECRET).await.ok::<ReviewNote>(201);

    notes(&both, own.id).await.refused(Code::OwnEvent);
    note(&both, own.id, "Rien à dire.")
        .await
        .refused(Code::OwnEvent);
    both.get(&format!("{}/opinions", sheet(own.id)))
        .await
        .refused(Code::OwnEvent);
    let read = both.get(&sheet(own.id)).await;
    assert!(!read.text.contains(SECRET));
}

/// Every reading operation that an organiser or anybody may call, as a path about this event.
fn readable_paths(id: EventId) -> Vec<String> {
    let document = app::document();
    let mut paths = Vec::new();
    for (path, item) in &document.paths.paths {
        for (method, operation) in operations(item) {
            let name = operation.operation_id.clone().unwrap();
            let operation = Operation::ALL
                .iter()
                .find(|operation| operation.id() == name)
                .unwrap();
            let open = operation.access().scope(Role::Organiser).is_some();
            if method.as_str().eq_ignore_ascii_case("get") && open {
                paths.push(
                    path.replace("{id}", &id.to_string())
                        .replace("{edition}", "2018"),
                );
            }
        }
    }
    paths
}

/// Bodies of all mails to a person.
async fn letters(app: &TestApp, person: &Person) -> String {
    let mails = mails(app, &person.account().email).await;
    mails.into_iter().map(|mail| mail.body_text).collect()
}

#[rstest]
#[tokio::test]
async fn no_operation_of_an_organiser_answers_with_a_note_or_an_opinion(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, referent, file) = submitted(engine).await;
    note(&referent, file.id, SECRET).await.ok::<ReviewNote>(201);
    let asked = json!({
        "name": "Anne Laurent",
        "email": "anne.laurent@example.org",
        "question": format!("Que pensez-vous de ce {SECRET} ?")
    });
    referent
        .post(&format!("{}/opinions", sheet(file.id)), &asked)
        .await
        .ok::<ExpertOpinion>(201);
    say(&referent, file.id, "Votre dossier est à l’étude.").await;
    let labelled = app.granted(&owner, &file).await;
    app.caught_up().await;

    let paths = readable_paths(file.id);
    assert!(paths.len() > 40, "{}", paths.len());
    let mut answered = 0;
    for path in &paths {
        let path = labelled
            .slug
            .as_ref()
            .map_or_else(|| path.clone(), |slug| path.replace("{slug}", slug));
        if path.contains('{') {
            // About something else than this event.
            continue;
        }
        let request = owner.request(Method::GET, &path);
        let response = request.send().await.unwrap();
        answered += u32::from(response.status().is_success());
        let body = response.bytes().await.unwrap();
        let text = String::from_utf8_lossy(&body);
        assert!(!text.contains(SECRET), "{path}");
        assert!(!text.contains("anne.laurent@example.org"), "{path}");
    }
    assert!(answered > 20, "{answered} paths answered");
    let history = owner
        .get(&format!("{}/history", crate::support::path(file.id)))
        .await;
    let kinds: Vec<Value> = history.ok(200);
    assert!(!kinds.iter().any(|entry| {
        let kind = entry["kind"].as_str().unwrap();
        kind == "event.note_added" || kind.starts_with("event.opinion")
    }));
    assert!(!letters(&app, &owner).await.contains(SECRET));
    // The reviewers' history names them.
    let history = referent
        .get(&format!("{}/history", crate::support::path(file.id)))
        .await;
    assert!(history.text.contains("event.note_added"));
    assert!(!history.text.contains(SECRET), "the text is in no log");
}
