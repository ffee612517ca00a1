//! Alerts of visitors: requested, confirmed, sent in the morning, and stopped.

mod histories;
mod pages;
mod races;
mod request;
mod rounds;

use crate::accounts::mails;
use crate::catalogue::Shelf;
use crate::support::{Answer, TestApp};
use chrono::{DateTime, Duration, DurationRound as _, Utc};
use diesel::prelude::*;
use ground::db::schema::{alert_links, event_alerts};
use reqwest::{Method, header};
use serde_json::{Value, json};
use shared::event::RequestedAlert;
use shared::mail::Mail;

pub(super) const ALERTS: &str = "/api/v1/alerts";
pub(super) const LOUISE: &str = "louise@example.org";

pub(super) async fn request(app: &TestApp, email: &str, search: &str) -> Answer {
    let body: Value = json!({ "email": email, "search": search });
    app.visitor().post(ALERTS, &body).await
}

/// Letters to an address whose subject contains some words, newest first.
pub(super) async fn letters(app: &TestApp, email: &str, words: &str) -> Vec<Mail> {
    let mut found = mails(app, email).await;
    found.retain(|mail| mail.summary.subject.contains(words));
    found
}

/// Letters about new events, newest first.
pub(super) async fn announcements(app: &TestApp, email: &str) -> Vec<Mail> {
    let mut found = mails(app, email).await;
    found.retain(|mail| {
        let subject = &mail.summary.subject;
        subject.contains("nouvel événement") || subject.contains("nouveaux événements pour")
    });
    found
}

/// Path of the page of an alert, from a letter.
pub(super) fn link(mail: &Mail) -> String {
    let mut words = mail.body_text.split_whitespace();
    let link = words.rfind(|word| word.contains("/alertes/"));
    let link = link.unwrap_or_else(|| panic!("no link in {}", mail.body_text));
    let at = link.find("/alertes/").expect("its path");
    link.split_at(at).1.to_owned()
}

/// Sends the form of a page as a browser does, or the one of a mail program.
pub(super) async fn send(app: &TestApp, path: &str, body: &str) -> Answer {
    let request = app
        .visitor()
        .request(Method::POST, path)
        .header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body.to_owned());
    Answer::of(request).await
}

/// Requests and confirms an alert; returns the path of its page.
pub(super) async fn subscribed(app: &TestApp, email: &str, search: &str) -> String {
    request(app, email, search).await.ok::<RequestedAlert>(202);
    let asked = letters(app, email, "Confirmez votre alerte").await;
    let page = link(&asked[0]);
    assert_eq!(send(app, &page, "action=confirmer").await.status, 303);
    page
}

/// Sets the clock, and waits until the round of that time is over.
pub(super) async fn morning(app: &TestApp, time: &str) {
    let now: DateTime<Utc> = time.parse().expect("a time");
    app.clock.set(now);
    let slot = now.duration_trunc(Duration::hours(1)).expect("a slot");
    app.has_run("alerts.begin_rounds", "alerts.%", slot).await;
    app.has_run("alerts.forget", "alerts.%", slot).await;
}

/// Number of alerts and of links that are stored.
pub(super) fn stored(app: &TestApp) -> (i64, i64) {
    let db = &app.platform.services.db;
    db.read_now(|conn| {
        Ok((
            event_alerts::table.count().get_result(conn)?,
            alert_links::table.count().get_result(conn)?,
        ))
    })
    .expect("the alerts")
}

/// Numbers of the events that a letter names, in its order.
pub(super) fn named(mail: &Mail) -> Vec<u8> {
    let lines = mail.body_text.split_whitespace();
    lines
        .filter_map(|word| word.split("/evenements/2018/visite-").nth(1)?.parse().ok())
        .collect()
}

/// Waits until the first round is over: it begins with the server.
pub(super) async fn settled(shelf: &Shelf) {
    let now = shelf.app.clock.now();
    let slot = now.duration_trunc(Duration::hours(1)).expect("a slot");
    shelf.app.platform.live.reached(1).await;
    // A round that came before the catalogue looks again after some seconds.
    shelf.app.clock.set(now + Duration::seconds(6));
    shelf
        .app
        .has_run("alerts.begin_rounds", "alerts.%", slot)
        .await;
}
