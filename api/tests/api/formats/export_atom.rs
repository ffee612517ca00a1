use crate::catalogue::{Shelf, content, content_with, online};
use crate::support::Engine;
use chrono::TimeDelta;
use rstest::rstest;
use serde_json::json;
use shared::id::EventId;
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

/// An online event with a picture that is cancelled: everything that feed readers must be able to show.
pub(super) async fn cancelled(shelf: &Shelf) -> EventId {
    let image = json!({
        "id": "a".repeat(64), "width": 1200, "height": 800, "alt": "La halle", "credits": "Camille Martin"
    });
    let event = content_with(json!({
        "image": image,
        "accessMode": "registration",
        "publicBooking": { "url": "https://exemple.fr/inscription?a=1&b=2" }
    }));
    let id = shelf.label(1, event).await;
    shelf
        .note(
            id,
            "cancelled",
            "Panne du four <no 2>, reporté à l’an prochain",
        )
        .await;
    id
}

/// The content that every feed has, as HTML.
pub(super) const CONTENT: &str = "<p><strong>lundi 26\u{a0}mars\u{a0}2018, de 9\u{a0}h à 11\u{a0}h</strong><br>\
    Usine, 1 rue de l’Usine, 69200 Vénissieux</p>\n\
    <p><strong>Annulé</strong>\u{202f}: Panne du four &#60;no 2&#62;, reporté à l’an prochain</p>\n\
    <p>Inscription\u{202f}: https://exemple.fr/inscription?a=1&#38;b=2</p>\n\
    <p>Du métal liquide à la pièce finie, en une heure.</p>\n\
    <p>Nous ouvrons nos ateliers.</p><p>Venez nombreux.</p>";

#[rstest]
#[tokio::test]
async fn the_content_begins_with_what_one_has_to_know() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    cancelled(&shelf).await;
    let visitor = shelf.app.visitor();

    let atom = visitor.get(FEED).await;
    let json = visitor
        .get("/api/v1/catalogue/events.feed.json")
        .await
        .json();

    let site = &shelf.app.address;
    let feed = roxmltree::Document::parse(&atom.text).unwrap();
    let nodes = |parent: &str, name: &str| {
        let parents = feed
            .descendants()
            .filter(|node| node.has_tag_name(("http://www.w3.org/2005/Atom", parent)));
        let children = parents.flat_map(|node| node.children());
        children
            .filter(|node| node.tag_name().name() == name)
            .collect::<Vec<_>>()
    };
    let content = nodes("entry", "content")[0];
    assert_eq!(content.attribute("type"), Some("html"));
    assert_eq!(content.text(), Some(CONTENT));
    assert_eq!(json["items"][0]["content_html"], CONTENT);
    let links = |parent| {
        let links = nodes(parent, "link").into_iter();
        links
            .map(|link| link.attribute("rel").unwrap_or("alternate").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(links("feed"), ["alternate", "self", "license"]);
    assert_eq!(links("entry"), ["alternate", "enclosure"]);
    assert!(
        nodes("entry", "link")[1]
            .attribute("href")
            .unwrap()
            .ends_with("/1200.jpg")
    );
    let categories = nodes("entry", "category").into_iter();
    let categories: Vec<_> = categories
        .map(|category| {
            (
                category.attribute("term").unwrap(),
                category.attribute("scheme").unwrap().to_owned(),
            )
        })
        .collect();
    let scheme = format!("{site}/api/v1/editions/2018/vocabularies");
    assert_eq!(
        categories,
        [
            (
                "Visite d’entreprise",
                format!("{scheme}#kinds/company_visit")
            ),
            (
                "Fabriqué en France",
                format!("{scheme}#topics/made_in_france")
            )
        ]
    );
}
