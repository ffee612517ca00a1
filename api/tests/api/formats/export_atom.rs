use crate::catalogue::{Shelf, content, content_with, online};
use crate::support::Engine;
use chrono::TimeDelta;
use rstest::rstest;
use serde_json::json;
use shared::label::LabelState;

const FEED: &str = "/api/v1/catalogue/events.atom";

#[rstest]
#[tokio::test]
async fn the_latest_change_comes_first() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let first = shelf.label(1, content()).await;
    shelf.app.clock.advance(TimeDelta::minutes(5));
    let second = shelf.label(2, online()).await;

    let answer = shelf.app.visitor().get(FEED).await;

    let at = |id: &str| {
        answer
            .text
            .find(&format!("<id>urn:uuid:{id}</id>"))
            .expect("it is there")
    };
    assert!(at(&second.to_string()) < at(&first.to_string()));
    assert_eq!(answer.text.matches("<entry ").count(), 2);
    assert!(
        answer
            .text
            .contains("<georss:point>45.6977 4.8869123</georss:point>")
    );
    assert!(
        answer
            .text
            .contains("<updated>2018-02-05T09:05:00+00:00</updated>")
    );
}

#[rstest]
#[tokio::test]
async fn marks_are_escaped_and_a_cancelled_event_says_so_first() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf
        .label(1, content_with(json!({ "title": "Bois & métal <3>" })))
        .await;
    shelf.change(id, LabelState::Labelled, "cancelled").await;

    let answer = shelf.app.visitor().get(FEED).await;

    assert!(
        answer
            .text
            .contains("[Annulé] Bois &amp; métal &lt;3&gt;</title>"),
        "{}",
        answer.text
    );
}

#[rstest]
#[tokio::test]
async fn a_feed_without_entries_is_valid() {
    let shelf = Shelf::start(Engine::Sqlite).await;

    let answer = shelf
        .app
        .visitor()
        .get(&format!("{FEED}?kind=workshop&q=a%26b"))
        .await;

    assert_eq!(answer.status.as_u16(), 200);
    assert!(answer.text.ends_with("</feed>\n"));
    assert!(
        answer
            .text
            .contains("events.atom?q=a%26b&amp;kind=workshop</id>"),
        "{}",
        answer.text
    );
}
