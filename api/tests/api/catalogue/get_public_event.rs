use super::{Shelf, content};
use crate::support::{Answer, Engine};
use reqwest::{Method, header};
use rstest::rstest;
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
