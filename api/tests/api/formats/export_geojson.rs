use super::far_away;
use crate::catalogue::{Shelf, content, online};
use crate::support::Engine;
use rstest::rstest;
use serde_json::{Value, json};

const COLLECTION: &str = "/api/v1/catalogue/events.geojson";

#[rstest]
#[tokio::test]
async fn a_feature_has_all_that_is_public() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, content()).await;
    shelf.label(2, far_away()).await;
    let visitor = shelf.app.visitor();

    let collection = visitor.get(COLLECTION).await.json();
    let mut event = visitor
        .get(&format!("/api/v1/catalogue/events/{id}"))
        .await
        .json();
    // What the detail adds to the event itself.
    let context = event.as_object_mut().unwrap();
    for added in [
        "url",
        "kindLabel",
        "audienceLabels",
        "topicLabels",
        "sectorLabels",
        "nextBegin",
        "nextEnd",
        "department",
        "region",
    ] {
        assert!(context.remove(added).is_some(), "{added}");
    }

    assert_eq!(
        collection["bbox"],
        json!([4.886_912, -21.28, 55.4, 45.6977])
    );
    let feature = &collection["features"][0];
    assert_eq!(feature["id"], json!(id));
    assert_eq!(
        feature["geometry"],
        json!({ "type": "Point", "coordinates": [4.886_912, 45.6977] })
    );
    let mut properties = feature["properties"].clone();
    let members = properties.as_object_mut().unwrap();
    assert_eq!(
        [
            members.remove("url"),
            members.remove("department"),
            members.remove("region")
        ],
        [
            Some(json!(format!(
                "{}/evenements/2018/visite-1",
                shelf.app.address
            ))),
            Some(json!("69")),
            Some(json!("84"))
        ]
    );
    assert_eq!(properties, event);
}

#[rstest]
#[tokio::test]
async fn an_online_event_has_no_geometry_and_no_bounding_box() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, online()).await;

    let collection = shelf.app.visitor().get(COLLECTION).await.json();

    assert_eq!(collection["features"][0]["geometry"], Value::Null);
    assert_eq!(collection.get("bbox"), None);
}

#[rstest]
#[tokio::test]
async fn a_collection_without_features_is_valid() {
    let shelf = Shelf::start(Engine::Sqlite).await;

    let collection = shelf
        .app
        .visitor()
        .get(&format!("{COLLECTION}?q=rien"))
        .await
        .json();

    assert_eq!(
        collection,
        json!({ "type": "FeatureCollection", "features": [] })
    );
}
