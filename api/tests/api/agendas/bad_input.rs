use super::{agenda, events, read, slugs, three};
use crate::support::Engine;
use rstest::rstest;
use serde_json::Value;

/// A value of each parameter of a list of events.
const EACH: [(&str, &str); 37] = [
    ("key", "PUB"),
    ("search", "visite"),
    ("relative[]", "upcoming"),
    ("timings[gte]", "2018-01-01"),
    ("timings[lte]", "2019-01-01"),
    ("date[gte]", "2018-01-01"),
    ("updatedAt[gte]", "2017-01-01"),
    ("updatedAt.lte", "2019-01-01"),
    ("createdAt[gte]", "2017-01-01"),
    ("region", "84"),
    ("department[]", "69"),
    ("city", "Vénissieux"),
    ("countryCode", "FR"),
    ("geo[northEast][lat]", "46"),
    ("geo[northEast][lng]", "5"),
    ("geo[southWest][lat]", "45"),
    ("geo[southWest][lng]", "4"),
    ("accessibility", "mi"),
    ("status", "1"),
    ("attendanceMode", "1"),
    ("state", "2"),
    ("featured", "0"),
    ("languages", "fr"),
    ("addMethod", "contribution"),
    ("age[gte]", "10"),
    ("age[lte]", "90"),
    ("removed", "0"),
    ("valid", "1"),
    ("aggregations", "cities"),
    ("aggsSizeLimit", "10"),
    ("sort", "updatedAt.asc"),
    ("includeSort", "1"),
    ("includeLabels", "1"),
    ("longDescriptionFormat", "HTML"),
    ("size", "20"),
    ("from", "0"),
    ("detailed", "1"),
];

#[rstest]
#[tokio::test]
async fn every_parameter_may_come_twice(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = three(engine).await;
    let once: Vec<String> = EACH
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let twice: Vec<String> = once.iter().map(|one| format!("{one}&{one}")).collect();

    let expected = events(&shelf, &once.join("&")).await;
    let found = events(&shelf, &twice.join("&")).await;

    assert_eq!(slugs(&expected), ["visite-1"]);
    assert_eq!(found, expected);
    // Each alone, too.
    for one in once.iter().filter(|one| !one.starts_with("geo[")) {
        let expected = events(&shelf, one).await;
        assert_eq!(
            events(&shelf, &format!("{one}&{one}")).await,
            expected,
            "{one}"
        );
    }
}

#[tokio::test]
async fn of_two_values_the_last_counts_and_a_wrong_one_is_named() {
    let shelf = three(Engine::Sqlite).await;

    assert_eq!(
        events(&shelf, "size=2&size=1").await["events"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    for below in ["/events", "/locations"] {
        let wrong = read(&shelf, &format!("{below}?size=1&size=many")).await;
        assert_eq!(wrong.status.as_u16(), 400, "{below}: {}", wrong.text);
        assert_eq!(wrong.json()["errors"][0]["field"], "size");
        for query in ["size=301", "size=1&size=301", "size=-1", "size=1e2"] {
            let wrong = read(&shelf, &format!("{below}?{query}")).await;
            assert_eq!(
                wrong.status.as_u16(),
                400,
                "{below}?{query}: {}",
                wrong.text
            );
            assert_eq!(wrong.json()["errors"][0]["field"], "size");
        }
    }
    let visitor = shelf.app.visitor();
    let wrong = visitor.get("/v2/agendas?size=101&size=101").await;
    assert_eq!(wrong.json()["errors"][0]["field"], "size");
    let wrong = visitor.get("/v2/agendas?after=1&after=1&after=1").await;
    assert_eq!(wrong.json()["errors"][0]["field"], "after");
}

#[tokio::test]
async fn a_position_is_that_of_its_sort_and_list_alone() {
    let shelf = three(Engine::Sqlite).await;
    let sorts = [
        "timings.asc",
        "updatedAt.asc",
        "updatedAt.desc",
        "location.city.asc",
    ];
    let after = async |sort: &str| {
        let page = events(&shelf, &format!("size=1&sort={sort}")).await;
        page["after"][0].as_str().expect("a position").to_owned()
    };
    for own in sorts {
        let position = after(own).await;
        for other in sorts {
            let answer = read(
                &shelf,
                &format!("/events?size=1&sort={other}&after[]={position}"),
            )
            .await;
            if own == other {
                assert_eq!(answer.status.as_u16(), 200, "{own}: {}", answer.text);
                continue;
            }
            assert_eq!(
                answer.status.as_u16(),
                400,
                "{own} for {other}: {}",
                answer.text
            );
            assert_eq!(answer.json()["errors"][0]["field"], "after");
        }
    }
    let position = after("updatedAt.asc").await;
    let uid = agenda(&shelf).await;
    for path in [
        format!("/v2/events?sort=updatedAt.asc&after[]={position}"),
        format!("/v2/agendas/{uid}/locations?after={position}"),
        format!("/v2/agendas/{uid}/events?sort=updatedAt.asc&after[]=x{position}"),
    ] {
        let answer = shelf.app.visitor().get(&path).await;
        assert_eq!(answer.status.as_u16(), 400, "{path}: {}", answer.text);
        assert_eq!(answer.json()["message"], Value::from("data is invalid"));
    }
}
