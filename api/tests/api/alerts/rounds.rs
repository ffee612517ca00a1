use super::{LOUISE, announcements, morning, named, send, settled, stored, subscribed};
use crate::catalogue::{Shelf, content, content_with, online};
use crate::support::Engine;
use api::app::{self, Platform};
use diesel::prelude::*;
use ground::db::schema::{alert_rounds, event_alerts};
use reqwest::StatusCode;
use rstest::rstest;
use serde_json::json;
use shared::edition::EditionStatus;
use shared::label::LabelState;
use std::net::TcpListener;
use std::sync::Arc;

#[rstest]
#[tokio::test]
async fn one_letter_a_morning_names_the_new_events_of_the_search(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    settled(&shelf).await;
    let app = &shelf.app;
    subscribed(
        app,
        LOUISE,
        "kind=company_visit&near=4.8357,45.764&radius=20000",
    )
    .await;
    shelf.label(1, content()).await;
    shelf.label(2, online()).await;
    shelf
        .label(
            3,
            content_with(json!({ "title": "Portes ouvertes à la forge" })),
        )
        .await;
    let gone = shelf.label(4, content()).await;
    shelf.change(gone, LabelState::Withdrawn, "scheduled").await;

    // Not at night, not twice, and nothing when there is nothing.
    morning(app, "2018-02-06T05:00:00Z").await;
    assert!(announcements(app, LOUISE).await.is_empty());
    morning(app, "2018-02-06T06:00:00Z").await;
    morning(app, "2018-02-06T12:00:00Z").await;
    morning(app, "2018-02-07T07:00:00Z").await;

    let sent = announcements(app, LOUISE).await;
    assert_eq!(sent.len(), 1, "{sent:?}");
    let subject = sent[0].summary.subject.replace('\u{a0}', " ");
    assert_eq!(subject, "2 nouveaux événements pour votre recherche");
    assert_eq!(named(&sent[0]), [1, 3]);
    let text = sent[0].body_text.replace('\u{a0}', " ");
    for words in [
        "Portes ouvertes à la forge",
        "Vénissieux",
        "26 mars",
        "20 km",
        "/evenements?edition=2018&kind=company_visit&near=4.8357,45.764&radius=20000",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let unsubscribe = sent[0].unsubscribe.as_deref().unwrap();
    assert!(unsubscribe.contains("/alertes/") && text.contains(unsubscribe));

    // A mail program stops it in one click, once.
    let path = unsubscribe
        .split_at(unsubscribe.find("/alertes/").unwrap())
        .1;
    let clicked = send(app, path, "List-Unsubscribe=One-Click").await;
    assert_eq!((clicked.status, stored(app)), (StatusCode::OK, (0, 0)));
    assert!(
        announcements(app, LOUISE).await.is_empty(),
        "the letters are deleted"
    );
    let again = send(app, path, "List-Unsubscribe=One-Click").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[rstest]
#[tokio::test]
async fn an_event_that_comes_back_is_named_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    settled(&shelf).await;
    let app = &shelf.app;
    subscribed(app, LOUISE, "").await;
    let known = shelf.label(1, content()).await;
    let late = shelf.label(2, content()).await;
    shelf.change(late, LabelState::Submitted, "scheduled").await;
    morning(app, "2018-02-06T07:00:00Z").await;

    shelf
        .change(known, LabelState::Submitted, "scheduled")
        .await;
    shelf.change(known, LabelState::Labelled, "full").await;
    shelf.change(late, LabelState::Labelled, "scheduled").await;
    morning(app, "2018-02-07T07:00:00Z").await;

    let sent: Vec<_> = announcements(app, LOUISE).await.iter().map(named).collect();
    assert_eq!(sent, [[2], [1]]);
}

#[tokio::test]
async fn a_long_list_is_cut_and_counted() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    settled(&shelf).await;
    let mut edition = crate::support::edition_2018();
    edition.status = EditionStatus::Open;
    edition.alerts.listed = 2;
    shelf.app.put_edition(&edition);
    subscribed(&shelf.app, LOUISE, "").await;
    for number in 1..6 {
        shelf.label(number, content()).await;
    }

    morning(&shelf.app, "2018-02-06T07:00:00Z").await;

    let sent = announcements(&shelf.app, LOUISE).await;
    assert_eq!(named(&sent[0]), [1, 2]);
    assert!(
        sent[0].body_text.contains("- et 3 autres"),
        "{}",
        sent[0].body_text
    );
}

#[rstest]
#[tokio::test]
async fn two_instances_send_a_letter_once_and_a_round_that_was_cut_off_goes_on(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    settled(&shelf).await;
    let app = &shelf.app;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let platform = Platform::open(app.platform.config.clone(), app.clock.clone()).unwrap();
    let (server, jobs) = app::serve(Arc::new(platform), listener).unwrap();
    tokio::spawn(async move {
        let _jobs = jobs;
        server.await
    });
    subscribed(app, LOUISE, "").await;
    // More alerts than one job deals with.
    let db = &app.platform.services.db;
    db.write_now(|conn| {
        let rows: Vec<(ground::db::types::SqlUuid, ground::db::types::SqlUuid)> =
            event_alerts::table
                .select((event_alerts::id, event_alerts::edition_id))
                .load(conn)?;
        for number in 0..250_u128 {
            let id = uuid::Uuid::from_u128(number + 1);
            diesel::insert_into(event_alerts::table)
                .values((
                    event_alerts::id.eq(ground::db::types::SqlUuid(id)),
                    event_alerts::edition_id.eq(rows[0].1),
                    event_alerts::email.eq(format!("many-{number}@example.org")),
                    event_alerts::search.eq("edition=2018"),
                    event_alerts::search_key.eq("all"),
                    event_alerts::requested_at
                        .eq(ground::db::types::SqlTime::from(app.clock.now())),
                    event_alerts::confirmed_at
                        .eq(Some(ground::db::types::SqlTime::from(app.clock.now()))),
                ))
                .execute(conn)?;
        }
        Ok(())
    })
    .unwrap();
    shelf.label(1, content()).await;

    for time in ["2018-02-06T07:00:00Z", "2018-02-06T08:00:00Z"] {
        morning(app, time).await;
    }

    for number in [0, 99, 100, 249] {
        let sent = announcements(app, &format!("many-{number}@example.org")).await;
        assert_eq!(sent.len(), 1, "{number}");
    }
    assert_eq!(announcements(app, LOUISE).await.len(), 1);
    let (unsent, rounds): (i64, i64) = db
        .read_now(|conn| {
            Ok((
                event_alerts::table
                    .filter(event_alerts::sent_on.is_null())
                    .count()
                    .get_result(conn)?,
                alert_rounds::table
                    .filter(alert_rounds::day.eq("2018-02-06"))
                    .count()
                    .get_result(conn)?,
            ))
        })
        .unwrap();
    assert_eq!((unsent, rounds), (0, 1));
}
