//! Conflicts of interest hide files everywhere.

use super::{create, held, id, join, lead_there, reviewer};
use crate::labels::desk::{self, Desk, all_met, assess, refused_at, send, step};
use crate::support::{Answer, Engine};
use rstest::rstest;
use serde_json::json;
use shared::label::{QueueItem, ReviewConflict};
use shared::paging::Page;
use shared::problem::Code;

const CONFLICTS: &str = "/api/v1/labels/conflicts";
/// SIRET number of an invented organisation.
const FOUNDRY: &str = "91000000100008";

#[rstest]
#[tokio::test]
async fn a_conflict_hides_a_file_from_every_operation_and_passes_it_on(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let coordinator = desk.app.coordinator().await;
    let (alix, sam) = (reviewer(&desk, "Alix").await, reviewer(&desk, "Sam").await);
    let group = create(&coordinator, "Lyon", false).await;
    lead_there(&coordinator, &group, &["department:69"]).await;
    join(&coordinator, &group, &[&alix]).await;
    let file = desk.filed(&desk::visit()).await;
    join(&coordinator, &group, &[&sam]).await;
    assert_eq!(held(&sam, &file).await.1, Some(id(&alix)));

    let body = json!({ "with": "person", "event": file.id });
    let declared: Vec<ReviewConflict> = alix.post(CONFLICTS, &body).await.ok(201);
    assert_eq!(declared[0].name, "Camille Martin");

    assert_eq!(
        held(&sam, &file).await.1,
        Some(id(&sam)),
        "somebody else has it"
    );
    let queue = "/api/v1/labels/queue?count=true";
    let page: Page<QueueItem> = alix.get(queue).await.ok(200);
    assert_eq!((page.items.len(), page.total), (0, Some(0)));
    let table = alix.get("/api/v1/labels/queue.csv").await.text;
    assert!(!table.contains("Visite de la fonderie"), "{table}");
    let event = file.id;
    for path in [
        format!("/api/v1/labels/events/{event}"),
        format!("/api/v1/labels/events/{event}/assignment"),
        format!("/api/v1/labels/queue/position?event={event}"),
        format!("/api/v1/events/{event}"),
        format!("/api/v1/events/{event}/history"),
        format!("/api/v1/events/{event}/duplicates"),
        format!("/api/v1/events/{event}/messages"),
    ] {
        assert_eq!(alix.get(&path).await.status.as_u16(), 404, "{path}");
    }
    assess(&alix, &file, &all_met())
        .await
        .refused(Code::NotFound);
    let label = json!({ "decision": "label" });
    step(&alix, "decision", &file, &label)
        .await
        .refused(Code::NotFound);
    let reading = format!("/api/v1/labels/events/{event}/reading");
    let opened = alix.request(reqwest::Method::PUT, &reading);
    Answer::of(opened).await.refused(Code::NotFound);
    let assigned = format!("/api/v1/labels/events/{event}/assignment");
    let give = json!({ "assignee": id(&alix) });
    refused_at(
        &send(&sam, reqwest::Method::PUT, &assigned, &file, &give).await,
        "/assignee",
        Code::NotAllowed,
    );

    // A further file of the same person is neither shown nor assigned.
    let next = desk.filed(&desk::visit()).await;
    assert_eq!(held(&sam, &next).await.1, Some(id(&sam)));
    let one = format!("{CONFLICTS}/{}", declared[0].id);
    sam.delete(&one).await.refused(Code::NotFound);
    assert_eq!(alix.delete(&one).await.status.as_u16(), 204);
    let page: Page<QueueItem> = alix.get(queue).await.ok(200);
    assert_eq!(page.total, Some(2));
}

#[rstest]
#[tokio::test]
async fn a_conflict_with_an_organisation_is_with_all_its_establishments(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let alix = reviewer(&desk, "Alix").await;
    let mut form = desk::visit();
    form.organiser.siret = FOUNDRY.to_owned();
    let file = desk.filed(&form).await;
    let other = desk.filed(&desk::visit()).await;

    let number = json!({ "with": "organisation", "number": FOUNDRY });
    alix.post(CONFLICTS, &number)
        .await
        .ok::<Vec<ReviewConflict>>(201);
    // It is known already.
    let again: Vec<ReviewConflict> = alix.post(CONFLICTS, &number).await.ok(201);
    assert_eq!(again.len(), 1);

    alix.get(&format!("/api/v1/labels/events/{}", file.id))
        .await
        .refused(Code::NotFound);
    let sheet = format!("/api/v1/labels/events/{}", other.id);
    assert_eq!(alix.get(&sheet).await.status.as_u16(), 200);
    let of_other = json!({ "with": "organisation", "event": other.id });
    refused_at(
        &alix.post(CONFLICTS, &of_other).await,
        "/with",
        Code::NotAllowed,
    );
    refused_at(
        &alix
            .post(CONFLICTS, &json!({ "with": "organisation" }))
            .await,
        "/event",
        Code::Required,
    );
    refused_at(
        &alix
            .post(
                CONFLICTS,
                &json!({ "with": "organisation", "number": "123" }),
            )
            .await,
        "/number",
        Code::InvalidSiret,
    );
}
