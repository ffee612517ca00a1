//! OpenAgenda v2: agendas, events, places, counts and exports, as its clients ask for them, and what they write.

mod bad_input;
mod counts;
mod errors;
mod events;
mod exports;
mod filters;
mod members;
mod numbers;
mod own_places;
mod places;
mod program;
mod tokens;
mod writing;

use crate::catalogue::{Shelf, content, content_with, online};
use crate::support::{Answer, Engine};
use serde_json::{Value, json};

/// The number of the agenda of 2018.
async fn agenda(shelf: &Shelf) -> i64 {
    let answer = shelf.app.visitor().get("/v2/agendas?slug=2018").await;
    answer.json()["agendas"][0]["uid"]
        .as_i64()
        .expect("a number")
}

/// The answer to a request to the agenda of 2018, at a path below it.
async fn read(shelf: &Shelf, below: &str) -> Answer {
    let uid = agenda(shelf).await;
    shelf
        .app
        .visitor()
        .get(&format!("/v2/agendas/{uid}{below}"))
        .await
}

/// A page of events.
async fn events(shelf: &Shelf, query: &str) -> Value {
    let answer = read(shelf, &format!("/events?{query}")).await;
    assert_eq!(answer.status.as_u16(), 200, "{query}: {}", answer.text);
    answer.json()
}

/// The slugs of the events of a list, in its order.
fn slugs(list: &Value) -> Vec<String> {
    let all = list["events"].as_array().expect("events");
    let slug = |event: &Value| event["slug"].as_str().expect("a slug").to_owned();
    all.iter().map(slug).collect()
}

/// Three events: a visit in Vénissieux on 26 March, one in Lyon on 27 March, and a webinar.
async fn three(engine: Engine) -> Shelf {
    let shelf = Shelf::start(engine).await;
    shelf.label(1, content()).await;
    shelf.label(2, in_lyon()).await;
    shelf.label(3, online()).await;
    shelf
}

fn in_lyon() -> Value {
    content_with(json!({
        "title": "Atelier de tissage",
        "kind": "workshop",
        "audiences": ["general_public"],
        "topics": [],
        "accessibility": [],
        "venue": {
            "name": "Atelier", "address": "2 rue de la Soie", "postalCode": "69003", "insee": "69383", "city": "Lyon",
            "department": "69", "departmentName": "Rhône", "region": "84", "regionName": "Auvergne-Rhône-Alpes",
            "position": { "lon": 4.85, "lat": 45.76 }
        },
        "age": { "min": 12 },
        "occurrences": [
            { "begin": "2018-03-27T14:00:00+02:00", "end": "2018-03-27T16:00:00+02:00" },
            { "begin": "2018-03-28T14:00:00+02:00", "end": "2018-03-28T16:00:00+02:00" }
        ]
    }))
}
