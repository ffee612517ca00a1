//! Refusals that are taken back or overturned.

use super::desk::{self, Desk, File};
use crate::support::Engine;
use chrono::Duration;
use reqwest::header;
use rstest::rstest;
use serde_json::json;
use shared::event::{EventChange, EventFile};
use shared::label::{Action, LabelState, ReviewSheet};
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn a_refusal_that_is_taken_back_stays_in_the_history(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let refused = desk.file_in(LabelState::Refused).await;
    desk.app.clock.advance(Duration::seconds(1));
    let referent = desk.referent().await;
    let mute = desk::step(&referent, "reopening", &refused, &json!({ "reason": "" })).await;
    desk::refused_at(&mute, "/reason", Code::Required);

    let answer = desk::step(&referent, "reopening", &refused, &desk::reason()).await;

    let sheet: ReviewSheet = answer.ok(200);
    assert_eq!((sheet.file.state, sheet.round), (LabelState::Submitted, 1));
    assert!(sheet.file.due_at.is_some(), "a new period has begun");
    assert_eq!(sheet.assessments.len(), 1, "what was answered stays");
    let actions: Vec<_> = sheet.file.decisions.iter().map(|it| it.action).collect();
    assert_eq!(actions, [Action::Reopen, Action::Refuse]);
    let mails = desk.mails();
    let (_, subject, text) = mails.last().unwrap();
    assert_eq!(subject, "Examen repris\u{202f}: Visite de la fonderie");
    assert!(text.contains("La visite ne peut pas avoir lieu."), "{text}");
    assert_eq!(desk.logged(&refused).last().unwrap(), "event.reopened");
    let stale = desk::step(&referent, "reopening", &refused, &desk::reason()).await;
    stale.refused(Code::IllegalMove);
}

#[rstest]
#[tokio::test]
async fn a_coordinator_overturns_a_refusal_with_a_reason_that_stays(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let refused = desk.file_in(LabelState::Refused).await;
    desk.app.clock.advance(Duration::seconds(1));
    let coordinator = desk.app.coordinator().await;
    let reason = "L’entrée est gratuite, l’organisateur l’a confirmé.";
    let body = json!({ "decision": "label", "comment": reason, "overrideReason": reason });
    desk::step(&desk.referent().await, "decision", &refused, &body)
        .await
        .refused(Code::IllegalMove);
    let mute = json!({ "decision": "label", "overrideReason": reason });
    let mute = desk::step(&coordinator, "decision", &refused, &mute).await;
    desk::refused_at(&mute, "/comment", Code::Required);
    let met = json!({ "decision": "label", "comment": reason });
    desk::step(&coordinator, "decision", &refused, &met)
        .await
        .refused(Code::CriteriaIncomplete);

    let answer = desk::step(&coordinator, "decision", &refused, &body).await;

    let sheet: ReviewSheet = answer.ok(200);
    assert_eq!(sheet.file.state, LabelState::Labelled);
    let decisions = &sheet.file.decisions;
    assert_eq!(
        (decisions[0].action, decisions[0].override_reason.as_deref()),
        (Action::Grant, Some(reason))
    );
    assert_eq!(decisions[1].action, Action::Refuse);
    assert!(desk.mails().last().unwrap().2.contains(reason));
    let history = format!("/api/v1/events/{}/history", refused.id);
    assert!(
        coordinator
            .get(&history)
            .await
            .text
            .contains("overrideReason")
    );
}

#[rstest]
#[tokio::test]
async fn what_the_organiser_typed_after_the_refusal_is_kept_as_a_change(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let refused = desk.file_in(LabelState::Refused).await;
    desk.app.clock.advance(Duration::seconds(1));
    let path = format!("/api/v1/events/{}", refused.id);
    let page = desk.organiser.get(&path).await;
    let mut form = page.ok::<EventFile>(200).form;
    form.title = "Visite du laminoir".to_owned();
    let tag = page.header(header::ETAG).unwrap();
    let saved = desk.organiser.put(&path, tag, &json!(form)).await;
    let saved = File::read(&saved, refused.id);
    let coordinator = desk.app.coordinator().await;
    let reason = "Le motif du refus était celui d’un autre dossier.";
    let body = json!({ "decision": "label", "comment": reason, "overrideReason": reason });

    let sheet: ReviewSheet = desk::step(&coordinator, "decision", &saved, &body)
        .await
        .ok(200);

    assert_eq!(sheet.file.form.title, "Visite de la fonderie");
    let change: EventChange = desk.organiser.get(&format!("{path}/change")).await.ok(200);
    assert_eq!(change.form.title, "Visite du laminoir");
}
