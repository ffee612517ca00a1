//! Filters by commune, EPCI and territory of the programme "Territoires d'industrie", in every list.

use super::{Shelf, content, content_with};
use crate::support::Engine;
use rstest::rstest;
use serde_json::{Value, json};
use shared::problem::Code;

/// A visit in Vénissieux, one in an arrondissement of Lyon, one in Basse-Terre.
async fn some(engine: Engine) -> Shelf {
    let shelf = Shelf::start(engine).await;
    let at = |title: &str, insee: &str, changes: Value| {
        let mut content = content_with(json!({ "title": title }));
        content["venue"]["insee"] = insee.into();
        for (name, value) in changes.as_object().expect("an object") {
            content["venue"][name] = value.clone();
            content[name] = value.clone();
        }
        content
    };
    shelf.label(1, content()).await;
    shelf.label(2, at("Lyon", "69383", json!({}))).await;
    let overseas = json!({ "department": "971", "region": "01" });
    shelf.label(3, at("Basse-Terre", "97105", overseas)).await;
    shelf
}

#[rstest]
#[tokio::test]
async fn every_list_has_the_events_of_the_communes(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = some(engine).await;
    let visitor = shelf.app.visitor();

    for (query, slugs) in [
        ("commune=69259", &["visite-1"][..]),
        ("commune=69123", &["visite-2"]),
        ("commune=69383,97105", &["visite-2", "visite-3"]),
        ("commune=69381", &[]),
        ("epci=200046977", &["visite-1", "visite-2"]),
        ("epci=200046977&commune=69259", &["visite-1"]),
        ("industrialTerritory=ti-0101", &["visite-3"]),
    ] {
        for list in [
            "/api/v1/catalogue/events",
            "/api/v1/catalogue/events.csv",
            "/api/v1/catalogue/events.atom",
            "/api/v1/catalogue/events.ics",
            "/api/v1/catalogue/events.geojson",
            "/ogc/collections/events/items",
        ] {
            let answer = visitor.get(&format!("{list}?{query}")).await;
            assert_eq!(
                answer.status.as_u16(),
                200,
                "{list}?{query}: {}",
                answer.text
            );
            let found: Vec<_> = ["visite-1", "visite-2", "visite-3"]
                .into_iter()
                .filter(|slug| answer.text.contains(slug))
                .collect();
            assert_eq!(found, slugs, "{list}?{query}");
        }
        let facets: Value = visitor
            .get(&format!("/api/v1/catalogue/facets?{query}"))
            .await
            .ok(200);
        assert_eq!(facets["total"], slugs.len(), "{query}");
    }
}

#[tokio::test]
async fn an_unknown_place_is_named() {
    let shelf = some(Engine::Sqlite).await;
    let visitor = shelf.app.visitor();

    for list in ["/api/v1/catalogue/events", "/ogc/collections/events/items"] {
        for (query, pointer, value) in [
            ("region=84,99", "/region", "`99`"),
            ("department=200", "/department", "`200`"),
            ("commune=69000", "/commune", "`69000`"),
            ("epci=123456789", "/epci", "`123456789`"),
            ("industrialTerritory=ti-1", "/industrialTerritory", "`ti-1`"),
        ] {
            let answer = visitor.get(&format!("{list}?{query}")).await;
            let problem = answer.refused(Code::InvalidParameter);
            assert_eq!(problem.errors[0].pointer, pointer);
            assert!(problem.errors[0].detail.contains(value), "{}", answer.text);
        }
    }
}
