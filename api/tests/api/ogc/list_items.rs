use super::{content_crs, edition_2017, link, path_of};
use crate::catalogue::{Shelf, content, content_with, online};
use crate::support::Engine;
use reqwest::header;
use rstest::rstest;
use serde_json::{Value, json};
use shared::label::LabelState;
use shared::problem::Code;
use std::collections::BTreeSet;

const ITEMS: &str = "/ogc/collections/events/items";

fn ids(page: &Value) -> Vec<String> {
    let features = page["features"].as_array().expect("features");
    features
        .iter()
        .map(|feature| feature["id"].as_str().expect("an id").to_owned())
        .collect()
}

#[rstest]
#[tokio::test]
async fn an_event_is_a_feature_with_all_its_properties(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let id = shelf.label(1, content()).await;

    let answer = shelf.app.visitor().get(ITEMS).await;

    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        Some("application/geo+json")
    );
    let page = answer.json();
    let mut features = page["features"].clone();
    let states = features[0]["properties"]
        .as_object_mut()
        .and_then(|properties| properties.remove("occurrence_states"));
    assert_eq!(states, Some(json!(["open"])));
    assert_eq!(
        features,
        json!([{
            "type": "Feature",
            "id": id,
            "geometry": { "type": "Point", "coordinates": [4.886_912_3, 45.697_7] },
            "properties": {
                "edition": "2018",
                "url": format!("{}/evenements/2018/visite-1", shelf.app.address),
                "status": "scheduled",
                "status_note": null,
                "title": "Visite de la fonderie",
                "summary": "Du métal liquide à la pièce finie, en une heure.",
                "description": "Nous ouvrons nos ateliers.\n\nVenez nombreux.",
                "kind": "company_visit",
                "kind_label": "Visite d’entreprise",
                "topic": ["made_in_france"],
                "sector": ["automotive"],
                "audience": ["pupils"],
                "access": "open",
                "age_min": null,
                "age_max": null,
                "conditions": null,
                "accessibility": ["motor"],
                "attendance": "on_site",
                "organiser": "Fonderie Durand",
                "begin": "2018-03-26T09:00:00+02:00",
                "end": "2018-03-26T11:00:00+02:00",
                "occurrences": ["2018-03-26T09:00:00+02:00/2018-03-26T11:00:00+02:00"],
                "timezone": "Europe/Paris",
                "venue": "Usine",
                "address": "1 rue de l’Usine",
                "postal_code": "69200",
                "insee": "69259",
                "city": "Vénissieux",
                "department": "69",
                "region": "84",
                "online_url": null,
                "public_booking": null,
                "school_booking": null,
                "labelled_at": "2018-02-05T09:00:00Z",
                "updated_at": "2018-02-05T09:00:00Z"
            }
        }])
    );
    assert_eq!(
        (
            &page["type"],
            &page["numberMatched"],
            &page["numberReturned"],
            &page["timeStamp"]
        ),
        (
            &json!("FeatureCollection"),
            &json!(1),
            &json!(1),
            &json!("2018-02-05T09:00:00Z")
        )
    );
}

#[rstest]
#[tokio::test]
async fn an_online_event_has_the_same_properties_and_no_point() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    shelf.label(2, online()).await;

    let page = shelf.app.visitor().get(ITEMS).await.json();

    let [here, there] = page["features"].as_array().unwrap().as_slice() else {
        panic!("two features: {page}");
    };
    assert_eq!(there["geometry"], Value::Null);
    let names = |feature: &Value| -> BTreeSet<String> {
        feature["properties"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect()
    };
    assert_eq!(names(here), names(there));
}

#[rstest]
#[tokio::test]
async fn following_next_links_returns_each_event_once() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    for number in [10, 20, 30, 40, 50, 60, 70] {
        shelf.label(number, content()).await;
    }
    let visitor = shelf.app.visitor();
    let first = visitor.get(&format!("{ITEMS}?limit=3&region=84")).await;
    let header = first.header(header::LINK).unwrap().to_owned();
    let first = first.json();
    assert_eq!(
        (
            first["numberMatched"].as_u64(),
            first["numberReturned"].as_u64()
        ),
        (Some(7), Some(3))
    );
    let next = link(&first, "next").unwrap();
    assert!(
        header.contains(&format!("<{next}>; rel=\"next\"")),
        "{header}"
    );

    // One is added before, one after, and one that was already read is removed.
    shelf.label(15, content()).await;
    shelf.label(65, content()).await;
    let gone = ids(&first)[2].parse().unwrap();
    shelf.change(gone, LabelState::Withdrawn, "scheduled").await;

    let mut read = ids(&first);
    let mut next = Some(next);
    while let Some(address) = next {
        let page = visitor.get(&path_of(&shelf, &address)).await.json();
        read.extend(ids(&page));
        next = link(&page, "next");
    }
    let numbers: Vec<_> = read
        .iter()
        .map(|id| u8::from_str_radix(id.get(34..).unwrap(), 16).unwrap())
        .collect();
    assert_eq!(numbers, [10, 20, 30, 40, 50, 60, 65, 70]);
}

#[rstest]
#[case("bbox=4.8,45.6,5,45.8", 1)]
#[case("bbox=4.8,45.6,0,5,45.8,300", 1)]
#[case("bbox=4.8,45.6,4.85,45.8", 0)]
#[case("bbox=170,-30,-170,0", 0)]
#[case("datetime=2018-03-26", 2)]
#[case("datetime=2018-03-26T07:30:00Z", 2)]
#[case("datetime=2018-03-26T09:00:00Z/..", 0)]
#[case("datetime=../2018-03-25", 0)]
#[case("kind=webinar", 1)]
#[case("kind=webinar,company_visit", 2)]
#[case("region=84&attendance=on_site", 1)]
#[case("region=93", 0)]
#[case("audience=pupils&accessibility=motor", 2)]
#[case("q=soudure", 1)]
#[case("near=4.89,45.7&radius=1000", 1)]
#[case("edition=2018", 2)]
#[tokio::test]
async fn filters_are_cumulative(#[case] query: &str, #[case] matched: u64) {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    shelf.label(2, online()).await;

    let page = shelf
        .app
        .visitor()
        .get(&format!("{ITEMS}?{query}"))
        .await
        .json();

    assert_eq!(page["numberMatched"].as_u64(), Some(matched), "{page}");
    assert_eq!(ids(&page).len() as u64, matched);
}

const SYSTEMS: &str = "http://www.opengis.net/def/crs";

#[rstest]
#[case("OGC/1.3/CRS84", [4.886_912_3, 45.697_7])]
#[case("EPSG/0/4326", [45.697_7, 4.886_912_3])]
#[case("EPSG/0/3857", [544_008.589, 5_732_037.069])]
#[case("EPSG/0/2154", [846_821.946, 6_512_657.605])]
#[tokio::test]
async fn items_are_sent_in_the_system_that_is_asked_for(
    #[case] system: &str,
    #[case] coordinates: [f64; 2],
) {
    let shelf = Shelf::start(Engine::Sqlite).await;
    for number in 1..=2 {
        shelf.label(number, content()).await;
    }
    shelf.label(3, online()).await;
    let visitor = shelf.app.visitor();

    let first = visitor
        .get(&format!("{ITEMS}?crs={SYSTEMS}/{system}&limit=1"))
        .await;

    let named = format!("{SYSTEMS}/{system}");
    assert_eq!(content_crs(&first), Some(named.as_str()));
    let next = path_of(&shelf, &link(&first.json(), "next").unwrap());
    let second = visitor.get(&next).await;
    assert_eq!(content_crs(&second), Some(named.as_str()));
    for page in [first.json(), second.json()] {
        let shown = &page["features"][0]["geometry"]["coordinates"];
        assert_eq!(*shown, json!(coordinates), "{system}");
    }
    let next = path_of(&shelf, &link(&second.json(), "next").unwrap());
    let last = visitor.get(&next).await.json();
    assert_eq!(last["features"][0]["geometry"], Value::Null);
}

#[rstest]
#[tokio::test]
async fn items_without_a_named_system_are_in_degrees() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;

    let answer = shelf.app.visitor().get(ITEMS).await;

    let default = format!("{SYSTEMS}/OGC/1.3/CRS84");
    assert_eq!(content_crs(&answer), Some(default.as_str()));
    let exposed = answer.header(header::ACCESS_CONTROL_EXPOSE_HEADERS);
    assert!(exposed.unwrap().contains("Content-Crs"));
}

#[rstest]
#[case("OGC/1.3/CRS84", "4.8,45.6,5,45.8", 1)]
#[case("EPSG/0/4326", "45.6,4.8,45.8,5", 1)]
#[case("EPSG/0/4326", "4.8,45.6,5,45.8", 0)]
#[case("EPSG/0/3857", "544008.58,5732037.06,544008.6,5732037.08", 1)]
#[case("EPSG/0/3857", "544008.6,5732037.06,544009,5732037.08", 0)]
#[case("EPSG/0/2154", "846821.94,6512657.6,846821.95,6512657.61", 1)]
#[case("EPSG/0/2154", "846821.94,6512657.6,0,846821.95,6512657.61,300", 1)]
#[case("EPSG/0/2154", "846821.95,6512657.6,846822,6512657.61", 0)]
#[case("EPSG/0/2975", "0,0,1000000,10000000", 0)]
#[tokio::test]
async fn a_box_is_read_in_its_system(
    #[case] system: &str,
    #[case] bbox: &str,
    #[case] matched: u64,
) {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    shelf.label(2, online()).await;
    let visitor = shelf.app.visitor();

    let page = visitor
        .get(&format!("{ITEMS}?bbox={bbox}&bbox-crs={SYSTEMS}/{system}"))
        .await
        .json();

    assert_eq!(page["numberMatched"].as_u64(), Some(matched), "{page}");
    let this = path_of(&shelf, &link(&page, "self").unwrap());
    assert_eq!(visitor.get(&this).await.json(), page);
}

#[rstest]
#[case("region = '84'", 2)]
#[case("region <> '84'", 0)]
#[case("attendance = 'on_site'", 1)]
#[case("NOT attendance = 'on_site'", 1)]
#[case(
    "\"region\" = '84' and (kind = 'webinar' OR kind = 'company_visit')",
    2
)]
#[case("region = '84' AND kind = 'webinar' OR kind = 'company_visit'", 2)]
#[case("city = 'Vénissieux'", 1)]
// That of the online event is not known.
#[case("NOT city = 'Vénissieux'", 0)]
#[case("city = 'Vénissieux' OR region = '84'", 2)]
#[case("city IS NULL", 1)]
#[case("city IS NOT NULL", 1)]
#[case("age_min <= 12", 0)]
#[case("age_min IS NULL OR age_min <= 12", 2)]
#[case("begin >= TIMESTAMP('2018-03-26T07:00:00Z')", 2)]
#[case("begin < TIMESTAMP('2018-03-26T07:00:00Z')", 0)]
#[case("begin = DATE('2018-03-26')", 2)]
#[case("DATE('2018-03-26') < begin", 0)]
// In the address, `%25` is `%` and `%5C` a backslash.
#[case("city LIKE 'V_nissieux'", 1)]
#[case("city LIKE 'v%25'", 0)]
#[case("city NOT LIKE 'v%25'", 1)]
#[case("CASEI(city) LIKE CASEI('VÉNI%25')", 1)]
#[case("CASEI(city) = 'vénissieux'", 1)]
#[case("city LIKE '%25%5C%25'", 0)]
#[case("kind IN ('webinar', 'company_visit')", 2)]
#[case("kind NOT IN ('webinar', 'other')", 1)]
#[case("CASEI(city) IN (CASEI('LYON'), CASEI('VÉNISSIEUX'))", 1)]
#[case("city NOT IN ('Lyon')", 1)]
#[case("begin IN (DATE('2018-03-26'), DATE('2018-03-27'))", 2)]
#[case("begin IN ('2018-03-26')", 2)]
#[case(
    "begin BETWEEN DATE('2018-03-25') AND TIMESTAMP('2018-03-26T23:00:00Z')",
    2
)]
#[case("begin NOT BETWEEN DATE('2018-03-25') AND DATE('2018-03-26')", 0)]
#[case("age_min NOT BETWEEN 6 AND 12", 0)]
#[case(
    "{\"op\":\"in\",\"args\":[{\"property\":\"kind\"},[\"webinar\"]]}&filter-lang=cql2-json",
    1
)]
#[case("geometry IS NULL", 1)]
#[case("S_INTERSECTS(geometry, BBOX(4.8,45.6,5,45.8))", 1)]
#[case("S_INTERSECTS(geometry, POINT(4.8869123 45.6977))", 1)]
#[case("NOT S_INTERSECTS(geometry, BBOX(4.8,45.6,4.85,45.8))", 1)]
#[case(
    "S_INTERSECTS(geometry, BBOX(45.6,4.8,45.8,5))&filter-crs=http://www.opengis.net/def/crs/EPSG/0/4326",
    1
)]
#[case(
    "S_INTERSECTS(geometry, POINT(846821.946 6512657.605))&filter-crs=http://www.opengis.net/def/crs/EPSG/0/2154",
    1
)]
#[case(
    "{\"op\":\"=\",\"args\":[{\"property\":\"kind\"},\"webinar\"]}&filter-lang=cql2-json",
    1
)]
#[case("city IS NULL&kind=company_visit", 0)]
#[case("FALSE", 0)]
#[tokio::test]
async fn an_expression_is_true_of_each_item(#[case] filter: &str, #[case] matched: u64) {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    shelf.label(2, online()).await;
    let visitor = shelf.app.visitor();

    let page = visitor
        .get(&format!("{ITEMS}?filter={filter}"))
        .await
        .json();

    assert_eq!(page["numberMatched"].as_u64(), Some(matched), "{page}");
    let this = path_of(&shelf, &link(&page, "self").unwrap());
    assert_eq!(visitor.get(&this).await.json(), page);
}

#[rstest]
#[tokio::test]
async fn a_fault_of_an_expression_is_located() {
    let shelf = Shelf::start(Engine::Sqlite).await;

    let answer = shelf
        .app
        .visitor()
        .get(&format!("{ITEMS}?filter=region = '84' AND colour = 'red'"))
        .await;

    let problem = answer.refused(Code::InvalidParameter);
    assert_eq!(problem.errors[0].pointer, "/filter");
    assert!(
        problem.errors[0]
            .detail
            .starts_with("character 19: `colour`")
    );
}

#[rstest]
#[case("filter=region = 84", Code::InvalidParameter)]
#[case("filter=TRUE&filter-lang=cql-text", Code::InvalidParameter)]
#[case("filter=TRUE&filter-crs=EPSG:2154", Code::InvalidParameter)]
#[case("crs=EPSG:2154", Code::InvalidParameter)]
#[case("bbox=4,45,5,46&bbox-crs=EPSG:4326", Code::InvalidParameter)]
#[case("limit=0", Code::InvalidParameter)]
#[case("bbox=5,45,4", Code::InvalidParameter)]
#[case("datetime=yesterday", Code::InvalidParameter)]
#[case("kind=siesta", Code::InvalidParameter)]
#[case("edition=1999", Code::InvalidParameter)]
#[case("sort=next", Code::UnknownParameter)]
#[case("cursor=abc", Code::InvalidCursor)]
#[tokio::test]
async fn an_invalid_query_is_rejected(#[case] query: &str, #[case] code: Code) {
    let shelf = Shelf::start(Engine::Sqlite).await;

    shelf
        .app
        .visitor()
        .get(&format!("{ITEMS}?{query}"))
        .await
        .refused(code);
}

#[rstest]
#[tokio::test]
async fn a_cursor_is_valid_for_its_own_filters_only() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    for number in 1..=3 {
        shelf.label(number, content()).await;
    }
    let visitor = shelf.app.visitor();
    let first = visitor
        .get(&format!("{ITEMS}?limit=1&region=84"))
        .await
        .json();
    let next = path_of(&shelf, &link(&first, "next").unwrap());

    visitor
        .get(&next.replace("region=84", "region=93"))
        .await
        .refused(Code::InvalidCursor);
    visitor
        .get(&next.replace("/events/", "/events-2018/"))
        .await
        .refused(Code::InvalidCursor);
}

#[rstest]
#[tokio::test]
async fn a_vocabulary_term_of_any_edition_is_accepted() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.app.put_edition(&edition_2017());
    shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();
    let matched = async |path: String| visitor.get(&path).await.json()["numberMatched"].clone();

    assert_eq!(matched(format!("{ITEMS}?kind=parade")).await, 0);
    assert_eq!(
        matched(format!("{ITEMS}?kind=parade,company_visit")).await,
        1
    );
    assert_eq!(matched(format!("{ITEMS}?edition=2017")).await, 0);
    assert_eq!(
        matched("/ogc/collections/events-2018/items?kind=parade".to_owned()).await,
        0
    );
    assert_eq!(
        matched("/ogc/collections/events-2018/items?edition=2017".to_owned()).await,
        0
    );
}

#[rstest]
#[tokio::test]
async fn html_pages_are_paged_too() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    for number in 1..=3 {
        shelf
            .label(
                number,
                content_with(json!({ "title": format!("Visite numéro {number}") })),
            )
            .await;
    }

    let page = shelf
        .app
        .visitor()
        .get(&format!("{ITEMS}?limit=2&f=html"))
        .await;

    assert!(page.text.contains("Visite numéro 2") && !page.text.contains("Visite numéro 3"));
    let next = page
        .text
        .split("rel=\"next\"")
        .nth(1)
        .and_then(|rest| rest.split('"').nth(3));
    let next = next.unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let second = shelf.app.visitor().get(&path_of(&shelf, &next)).await;
    assert!(second.text.contains("Visite numéro 3"), "{next}");
}
