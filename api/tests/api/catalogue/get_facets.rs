use super::{Shelf, content, content_with, online};
use crate::support::Engine;
use rstest::rstest;
use serde_json::json;
use shared::event::FacetCounts;
use shared::problem::Code;

const FACETS: &str = "/api/v1/catalogue/facets";

async fn counts(shelf: &Shelf, query: &str) -> FacetCounts {
    let visitor = shelf.app.visitor();
    visitor.get(&format!("{FACETS}?{query}")).await.ok(200)
}

fn count(counts: &FacetCounts, parameter: &str, value: &str) -> u64 {
    let values = counts.of(parameter);
    let value = values.iter().find(|known| known.value == value);
    value.expect("a value that is offered").count
}

#[rstest]
#[tokio::test]
async fn each_filter_is_counted_as_if_it_were_not_set(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    shelf.label(1, content()).await;
    shelf.label(2, online()).await;
    shelf
        .label(
            3,
            content_with(json!({ "kind": "workshop", "accessibility": [] })),
        )
        .await;

    let found = counts(&shelf, "kind=workshop&attendance=on_site").await;

    assert_eq!(found.total, 1);
    for (parameter, value, expected) in [
        ("kind", "company_visit", 1),
        ("kind", "workshop", 1),
        ("kind", "webinar", 0),
        ("attendance", "on_site", 1),
        ("attendance", "online", 0),
        ("accessibility", "motor", 0),
        ("region", "84", 1),
        ("region", "11", 0),
        ("department", "69", 1),
        ("department", "974", 0),
        ("edition", "2018", 1),
        ("day", "2018-03-26", 1),
        ("day", "2018-03-27", 0),
    ] {
        assert_eq!(
            count(&found, parameter, value),
            expected,
            "{parameter} {value}"
        );
    }
}

#[rstest]
#[tokio::test]
async fn counts_change_with_the_requested_day() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;

    shelf.app.clock.set("2018-03-25T21:59:59Z".parse().unwrap());
    let eve = counts(&shelf, "when=today").await;
    shelf.app.clock.set("2018-03-25T22:00:00Z".parse().unwrap());
    let day = counts(&shelf, "when=today").await;

    assert_eq!((eve.total, day.total), (0, 1));
}

#[rstest]
#[tokio::test]
async fn facets_of_places_are_counted_when_they_are_asked_for(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    shelf.label(1, content()).await;
    let mut lyon = content();
    lyon["venue"]["insee"] = "69383".into();
    shelf.label(2, lyon).await;
    shelf.label(3, online()).await;

    let usual = counts(&shelf, "").await;
    let found = counts(
        &shelf,
        "facet=epci,commune,industrialTerritory&commune=69259",
    )
    .await;

    assert!(usual.of("commune").is_empty() && usual.of("epci").is_empty());
    assert_eq!(found.total, 1);
    let parameters: Vec<_> = found
        .facets
        .iter()
        .map(|facet| facet.parameter.as_str())
        .collect();
    assert_eq!(parameters, ["commune", "epci", "industrialTerritory"]);
    for (parameter, value, expected) in [
        ("commune", "69259", 1),
        ("commune", "69383", 1),
        ("commune", "69123", 1),
        ("epci", "200046977", 1),
    ] {
        assert_eq!(
            count(&found, parameter, value),
            expected,
            "{parameter} {value}"
        );
    }
    for value in found.of("commune") {
        let list: serde_json::Value = shelf
            .app
            .visitor()
            .get(&format!(
                "/api/v1/catalogue/events?count=true&commune={}",
                value.value
            ))
            .await
            .ok(200);
        assert_eq!(list["total"], value.count, "{}", value.label);
    }
}

#[rstest]
#[case("facet=colour", Code::InvalidParameter)]
#[case("facet=kind,,day", Code::InvalidParameter)]
#[case("kind=siesta", Code::InvalidParameter)]
#[case("limit=3", Code::UnknownParameter)]
#[case("edition=1999", Code::InvalidParameter)]
#[tokio::test]
async fn an_invalid_parameter_is_rejected(#[case] query: &str, #[case] code: Code) {
    let shelf = Shelf::start(Engine::Sqlite).await;

    let answer = shelf.app.visitor().get(&format!("{FACETS}?{query}")).await;

    answer.refused(code);
}
