//! Reminders of files that are shared out: to whoever has the file, and never past a conflict of interest.

use super::{create, held, id, join, lead_there, reviewer};
use crate::labels::desk;
use crate::labels::reminders::{ONE_DAY_LEFT, OVERDUE, letters, reminding, told_at};
use crate::support::{Answer, Engine, Person};
use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use shared::label::{FileAssignment, ReviewConflict};

#[rstest]
#[tokio::test]
async fn whoever_has_a_file_is_reminded_of_it_or_else_its_group(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = reminding(engine).await;
    let coordinator = desk.app.coordinator().await;
    let (alix, sam) = (reviewer(&desk, "Alix").await, reviewer(&desk, "Sam").await);
    // Reviews in the same place, and is no member.
    let lou = reviewer(&desk, "Lou").await;
    let group = create(&coordinator, "Lyon", false).await;
    lead_there(&coordinator, &group, &["department:69"]).await;
    join(&coordinator, &group, &[&alix]).await;
    let mut form = desk::visit();
    form.title = "Visite de la fonderie".into();
    let assigned = desk.filed(&form).await;
    form.title = "Visite de la forge".into();
    let shared = desk.filed(&form).await;
    join(&coordinator, &group, &[&sam]).await;
    let path = format!("/api/v1/labels/events/{}/assignment", shared.id);
    let nobody = alix.request(Method::PUT, &path).json(&json!({}));
    Answer::of(nobody).await.ok::<FileAssignment>(200);
    assert_eq!(held(&sam, &assigned).await.1, Some(id(&alix)));
    assert_eq!(held(&sam, &shared).await.1, None);

    told_at(&desk.app, ONE_DAY_LEFT).await;

    let named = |person: &Person| -> Vec<(bool, bool)> {
        let texts = letters(&desk.app, person).into_iter();
        let both = |text: String| (text.contains("fonderie"), text.contains("forge"));
        texts.map(both).collect()
    };
    assert_eq!(named(&alix), [(true, true)]);
    assert_eq!(named(&sam), [(false, true)]);
    assert!(named(&lou).is_empty());
}

#[rstest]
#[tokio::test]
async fn a_conflict_of_interest_keeps_the_coordination_from_being_told(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = reminding(engine).await;
    let (partial, impartial) = (desk.app.coordinator().await, desk.app.coordinator().await);
    let file = desk.filed(&desk::visit()).await;
    let body = json!({ "with": "person", "event": file.id });
    partial
        .post("/api/v1/labels/conflicts", &body)
        .await
        .ok::<Vec<ReviewConflict>>(201);

    told_at(&desk.app, OVERDUE).await;

    assert!(letters(&desk.app, &partial).is_empty());
    assert_eq!(letters(&desk.app, &impartial).len(), 1);
}
