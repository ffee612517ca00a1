use super::{Shelf, content, content_with, online};
use crate::support::{Answer, Engine, edition_2018};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::edition::EditionStatus;
use shared::event::PublicEvent;
use shared::label::LabelState;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn an_event_is_read_by_its_id_and_by_its_address(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let id = shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();

    let by_id = visitor.get(&format!("/api/v1/catalogue/events/{id}")).await;
    let by_slug = visitor
        .get("/api/v1/catalogue/editions/2018/events/visite-1")
        .await;

    let event: PublicEvent = by_id.ok(200);
    assert_eq!(
        (event.id, event.edition.as_str(), event.title.as_str()),
        (id, "2018", "Visite de la fonderie")
    );
    assert!(!by_id.text.contains("contact"));
    assert_eq!(by_slug.text, by_id.text);
    let tag = by_id.header(header::ETAG).expect("a tag");
    let again = visitor
        .request(Method::GET, &format!("/api/v1/catalogue/events/{id}"))
        .header(header::IF_NONE_MATCH, tag);
    assert_eq!(Answer::of(again).await.status.as_u16(), 304);
}

#[rstest]
#[case(LabelState::Withdrawn)]
#[case(LabelState::Revoked)]
#[tokio::test]
async fn a_formerly_public_event_is_gone(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] state: LabelState,
) {
    let shelf = Shelf::start(engine).await;
    let id = shelf.label(1, content()).await;
    shelf.change(id, state, "scheduled").await;
    let visitor = shelf.app.visitor();

    for path in [
        format!("/api/v1/catalogue/events/{id}"),
        "/api/v1/catalogue/editions/2018/events/visite-1".to_owned(),
    ] {
        visitor.get(&path).await.refused(Code::Gone);
    }
}

#[rstest]
#[case("/api/v1/catalogue/events/0190f000-0000-7000-8000-000000000000")]
#[case("/api/v1/catalogue/events/7")]
#[case("/api/v1/catalogue/editions/2018/events/visite-2")]
#[case("/api/v1/catalogue/editions/2017/events/visite-1")]
#[tokio::test]
async fn an_unknown_event_is_not_found(#[case] path: &str) {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;

    shelf.app.visitor().get(path).await.refused(Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn an_event_carries_what_a_partner_would_have_to_ask_for() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let site = &shelf.app.address;
    let image = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let content = content_with(json!({
        "image": { "id": image, "width": 1600, "height": 1067, "alt": "Une coulée", "credits": "© Fonderie" }
    }));
    let id = shelf.label(1, content).await;
    let visitor = shelf.app.visitor();

    let event = visitor
        .get(&format!("/api/v1/catalogue/events/{id}"))
        .await
        .json();
    let list = visitor.get("/api/v1/catalogue/events").await.json();

    for shown in [&event, &list["items"][0]] {
        assert_eq!(shown["url"], format!("{site}/evenements/2018/visite-1"));
        assert_eq!(shown["nextBegin"], "2018-03-26T09:00:00+02:00");
        assert_eq!(shown["nextEnd"], "2018-03-26T11:00:00+02:00");
        assert_eq!(shown["kindLabel"], "Visite d’entreprise");
        assert_eq!(shown["audienceLabels"].as_array().unwrap().len(), 1);
        assert_eq!(shown["imageUrl"], format!("{site}/media/{image}/1600.jpg"));
        assert_eq!(
            shown["thumbnailUrl"],
            format!("{site}/media/{image}/480.jpg")
        );
        assert_eq!(
            (&shown["department"], &shown["region"]),
            (&json!("69"), &json!("84"))
        );
    }
    assert_eq!(event["topicLabels"].as_array().unwrap().len(), 1);
    assert_eq!(event["sectorLabels"].as_array().unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn an_online_event_has_its_department_everywhere() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, online()).await;
    let visitor = shelf.app.visitor();

    let event = visitor
        .get(&format!("/api/v1/catalogue/events/{id}"))
        .await
        .json();
    let list = visitor.get("/api/v1/catalogue/events").await.json();

    for shown in [&event, &list["items"][0]] {
        assert_eq!(
            (&shown["department"], &shown["region"]),
            (&json!("69"), &json!("84"))
        );
    }
}

#[rstest]
#[tokio::test]
async fn the_next_occurrence_moves_on_with_the_time() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let content = content_with(json!({ "occurrences": [
        { "begin": "2018-03-26T09:00:00+02:00", "end": "2018-03-26T11:00:00+02:00" },
        { "begin": "2018-03-27T09:00:00+02:00", "end": "2018-03-27T11:00:00+02:00" }
    ] }));
    let id = shelf.label(1, content).await;
    let visitor = shelf.app.visitor();

    for (now, next) in [
        ("2018-03-26T06:59:59Z", json!("2018-03-26T09:00:00+02:00")),
        // Under way.
        ("2018-03-26T08:59:59Z", json!("2018-03-26T09:00:00+02:00")),
        ("2018-03-26T09:00:00Z", json!("2018-03-27T09:00:00+02:00")),
        ("2018-03-27T09:00:00Z", Value::Null),
    ] {
        shelf.app.clock.set(now.parse().unwrap());
        let event = visitor
            .get(&format!("/api/v1/catalogue/events/{id}"))
            .await
            .json();
        let list = visitor.get("/api/v1/catalogue/events").await.json();
        let found = visitor
            .get("/api/v1/catalogue/events?q=fonderie")
            .await
            .json();

        for shown in [&event, &list["items"][0], &found["items"][0]] {
            assert_eq!(shown["nextBegin"], next, "{now}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_new_label_of_a_term_is_shown_at_once() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();
    let path = format!("/api/v1/catalogue/events/{id}");
    assert_eq!(
        visitor.get(&path).await.json()["kindLabel"],
        "Visite d’entreprise"
    );

    let mut edition = edition_2018();
    edition.status = EditionStatus::Open;
    for term in &mut edition.vocabularies.kinds {
        if term.id == "company_visit" {
            "Visite guidée".clone_into(&mut term.label);
        }
    }
    shelf.app.put_edition(&edition);
    shelf.label(2, content()).await;

    assert_eq!(
        visitor.get(&path).await.json()["kindLabel"],
        "Visite guidée"
    );
    let list = visitor.get("/api/v1/catalogue/events").await.json();
    assert_eq!(list["items"][0]["kindLabel"], "Visite guidée");
}
