//! A reviewer may leave the decision on a file to another.

use super::desk::{self, Desk};
use crate::support::Engine;
use rstest::rstest;
use serde_json::json;
use shared::label::{LabelState, QueuePage, ReviewSheet};
use shared::problem::Code;

const TAB: &str = "/api/v1/labels/queue?tab=second_look&count=true";

#[rstest]
#[tokio::test]
async fn whoever_asks_for_a_second_look_does_not_decide(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let (first, second) = (desk.referent().await, desk.referent().await);
    let note = json!({ "note": "Est-ce une vente ou une visite ?" });
    let bare = desk::step(&first, "second-look", &filed, &json!({ "note": "" })).await;
    desk::refused_at(&bare, "/note", Code::Required);

    let asked = desk::done(&first, "second-look", &filed, &note).await;

    let again = desk::step(&second, "second-look", &asked, &note).await;
    again.refused(Code::SecondLookAsked);
    let label = json!({ "decision": "label", "answers": desk::all_met()["answers"] });
    for body in [&label, &desk::refusal()] {
        desk::step(&first, "decision", &asked, body)
            .await
            .refused(Code::SecondLookNeeded);
    }
    let sheet: ReviewSheet = second.get(&asked.page()).await.ok(200);
    let look = sheet.second_look.expect("it is told");
    assert_eq!(
        (look.own, look.note.as_str()),
        (false, "Est-ce une vente ou une visite ?")
    );
    let page: QueuePage = second.get(TAB).await.ok(200);
    assert_eq!((page.items.len(), page.counts.unwrap().second_look), (1, 1));
    let history = format!("/api/v1/events/{}/history", filed.id);
    assert!(
        !desk
            .organiser
            .get(&history)
            .await
            .text
            .contains("second_look")
    );

    let answer = desk::step(&second, "decision", &asked, &label).await;

    let sheet: ReviewSheet = answer.ok(200);
    assert_eq!(
        (sheet.file.state, sheet.second_look),
        (LabelState::Labelled, None)
    );
    let page: QueuePage = second.get(TAB).await.ok(200);
    assert_eq!(page.items.len(), 0);
}
