use super::{content_crs, edition_2017, link, path_of};
use crate::catalogue::{Shelf, content};
use crate::support::Engine;
use reqwest::header;
use rstest::rstest;
use shared::label::LabelState;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn an_item_is_what_the_page_of_items_shows(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let id = shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();
    let address = format!("/ogc/collections/events-2018/items/{id}");

    let answer = visitor.get(&address).await;

    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        Some("application/geo+json")
    );
    let mut item = answer.json();
    assert_eq!(path_of(&shelf, &link(&item, "self").unwrap()), address);
    assert_eq!(
        path_of(&shelf, &link(&item, "canonical").unwrap()),
        "/evenements/2018/visite-1"
    );
    item.as_object_mut().unwrap().remove("links");
    let items = visitor.get("/ogc/collections/events/items").await.json();
    assert_eq!(items["features"][0], item);
}

#[rstest]
#[tokio::test]
async fn an_item_is_sent_in_the_system_that_is_asked_for() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();
    let address = format!("/ogc/collections/events/items/{id}");
    let system = "http://www.opengis.net/def/crs/EPSG/0/2154";

    let answer = visitor.get(&format!("{address}?crs={system}")).await;

    assert_eq!(content_crs(&answer), Some(system));
    let item = answer.json();
    assert_eq!(
        item["geometry"]["coordinates"],
        serde_json::json!([846_821.946, 6_512_657.605])
    );
    let this = path_of(&shelf, &link(&item, "self").unwrap());
    assert_eq!(visitor.get(&this).await.text, answer.text);
    let page = visitor.get(&format!("{address}?crs={system}&f=html")).await;
    assert_eq!(content_crs(&page), None);
    visitor
        .get(&format!("{address}?crs=EPSG:2154"))
        .await
        .refused(Code::InvalidParameter);
    visitor
        .get(&format!("{address}?bbox-crs={system}"))
        .await
        .refused(Code::UnknownParameter);
}

#[rstest]
#[tokio::test]
async fn an_item_is_in_each_collection_that_contains_it() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, content()).await;
    shelf.app.put_edition(&edition_2017());
    let visitor = shelf.app.visitor();

    let everywhere = visitor
        .get(&format!("/ogc/collections/events/items/{id}"))
        .await;
    assert_eq!(everywhere.status.as_u16(), 200);
    for elsewhere in [
        format!("/ogc/collections/events-2017/items/{id}"),
        "/ogc/collections/events/items/0199c0de-0000-7000-8000-000000000000".to_owned(),
        "/ogc/collections/events/items/1".to_owned(),
    ] {
        visitor.get(&elsewhere).await.refused(Code::NotFound);
    }
}

#[rstest]
#[tokio::test]
async fn an_item_that_was_public_is_gone() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, content()).await;
    shelf.change(id, LabelState::Withdrawn, "scheduled").await;

    shelf
        .app
        .visitor()
        .get(&format!("/ogc/collections/events/items/{id}"))
        .await
        .refused(Code::Gone);
}

#[rstest]
#[tokio::test]
async fn a_person_reads_the_title_as_text() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let title = "Visite <b>& atelier</b>";
    let id = shelf
        .label(
            1,
            crate::catalogue::content_with(serde_json::json!({ "title": title })),
        )
        .await;

    let page = shelf
        .app
        .visitor()
        .get(&format!("/ogc/collections/events/items/{id}?f=html"))
        .await;

    assert!(!page.text.contains("<b>"), "{}", page.text);
    assert!(page.text.contains("atelier"));
}
