use super::{Shelf, content, events, three};
use crate::support::{Engine, TestApp, edition, form};
use diesel::prelude::*;
use ground::db::schema::{edition_uids, editions, event_uids, events as stored, place_uids};
use rstest::rstest;
use shared::label::LabelState;
use std::collections::BTreeSet;

/// The numbers of all events and of their places, by event.
fn numbers(app: &TestApp) -> Vec<(i64, Option<i64>)> {
    app.platform
        .services
        .db
        .read_now(|conn| {
            let rows = event_uids::table
                .order(event_uids::uid)
                .select((event_uids::uid, event_uids::place_uid));
            Ok(rows.load(conn)?)
        })
        .expect("the numbers")
}

#[rstest]
#[tokio::test]
async fn every_event_has_a_number_and_equal_places_share_one(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    shelf.label(1, content()).await;
    shelf.label(2, content()).await;
    shelf.label(3, super::in_lyon()).await;
    shelf.label(4, super::online()).await;

    let found = numbers(&shelf.app);
    let different: BTreeSet<_> = found.iter().map(|(uid, _)| uid).collect();
    assert_eq!(different.len(), 4);
    let places: Vec<_> = found.iter().map(|(_, place)| *place).collect();
    assert_eq!(places[0], places[1]);
    assert!(places[0].is_some() && places[2].is_some() && places[0] != places[2]);
    assert_eq!(places[3], None);
}

#[rstest]
#[tokio::test]
async fn drafts_get_numbers_and_deleted_numbers_are_not_given_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let first = owner.draft(&form()).await;
    let before = numbers(&app);
    assert_eq!(before.len(), 1);

    app.platform
        .services
        .db
        .write_now(|conn| {
            diesel::delete(stored::table).execute(conn)?;
            Ok(())
        })
        .expect("the draft is deleted");
    assert!(numbers(&app).is_empty());
    let second = owner.draft(&form()).await;
    assert_ne!(first.id, second.id);

    let after = numbers(&app);
    assert!(after[0].0 > before[0].0, "{before:?} {after:?}");
}

#[rstest]
#[tokio::test]
async fn the_address_of_a_place_goes_with_its_last_event(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let id = shelf.label(1, content()).await;
    let db = &shelf.app.platform.services.db;
    let places = || {
        db.read_now(|conn| Ok(place_uids::table.count().get_result::<i64>(conn)?))
            .expect("a number")
    };
    assert_eq!(places(), 1);
    shelf.rewrite(id, super::online()).await;
    assert_eq!(places(), 0);
    shelf.rewrite(id, content()).await;
    assert_eq!(places(), 1);

    db.write_now(|conn| {
        diesel::delete(stored::table).execute(conn)?;
        Ok(())
    })
    .expect("the event is deleted");

    assert_eq!(places(), 0);
}

#[rstest]
#[tokio::test]
async fn every_edition_is_an_agenda_with_a_number(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let numbered: Vec<(String, i64)> = shelf
        .app
        .platform
        .services
        .db
        .read_now(|conn| {
            let rows = editions::table.inner_join(edition_uids::table);
            Ok(rows
                .select((editions::slug, edition_uids::uid))
                .load(conn)?)
        })
        .expect("the numbers");
    let list = shelf.app.visitor().get("/v2/agendas").await.json();

    assert_eq!(list["total"], numbered.len());
    let (slug, uid) = &numbered[0];
    let agenda = &list["agendas"][0];
    assert_eq!(
        (agenda["slug"].as_str(), agenda["uid"].as_i64()),
        (Some(slug.as_str()), Some(*uid))
    );
    assert_eq!(agenda["official"], true);
    assert_eq!(list["after"], serde_json::Value::Null);
    let path = format!("/v2/agendas/{uid}?detailed=1");
    let whole = shelf.app.visitor().get(&path).await.json();
    assert_eq!(
        (whole["official"].as_i64(), whole["uid"].as_i64()),
        (Some(1), Some(*uid))
    );
    let fields = whole["schema"]["fields"].as_array().unwrap();
    assert!(fields.iter().any(|field| field["field"] == "kind"));
    assert_eq!(whole["network"]["uid"], whole["networkUid"]);
}

#[tokio::test]
async fn the_number_of_an_event_stays_when_it_changes() {
    let shelf = three(Engine::Sqlite).await;
    let uid = |list: &serde_json::Value| list["events"][0]["uid"].as_i64();
    let before = events(&shelf, "slug=visite-1").await;
    let id = shared::id::EventId("01900000-0000-7000-8000-000000000001".parse().unwrap());

    shelf.change(id, LabelState::Labelled, "full").await;
    let after = events(&shelf, "slug=visite-1").await;

    assert_eq!(after["events"][0]["status"], 5);
    assert!(uid(&before).is_some());
    assert_eq!(uid(&before), uid(&after));
}
