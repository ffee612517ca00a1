use super::desk::{self, Desk};
use crate::support::Engine;
use rstest::rstest;
use serde_json::json;
use shared::label::{LabelState, ReviewSheet};
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn a_coordinator_revokes_a_label_with_a_reason(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let labelled = desk.file_in(LabelState::Labelled).await;
    let (referent, coordinator) = (desk.referent().await, desk.app.coordinator().await);

    let by_referent = desk::step(&referent, "revocation", &labelled, &desk::reason()).await;
    let without = desk::step(
        &coordinator,
        "revocation",
        &labelled,
        &json!({ "reason": "" }),
    )
    .await;
    let answer = desk::step(&coordinator, "revocation", &labelled, &desk::reason()).await;

    by_referent.refused(Code::Forbidden);
    let problem = without.refused(Code::Invalid);
    assert_eq!(
        (problem.errors[0].pointer.as_str(), problem.errors[0].code),
        ("/reason", Code::Required)
    );
    let sheet: ReviewSheet = answer.ok(200);
    assert_eq!(sheet.file.state, LabelState::Revoked);
    assert_eq!(sheet.file.slug.as_deref(), Some("visite-de-la-fonderie"));
    assert_eq!(sheet.file.allowed, []);
    let mails = desk.mails();
    let (_, subject, text) = mails.last().unwrap();
    assert_eq!(subject, "Label retiré\u{202f}: Visite de la fonderie");
    assert!(text.contains("La visite ne peut pas avoir lieu."), "{text}");
    assert_eq!(desk.logged(&labelled).last().unwrap(), "event.revoked");
}
