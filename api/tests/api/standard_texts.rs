//! The texts that reviewers insert, as set by the coordination.

use crate::support::{Answer, Engine, Person, TestApp, edition};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::account::Role;
use shared::criterion::Criterion;
use shared::edition::{Edition, EditionHistoryEntry, EditionStatus, ManagedEdition};
use shared::event::Field;
use shared::problem::Code;

const EDITION: &str = "/api/v1/administration/editions/2018";
const TEXTS: &str = "/api/v1/administration/editions/2018/standard-texts";

/// The stored edition, and its `ETag`.
async fn managed(person: &Person) -> (String, ManagedEdition) {
    let answer = person.get(EDITION).await;
    let tag = answer.header(header::ETAG).expect("a tag").to_owned();
    (tag, answer.ok(200))
}

fn one_text(text: &str) -> Value {
    json!({ "standardTexts": [{ "criterion": "free", "text": text }] })
}

#[rstest]
#[tokio::test]
async fn the_coordination_sets_the_texts_that_reviewers_are_offered(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let coordinator = app.coordinator().await;
    let (tag, before) = managed(&coordinator).await;
    let texts = json!({ "standardTexts": [
        { "criterion": "free", "text": "L’entrée doit être gratuite." },
        { "field": "/title", "text": "Dites ce que l’on visite." },
        { "criterion": "free", "text": "Qui paie le transport ?" }
    ] });

    let answer = coordinator.put(TEXTS, &tag, &texts).await;

    let saved: ManagedEdition = answer.ok(200);
    let new_tag = format!("\"{}\"", before.version + 1);
    assert_eq!(answer.header(header::ETAG), Some(new_tag.as_str()));
    assert_eq!(json!(saved.edition.standard_texts), texts["standardTexts"]);
    let untouched = Edition {
        standard_texts: before.edition.standard_texts.clone(),
        ..saved.edition.clone()
    };
    assert_eq!(untouched, before.edition);

    // The desk reads the texts from the public edition.
    app.caught_up().await;
    let referent = app.referent("region:84").await;
    let shown: Edition = referent.get("/api/v1/editions/2018").await.ok(200);
    let on_free: Vec<_> = shown.texts_on_criterion(Criterion::Free).collect();
    assert_eq!(
        on_free,
        ["L’entrée doit être gratuite.", "Qui paie le transport ?"]
    );
    let on_title: Vec<_> = shown.texts_on_field(Field::Title.into()).collect();
    assert_eq!(on_title, ["Dites ce que l’on visite."]);

    // The same texts again are no new version.
    let again = coordinator.put(TEXTS, &new_tag, &texts).await;
    assert_eq!(again.ok::<ManagedEdition>(200).version, saved.version);
    let history: Vec<EditionHistoryEntry> =
        coordinator.get(&format!("{EDITION}/history")).await.ok(200);
    assert_eq!(history[0].version, saved.version);
    assert_eq!(history[0].role, Some(Role::Coordinator));
    let changes = &history[0].changes;
    assert!(!changes.is_empty());
    assert!(
        changes
            .iter()
            .all(|it| it.path.starts_with("/standardTexts"))
    );

    let administrator = app.administrator().await;
    let none = json!({ "standardTexts": [] });
    let emptied = administrator.put(TEXTS, &new_tag, &none).await;
    let emptied: ManagedEdition = emptied.ok(200);
    assert!(emptied.edition.standard_texts.is_empty());
}

#[rstest]
#[tokio::test]
async fn the_second_of_two_coordinators_is_told(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let people = [app.coordinator().await, app.coordinator().await];
    let (tag, _) = managed(&people[0]).await;

    let (one, other) = (one_text("Qui paie ?"), one_text("Est-ce gratuit ?"));
    let answers = tokio::join!(
        people[0].put(TEXTS, &tag, &one),
        people[1].put(TEXTS, &tag, &other)
    );

    let mut statuses = [answers.0.status.as_u16(), answers.1.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    people[0]
        .put(TEXTS, &tag, &one)
        .await
        .refused(Code::PreconditionFailed);
    let request = people[0].request(Method::PUT, TEXTS).json(&one);
    Answer::of(request)
        .await
        .refused(Code::PreconditionRequired);
    let (_, stored) = managed(&people[1]).await;
    assert_eq!(stored.edition.standard_texts.len(), 1);
}

#[rstest]
#[tokio::test]
async fn faults_are_told_at_their_places_and_nothing_is_stored(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let coordinator = app.coordinator().await;
    let (tag, before) = managed(&coordinator).await;
    let free = |text: &str| json!({ "criterion": "free", "text": text });
    let cases = [
        (json!([free(" ")]), "/standardTexts/0/text", Code::Required),
        (
            json!([free("Bonjour."), free(&"x".repeat(2001))]),
            "/standardTexts/1/text",
            Code::TooLong,
        ),
        (
            json!([{ "text": "Bonjour." }]),
            "/standardTexts/0/field",
            Code::Required,
        ),
        (
            json!([{ "criterion": "free", "field": "/free", "text": "Bonjour." }]),
            "/standardTexts/0/field",
            Code::Required,
        ),
        (
            json!([{ "field": "/additional/nowhere", "text": "Bonjour." }]),
            "/standardTexts/0/field",
            Code::UnknownValue,
        ),
        (
            json!(vec![free("Bonjour."); 201]),
            "/standardTexts",
            Code::TooMany,
        ),
    ];
    for (texts, pointer, code) in cases {
        let body = json!({ "standardTexts": texts });
        let problem = coordinator
            .put(TEXTS, &tag, &body)
            .await
            .refused(Code::Invalid);
        let places: Vec<_> = problem
            .errors
            .iter()
            .map(|it| (it.pointer.as_str(), it.code))
            .collect();
        assert_eq!(places, [(pointer, code)]);
    }

    // What is no criterion or field of any edition cannot be read at all.
    let body = json!({ "standardTexts": [{ "field": "/nowhere", "text": "Bonjour." }] });
    let problem = coordinator
        .put(TEXTS, &tag, &body)
        .await
        .refused(Code::InvalidJson);
    assert_eq!(problem.errors[0].pointer, "/standardTexts/0/field");
    let mut more = one_text("Bonjour.");
    more["deadline"] = json!("2018-03-01T00:00:00+01:00");
    coordinator
        .put(TEXTS, &tag, &more)
        .await
        .refused(Code::InvalidJson);
    let (_, stored) = managed(&coordinator).await;
    assert_eq!(stored, before);
}

#[tokio::test]
async fn an_archived_edition_keeps_its_texts() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut archived = edition();
    archived.status = EditionStatus::Archived;
    app.put_edition(&archived);
    let coordinator = app.coordinator().await;

    let answer = coordinator.put(TEXTS, "*", &one_text("Qui paie ?")).await;

    let problem = answer.refused(Code::Invalid);
    assert_eq!(problem.errors[0].code, Code::EditionArchived);
}

#[rstest]
#[tokio::test]
async fn referents_and_organisers_set_no_texts(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let text = one_text("Qui paie ?");

    for person in [
        app.organiser().await,
        app.referent("region:84").await,
        app.partner().await,
    ] {
        let answer = person.put(TEXTS, "*", &text).await;
        answer.refused(Code::Forbidden);
    }
    let answer = app.visitor().put(TEXTS, "*", &text).await;
    answer.refused(Code::Unauthenticated);

    let (_, stored) = managed(&app.coordinator().await).await;
    assert_eq!(
        (stored.version, stored.edition.standard_texts),
        (1, edition().standard_texts)
    );
    let unknown = TEXTS.replace("2018", "1789");
    let answer = app.coordinator().await.put(&unknown, "*", &text).await;
    answer.refused(Code::NotFound);
}
