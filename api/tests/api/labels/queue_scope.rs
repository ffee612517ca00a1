//! A reader of a territory learns nothing of the files of others: neither in lists and counters, nor by search, export or position.

use super::desk::{self, Desk};
use crate::support::Engine;
use rstest::rstest;
use serde_json::json;
use shared::label::{QueuePage, ReadingMark};
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn files_of_other_territories_do_not_exist(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let mut secret = desk::visit_at_la_reunion();
    secret.title = "Secret de sucrerie".into();
    let secret = desk.filed(&secret).await;
    desk.filed(&desk::webinar()).await;
    let own = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;

    for query in [
        "count=true",
        "count=true&tab=to_check",
        "count=true&q=sucrerie",
        "count=true&sort=city&descending=true",
        "count=true&territory=national",
    ] {
        let path = format!("/api/v1/labels/queue?{query}");
        let page: QueuePage = referent.get(&path).await.ok(200);
        let seen = page.items.iter().all(|item| item.id == own.id);
        assert!(seen, "{query}");
        assert_eq!(page.total, Some(page.items.len() as u64));
        assert_eq!(page.counts.unwrap().to_check, page.items.len() as u64);
    }
    for path in [
        format!("/api/v1/labels/queue/position?event={}", secret.id),
        "/api/v1/labels/queue?territory=region:04".to_owned(),
        "/api/v1/labels/queue.csv?territory=department:974".to_owned(),
        "/api/v1/labels/queue/position?territory=region:04&event=0199c0de-0000-7000-8000-000000000000".to_owned(),
    ] {
        referent.get(&path).await.refused(Code::NotFound);
    }
    let csv = referent.get("/api/v1/labels/queue.csv").await;
    assert!(csv.text.contains("Visite de la fonderie") && !csv.text.contains("sucrerie"));
    let reading = format!("{}/reading", secret.page());
    referent
        .put(&reading, "*", &json!(null))
        .await
        .refused(Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn a_duplicate_in_another_territory_is_told_only_once_it_is_public(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    // Both sides of a border, at the same place on the map.
    let place = |insee: &str, postal_code: &str| {
        let mut form = desk::visit();
        form.place.insee = insee.into();
        form.place.postal_code = postal_code.into();
        form.place.position =
            Some(serde_json::from_value(json!({ "lon": 4.90, "lat": 45.70 })).unwrap());
        form
    };
    let here = desk.filed(&place("69259", "69200")).await;
    let beyond = desk.filed(&place("38544", "38200")).await;
    let referent = desk.referent().await;
    let coordinator = desk.app.coordinator().await;
    let marked = async |person: &crate::support::Person| -> bool {
        let page: QueuePage = person.get("/api/v1/labels/queue?limit=100").await.ok(200);
        page.items
            .iter()
            .find(|item| item.id == here.id)
            .unwrap()
            .duplicate
    };

    assert!(!marked(&referent).await);
    assert!(marked(&coordinator).await);
    desk.labelled(&beyond).await;
    assert!(marked(&referent).await);
}

#[rstest]
#[tokio::test]
async fn a_referent_reads_the_files_of_a_region(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let overseas = desk.filed(&desk::visit_at_la_reunion()).await;
    desk.filed(&desk::visit()).await;
    let region = desk.app.referent("region:04").await;
    let page: QueuePage = region.get("/api/v1/labels/queue?count=true").await.ok(200);
    assert_eq!(page.total, Some(1));
    let path = format!("{}/reading", overseas.page());
    let reading: ReadingMark = region.put(&path, "*", &json!(null)).await.ok(200);
    assert!(reading.readers.is_empty());
}
