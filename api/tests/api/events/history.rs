use crate::support::{Engine, TestApp, edition, form, path, tag};
use rstest::rstest;
use serde_json::json;
use shared::event::{EventFile, HistoryActor, HistoryEntry};
use shared::label::LabelState;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn the_history_names_the_people_to_reviewers_alone(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.named("camille@example.org", "Camille Roy", &[]).await;
    let draft = owner.draft(&form()).await;
    let saved: EventFile = owner
        .put(&path(draft.id), &tag(&draft), &form())
        .await
        .ok(200);
    let file = owner.submit(&saved).await;
    owner
        .post_if(
            &format!("{}/withdraw", path(file.id)),
            &tag(&file),
            &json!({ "reason": "L’atelier est en travaux." }),
        )
        .await
        .ok::<EventFile>(200);
    let history = format!("{}/history", path(file.id));

    let answer = owner.get(&history).await;

    let entries: Vec<HistoryEntry> = answer.ok(200);
    let seen: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                entry.kind.as_str(),
                entry.actor,
                entry.state,
                entry.comment.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (
                "event.created",
                HistoryActor::Organiser,
                Some(LabelState::Draft),
                None
            ),
            (
                "event.submitted",
                HistoryActor::Organiser,
                Some(LabelState::Submitted),
                None
            ),
            (
                "event.withdrawn",
                HistoryActor::Organiser,
                Some(LabelState::Withdrawn),
                Some("L’atelier est en travaux.")
            ),
        ]
    );
    assert!(!answer.text.contains("Camille Roy"), "{}", answer.text);
    let read: Vec<HistoryEntry> = app
        .referent("department:69")
        .await
        .get(&history)
        .await
        .ok(200);
    let named: Vec<HistoryEntry> = entries
        .into_iter()
        .map(|entry| HistoryEntry {
            actor_name: Some("Camille Roy".to_owned()),
            ..entry
        })
        .collect();
    assert_eq!(read, named);
}

#[tokio::test]
async fn the_history_is_not_found_outside_the_scope_of_the_caller() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&form()).await;
    let history = format!("{}/history", path(draft.id));

    for stranger in [
        app.organiser().await,
        app.referent("department:69").await,
        app.coordinator().await,
    ] {
        stranger.get(&history).await.refused(Code::NotFound);
    }
    app.visitor()
        .get(&history)
        .await
        .refused(Code::Unauthenticated);
}
