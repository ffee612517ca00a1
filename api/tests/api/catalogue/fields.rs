//! Members and language of the events that a reader asks for.

use super::{Shelf, content, content_with};
use crate::support::{Answer, Engine};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::problem::Code;

const LIST: &str = "/api/v1/catalogue/events";

fn names(object: &Value) -> Vec<&str> {
    let members = object.as_object().expect("an object");
    members.keys().map(String::as_str).collect()
}

#[rstest]
#[tokio::test]
async fn an_answer_has_the_fields_that_are_asked_for(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let id = shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();
    let whole = visitor.get(&format!("{LIST}/{id}")).await.json();

    for path in [
        format!("{LIST}/{id}"),
        "/api/v1/catalogue/editions/2018/events/visite-1".to_owned(),
    ] {
        let some = visitor
            .get(&format!("{path}?fields=venue,title,nextBegin,conditions"))
            .await
            .json();
        // `conditions` is absent from the event.
        let expected = json!({
            "title": whole["title"], "venue": whole["venue"], "nextBegin": whole["nextBegin"]
        });
        assert_eq!(some, expected, "{path}");
        // The answer that was kept first is still the whole one.
        assert_eq!(visitor.get(&path).await.json(), whole, "{path}");
    }

    let page = visitor
        .get(&format!("{LIST}?fields=id,title,kindLabel&count=true"))
        .await
        .json();
    assert_eq!(page["total"], 1);
    assert_eq!(
        page["items"],
        json!([{ "id": id, "title": whole["title"], "kindLabel": whole["kindLabel"] }])
    );

    let collection = visitor
        .get(&format!("{LIST}.geojson?fields=title,url"))
        .await
        .json();
    let feature = &collection["features"][0];
    assert_eq!(
        feature["properties"],
        json!({ "url": whole["url"], "title": whole["title"] })
    );
    assert!(feature["geometry"].is_object());
    let all = visitor.get(&format!("{LIST}.geojson")).await.json();
    let all = names(&all["features"][0]["properties"]).len();
    assert!(all > 20, "{all}");
}

#[rstest]
#[tokio::test]
async fn labels_are_in_the_language_that_is_asked_for() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();

    for path in [
        format!("{LIST}/{id}?"),
        format!("{LIST}?fields=kindLabel,audienceLabels&"),
    ] {
        let mut shown = Vec::new();
        for lang in ["fr", "en"] {
            let answer = visitor.get(&format!("{path}lang={lang}")).await.json();
            let event = answer.get("items").map_or(&answer, |items| &items[0]);
            shown.push((event["kindLabel"].clone(), event["audienceLabels"].clone()));
        }
        assert_eq!(
            shown,
            [
                (json!("Visite d’entreprise"), json!(["Scolaires"])),
                (json!("Company visit"), json!(["Pupils"])),
            ],
            "{path}"
        );
    }
}

#[rstest]
#[tokio::test]
async fn each_choice_has_a_tag_of_its_own() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();
    let mut tags = Vec::new();

    for query in ["", "?fields=id,title", "?fields=title,id", "?lang=en"] {
        let path = format!("{LIST}/{id}{query}");
        let answer = visitor.get(&path).await;
        let tag = answer.header(header::ETAG).expect("a tag").to_owned();
        let again = visitor
            .request(Method::GET, &path)
            .header(header::IF_NONE_MATCH, &tag);
        assert_eq!(Answer::of(again).await.status.as_u16(), 304, "{query}");
        tags.push(tag);
    }

    assert_eq!(tags[1], tags[2]);
    tags.sort_unstable();
    tags.dedup();
    assert_eq!(tags.len(), 3);
}

#[rstest]
#[tokio::test]
async fn the_next_page_has_the_same_fields() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    for number in 1..=3 {
        shelf
            .label(
                number,
                content_with(json!({ "title": format!("Visite {number}") })),
            )
            .await;
    }
    let visitor = shelf.app.visitor();

    let first = visitor
        .get(&format!("{LIST}?limit=2&fields=title&lang=en"))
        .await;
    let link = first.header(header::LINK).expect("a link").to_owned();
    let (_, rest) = link.split_once(", <").expect("a second link");
    let (next, _) = rest.split_once('>').expect("the end of the address");
    let second = visitor.get(next).await.json();

    assert!(next.contains("fields=title&lang=en"), "{next}");
    assert_eq!(names(&second["items"][0]), ["title"]);
}

#[rstest]
#[case("fields=colour", "/fields")]
#[case("fields=title,", "/fields")]
#[case("fields=contact", "/fields")]
#[case("lang=de", "/lang")]
#[case("lang=fr-FR", "/lang")]
#[tokio::test]
async fn an_unknown_field_or_language_is_refused(#[case] query: &str, #[case] pointer: &str) {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();
    let mut paths = vec![
        LIST.to_owned(),
        format!("{LIST}/{id}"),
        "/api/v1/catalogue/editions/2018/events/visite-1".to_owned(),
    ];
    if pointer == "/fields" {
        paths.push(format!("{LIST}.geojson"));
    }

    for path in paths {
        let answer = visitor.get(&format!("{path}?{query}")).await;
        let problem = answer.refused(Code::InvalidParameter);
        assert_eq!(problem.errors[0].pointer, pointer, "{path}");
    }
}
