use super::{Shelf, content, content_with, online};
use crate::support::Engine;
use reqwest::header;
use rstest::rstest;
use serde_json::json;
use shared::problem::Code;

const CLUSTERS: &str = "/api/v1/catalogue/clusters";

#[rstest]
#[tokio::test]
async fn nearby_events_form_a_cluster_and_the_rest_are_points(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let in_place = |lon: f64, lat: f64| {
        let mut changed = content();
        changed["venue"]["position"] = json!({ "lon": lon, "lat": lat });
        changed
    };
    shelf.label(1, content()).await;
    shelf.label(2, in_place(4.9, 45.7)).await;
    shelf.label(3, in_place(-4.486, 48.39)).await;
    shelf.label(4, online()).await;
    let visitor = shelf.app.visitor();

    let answer = visitor.get(&format!("{CLUSTERS}?zoom=5")).await;
    let points = visitor.get("/api/v1/catalogue/points").await.json();

    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        Some("application/geo+json")
    );
    let clusters = answer.json();
    let features = clusters["features"].as_array().expect("features");
    assert_eq!(features.len(), 2);
    assert!(
        points["features"]
            .as_array()
            .expect("points")
            .contains(&features[0]),
        "Brest is the northernmost, and alone"
    );
    assert_eq!(
        features[1]["properties"],
        json!({ "cluster": true, "count": 2, "bbox": [4.88691, 45.6977, 4.9, 45.7] })
    );
    let deep = visitor.get(&format!("{CLUSTERS}?zoom=14")).await.json();
    assert_eq!(deep["features"].as_array().map(Vec::len), Some(3));
}

#[rstest]
#[tokio::test]
async fn clusters_accept_the_filters_of_the_list() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    shelf
        .label(2, content_with(json!({ "kind": "workshop" })))
        .await;
    let visitor = shelf.app.visitor();

    let one = visitor
        .get(&format!("{CLUSTERS}?zoom=0&kind=workshop&bbox=4,45,5,46"))
        .await
        .json();

    assert_eq!(one["features"].as_array().map(Vec::len), Some(1));
    assert_eq!(one["features"][0]["properties"]["kind"], "workshop");
}

#[rstest]
#[case("", Code::InvalidParameter)]
#[case("zoom=25", Code::InvalidParameter)]
#[case("zoom=5.5", Code::InvalidParameter)]
#[case("zoom=5&limit=3", Code::UnknownParameter)]
#[tokio::test]
async fn an_invalid_parameter_is_rejected(#[case] query: &str, #[case] code: Code) {
    let shelf = Shelf::start(Engine::Sqlite).await;

    let answer = shelf
        .app
        .visitor()
        .get(&format!("{CLUSTERS}?{query}"))
        .await;

    answer.refused(code);
}
