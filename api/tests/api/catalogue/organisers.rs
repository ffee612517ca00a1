use super::{Shelf, content, content_with};
use crate::support::Engine;
use rstest::rstest;
use serde_json::{Value, json};
use shared::problem::Code;

const EVENTS: &str = "/api/v1/catalogue/events";

fn by(organiser: &Value) -> Value {
    content_with(json!({ "organiser": organiser }))
}

#[rstest]
#[tokio::test]
async fn everything_of_one_organiser_is_found_alike_in_every_format(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    shelf.label(1, content()).await;
    let of_members = json!({ "name": "Union des fonderies", "kind": "company", "onBehalfOf": "FONDERIE  Durand", "coOrganisers": [] });
    shelf.label(2, by(&of_members)).await;
    let together = json!({ "name": "Lycée Diderot", "kind": "company", "coOrganisers": ["Fonderie Durand", "Mairie"] });
    shelf.label(3, by(&together)).await;
    let others =
        json!({ "name": "Fonderie Durand et fils", "kind": "company", "coOrganisers": [] });
    shelf.label(4, by(&others)).await;
    let visitor = shelf.app.visitor();
    let slugs = async |query: &str| {
        let page = visitor.get(&format!("{EVENTS}?{query}")).await.json();
        let mut slugs: Vec<_> = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["slug"].as_str().unwrap().to_owned())
            .collect();
        slugs.sort_unstable();
        slugs
    };

    assert_eq!(
        slugs("organiser=fonderie-durand").await,
        ["visite-1", "visite-2", "visite-3"]
    );
    assert_eq!(
        slugs("organiser=mairie,union-des-fonderies").await,
        ["visite-2", "visite-3"]
    );
    assert_eq!(slugs("organiser=personne").await, Vec::<String>::new());
    for (path, mark) in [
        (format!("{EVENTS}.atom"), "<entry"),
        (format!("{EVENTS}.ics"), "BEGIN:VEVENT"),
        (format!("{EVENTS}.geojson"), "\"Point\""),
        ("/ogc/collections/events/items".to_owned(), "\"Point\""),
    ] {
        let answer = visitor
            .get(&format!("{path}?organiser=fonderie-durand"))
            .await;
        assert_eq!(
            answer.text.matches(mark).count(),
            3,
            "{path}: {}",
            answer.text
        );
    }
    let page = visitor.get("/evenements/2018/visite-1").await;
    let link = r#"href="/evenements?edition=2018&#38;organiser=fonderie-durand""#;
    let plain = r#"href="/evenements?edition=2018&amp;organiser=fonderie-durand""#;
    assert!(
        page.text.contains(link) || page.text.contains(plain),
        "{}",
        page.text
    );
    let list = visitor.get("/evenements?organiser=fonderie-durand").await;
    assert_eq!(list.status.as_u16(), 200);
    assert!(list.text.contains("fonderie durand"), "the filter is named");
    let problem = visitor
        .get(&format!("{EVENTS}?organiser=Fonderie"))
        .await
        .refused(Code::InvalidParameter);
    assert_eq!(problem.errors[0].pointer, "/organiser");
}
