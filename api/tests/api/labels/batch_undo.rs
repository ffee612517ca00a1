//! Batches that can be undone as a whole before they take effect.

use super::desk::{self, Desk, File};
use crate::support::{Engine, Person, awaited};
use chrono::Duration;
use futures_util::future::join;
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::EventFile;
use shared::id::EventId;
use shared::label::{BatchOutcome, BatchUndoOutcome, LabelState};
use shared::problem::Code;

const BATCH: &str = "/api/v1/labels/queue/decisions";
const UNDO: &str = "/api/v1/labels/queue/decisions/undo";
/// The window of the edition, in seconds.
const WINDOW: i64 = 10;

fn batch(files: &[&File]) -> Value {
    let items: Vec<Value> = files
        .iter()
        .map(|file| {
            let version: i32 = file.tag.trim_matches('"').parse().unwrap();
            json!({ "id": file.id, "version": version })
        })
        .collect();
    json!({ "items": items, "criteriaMet": true, "undoable": true })
}

async fn state(desk: &Desk, id: EventId) -> LabelState {
    let path = format!("/api/v1/events/{id}");
    desk.organiser.get(&path).await.ok::<EventFile>(200).state
}

async fn filed(desk: &Desk, count: usize) -> Vec<File> {
    let mut files = Vec::new();
    for _ in 0..count {
        files.push(desk.filed(&desk::visit()).await);
    }
    files
}

async fn undo(person: &Person, outcome: &BatchOutcome, ids: &[EventId]) -> BatchUndoOutcome {
    let body = json!({ "batch": outcome.batch.expect("a batch"), "items": ids });
    person.post(UNDO, &body).await.ok(200)
}

#[rstest]
#[tokio::test]
async fn one_undo_takes_back_the_whole_batch_before_anybody_learns_of_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let files = filed(&desk, 3).await;
    // Somebody has touched one of them meanwhile.
    let referent = desk.referent().await;
    desk::assessed(&referent, &files[2], &desk::all_met()).await;
    let all: Vec<&File> = files.iter().collect();

    let outcome: BatchOutcome = referent.post(BATCH, &batch(&all)).await.ok(200);

    assert_eq!(outcome.labelled, 2);
    let problem = outcome.results[2].problem.as_ref().expect("it has changed");
    assert_eq!(problem.code, Code::PreconditionFailed);
    assert_eq!(
        outcome.release_at.expect("a window") - outcome.taken_at,
        Duration::seconds(WINDOW)
    );
    desk.app.clock.advance(Duration::seconds(WINDOW - 1));
    for file in &files {
        assert_eq!(state(&desk, file.id).await, LabelState::Submitted);
    }
    assert_eq!(desk.mails(), []);
    let ids: Vec<EventId> = files.iter().map(|file| file.id).collect();

    let undone = undo(&referent, &outcome, &ids).await;

    assert_eq!(undone.undone, 2);
    let results = undone.results.iter();
    let codes: Vec<_> = results
        .map(|one| one.problem.as_ref().map(|problem| problem.code))
        .collect();
    assert_eq!(codes, [None, None, Some(Code::UndoExpired)]);
    desk.app.clock.advance(Duration::seconds(WINDOW));
    for file in &files {
        let path = format!("/api/v1/labels/events/{}", file.id);
        referent.get(&path).await;
        assert_eq!(state(&desk, file.id).await, LabelState::Submitted);
    }
    assert_eq!(desk.mails(), []);
}

#[rstest]
#[tokio::test]
async fn a_batch_takes_effect_once_with_one_letter_for_each_file(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let files = filed(&desk, 3).await;
    let referent = desk.referent().await;
    let all: Vec<&File> = files.iter().collect();
    let outcome: BatchOutcome = referent.post(BATCH, &batch(&all)).await.ok(200);
    // Another reviewer does not undo it.
    let other = desk.referent().await;
    let ids: Vec<EventId> = files.iter().map(|file| file.id).collect();
    let refused = undo(&other, &outcome, &ids).await;
    assert_eq!(refused.undone, 0);
    for one in refused.results {
        assert_eq!(one.problem.expect("not theirs").code, Code::Forbidden);
    }

    desk.app.clock.advance(Duration::seconds(WINDOW));
    awaited("the release of the batch", async || {
        for id in &ids {
            if state(&desk, *id).await != LabelState::Labelled {
                return None;
            }
        }
        Some(())
    })
    .await;

    assert_eq!(desk.mails().len(), files.len());
    let late = undo(&referent, &outcome, &ids).await;
    assert_eq!(late.undone, 0);
    for one in late.results {
        assert_eq!(one.problem.expect("too late").code, Code::UndoExpired);
    }
}

#[rstest]
#[tokio::test]
async fn each_file_of_a_batch_is_undone_or_released_and_never_both(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let files = filed(&desk, 5).await;
    let referent = desk.referent().await;
    let all: Vec<&File> = files.iter().collect();
    let outcome: BatchOutcome = referent.post(BATCH, &batch(&all)).await.ok(200);
    let ids: Vec<EventId> = files.iter().map(|file| file.id).collect();
    desk.app
        .clock
        .advance(Duration::milliseconds(WINDOW * 1_000 - 1));

    let ending = async {
        desk.app.clock.advance(Duration::milliseconds(1));
        for id in &ids {
            referent.get(&format!("/api/v1/labels/events/{id}")).await;
        }
    };
    let (undone, ()) = join(undo(&referent, &outcome, &ids), ending).await;

    let mut letters = 0;
    for one in &undone.results {
        let expected = if one.undone {
            LabelState::Submitted
        } else {
            letters += 1;
            LabelState::Labelled
        };
        assert_eq!(state(&desk, one.id).await, expected);
    }
    assert_eq!(desk.mails().len(), letters);
}

#[tokio::test]
async fn the_clock_moving_back_neither_releases_nor_loses_the_undo() {
    let desk = Desk::open(Engine::Sqlite).await;
    let files = filed(&desk, 1).await;
    let referent = desk.referent().await;
    let outcome: BatchOutcome = referent.post(BATCH, &batch(&[&files[0]])).await.ok(200);

    desk.app.clock.advance(Duration::seconds(-5));
    let page = format!("/api/v1/labels/events/{}", files[0].id);
    referent.get(&page).await;
    assert_eq!(state(&desk, files[0].id).await, LabelState::Submitted);
    desk.app.clock.advance(Duration::seconds(WINDOW + 4));
    referent.get(&page).await;
    assert_eq!(state(&desk, files[0].id).await, LabelState::Submitted);

    assert_eq!(undo(&referent, &outcome, &[files[0].id]).await.undone, 1);
}

#[tokio::test]
async fn an_undo_names_1_to_200_different_files() {
    let desk = Desk::open(Engine::Sqlite).await;
    let referent = desk.referent().await;
    let id = |number: u128| uuid::Uuid::from_u128(number);
    let many: Vec<_> = (0..201).map(id).collect();
    for (items, code) in [
        (json!([]), Code::Required),
        (json!(many), Code::TooMany),
        (json!([id(1), id(1)]), Code::Duplicate),
    ] {
        let body = json!({ "batch": id(7), "items": items });
        desk::refused_at(&referent.post(UNDO, &body).await, "/items", code);
    }
}
