use super::{Shelf, content, online};
use crate::support::Engine;
use reqwest::header;
use rstest::rstest;
use serde_json::json;
use shared::problem::Code;

const POINTS: &str = "/api/v1/catalogue/points";

#[rstest]
#[tokio::test]
async fn each_event_with_a_place_is_a_feature(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    shelf.label(1, content()).await;
    shelf.label(2, online()).await;

    let answer = shelf.app.visitor().get(POINTS).await;

    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        Some("application/geo+json")
    );
    assert_eq!(
        answer.json(),
        json!({
            "type": "FeatureCollection",
            "features": [{
                "type": "Feature",
                "geometry": { "type": "Point", "coordinates": [4.88691, 45.6977] },
                "properties": {
                    "slug": "visite-1", "edition": "2018", "kind": "company_visit", "title": "Visite de la fonderie"
                }
            }]
        })
    );
}

#[rstest]
#[tokio::test]
async fn points_accept_the_filters_of_the_list_but_no_paging() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();

    let elsewhere = visitor.get(&format!("{POINTS}?bbox=170,-30,-170,0")).await;
    let here = visitor
        .get(&format!("{POINTS}?bbox=4.88691,45,5,46&q=fond"))
        .await;

    assert_eq!(elsewhere.json()["features"], json!([]));
    assert_eq!(here.json()["features"].as_array().map(Vec::len), Some(1));
    visitor
        .get(&format!("{POINTS}?limit=10"))
        .await
        .refused(Code::UnknownParameter);
}
