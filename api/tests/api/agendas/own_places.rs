use super::program::{Program, event_with, faults, jpeg, member};
use crate::support::{Answer, Engine, path};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::EventFile;

fn place() -> Value {
    json!({
        "name": "Usine",
        "address": "1 rue de l’Usine",
        "countryCode": "FR",
        "latitude": 45.6977,
        "longitude": 4.8869,
        "access": { "fr": "Portail sud" }
    })
}

async fn described(program: &Program, method: Method, below: &str, body: &Value) -> Value {
    member(&program.send(method, below, body).await, "location")
}

#[rstest]
#[tokio::test]
async fn a_location_is_described_changed_and_deleted(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let program = Program::start(engine).await;

    let created = described(&program, Method::POST, "/locations", &place()).await;

    assert!(created["uid"].is_i64(), "{created}");
    assert_eq!(
        (&created["insee"], &created["city"]),
        (&json!("69259"), &json!("Vénissieux"))
    );
    assert_eq!(created["access"], json!({ "fr": "Portail sud" }));
    let below = format!("/locations/{}", created["uid"]);
    assert_eq!(member(&program.get(&below).await, "location"), created);
    let visitor = program.app.visitor();
    let public = format!("/v2/agendas/{}{below}", program.agenda);
    assert_eq!(visitor.get(&public).await.status.as_u16(), 404);
    let again = described(&program, Method::POST, "/locations", &place()).await;
    assert_eq!(again["uid"], created["uid"]);

    let change = json!({ "name": "Grande usine" });
    let changed = described(&program, Method::PATCH, &below, &change).await;
    assert_eq!(
        (&changed["uid"], &changed["name"]),
        (&created["uid"], &json!("Grande usine"))
    );
    assert_eq!(
        (&changed["address"], &changed["access"]),
        (&created["address"], &created["access"])
    );
    let moved = json!({ "city": "Lyon 3e Arrondissement", "postalCode": "69003" });
    let moved = described(&program, Method::PATCH, &below, &moved).await;
    assert_eq!(
        (&moved["uid"], &moved["insee"]),
        (&created["uid"], &json!("69383"))
    );
    let replaced = described(&program, Method::POST, &below, &place()).await;
    assert_eq!(
        (&replaced["uid"], &replaced["name"]),
        (&created["uid"], &json!("Usine"))
    );

    assert_eq!(member(&program.delete(&below).await, "location"), replaced);
    for gone in [program.get(&below).await, program.delete(&below).await] {
        assert_eq!(gone.status.as_u16(), 404, "{}", gone.text);
        assert_eq!(gone.json()["message"], "location not found");
    }
}

#[rstest]
#[tokio::test]
async fn the_number_of_a_place_stays_from_the_description_to_the_label(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let program = Program::start(engine).await;
    let created = described(&program, Method::POST, "/locations", &place()).await;
    let below = format!("/locations/{}", created["uid"]);
    let body = event_with(json!({ "location": null, "locationUid": created["uid"], "state": 0 }));

    let event = program.created(&body).await;

    assert_eq!(event["location"]["uid"], created["uid"]);
    assert_eq!(event["location"]["access"], created["access"]);
    let id = program.filed().await[0].id;
    let file: EventFile = program.member.get(&path(id)).await.ok(200);
    program.app.granted(&program.member, &file).await;
    program.app.caught_up().await;
    let visitor = program.app.visitor();
    let list = format!(
        "/v2/agendas/{}/events?locationUid={}",
        program.agenda, created["uid"]
    );
    let list = visitor.get(&list).await.json();
    assert_eq!(
        (&list["total"], &list["events"][0]["uid"]),
        (&json!(1), &event["uid"])
    );
    // It is that of a public event now, and stays so without its description.
    let renamed = program
        .send(Method::PATCH, &below, &json!({ "name": "Autre usine" }))
        .await;
    assert_eq!(renamed.status.as_u16(), 409, "{}", renamed.text);
    let location = json!({ "access": { "fr": "Portail nord" } });
    described(&program, Method::PATCH, &below, &location).await;
    member(&program.delete(&below).await, "location");
    let public = format!("/v2/agendas/{}{below}", program.agenda);
    let public = visitor.get(&public).await.json();
    assert_eq!(public["location"]["access"]["fr"], "Portail sud");
    // Another event names it by the same number.
    let other = event_with(json!({ "location": { "uid": created["uid"] } }));
    assert_eq!(program.created(&other).await["location"]["name"], "Usine");
}

#[rstest]
#[tokio::test]
async fn an_identifier_of_another_system_leads_to_one_location(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let program = Program::start(engine).await;
    let below = "/locations/ext/agenda-cci/usine-1";
    assert_eq!(program.get(below).await.status.as_u16(), 404);

    let created = described(&program, Method::PUT, below, &place()).await;

    assert_eq!(
        created["extIds"],
        json!([{ "key": "agenda-cci", "value": "usine-1" }])
    );
    let mut other = place();
    other["name"] = json!("Grande usine");
    let replaced = described(&program, Method::PUT, below, &other).await;
    assert_eq!(
        (&replaced["uid"], &replaced["name"]),
        (&created["uid"], &other["name"])
    );
    assert_eq!(member(&program.get(below).await, "location"), replaced);
    let head = Answer::of(program.request(Method::HEAD, below)).await;
    assert_eq!(head.status.as_u16(), 200);
    let mut taken = place();
    taken["extIds"] = json!([{ "key": "agenda-cci", "value": "usine-1" }]);
    let taken = program.send(Method::POST, "/locations", &taken).await;
    assert_eq!(faults(&taken), ["extIds"]);
    member(&program.delete(below).await, "location");
    assert_eq!(program.delete(below).await.status.as_u16(), 404);
}

#[rstest]
#[tokio::test]
async fn two_people_describe_one_place_each_for_themselves(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let program = Program::start(engine).await;
    let created = described(&program, Method::POST, "/locations", &place()).await;
    let other = program.app.organiser().await;
    let path = format!("/v2/agendas/{}/locations", program.agenda);
    let mut described_too = place();
    described_too["access"] = json!("Portail nord");

    let theirs = member(&other.post(&path, &described_too).await, "location");

    assert_eq!(theirs["uid"], created["uid"]);
    let below = format!("/locations/{}", created["uid"]);
    assert_eq!(member(&program.get(&below).await, "location"), created);
    let renamed = program
        .send(Method::PATCH, &below, &json!({ "name": "Autre usine" }))
        .await;
    assert_eq!(renamed.status.as_u16(), 409, "{}", renamed.text);
    member(&program.delete(&below).await, "location");
    let own = format!("{path}/{}", created["uid"]);
    assert_eq!(member(&other.get(&own).await, "location"), theirs);
}

#[rstest]
#[case(json!({ "name": "" }), "name")]
#[case(json!({ "name": 7.5 }), "name")]
#[case(json!({ "name": "x".repeat(101) }), "name")]
#[case(json!({ "address": null }), "address")]
#[case(json!({ "latitude": null, "longitude": null }), "insee")]
#[case(json!({ "latitude": 40.0, "longitude": -73.0 }), "insee")]
#[case(json!({ "latitude": "north" }), "location")]
#[case(json!({ "countryCode": "BE" }), "countryCode")]
#[case(json!({ "access": "x".repeat(1_001) }), "access")]
#[case(json!({ "extIds": [{ "key": "a", "value": "1" }, { "key": "b", "value": "1" }] }), "extIds")]
#[tokio::test]
async fn a_place_needs_a_name_and_an_address_in_a_commune(
    #[case] change: Value,
    #[case] field: &str,
) {
    let program = Program::start(Engine::Sqlite).await;
    let mut body = place();
    for (name, value) in change.as_object().unwrap() {
        body[name] = value.clone();
    }

    let answer = program.send(Method::POST, "/locations", &body).await;

    assert!(
        faults(&answer).iter().any(|it| it == field),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn a_place_has_no_picture() {
    let program = Program::start(Engine::Sqlite).await;

    let refused = program
        .send_form(Method::POST, "/locations", &place(), &jpeg())
        .await;

    assert_eq!(faults(&refused), ["image"]);
}
