//! Texts that the form accepts, in the answers of programs that are not exports: features, linked data, agendas, dumps.

use crate::catalogue::{Shelf, content_with};
use crate::site::described;
use crate::support::Engine;
use flate2::read::GzDecoder;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use reqwest::Method;
use serde_json::{Value, json};
use shared::event::limits;
use shared::text::{Limits, markdown};
use std::collections::HashMap;
use std::io::Read as _;

/// Number of events; each has texts of its own.
const EVENTS: u8 = 60;

/// The user-written texts of an event, as they are stored.
#[derive(Debug, Clone)]
struct Texts {
    slug: String,
    title: String,
    summary: String,
    description: String,
    organiser: String,
}

/// Texts that these limits accept, with characters that JSON, HTML or a script must escape or may not contain.
fn accepted(limits: Limits) -> impl Strategy<Value = String> {
    let sign = prop_oneof![
        4 => prop::char::range('a', 'z'),
        3 => prop::sample::select(vec![
            ' ', '"', '\'', '\\', '/', '<', '>', '&', '{', ']', '`', '$', '\n', '\r', '\t', '\u{85}', '\u{a0}', '\u{ad}',
            '\u{301}', '\u{200b}', '\u{2028}', '\u{2029}', '\u{202e}', '\u{feff}', '\u{f0b7}', '\u{fffd}', '\u{fffe}',
            '\u{ffff}', '\u{1fffe}', '₂', '→', '✔', 'ﬁ', 'Ω', '🏭', 'م', '工',
        ]),
        1 => any::<char>(),
        1 => prop::sample::select(vec!['<', '!', '-', '/', '>']),
    ];
    prop::collection::vec(sign, 0..60).prop_filter_map("accepted by entry", move |signs| {
        let raw = format!(
            "Visite guidée des ateliers </script><!-- {}",
            signs.into_iter().collect::<String>()
        );
        limits.read("/text", &raw).ok().flatten()
    })
}

/// A shelf with events of drawn texts, and the texts of each event by its id.
async fn drawn() -> (Shelf, HashMap<String, Texts>) {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let mut runner = TestRunner::deterministic();
    let mut draw = |limits: Limits| {
        let tree = accepted(limits).new_tree(&mut runner).expect("a text");
        tree.current()
    };
    let (mut stored, mut last) = (HashMap::new(), 0);
    for number in 1..=EVENTS {
        let texts = Texts {
            slug: format!("visite-{number}"),
            title: draw(limits::TITLE),
            summary: draw(limits::SUMMARY),
            description: draw(limits::DESCRIPTION),
            organiser: draw(limits::NAME),
        };
        let content = content_with(json!({
            "title": texts.title,
            "summary": texts.summary,
            "description": texts.description,
            "organiser": { "name": texts.organiser, "kind": "company", "coOrganisers": [] },
        }));
        let (id, seq) = shelf.label_now(number, content);
        last = seq;
        stored.insert(id.to_string(), texts);
    }
    shelf.app.platform.live.reached(last).await;
    (shelf, stored)
}

/// Content of a dump.
async fn dump(shelf: &Shelf, name: &str) -> String {
    let request = shelf
        .app
        .visitor()
        .request(Method::GET, &format!("/opendata/{name}"));
    let packed = request.send().await.unwrap().bytes().await.unwrap();
    let mut text = String::new();
    GzDecoder::new(&*packed).read_to_string(&mut text).unwrap();
    text
}

/// Compares the features of a collection with the texts of their events.
fn compare_features(collection: &Value, stored: &HashMap<String, Texts>) {
    let features = collection["features"].as_array().expect("features");
    assert_eq!(features.len(), stored.len());
    for feature in features {
        let texts = &stored[feature["id"].as_str().expect("an id")];
        let properties = &feature["properties"];
        assert_eq!(properties["title"], texts.title);
        assert_eq!(properties["summary"], texts.summary);
        assert_eq!(
            properties["description"],
            *markdown::plain(&texts.description)
        );
        assert_eq!(properties["organiser"], texts.organiser);
    }
}

#[tokio::test]
async fn features_and_dumps_have_the_texts_as_they_are() {
    let (shelf, stored) = drawn().await;

    let items = shelf
        .app
        .visitor()
        .get("/ogc/collections/events/items?limit=1000&f=json")
        .await
        .json();
    compare_features(&items, &stored);
    let file = dump(&shelf, "evenements-2018.geojson.gz").await;
    compare_features(&serde_json::from_str(&file).unwrap(), &stored);
    let file = dump(&shelf, "evenements-2018.ndjson.gz").await;
    // Line separators of Unicode end no line of the file.
    let lines: Vec<_> = file.trim_end_matches('\n').split('\n').collect();
    assert_eq!(lines.len(), stored.len());
    for line in lines {
        let event: Value = serde_json::from_str(line).unwrap();
        let texts = &stored[event["id"].as_str().expect("an id")];
        assert_eq!(event["title"], texts.title);
        assert_eq!(event["summary"], texts.summary);
        assert_eq!(event["description"], texts.description);
        assert_eq!(event["organiser"]["name"], texts.organiser);
    }
}

#[tokio::test]
async fn linked_data_and_agendas_have_the_texts_as_they_are() {
    let (shelf, stored) = drawn().await;
    let visitor = shelf.app.visitor();
    let agenda = visitor.get("/v2/agendas?slug=2018").await.json();
    let uid = agenda["agendas"][0]["uid"].as_i64().expect("a number");

    let list = visitor
        .get(&format!(
            "/v2/agendas/{uid}/events?size=300&detailed=1&monolingual=fr"
        ))
        .await
        .json();

    let events = list["events"].as_array().expect("events");
    assert_eq!(events.len(), stored.len());
    let by_slug: HashMap<_, _> = stored
        .values()
        .map(|texts| (texts.slug.as_str(), texts))
        .collect();
    for event in events {
        let slug = event["slug"].as_str().expect("a slug");
        let texts = by_slug[slug];
        assert_eq!(event["title"], texts.title);
        assert_eq!(event["description"], texts.summary);
        assert_eq!(event["longDescription"], texts.description);
        let page = visitor.get(&format!("/evenements/2018/{slug}")).await.text;
        // The script ends where it should, and is JSON.
        let data = described(&page, "Event");
        assert_eq!(data["name"], texts.title);
        let more = markdown::plain(&texts.description);
        assert_eq!(data["description"], format!("{}\n\n{more}", texts.summary));
    }
}
