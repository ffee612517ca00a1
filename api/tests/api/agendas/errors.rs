use super::{agenda, read, three};
use crate::support::{Answer, Engine, TestApp};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::json;

#[tokio::test]
async fn what_is_not_there_is_named() {
    let shelf = three(Engine::Sqlite).await;
    for (below, message) in [
        ("/events/999999", "event not found"),
        ("/events/abc", "event not found"),
        ("/events/slug/nothing", "event not found"),
        ("/locations/999999", "location not found"),
    ] {
        let answer = read(&shelf, below).await;
        assert_eq!(answer.status.as_u16(), 404, "{below}");
        assert_eq!(answer.json()["message"], message, "{below}");
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            Some("application/json")
        );
        assert_eq!(answer.header(header::CACHE_CONTROL), Some("no-store"));
    }
    let unknown = shelf.app.visitor().get("/v2/agendas/999999").await;
    assert_eq!(
        (unknown.status.as_u16(), unknown.json()),
        (
            404,
            json!({ "message": "agenda not found", "info": { "uid": "999999" } })
        )
    );
}

#[tokio::test]
async fn addresses_and_methods_that_are_not_offered_are_refused_in_json() {
    let shelf = three(Engine::Sqlite).await;
    let visitor = shelf.app.visitor();
    let uid = agenda(&shelf).await;

    let nowhere = visitor.get("/v2/me/agendas/1/events").await;
    let deleted = visitor.delete(&format!("/v2/agendas/{uid}/events")).await;

    assert_eq!(nowhere.status.as_u16(), 404);
    assert!(nowhere.json()["message"].is_string());
    assert_eq!(deleted.status.as_u16(), 405);
    assert_eq!(deleted.header(header::ALLOW), Some("GET, POST, HEAD"));
}

#[rstest]
#[case("{", "application/json", 400)]
#[case("[]", "application/json", 400)]
#[case("size=1", "application/x-www-form-urlencoded", 415)]
#[tokio::test]
async fn a_body_that_is_no_object_is_refused(
    #[case] body: &'static str,
    #[case] media_type: &str,
    #[case] status: u16,
) {
    let shelf = three(Engine::Sqlite).await;
    let path = format!("/v2/agendas/{}/events", agenda(&shelf).await);
    let request = shelf
        .app
        .visitor()
        .request(Method::POST, &path)
        .header(header::CONTENT_TYPE, media_type)
        .body(body);

    let answer = Answer::of(request).await;

    assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    assert!(answer.json()["message"].is_string());
}

#[tokio::test]
async fn an_edition_in_preparation_is_no_agenda() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut edition = crate::support::edition_2018();
    edition.status = shared::edition::EditionStatus::Draft;
    app.put_edition(&edition);
    app.platform.live.reached(1).await;

    assert_eq!(app.visitor().get("/v2/agendas").await.json()["total"], 0);
    assert_eq!(
        app.visitor().get("/v2/agendas/1").await.status.as_u16(),
        404
    );
}
