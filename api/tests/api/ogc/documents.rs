use super::{edition_2017, link, path_of};
use crate::catalogue::{Shelf, content, content_with, online};
use crate::support::{Answer, Engine};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::json;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn everything_is_linked_from_the_landing_page() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let visitor = shelf.app.visitor();
    let landing = visitor.get("/ogc").await.json();

    for (relation, media_type) in [
        ("self", "application/json"),
        ("alternate", "text/html; charset=utf-8"),
        (
            "service-desc",
            "application/vnd.oai.openapi+json;version=3.0",
        ),
        ("conformance", "application/json"),
        ("data", "application/json"),
        ("related", "application/ld+json"),
    ] {
        let address = link(&landing, relation).unwrap_or_else(|| panic!("no {relation}"));
        let answer = visitor.get(&path_of(&shelf, &address)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header(header::CONTENT_TYPE)),
            (200, Some(media_type)),
            "{relation}"
        );
    }
    let slash = visitor.get("/ogc/").await;
    assert_eq!(slash.header(header::LOCATION), Some("/ogc"));
}

#[rstest]
#[tokio::test]
async fn a_collection_describes_its_extent(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    shelf.label(1, content()).await;
    let reunion = json!({
        "venue": {
            "name": "Port", "address": "1 quai", "postalCode": "97420", "insee": "97407", "city": "Le Port",
            "department": "974", "departmentName": "La Réunion", "region": "04", "regionName": "La Réunion",
            "position": { "lon": 55.29, "lat": -20.94 }
        },
        "department": "974", "region": "04", "timezone": "Indian/Reunion",
        "occurrences": [{ "begin": "2018-04-02T09:00:00+04:00", "end": "2018-04-02T11:00:00+04:00" }]
    });
    shelf.label(2, content_with(reunion)).await;
    shelf.label(3, online()).await;

    let collection = shelf
        .app
        .visitor()
        .get("/ogc/collections/events-2018")
        .await;

    let document = collection.json();
    assert_eq!(document["itemCount"], 3);
    assert_eq!(
        document["extent"]["spatial"]["bbox"],
        json!([[4.886_912_3, -20.94, 55.29, 45.697_7]])
    );
    assert_eq!(
        document["extent"]["temporal"]["interval"],
        json!([["2018-03-26T07:00:00Z", "2018-04-02T07:00:00Z"]])
    );
    let systems: Vec<_> = document["crs"].as_array().unwrap().iter().collect();
    assert_eq!(systems[0], "http://www.opengis.net/def/crs/OGC/1.3/CRS84");
    assert_eq!(&document["storageCrs"], systems[0]);
    for code in [4326, 3857, 2154, 5490, 2972, 2975, 4471, 4467] {
        let uri = json!(format!("http://www.opengis.net/def/crs/EPSG/0/{code}"));
        assert!(systems.contains(&&uri), "{uri}");
    }
    let all = shelf.app.visitor().get("/ogc/collections").await.json();
    assert_eq!(all["crs"], document["crs"]);
    assert_eq!(document["itemType"], "feature");
}

#[rstest]
#[tokio::test]
async fn there_is_a_collection_of_all_and_one_of_each_public_edition() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let visitor = shelf.app.visitor();
    let ids = |answer: Answer| -> Vec<String> {
        let document = answer.json();
        let collections = document["collections"].as_array().expect("collections");
        collections
            .iter()
            .map(|one| one["id"].as_str().expect("an id").to_owned())
            .collect()
    };
    assert_eq!(
        ids(visitor.get("/ogc/collections").await),
        ["events", "events-2018"]
    );

    shelf.app.put_edition(&edition_2017());
    // An event labelled later appears later.
    shelf.label(1, content()).await;

    assert_eq!(
        ids(visitor.get("/ogc/collections").await),
        ["events", "events-2018", "events-2017"]
    );
    let empty = visitor.get("/ogc/collections/events-2017").await.json();
    assert_eq!(
        (&empty["itemCount"], empty.get("extent")),
        (&json!(0), None)
    );
    visitor
        .get("/ogc/collections/events-1999")
        .await
        .refused(Code::NotFound);
}

#[rstest]
#[case("/ogc")]
#[case("/ogc/conformance")]
#[case("/ogc/api")]
#[case("/ogc/collections")]
#[case("/ogc/collections/events")]
#[case("/ogc/collections/events/queryables")]
#[case("/ogc/collections/events/items")]
#[tokio::test]
async fn each_document_is_a_page_for_people_and_json_for_programs(#[case] path: &str) {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    let page = Answer::of(
        visitor
            .request(Method::GET, path)
            .header(header::ACCEPT, browser),
    )
    .await;
    let asked = visitor.get(&format!("{path}?f=html")).await;
    let json = visitor.get(path).await;

    assert_eq!(
        page.header(header::CONTENT_TYPE),
        Some("text/html; charset=utf-8")
    );
    assert!(page.text.starts_with("<!doctype html>"));
    assert_eq!(page.text, asked.text);
    json.json();
    let varies: Vec<_> = json.headers.get_all(header::VARY).iter().collect();
    assert!(varies.iter().any(|value| *value == "accept"), "{varies:?}");
    assert_eq!(json.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), Some("*"));
    let tag = json.header(header::ETAG).expect("a tag");
    let again = visitor
        .request(Method::GET, path)
        .header(header::IF_NONE_MATCH, tag);
    assert_eq!(Answer::of(again).await.status.as_u16(), 304);
    visitor
        .get(&format!("{path}?f=gml"))
        .await
        .refused(Code::InvalidParameter);
    visitor
        .get(&format!("{path}?colour=red"))
        .await
        .refused(Code::UnknownParameter);
}

#[rstest]
#[tokio::test]
async fn the_queryables_are_properties_of_the_items_and_can_be_named_in_a_filter() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();
    let relation = "http://www.opengis.net/def/rel/ogc/1.0/queryables";
    let collection = visitor.get("/ogc/collections/events-2018").await.json();
    let items = visitor.get("/ogc/collections/events-2018/items").await;
    let address = link(&collection, relation).unwrap();
    assert_eq!(link(&items.json(), relation), Some(address.clone()));
    assert!(items.header(header::LINK).unwrap().contains(relation));

    let answer = visitor.get(&path_of(&shelf, &address)).await;

    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        Some("application/schema+json")
    );
    let schema = answer.json();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(
        (&schema["$id"], &schema["type"]),
        (&json!(address), &json!("object"))
    );
    let item = &items.json()["features"][0];
    for name in schema["properties"].as_object().unwrap().keys() {
        assert!(
            name == "geometry" || item["properties"].get(name).is_some(),
            "{name}"
        );
        let filtered = format!("/ogc/collections/events-2018/items?filter={name} IS NULL OR TRUE");
        assert_eq!(visitor.get(&filtered).await.json()["numberMatched"], 1);
    }
    visitor
        .get("/ogc/collections/events-1999/queryables")
        .await
        .refused(Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn the_definition_has_each_collection_by_its_own_path() {
    let shelf = Shelf::start(Engine::Sqlite).await;

    let definition = shelf.app.visitor().get("/ogc/api").await.json();

    assert_eq!(definition["openapi"], "3.0.3");
    assert_eq!(
        definition["servers"][0]["url"],
        format!("{}/ogc", shelf.app.address)
    );
    let items = &definition["paths"]["/collections/events-2018/items"]["get"]["parameters"];
    let named: Vec<_> = items.as_array().expect("parameters").iter().collect();
    assert!(named.contains(&&json!({ "$ref": "#/components/parameters/region" })));
    let limit = &definition["components"]["parameters"]["limit"]["schema"];
    assert_eq!(
        (&limit["maximum"], &limit["default"]),
        (&json!(1000), &json!(100))
    );
}

#[rstest]
#[tokio::test]
async fn missing_resources_are_problem_documents() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let visitor = shelf.app.visitor();

    visitor.get("/ogc/nowhere").await.refused(Code::NotFound);
    Answer::of(visitor.request(Method::DELETE, "/ogc/collections/events"))
        .await
        .refused(Code::MethodNotAllowed);
}
