use super::{
    ALERTS, LOUISE, announcements, letters, link, morning, request, send, stored, subscribed,
};
use crate::catalogue::{Shelf, content};
use crate::leaving::{leave, rows_with};
use crate::support::{Engine, PASSWORD, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use ground::db::schema::returned_addresses;
use ground::db::types::SqlTime;
use ground::mail::addresses;
use reqwest::{StatusCode, header};
use rstest::rstest;
use serde_json::json;
use shared::event::RequestedAlert;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn nothing_but_one_letter_is_sent_before_the_confirmation(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let app = &shelf.app;

    let requested: RequestedAlert = request(app, "Louise@Example.org", "region=84")
        .await
        .ok(202);
    shelf.label(1, content()).await;
    morning(app, "2018-02-06T07:00:00Z").await;

    assert_eq!(requested.expires_at.to_string(), "2018-02-07 09:00:00 UTC");
    let asked = letters(app, LOUISE, "").await;
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].body_text.contains("Auvergne-Rhône-Alpes"));
    assert!(asked[0].unsubscribe.is_none());
    // The outbox holds no secret, and neither does the table of links.
    let token = link(&asked[0]).replace("/alertes/", "");
    assert_eq!(token.len(), 43);
    assert!(rows_with(app, &token).is_empty());

    // Not confirmed in time: the address is deleted everywhere.
    morning(app, "2018-02-07T10:00:00Z").await;
    let late = send(app, &link(&asked[0]), "action=confirmer").await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stored(app), (0, 0));
    assert!(rows_with(app, LOUISE).is_empty());
}

#[rstest]
#[tokio::test]
async fn a_confirmation_proves_an_address_that_has_returned_letters(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let app = &shelf.app;
    mark(app, LOUISE);
    request(app, LOUISE, "region=84")
        .await
        .ok::<RequestedAlert>(202);
    assert!(is_marked(app, LOUISE));

    subscribed(app, LOUISE, "region=11").await;

    assert!(!is_marked(app, LOUISE));
}

/// Notes that letters to an address came back.
pub(super) fn mark(app: &TestApp, address: &str) {
    let db = &app.platform.services.db;
    db.write_now(|conn| {
        diesel::insert_into(returned_addresses::table)
            .values((
                returned_addresses::address_key.eq(address),
                returned_addresses::reason.eq("permanent"),
                returned_addresses::detail.eq("5.1.1"),
                returned_addresses::since.eq(SqlTime::from(app.clock.now())),
            ))
            .execute(conn)?;
        Ok(())
    })
    .unwrap();
}

pub(super) fn is_marked(app: &TestApp, address: &str) -> bool {
    let db = &app.platform.services.db;
    db.read_now(|conn| addresses::returned(conn, address))
        .unwrap()
        .is_some()
}

#[rstest]
#[tokio::test]
async fn a_mark_is_forgotten_with_the_last_alert_of_an_address_without_an_account(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let app = &shelf.app;
    let person = app.organiser().await;
    let of_account = person.account().email.as_str();
    let first = subscribed(app, LOUISE, "region=84").await;
    let last = subscribed(app, LOUISE, "region=11").await;
    let own = subscribed(app, of_account, "").await;
    mark(app, LOUISE);
    mark(app, of_account);

    for (page, still_marked) in [(first, true), (last, false)] {
        assert_eq!(send(app, &page, "action=arreter").await.status, 303);
        assert_eq!(is_marked(app, LOUISE), still_marked);
    }
    assert_eq!(send(app, &own, "action=arreter").await.status, 303);

    assert!(is_marked(app, of_account), "the account has the address");
}

#[rstest]
#[tokio::test]
async fn the_answer_is_the_same_for_every_address_and_an_alert_is_stored_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let app = &shelf.app;
    let search = "kind=company_visit,webinar&near=4.8357,45.764&radius=20000";
    let page = subscribed(app, LOUISE, search).await;

    let again = request(
        app,
        LOUISE,
        "radius=20000&near=4.8357,45.764&kind=webinar,company_visit&sort=distance",
    )
    .await;
    let other = request(app, "sacha@example.org", search).await;

    assert_eq!(again.text, other.text);
    assert_eq!(
        (again.status, other.status),
        (StatusCode::ACCEPTED, StatusCode::ACCEPTED)
    );
    assert_eq!(stored(app).0, 2);
    // Both links of the active alert lead to it, and confirming twice changes nothing.
    let asked = letters(app, LOUISE, "Confirmez votre alerte").await;
    assert_eq!(asked.len(), 2);
    assert_eq!(send(app, &page, "action=confirmer").await.status, 303);
    assert_eq!(
        send(app, &link(&asked[0]), "action=arreter").await.status,
        303
    );
    assert_eq!(stored(app).0, 1);
    let late = send(app, &page, "action=confirmer").await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_letter_to_somebody_who_has_not_asked_repeats_nothing_that_was_typed() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let search = "q=gagnez%20sur%20casino.example&organiser=casino-example&region=84";

    request(&shelf.app, LOUISE, search)
        .await
        .ok::<RequestedAlert>(202);

    let asked = &letters(&shelf.app, LOUISE, "").await[0];
    assert!(!asked.body_text.contains("casino"), "{}", asked.body_text);
    assert!(asked.body_text.contains("des mots que montre la page"));
    let opened = crate::site::page(&shelf, &link(asked)).await;
    assert!(opened.text.contains("gagnez sur casino.example"));
}

#[tokio::test]
async fn an_address_gets_three_letters_a_day_and_a_client_requests_twenty_alerts_an_hour() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let app = &shelf.app;

    for region in ["84", "11", "93"] {
        request(app, LOUISE, &format!("region={region}"))
            .await
            .ok::<RequestedAlert>(202);
    }
    let fourth = request(app, "LOUISE@example.org", "region=75").await;
    assert!(fourth.header(header::RETRY_AFTER).is_some());
    fourth.refused(Code::TooManyRequests);
    for number in 0..16 {
        request(app, &format!("person-{number}@example.com"), "")
            .await
            .ok::<RequestedAlert>(202);
    }
    request(app, "one-more@example.com", "")
        .await
        .refused(Code::TooManyRequests);

    assert_eq!(letters(app, LOUISE, "").await.len(), 3);
    assert_eq!(stored(app).0, 19);
}

#[rstest]
#[tokio::test]
async fn a_further_request_takes_the_place_of_the_oldest_that_waits(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let app = &shelf.app;
    let regions = ["84", "11", "93", "75", "76", "44"];
    for (day, three) in regions.chunks(3).enumerate() {
        app.clock.set(
            "2018-02-05T09:00:00Z"
                .parse::<chrono::DateTime<chrono::Utc>>()
                .unwrap()
                + Duration::days(i64::try_from(day).unwrap()),
        );
        for region in three {
            request(app, LOUISE, &format!("region={region}"))
                .await
                .ok::<RequestedAlert>(202);
            app.clock.set(app.clock.now() + Duration::seconds(1));
        }
    }

    assert_eq!(stored(app).0, 5);
    let asked = letters(app, LOUISE, "").await;
    assert!(
        asked
            .iter()
            .all(|mail| !mail.body_text.contains("Auvergne"))
    );
}

#[tokio::test]
async fn an_address_has_as_many_alerts_as_the_edition_allows() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let app = &shelf.app;
    let mut edition = crate::support::edition_2018();
    edition.status = shared::edition::EditionStatus::Open;
    edition.alerts.per_address = 1;
    app.put_edition(&edition);
    subscribed(app, LOUISE, "region=84").await;

    request(app, LOUISE, "region=11")
        .await
        .ok::<RequestedAlert>(202);
    let asked = letters(app, LOUISE, "Confirmez").await;
    let refused = send(app, &link(&asked[0]), "action=confirmer").await;

    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("a déjà toutes les alertes"));
    assert!(
        refused.text.contains("Île-de-France"),
        "what it is stays visible"
    );
}

#[tokio::test]
async fn a_wrong_request_is_explained_and_one_of_a_program_is_dropped() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let app = &shelf.app;
    let trapped = json!({ "email": LOUISE, "search": "", "website": "https://example.com" });

    app.visitor()
        .post(ALERTS, &trapped)
        .await
        .ok::<RequestedAlert>(202);
    for (search, said) in [
        ("kind=weather", "kind: `weather`"),
        ("weather=rain", "weather:"),
        ("region=00", "region:"),
        ("edition=1789", "edition:"),
        ("radius=20000", "radius:"),
    ] {
        let problem = request(app, LOUISE, search).await.refused(Code::Invalid);
        assert_eq!(problem.errors[0].pointer, "/search", "{search}");
        assert!(problem.errors[0].detail.contains(said), "{problem:?}");
    }
    let problem = request(app, "louise", "").await.refused(Code::Invalid);
    assert_eq!(problem.errors[0].pointer, "/email");

    assert_eq!(stored(app), (0, 0));
    assert!(letters(app, LOUISE, "").await.is_empty());
}

#[rstest]
#[tokio::test]
async fn an_edition_that_has_ended_takes_no_alerts_and_deletes_those_it_has(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let app = &shelf.app;
    let page = subscribed(app, LOUISE, "").await;
    shelf.label(1, content()).await;
    morning(app, "2018-02-06T07:00:00Z").await;
    assert_eq!(announcements(app, LOUISE).await.len(), 1);

    // The last day is 8 April, in La Réunion.
    morning(app, "2018-04-08T20:00:00Z").await;
    assert_eq!(stored(app).0, 1);
    morning(app, "2018-04-08T22:00:00Z").await;

    assert_eq!(stored(app), (0, 0));
    assert!(rows_with(app, LOUISE).is_empty());
    let unknown = crate::site::page(&shelf, &page).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    request(app, LOUISE, "").await.refused(Code::AlertsOver);
}

#[rstest]
#[tokio::test]
async fn the_alerts_of_an_address_are_deleted_with_its_account(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let person = shelf.app.organiser().await;
    let email = person.account().email.clone();
    subscribed(&shelf.app, &email, "").await;
    subscribed(&shelf.app, LOUISE, "").await;

    assert_eq!(
        leave(&person, PASSWORD).await.status,
        StatusCode::NO_CONTENT
    );

    assert_eq!(stored(&shelf.app), (1, 1));
    let tables = rows_with(&shelf.app, &email);
    let kept = tables.iter().any(|(table, _)| table.contains("alert"));
    assert!(!kept, "{tables:?}");
}
