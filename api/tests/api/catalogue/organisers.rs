use super::{Shelf, content, content_with};
use crate::support::Engine;
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::OrganiserMatch;
use shared::problem::Code;

const EVENTS: &str = "/api/v1/catalogue/events";
const ORGANISERS: &str = "/api/v1/catalogue/organisers";

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
    let named = "Retirer le filtre : Organisateur : Fonderie Durand";
    let spaced = list.text.replace(['\u{a0}', '\u{202f}'], " ");
    assert!(spaced.contains(named), "the filter is named");
    let problem = visitor
        .get(&format!("{EVENTS}?organiser=Fonderie"))
        .await
        .refused(Code::InvalidParameter);
    assert_eq!(problem.errors[0].pointer, "/organiser");
}

#[rstest]
#[tokio::test]
async fn organisers_are_proposed_by_the_words_of_their_names(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let alone = |name: &str| json!({ "name": name, "kind": "company", "coOrganisers": [], "siret": "55210055400013" });
    shelf.label(1, by(&alone("Ateliers de l’Isère"))).await;
    shelf.label(2, content()).await;
    let together =
        json!({ "name": "S.N.C.F.", "kind": "company", "coOrganisers": ["FONDERIE Durand"] });
    shelf.label(3, by(&together)).await;
    let visitor = shelf.app.visitor();
    let found = async |query: &str| {
        let found: Vec<OrganiserMatch> =
            visitor.get(&format!("{ORGANISERS}?{query}")).await.ok(200);
        found
            .into_iter()
            .map(|it| format!("{} {} {}", it.value, it.name, it.count))
            .collect::<Vec<_>>()
    };

    assert_eq!(
        found("q=fond").await,
        ["fonderie-durand Fonderie Durand 2"],
        "as the oldest event writes it"
    );
    assert_eq!(
        found("q=ISERE&edition=2018").await,
        ["ateliers-de-l-isere Ateliers de l’Isère 1"]
    );
    assert_eq!(found("q=sncf").await, ["s-n-c-f S.N.C.F. 1"]);
    for nothing in ["q=onderie", "q=fonderie+isere", "q=5521", "q=%3F"] {
        assert_eq!(found(nothing).await, Vec::<String>::new(), "{nothing}");
    }
    for (query, code, pointer) in [
        ("edition=2018", Code::InvalidParameter, "/q"),
        ("q=a&edition=1999", Code::InvalidParameter, "/edition"),
        ("q=a&limit=101", Code::InvalidParameter, "/limit"),
        ("q=a&kind=workshop", Code::UnknownParameter, "/kind"),
    ] {
        let problem = visitor
            .get(&format!("{ORGANISERS}?{query}"))
            .await
            .refused(code);
        assert_eq!(problem.errors[0].pointer, pointer);
    }
    let long = format!("{ORGANISERS}?q={}", "e".repeat(101));
    visitor.get(&long).await.refused(Code::InvalidParameter);
}

#[rstest]
#[tokio::test]
async fn the_organisers_with_the_most_events_come_first_up_to_the_limit() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    for (number, name) in [
        (1, "Forge A"),
        (2, "Forge B"),
        (3, "Forge B"),
        (4, "Forge C"),
    ] {
        let organiser = json!({ "name": name, "kind": "company", "coOrganisers": [] });
        shelf.label(number, by(&organiser)).await;
    }
    let visitor = shelf.app.visitor();

    let first: Vec<OrganiserMatch> = visitor
        .get(&format!("{ORGANISERS}?q=forge&limit=2"))
        .await
        .ok(200);

    let first: Vec<_> = first
        .iter()
        .map(|it| (it.name.as_str(), it.count))
        .collect();
    assert_eq!(first, [("Forge B", 2), ("Forge A", 1)]);
}
