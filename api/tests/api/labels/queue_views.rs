//! Saved views of the queue.

use super::desk::Desk;
use crate::support::{Engine, Person};
use rstest::rstest;
use serde_json::json;
use shared::label::QueueView;
use shared::problem::Code;

const VIEWS: &str = "/api/v1/labels/queue/views";

async fn save(person: &Person, name: &str, query: &str) -> QueueView {
    let body = json!({ "name": name, "query": query });
    person.post(VIEWS, &body).await.ok(200)
}

async fn names(person: &Person) -> Vec<String> {
    let views: Vec<QueueView> = person.get(VIEWS).await.ok(200);
    views.into_iter().map(|view| view.name).collect()
}

#[rstest]
#[tokio::test]
async fn a_view_is_saved_replaced_and_deleted_by_its_owner_only(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let (referent, other) = (desk.referent().await, desk.app.referent("region:84").await);

    let view = save(&referent, " Retards ", "?q=forge&tab=overdue").await;
    assert_eq!(
        (view.name.as_str(), view.query.as_str()),
        ("Retards", "tab=overdue&q=forge")
    );
    let replaced = save(&referent, "Retards", "tab=overdue").await;
    assert_eq!(
        (replaced.id, replaced.query.as_str()),
        (view.id, "tab=overdue")
    );
    assert_eq!(names(&referent).await, ["Retards"]);
    assert!(names(&other).await.is_empty());

    let path = format!("{VIEWS}/{}", view.id);
    other.delete(&path).await.refused(Code::NotFound);
    assert_eq!(referent.delete(&path).await.status.as_u16(), 204);
    referent.delete(&path).await.refused(Code::NotFound);
    assert!(names(&referent).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn an_account_has_a_bounded_number_of_views(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let referent = desk.referent().await;
    for number in 0..QueueView::MOST {
        save(&referent, &format!("Vue {number}"), "").await;
    }
    let more = json!({ "name": "Une de trop", "query": "" });
    let refused = referent.post(VIEWS, &more).await.refused(Code::Invalid);
    assert_eq!(refused.errors[0].code, Code::TooMany);
    // One that is there already may still be replaced.
    assert_eq!(
        save(&referent, "Vue 3", "tab=decided").await.query,
        "tab=decided"
    );
}

#[tokio::test]
async fn a_view_with_a_fault_is_rejected_at_its_field() {
    let desk = Desk::open(Engine::Sqlite).await;
    let referent = desk.referent().await;
    let body = json!({ "name": "", "query": "tab=nowhere" });
    let problem = referent.post(VIEWS, &body).await.refused(Code::Invalid);
    let at: Vec<_> = problem
        .errors
        .iter()
        .map(|fault| fault.pointer.as_str())
        .collect();
    assert_eq!(at, ["/name", "/query"]);
}
