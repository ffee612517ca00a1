use super::{Shelf, agenda, content, content_with, events, read, slugs, three};
use crate::support::{Answer, Engine};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::id::EventId;
use shared::label::LabelState;

fn id(number: u128) -> EventId {
    EventId(uuid::Uuid::from_u128(
        0x0190_0000_0000_7000_8000_0000_0000_0000 + number,
    ))
}

#[rstest]
#[tokio::test]
async fn an_event_of_a_list_has_the_members_of_openagenda(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    shelf.label(1, content()).await;

    let list = events(&shelf, "").await;

    assert_eq!(
        (&list["success"], &list["total"], &list["after"]),
        (&json!(true), &json!(1), &Value::Null)
    );
    assert_eq!(list["sort"], "timingsWithFeatured.asc");
    let event = &list["events"][0];
    let timing =
        json!({ "begin": "2018-03-26T09:00:00+02:00", "end": "2018-03-26T11:00:00+02:00" });
    for (member, value) in [
        ("slug", json!("visite-1")),
        ("title", json!({ "fr": "Visite de la fonderie" })),
        (
            "description",
            json!({ "fr": "Du métal liquide à la pièce finie, en une heure." }),
        ),
        ("image", Value::Null),
        ("imageCredits", Value::Null),
        ("featured", json!(false)),
        ("status", json!(1)),
        ("attendanceMode", json!(1)),
        ("onlineAccessLink", Value::Null),
        ("firstTiming", timing.clone()),
        ("lastTiming", timing.clone()),
        ("nextTiming", timing),
    ] {
        assert_eq!(event[member], value, "{member}");
    }
    assert_eq!(event["location"]["city"], "Vénissieux");
    assert_eq!(event["location"]["latitude"], 45.697_7);
    assert_eq!(event["location"].as_object().unwrap().len(), 6);
    assert_eq!(event["originAgenda"]["uid"], agenda(&shelf).await);
    assert!(event["dateRange"]["fr"].as_str().unwrap().contains("mars"));
    assert_eq!(event["keywords"]["fr"].as_array().unwrap().len(), 1);
    assert!(event["kind"].is_u64() && event["audiences"][0].is_u64());
    assert_eq!(event["criteria"].as_array().unwrap().len(), 4);
    for hidden in [
        "longDescription",
        "timings",
        "contact",
        "expectedParticipants",
    ] {
        assert_eq!(event.get(hidden), None, "{hidden}");
    }
}

#[rstest]
#[tokio::test]
async fn a_detailed_event_has_all_members_and_nothing_personal(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let booking = json!({ "url": "https://exemple.fr/inscription", "email": "visites@exemple.fr" });
    let changed = json!({ "publicBooking": booking, "age": { "min": 12 }, "conditions": "Chaussures fermées" });
    shelf.label(1, content_with(changed)).await;
    let list = events(&shelf, "detailed=1").await;
    let event = &list["events"][0];
    let uid = &event["uid"];

    for (member, value) in [
        (
            "longDescription",
            json!({ "fr": "Nous ouvrons nos ateliers.\n\nVenez nombreux." }),
        ),
        ("conditions", json!({ "fr": "Chaussures fermées" })),
        ("age", json!({ "min": 12, "max": null })),
        (
            "accessibility",
            json!({ "hi": false, "vi": false, "pi": false, "mi": true, "ii": false }),
        ),
        (
            "timings",
            json!([{ "begin": "2018-03-26T09:00:00+02:00", "end": "2018-03-26T11:00:00+02:00" }]),
        ),
        ("timezone", json!("Europe/Paris")),
        ("state", json!(2)),
        ("links", json!([])),
        ("extIds", Value::Null),
        ("createdAt", json!("2018-02-05T09:00:00Z")),
        ("member", Value::Null),
        ("ownerUid", Value::Null),
        (
            "registration",
            json!([
                { "type": "link", "value": "https://exemple.fr/inscription" },
                { "type": "email", "value": "visites@exemple.fr" }
            ]),
        ),
    ] {
        assert_eq!(event[member], value, "{member}");
    }
    let place = &event["location"];
    assert_eq!(
        (
            &place["adminLevel1"],
            &place["region"],
            &place["department"],
            &place["insee"],
            &place["countryCode"]
        ),
        (
            &json!("Auvergne-Rhône-Alpes"),
            &json!("Auvergne-Rhône-Alpes"),
            &json!("Rhône"),
            &json!("69259"),
            &json!("FR")
        )
    );
    let whole = read(&shelf, &format!("/events/{uid}")).await;
    assert_eq!(whole.json()["event"], *event);
    assert!(
        !whole.text.contains("Camille") && !whole.text.contains("camille@"),
        "{}",
        whole.text
    );
    let again = events(&shelf, "detailed=1&nc=7").await;
    assert_eq!(again["events"], list["events"], "kept members are the same");
}

#[tokio::test]
async fn an_event_is_found_by_number_slug_and_external_identifier() {
    let shelf = three(Engine::Sqlite).await;
    let list = events(&shelf, "slug=visite-2").await;
    let uid = &list["events"][0]["uid"];

    for path in [
        format!("/events/{uid}"),
        "/events/slug/visite-2?detailed=1".to_owned(),
    ] {
        let answer = read(&shelf, &path).await;
        assert_eq!(answer.status.as_u16(), 200, "{path}");
        assert_eq!(answer.json()["event"]["title"]["fr"], "Atelier de tissage");
    }
    let missing = read(&shelf, "/events/ext/agenda-cci/42").await;
    assert_eq!(missing.status.as_u16(), 404);
    let head = shelf.app.visitor().request(
        Method::HEAD,
        &format!("/v2/agendas/{}/events/{uid}", agenda(&shelf).await),
    );
    let head = Answer::of(head).await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
}

#[rstest]
#[tokio::test]
async fn an_external_identifier_leads_to_its_event(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    use diesel::prelude::*;
    use ground::db::schema::events as stored;
    use ground::db::types::SqlUuid;

    let shelf = Shelf::start(engine).await;
    shelf.label(1, content()).await;
    shelf
        .app
        .platform
        .services
        .db
        .write_now(|conn| {
            diesel::update(stored::table.find(SqlUuid::from(id(1))))
                .set((
                    stored::external_source.eq("agenda-cci"),
                    stored::external_id.eq("v/42"),
                ))
                .execute(conn)?;
            Ok(())
        })
        .unwrap();
    shelf.change(id(1), LabelState::Labelled, "scheduled").await;

    let answer = read(&shelf, "/events/ext/agenda-cci/v%2F42").await;

    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    assert_eq!(
        answer.json()["event"]["extIds"],
        json!([{ "key": "agenda-cci", "value": "v/42" }])
    );
    shelf
        .change(id(1), LabelState::Withdrawn, "scheduled")
        .await;
    let gone = read(&shelf, "/events/ext/agenda-cci/v%2F42").await;
    assert_eq!(gone.status.as_u16(), 404, "{}", gone.text);
}

#[tokio::test]
async fn texts_labels_and_members_are_as_the_client_wishes() {
    let shelf = three(Engine::Sqlite).await;

    let alone = events(&shelf, "monolingual=fr&slug=visite-1").await;
    assert_eq!(alone["events"][0]["title"], "Visite de la fonderie");
    assert!(alone["events"][0]["keywords"].is_array());
    let html = events(
        &shelf,
        "detailed=1&longDescriptionFormat=HTML&slug=visite-1",
    )
    .await;
    let html = html["events"][0]["longDescription"]["fr"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(html.starts_with("<p>Nous ouvrons"), "{html}");
    let labelled = events(&shelf, "includeLabels=1&slug=visite-1").await;
    let event = &labelled["events"][0];
    assert_eq!(
        event["status"],
        json!({ "id": 1, "label": { "fr": "Maintenu" } })
    );
    assert_eq!(event["attendanceMode"]["id"], 1);
    assert_eq!(event["kind"]["label"]["fr"], "Visite d’entreprise");
    let named = events(&shelf, "if[]=title&if[]=location.city&slug=visite-1").await;
    assert_eq!(
        named["events"][0],
        json!({
            "uid": event["uid"],
            "title": { "fr": "Visite de la fonderie" },
            "location": { "city": "Vénissieux" }
        })
    );
    let sorted = events(&shelf, "includeSort=1&slug=visite-1").await;
    assert_eq!(
        sorted["events"][0]["sort"][0]["key"],
        "timingsWithFeatured.asc"
    );
}

#[tokio::test]
async fn pages_follow_one_another_whatever_the_order() {
    let shelf = three(Engine::Sqlite).await;
    for sort in [
        "",
        "lastTiming.asc",
        "updatedAt.desc",
        "updatedAt.asc",
        "location.city.asc",
        "location.city.desc",
    ] {
        let all = events(&shelf, &format!("sort={sort}")).await;
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = events(&shelf, &format!("size=1&sort[0]={sort}{after}")).await;
            assert_eq!(page["total"], 3);
            seen.extend(slugs(&page));
            let Some(next) = page["after"][0].as_str() else {
                break;
            };
            after = format!("&after[0]={next}");
        }
        assert_eq!(seen, slugs(&all), "{sort}");
        let second = events(&shelf, &format!("from=1&size=1&sort={sort}")).await;
        assert_eq!(slugs(&second), seen[1..2], "{sort}");
    }
    let none = events(&shelf, "size=0").await;
    assert_eq!(
        (
            none["total"].as_u64(),
            none["events"].as_array().unwrap().len()
        ),
        (Some(3), 0)
    );
}

#[tokio::test]
async fn upcoming_events_come_first_then_past_ones() {
    let shelf = three(Engine::Sqlite).await;
    shelf.app.clock.set("2018-03-26T16:00:00Z".parse().unwrap());

    let list = events(&shelf, "").await;

    assert_eq!(slugs(&list)[0], "visite-2");
    let past = events(&shelf, "slug=visite-1").await;
    assert_eq!(past["events"][0]["nextTiming"], Value::Null);
}

#[rstest]
#[tokio::test]
async fn removed_events_are_named_when_asked_for(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = three(engine).await;
    let uid = events(&shelf, "slug=visite-1").await["events"][0]["uid"].clone();
    shelf.change(id(1), LabelState::Revoked, "scheduled").await;

    assert_eq!(events(&shelf, "").await["total"], 2);
    let gone = events(&shelf, "removed=1").await;
    assert_eq!(
        gone["events"],
        json!([{ "uid": uid, "removed": true, "updatedAt": "2018-02-05T09:00:00Z" }])
    );
    for both in ["removed=", "removed=null"] {
        assert_eq!(events(&shelf, both).await["total"], 3, "{both}");
    }
    let later = events(&shelf, "removed=null&updatedAt[gte]=2018-02-06").await;
    assert_eq!(later["total"], 0);
    let answer = read(&shelf, &format!("/events/{uid}")).await;
    assert_eq!(answer.status.as_u16(), 404);
}

#[tokio::test]
async fn the_list_of_all_agendas_has_the_same_events() {
    let shelf = three(Engine::Sqlite).await;
    let all = shelf
        .app
        .visitor()
        .get("/v2/events?relative[]=upcoming")
        .await
        .json();

    assert_eq!(
        all["events"],
        events(&shelf, "relative[]=upcoming").await["events"]
    );
}

#[tokio::test]
async fn the_query_may_come_as_a_body_from_any_origin() {
    let shelf = three(Engine::Sqlite).await;
    let path = format!("/v2/agendas/{}/events", agenda(&shelf).await);
    let visitor = shelf.app.visitor();

    let answer = visitor
        .post(
            &path,
            &json!({ "slug": ["visite-2"], "detailed": 1, "nonsense": {} }),
        )
        .await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    assert_eq!(slugs(&answer.json()), ["visite-2"]);
    assert_eq!(
        answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
        Some("*")
    );
    let asked = visitor
        .request(Method::OPTIONS, &path)
        .header(header::ORIGIN, "https://partner.example")
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST");
    let asked = Answer::of(asked).await;
    assert_eq!(asked.status.as_u16(), 204);
    let methods = asked.header(header::ACCESS_CONTROL_ALLOW_METHODS).unwrap();
    assert!(methods.contains("POST"), "{methods}");
    for written in [
        visitor
            .request(Method::POST, &path)
            .header("access-token", "a")
            .json(&json!({})),
        visitor
            .request(Method::POST, &path)
            .json(&json!({ "title": { "fr": "Un titre" } })),
    ] {
        assert_eq!(Answer::of(written).await.status.as_u16(), 403);
    }
}

#[tokio::test]
async fn an_answer_is_revalidated_and_no_key_is_needed() {
    let shelf = three(Engine::Sqlite).await;
    let path = format!("/v2/agendas/{}/events", agenda(&shelf).await);
    let visitor = shelf.app.visitor();

    let first = visitor.get(&path).await;
    let with_key = visitor.request(Method::GET, &format!("{path}?key=PUBLIC&cms=wp&host=a.fr"));
    let with_key = Answer::of(with_key.header("key", "PUBLIC")).await;
    let tag = first.header(header::ETAG).unwrap();
    let again = visitor
        .request(Method::GET, &path)
        .header(header::IF_NONE_MATCH, tag);

    assert_eq!(with_key.header(header::ETAG), Some(tag));
    assert_eq!(Answer::of(again).await.status.as_u16(), 304);
}
