//! Editions: list, retrieval, vocabularies, storage.

use crate::support::{Answer, Engine, TestApp, edition_2018};
use api::editions::put;
use chrono::{DateTime, FixedOffset, TimeDelta};
use ground::log;
use reqwest::Method;
use reqwest::header;
use rstest::rstest;
use shared::edition::{Edition, EditionStatus, EditionSummary, Vocabularies};
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn editions_are_listed_latest_first_without_drafts(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition_2018());
    for (slug, status) in [
        ("2017", EditionStatus::Archived),
        ("2030", EditionStatus::Draft),
    ] {
        let mut edition = edition_2018();
        edition.slug = slug.to_owned();
        edition.status = status;
        app.put_edition(&edition);
    }

    app.caught_up().await;
    let listed: Vec<EditionSummary> = app.visitor().get("/api/v1/editions").await.ok(200);

    let slugs: Vec<_> = listed.iter().map(|edition| edition.slug.as_str()).collect();
    assert_eq!(slugs, ["2018", "2017"]);
    assert_eq!(listed[0].labelled_events, 0);
    app.visitor()
        .get("/api/v1/editions/2030")
        .await
        .refused(Code::NotFound);
}

#[tokio::test]
async fn submissions_are_open_until_the_last_territory_has_closed() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut edition = edition_2018();
    edition.status = EditionStatus::Open;
    let later: DateTime<FixedOffset> = "2018-03-20T23:59:59+04:00".parse().unwrap();
    edition.territories[0].deadline = Some(later);
    app.put_edition(&edition);
    app.caught_up().await;

    let listed: Vec<EditionSummary> = app.visitor().get("/api/v1/editions").await.ok(200);

    let summary = &listed[0];
    assert_eq!(summary.last_deadline, Some(later));
    let later = later.to_utc();
    assert!(summary.takes_filings_somewhere(later));
    assert!(!summary.takes_filings_somewhere(later + TimeDelta::seconds(1)));
}

#[rstest]
#[tokio::test]
async fn a_stored_edition_is_returned_unchanged(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition_2018());
    app.caught_up().await;

    let shown: Edition = app.visitor().get("/api/v1/editions/2018").await.ok(200);
    let lists: Vocabularies = app
        .visitor()
        .get("/api/v1/editions/2018/vocabularies")
        .await
        .ok(200);

    assert_eq!(shown, edition_2018());
    assert_eq!(lists, edition_2018().vocabularies);
}

#[rstest]
#[tokio::test]
async fn storing_an_identical_edition_changes_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let id = app.put_edition(&edition_2018());
    let head = app.platform.services.db.read_now(log::head).unwrap();

    let again = app
        .platform
        .services
        .db
        .write_now(|conn| put(conn, &app.clock, &edition_2018()))
        .unwrap();
    let head_again = app.platform.services.db.read_now(log::head).unwrap();
    let mut renamed = edition_2018();
    renamed.theme = "Autre thème".to_owned();
    let changed = app
        .platform
        .services
        .db
        .write_now(|conn| put(conn, &app.clock, &renamed))
        .unwrap();

    assert_eq!((again.id, again.changed), (id, false));
    assert_eq!(head_again, head);
    assert_eq!((changed.id, changed.changed), (id, true));
    app.caught_up().await;
    let shown: Edition = app.visitor().get("/api/v1/editions/2018").await.ok(200);
    assert_eq!(shown.theme, "Autre thème");
}

#[tokio::test]
async fn an_invalid_edition_is_rejected_as_a_whole() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut edition = edition_2018();
    edition.review_working_days = 0;
    edition.criteria.clear();

    let refused = app
        .platform
        .services
        .db
        .write_now(|conn| put(conn, &app.clock, &edition))
        .unwrap_err();

    assert!(refused.problem().errors.len() > 1);
    app.caught_up().await;
    app.visitor()
        .get("/api/v1/editions/2018")
        .await
        .refused(Code::NotFound);
}

#[rstest]
#[case("/api/v1/editions/1789")]
#[case("/api/v1/editions/2018%00")]
#[case("/api/v1/editions/2018'--/vocabularies")]
#[tokio::test]
async fn an_unknown_edition_is_not_found(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] path: &str,
) {
    let app = TestApp::start(engine).await;
    app.caught_up().await;

    app.visitor().get(path).await.refused(Code::NotFound);
}

#[tokio::test]
async fn unknown_parameters_are_named() {
    let app = TestApp::start(Engine::Sqlite).await;

    let refused = app
        .visitor()
        .get("/api/v1/editions?annee=2018")
        .await
        .refused(Code::UnknownParameter);

    assert_eq!(refused.errors[0].pointer, "/annee");
}

#[tokio::test]
async fn an_edition_supports_conditional_requests() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition_2018());
    app.caught_up().await;
    let path = "/api/v1/editions/2018";

    let first = app.visitor().get(path).await;
    let tag = first.header(header::ETAG).unwrap();
    let again = Answer::of(
        app.visitor()
            .request(Method::GET, path)
            .header(header::IF_NONE_MATCH, tag),
    )
    .await;

    assert_eq!(
        first.header(header::CACHE_CONTROL),
        Some("public, max-age=60")
    );
    assert_eq!(again.status.as_u16(), 304);
}

#[tokio::test]
async fn additional_fields_with_faults_are_not_stored() {
    let app = TestApp::start(Engine::Sqlite).await;
    let field = |key: &str, other: &str| {
        serde_json::json!({
            "key": key,
            "label": format!("Question {key}"),
            "step": "public",
            "answer": { "type": "yes_no" },
            "shownWhen": [{ "field": format!("/additional/{other}"), "isOneOf": [true] }]
        })
    };
    let mut edition = edition_2018();
    edition.additional = ["one", "two"]
        .into_iter()
        .zip(["two", "one"])
        .map(|(key, other)| serde_json::from_value(field(key, other)).unwrap())
        .collect();
    let services = &app.platform.services;

    let refused = services
        .db
        .write_now(|conn| put(conn, &app.clock, &edition));

    let Err(ground::error::Error::Rejected(refusal)) = refused else {
        panic!("{refused:?}")
    };
    let pointers: Vec<_> = refusal
        .errors
        .iter()
        .map(|it| it.pointer.as_str())
        .collect();
    assert_eq!(
        pointers,
        [
            "/additional/0/shownWhen/0/field",
            "/additional/1/shownWhen/0/field"
        ]
    );
}
