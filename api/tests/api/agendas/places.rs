use super::{agenda, events, read, three};
use crate::support::{Answer, Engine};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

fn names(list: &Value) -> Vec<&str> {
    let all = list["locations"].as_array().expect("places");
    all.iter()
        .map(|place| place["name"].as_str().expect("a name"))
        .collect()
}

#[rstest]
#[tokio::test]
async fn places_of_events_are_listed_and_found(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = three(engine).await;

    let list = read(&shelf, "/locations").await.json();

    assert_eq!(
        (list["success"].as_bool(), list["total"].as_u64()),
        (Some(true), Some(2))
    );
    assert_eq!(list["after"], Value::Null);
    assert_eq!(names(&list), ["Usine", "Atelier"]);
    let place = &list["locations"][1];
    assert_eq!(
        *place,
        json!({
            "uid": place["uid"], "name": "Atelier", "address": "2 rue de la Soie", "latitude": 45.76, "longitude": 4.85, "state": 1
        })
    );
    let path = format!("/locations/{}", place["uid"]);
    let whole = read(&shelf, &path).await.json();
    assert_eq!(whole["location"]["postalCode"], "69003");
    assert_eq!(whole["location"]["createdAt"], "2018-02-05T09:00:00Z");
    let refused = read(&shelf, &format!("{path}?detailed=perhaps")).await;
    assert_eq!(refused.status.as_u16(), 400, "{}", refused.text);
    assert_eq!(refused.json()["errors"][0]["field"], "detailed");
    let held = events(&shelf, &format!("locationUid={}&detailed=1", place["uid"])).await;
    assert_eq!(held["events"][0]["location"]["uid"], place["uid"]);
    let head = format!("/v2/agendas/{}{path}", agenda(&shelf).await);
    let head = Answer::of(shelf.app.visitor().request(Method::HEAD, &head)).await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
}

#[tokio::test]
async fn places_are_searched_sorted_and_paged() {
    let shelf = three(Engine::Sqlite).await;

    for (query, expected) in [
        ("search=soie", vec!["Atelier"]),
        ("search=VENISSIEUX", vec!["Usine"]),
        ("order=name.asc", vec!["Atelier", "Usine"]),
        ("order=name.desc", vec!["Usine", "Atelier"]),
        ("state=0", vec![]),
        ("updatedAt.gte=2018-02-06", vec![]),
        (
            "createdAt[lte]=2018-02-06&detailed=1",
            vec!["Usine", "Atelier"],
        ),
    ] {
        let list = read(&shelf, &format!("/locations?{query}")).await.json();
        assert_eq!(names(&list), expected, "{query}");
    }
    let first = read(&shelf, "/locations?size=1&order=name.asc")
        .await
        .json();
    let after = first["after"].as_i64().expect("a number");
    let second = read(
        &shelf,
        &format!("/locations?size=1&order=name.asc&after={after}"),
    )
    .await;
    assert_eq!(
        (names(&first), names(&second.json())),
        (vec!["Atelier"], vec!["Usine"])
    );
    assert_eq!(second.json()["after"], Value::Null);
    let wrong = read(&shelf, "/locations?after=999999").await;
    assert_eq!(wrong.status.as_u16(), 400);
}
