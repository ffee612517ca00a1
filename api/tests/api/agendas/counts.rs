use super::{events, three};
use crate::support::Engine;
use rstest::rstest;
use serde_json::{Value, json};

#[rstest]
#[tokio::test]
async fn events_are_counted_by_what_they_have_in_common(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = three(engine).await;
    let kinds = [
        "cities",
        "regions",
        "departments",
        "countryCodes",
        "accessibilities",
        "status",
        "attendanceModes",
        "states",
        "languages",
        "relative",
        "districts",
        "members",
    ];
    let query: Vec<_> = kinds
        .iter()
        .map(|kind| format!("aggregations[]={kind}"))
        .collect();

    let list = events(&shelf, &format!("size=0&{}", query.join("&"))).await;
    let counts = &list["aggregations"];

    for (kind, expected) in [
        (
            "cities",
            json!([{ "key": "Lyon", "eventCount": 1 }, { "key": "Vénissieux", "eventCount": 1 }]),
        ),
        (
            "regions",
            json!([{ "key": "Auvergne-Rhône-Alpes", "eventCount": 3 }]),
        ),
        ("departments", json!([{ "key": "Rhône", "eventCount": 3 }])),
        ("countryCodes", json!([{ "key": "FR", "eventCount": 2 }])),
        ("accessibilities", json!([{ "key": "mi", "eventCount": 2 }])),
        ("status", json!([{ "key": 1, "eventCount": 3 }])),
        (
            "attendanceModes",
            json!([{ "key": 1, "eventCount": 2 }, { "key": 2, "eventCount": 1 }]),
        ),
        ("states", json!([{ "key": 2, "eventCount": 3 }])),
        ("languages", json!([{ "key": "fr", "eventCount": 3 }])),
        ("relative", json!([{ "key": "upcoming", "eventCount": 3 }])),
        ("districts", json!([])),
        ("members", json!([])),
    ] {
        assert_eq!(counts[kind], expected, "{kind}");
    }
    assert_eq!(list["events"], json!([]));
}

#[tokio::test]
async fn counts_follow_the_filters_and_have_the_names_that_clients_give() {
    let shelf = three(Engine::Sqlite).await;

    let list = events(
        &shelf,
        "size=0&city=Lyon&aggregations[0][k]=towns&aggregations[0][t]=cities&aggs[1][key]=kinds&aggs[1][type]=af&aggs[1][field]=kind",
    )
    .await;

    assert_eq!(
        list["aggregations"]["towns"],
        json!([{ "key": "Lyon", "eventCount": 1 }])
    );
    let kinds = list["aggregations"]["kinds"].as_array().unwrap();
    assert_eq!(kinds.len(), 1);
    assert_eq!(kinds[0]["eventCount"], 1);
    assert!(kinds[0]["id"].is_u64() && kinds[0]["label"]["fr"].is_string());
}

#[tokio::test]
async fn places_points_and_times_are_counted() {
    let shelf = three(Engine::Sqlite).await;
    let list = events(
        &shelf,
        "size=0&aggregations[]=locations&aggregations[]=originAgendas&aggregations[]=viewport&aggregations[]=timings&aggregations[]=timespan&aggregations[5][type]=geohash&aggregations[5][size]=2000&aggregations[5][zoom]=6&aggregations[6][key]=months&aggregations[6][type]=timings&aggregations[6][interval]=month",
    )
    .await;
    let counts = &list["aggregations"];

    let names: Vec<_> = counts["locations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| {
            (
                place["location"]["name"].as_str().unwrap(),
                &place["eventCount"],
            )
        })
        .collect();
    assert_eq!(names, [("Usine", &json!(1)), ("Atelier", &json!(1))]);
    assert_eq!(counts["originAgendas"][0]["eventCount"], 3);
    assert_eq!(
        counts["originAgendas"][0]["agenda"]["uid"],
        counts["originAgendas"][0]["key"]
    );
    assert_eq!(
        counts["viewport"]["topLeft"],
        json!({ "latitude": 45.76, "longitude": 4.85 })
    );
    assert_eq!(
        counts["timings"],
        json!([
            { "key": "2018-03-26", "timingCount": 2 },
            { "key": "2018-03-27", "timingCount": 1 },
            { "key": "2018-03-28", "timingCount": 1 }
        ])
    );
    assert_eq!(
        counts["months"],
        json!([{ "key": "2018-03-01", "timingCount": 4 }])
    );
    assert_eq!(counts["timespan"]["begin"], "2018-03-26T09:00:00+02:00");
    let cells = counts["geohash"].as_array().unwrap();
    let total: u64 = cells
        .iter()
        .map(|cell| cell["eventCount"].as_u64().unwrap())
        .sum();
    assert_eq!(total, 2);
    assert!(
        cells
            .iter()
            .all(|cell| cell["key"].as_str().unwrap().starts_with('u'))
    );
}

#[tokio::test]
async fn without_events_there_is_no_viewport() {
    let shelf = three(Engine::Sqlite).await;
    let list = events(
        &shelf,
        "size=0&city=Atlantis&aggregations[]=viewport&aggregations[]=cities&aggregations[]=unheard",
    )
    .await;

    assert_eq!(
        list["aggregations"],
        json!({ "viewport": Value::Null, "cities": [] })
    );
}
