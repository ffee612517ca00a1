//! The states of occurrences in everything that the public reads.

use crate::catalogue::{Shelf, content_with};
use crate::support::Engine;
use chrono::TimeDelta;
use serde_json::{Value, json};
use shared::label::LabelState;

const EVENTS: &str = "/api/v1/catalogue/events";
const PAGE: &str = "/evenements/2018/visite-1";

/// Three dates: the first cancelled, the second full, the third moved by a day, with four places left.
fn three_states() -> Value {
    content_with(json!({
        "accessMode": "registration",
        "occurrences": [
            { "begin": "2018-03-26T09:00:00+02:00", "end": "2018-03-26T11:00:00+02:00", "state": "cancelled" },
            { "begin": "2018-03-27T09:00:00+02:00", "end": "2018-03-27T11:00:00+02:00", "state": "full", "capacity": 30 },
            {
                "begin": "2018-03-29T09:00:00+02:00", "end": "2018-03-29T11:00:00+02:00", "state": "moved", "placesLeft": 4,
                "previousBegin": "2018-03-28T09:00:00+02:00", "previousEnd": "2018-03-28T11:00:00+02:00"
            }
        ]
    }))
}

async fn text(shelf: &Shelf, path: &str) -> String {
    let answer = shelf.app.visitor().get(path).await;
    assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text);
    answer.text.replace(['\u{a0}', '\u{202f}'], " ")
}

async fn read(shelf: &Shelf, path: &str) -> Value {
    serde_json::from_str(&text(shelf, path).await).expect("JSON")
}

/// Slugs of the events that a query finds.
async fn found(shelf: &Shelf, query: &str) -> Vec<String> {
    let list = read(shelf, &format!("{EVENTS}?{query}")).await;
    let items = list["items"].as_array().expect("items");
    let slugs = items
        .iter()
        .map(|event| event["slug"].as_str().expect("a slug").to_owned());
    slugs.collect()
}

#[tokio::test]
async fn the_list_goes_by_the_dates_that_take_place() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, three_states()).await;

    let list = read(&shelf, EVENTS).await;
    let listed = &list["items"][0];
    let event = read(&shelf, &format!("{EVENTS}/{id}")).await;

    for shown in [listed, &event] {
        assert_eq!(shown["lifeStatus"], "scheduled");
        assert_eq!(shown["nextBegin"], "2018-03-27T09:00:00+02:00");
        assert_eq!(shown["nextState"], "full");
        assert_eq!(shown["nextPlacesLeft"], Value::Null);
    }
    assert_eq!(listed["firstBegin"], "2018-03-27T09:00:00+02:00");
    let counts = ["occurrenceCount", "cancelledCount", "fullCount"];
    assert_eq!(
        counts.map(|name| listed[name].clone()),
        [2, 1, 1].map(|n| json!(n))
    );
    assert_eq!(event["occurrences"], three_states()["occurrences"]);
    let facts = text(&shelf, "/evenements").await;
    assert!(
        facts.contains("2 séances, dont 1 complète · 1 séance annulée"),
        "{facts}"
    );
}

#[tokio::test]
async fn a_date_that_is_cancelled_is_no_day_of_the_event() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, three_states()).await;

    assert!(
        found(&shelf, "from=2018-03-26&to=2018-03-26")
            .await
            .is_empty()
    );
    assert!(
        found(&shelf, "from=2018-03-28&to=2018-03-28")
            .await
            .is_empty()
    );
    assert_eq!(
        found(&shelf, "from=2018-03-29&to=2018-03-29").await,
        ["visite-1"]
    );
}

#[tokio::test]
async fn an_event_is_available_until_its_last_open_date_has_ended() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, three_states()).await;
    shelf
        .label(
            2,
            content_with(json!({ "occurrences": [
                { "begin": "2018-03-27T09:00:00+02:00", "end": "2018-03-27T11:00:00+02:00", "state": "full" },
                { "begin": "2018-03-28T09:00:00+02:00", "end": "2018-03-28T11:00:00+02:00", "state": "cancelled" }
            ] })),
        )
        .await;

    assert_eq!(found(&shelf, "available=true").await, ["visite-1"]);
    assert_eq!(
        found(&shelf, "available=false").await,
        ["visite-1", "visite-2"]
    );
    assert_eq!(found(&shelf, "status=full").await, ["visite-2"]);
    let facets = read(&shelf, "/api/v1/catalogue/facets?facet=available").await;
    assert_eq!(
        facets["facets"][0],
        json!({
            "parameter": "available",
            "values": [{ "value": "true", "label": "Encore des places", "count": 1 }]
        })
    );
    let page = text(&shelf, "/evenements?available=true").await;
    assert!(page.contains("Retirer le filtre : Encore des places"));
    assert_eq!(page.matches("class=\"card__link\"").count(), 1);
    shelf.change(id, LabelState::Labelled, "postponed").await;
    assert!(found(&shelf, "available=true").await.is_empty());
    shelf.change(id, LabelState::Labelled, "moved_online").await;
    assert_eq!(found(&shelf, "available=true").await, ["visite-1"]);
    // 29 March, 11 o'clock.
    shelf.app.clock.advance(TimeDelta::days(52));
    assert!(found(&shelf, "available=true").await.is_empty());
}

#[tokio::test]
async fn a_cancelled_event_has_no_other_date() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, three_states()).await;

    shelf.change(id, LabelState::Labelled, "cancelled").await;

    let event = read(&shelf, &format!("{EVENTS}/{id}")).await;
    let states: Vec<_> = event["occurrences"]
        .as_array()
        .expect("occurrences")
        .iter()
        .map(|occurrence| {
            (
                occurrence["state"].clone(),
                occurrence["placesLeft"].clone(),
            )
        })
        .collect();
    assert_eq!(states, vec![(json!("cancelled"), Value::Null); 3]);
    // It keeps its place in the list.
    assert_eq!(event["nextBegin"], "2018-03-26T09:00:00+02:00");
}

#[tokio::test]
async fn the_page_says_the_state_of_each_date() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, three_states()).await;

    let html = text(&shelf, PAGE).await;

    let times = html.split_once("<ul class=\"times\">").expect("times").1;
    let rows: Vec<&str> = times
        .split("<li class=\"times__item")
        .skip(1)
        .take(3)
        .collect();
    for (row, words) in rows.iter().zip([
        "Séance annulée",
        "Complet",
        "Séance déplacée, annoncée d’abord mercredi 28 mars 2018, de 9 h à 11 h · Il reste 4 places",
    ]) {
        assert!(row.contains(words), "{words} in {row}");
    }
    assert!(
        html.contains("2 séances"),
        "the preview counts the dates that take place"
    );
}

#[tokio::test]
async fn search_engines_read_the_state_of_each_date() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, three_states()).await;
    let html = shelf.app.visitor().get(PAGE).await.text;
    let script = html
        .split("<script type=\"application/ld+json\">")
        .skip(1)
        .filter_map(|rest| rest.split_once("</script>"))
        .map(|(script, _)| serde_json::from_str::<Value>(script).expect("JSON"))
        .find(|data| data["@type"] == "Event")
        .expect("an event");

    let all = script["subEvent"].as_array().expect("dates");
    let of = |name: &str| -> Vec<Value> { all.iter().map(|date| date[name].clone()).collect() };
    assert_eq!(
        of("eventStatus"),
        ["Cancelled", "Scheduled", "Rescheduled"]
            .map(|status| json!(format!("https://schema.org/Event{status}")))
    );
    assert_eq!(
        of("remainingAttendeeCapacity"),
        [Value::Null, json!(0), json!(4)]
    );
    assert_eq!(
        of("maximumAttendeeCapacity"),
        [Value::Null, json!(30), Value::Null]
    );
    assert_eq!(
        of("previousStartDate"),
        [Value::Null, Value::Null, json!("2018-03-28T09:00:00+02:00")]
    );
    assert_eq!(script["startDate"], "2018-03-27T09:00:00+02:00");
    assert_eq!(
        script["offers"]["availability"],
        "https://schema.org/InStock"
    );
}

#[tokio::test]
async fn a_calendar_cancels_only_the_cancelled_date() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, three_states()).await;

    let calendar = text(&shelf, &format!("{EVENTS}.ics"))
        .await
        .replace("\r\n ", "");

    let of = |name: &str| -> Vec<&str> {
        calendar
            .lines()
            .filter_map(|line| line.strip_prefix(name))
            .collect()
    };
    assert_eq!(of("STATUS:"), ["CANCELLED", "CONFIRMED", "CONFIRMED"]);
    assert_eq!(
        of("SUMMARY:"),
        [
            "[Annulé] Visite de la fonderie",
            "[Complet] Visite de la fonderie",
            "[Dates modifiées] Visite de la fonderie"
        ]
    );
    assert_eq!(
        of("UID:"),
        [1, 2, 3].map(|number| format!("{id}-{number}@semaine-industrie"))
    );
    assert_eq!(of("DTSTART;TZID=Europe/Paris:")[2], "20180329T090000");
    assert!(of("COMMENT:")[2].starts_with("Séance déplacée\\, annoncée d’abord"));
}

#[tokio::test]
async fn feeds_tell_what_has_changed() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, three_states()).await;

    for format in ["atom", "rss", "feed.json"] {
        let feed = text(&shelf, &format!("{EVENTS}.{format}")).await;
        for words in [
            "lundi 26 mars 2018, de 9 h à 11 h : Séance annulée",
            "Il reste 4 places",
        ] {
            assert!(feed.contains(words), "{format}: {words} in {feed}");
        }
    }
    let programme = text(&shelf, "/programme").await;
    assert!(programme.contains("(Séance annulée)"), "{programme}");
}

#[tokio::test]
async fn tables_leave_cancelled_dates_out_of_the_timings_and_tell_every_state() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, three_states()).await;
    let columns = "timings,firstdate_begin,sdi_occurrences,sdi_cancelled_occurrences,sdi_full_occurrences,sdi_places_left,sdi_occurrence_states";

    let table = text(&shelf, &format!("{EVENTS}.csv?columns={columns}")).await;
    let row = table.lines().nth(1).expect("a row").replace("\"\"", "'");

    let cells: Vec<&str> = row.split(['\"', ';', ',']).collect();
    assert!(!row.starts_with("\"[{'begin':'2018-03-26"), "{row}");
    assert!(row.contains("'state':'cancelled'"), "{row}");
    assert!(row.contains("'placesLeft':4"), "{row}");
    assert!(
        row.contains("'previousBegin':'2018-03-28T09:00:00+02:00'"),
        "{row}"
    );
    assert!(
        cells.windows(4).any(|cells| cells == ["2", "1", "1", "4"]),
        "{cells:?}"
    );
    let schema = read(&shelf, &format!("{EVENTS}.schema.json")).await;
    let fields = schema["fields"].as_array().expect("fields");
    let own = |name: &str| fields.iter().find(|field| field["name"] == name).cloned();
    assert_eq!(own("sdi_places_left").expect("a column")["type"], "integer");
    let map = read(&shelf, &format!("{EVENTS}.geojson")).await;
    assert_eq!(
        map["features"][0]["properties"]["occurrences"][0]["state"],
        "cancelled"
    );
    let items = read(&shelf, "/ogc/collections/events/items?f=json").await;
    let properties = &items["features"][0]["properties"];
    assert_eq!(properties["occurrence_states"], json!(["full", "moved"]));
}
