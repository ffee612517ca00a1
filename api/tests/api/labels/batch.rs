//! Labelling several files at once.

use super::desk::{self, Desk, File};
use crate::support::Engine;
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::EventFile;
use shared::id::EventId;
use shared::label::{BatchOutcome, LabelState};
use shared::problem::Code;

const BATCH: &str = "/api/v1/labels/queue/decisions";

fn item(file: &File) -> Value {
    let version: i32 = file.tag.trim_matches('"').parse().unwrap();
    json!({ "id": file.id, "version": version })
}

fn batch(files: &[&File]) -> Value {
    let items: Vec<Value> = files.iter().map(|file| item(file)).collect();
    json!({ "items": items, "criteriaMet": true, "comment": "Belle série de visites." })
}

/// Each file with the code of its problem.
fn results_of(outcome: &BatchOutcome) -> Vec<(EventId, Option<Code>)> {
    let one = |result: &shared::label::BatchResult| {
        (
            result.id,
            result.problem.as_ref().map(|problem| problem.code),
        )
    };
    outcome.results.iter().map(one).collect()
}

async fn state(desk: &Desk, file: &File) -> LabelState {
    let path = format!("/api/v1/events/{}", file.id);
    desk.organiser.get(&path).await.ok::<EventFile>(200).state
}

#[rstest]
#[tokio::test]
async fn the_files_that_can_be_labelled_are_and_the_others_are_told_why(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (one, two) = (
        desk.filed(&desk::visit()).await,
        desk.filed(&desk::visit()).await,
    );
    let labelled = desk.file_in(LabelState::Labelled).await;
    let elsewhere = desk.filed(&desk::visit_at_la_reunion()).await;
    let mut foreign = desk::visit();
    foreign.organiser.name = "Forges de l’Est".into();
    let foreign = desk.filed(&foreign).await;
    let stale = File {
        tag: "\"1\"".into(),
        ..desk.filed(&desk::visit()).await
    };
    let referent = desk.referent().await;
    let doubtful = desk.filed(&desk::visit()).await;
    let doubt = json!({ "answers": [{ "criterion": "industry", "verdict": "not_met", "comment": "C’est une vente." }] });
    let doubtful = desk::assessed(&referent, &doubtful, &doubt).await;

    let files = [
        &one, &two, &labelled, &elsewhere, &foreign, &stale, &doubtful,
    ];
    let outcome: BatchOutcome = referent.post(BATCH, &batch(&files)).await.ok(200);

    assert_eq!(outcome.labelled, 2);
    assert_eq!(
        results_of(&outcome),
        [
            (one.id, None),
            (two.id, None),
            (labelled.id, Some(Code::IllegalMove)),
            (elsewhere.id, Some(Code::NotFound)),
            (foreign.id, Some(Code::Invalid)),
            (stale.id, Some(Code::PreconditionFailed)),
            (doubtful.id, Some(Code::CriteriaIncomplete)),
        ]
    );
    for file in [&one, &two] {
        assert_eq!(state(&desk, file).await, LabelState::Labelled);
        assert_eq!(
            desk.logged(file),
            [
                "event.created",
                "event.submitted",
                "event.assessed",
                "event.labelled"
            ]
        );
    }
    for file in [&elsewhere, &foreign, &stale, &doubtful] {
        assert_eq!(state(&desk, file).await, LabelState::Submitted);
    }
    // Of a refused file nothing is stored, not even the answers.
    assert_eq!(desk.logged(&stale), ["event.created", "event.submitted"]);
    let letters = desk.mails();
    let received = letters
        .iter()
        .filter(|(_, _, text)| text.contains("Belle série de visites."));
    assert_eq!(received.count(), 2);
}

#[rstest]
#[tokio::test]
async fn a_repeated_batch_changes_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let file = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;
    referent
        .post(BATCH, &batch(&[&file]))
        .await
        .ok::<BatchOutcome>(200);
    let mails = desk.mails().len();
    let again: BatchOutcome = referent.post(BATCH, &batch(&[&file])).await.ok(200);
    assert_eq!(results_of(&again), [(file.id, Some(Code::IllegalMove))]);
    assert_eq!(desk.mails().len(), mails);
}

#[rstest]
#[tokio::test]
async fn without_the_statement_only_assessed_files_are_labelled(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (plain, assessed) = (
        desk.filed(&desk::visit()).await,
        desk.filed(&desk::visit()).await,
    );
    let referent = desk.referent().await;
    let assessed = desk::assessed(&referent, &assessed, &desk::all_met()).await;
    let body = json!({ "items": [item(&plain), item(&assessed)] });
    let outcome: BatchOutcome = referent.post(BATCH, &body).await.ok(200);
    assert_eq!(
        results_of(&outcome),
        [
            (plain.id, Some(Code::CriteriaIncomplete)),
            (assessed.id, None)
        ]
    );
}

#[tokio::test]
async fn a_batch_is_bounded_and_for_reviewers() {
    let desk = Desk::open(Engine::Sqlite).await;
    let file = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;
    let many: Vec<Value> = (0..201u128)
        .map(|id| json!({ "id": uuid::Uuid::from_u128(id), "version": 1 }))
        .collect();
    for (items, code) in [
        (json!([]), Code::Required),
        (json!(many), Code::TooMany),
        (json!([item(&file), item(&file)]), Code::Duplicate),
    ] {
        let answer = referent.post(BATCH, &json!({ "items": items })).await;
        desk::refused_at(&answer, "/items", code);
    }
    let administrator = desk.app.administrator().await;
    administrator
        .post(BATCH, &batch(&[&file]))
        .await
        .refused(Code::Forbidden);
    desk.organiser
        .post(BATCH, &batch(&[&file]))
        .await
        .refused(Code::Forbidden);
}

#[tokio::test]
async fn nobody_labels_their_own_event() {
    let desk = Desk::open(Engine::Sqlite).await;
    let own = desk.referent().await;
    let draft = desk.draft_of(&own, &desk::visit()).await;
    let filed = desk.file(&own, &draft).await;
    let outcome: BatchOutcome = own.post(BATCH, &batch(&[&filed])).await.ok(200);
    assert_eq!(results_of(&outcome), [(filed.id, Some(Code::OwnEvent))]);
}
