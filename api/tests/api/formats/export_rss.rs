use super::export_atom::{CONTENT, cancelled};
use crate::catalogue::{Shelf, content, online};
use crate::support::Engine;
use chrono::TimeDelta;
use rstest::rstest;

const FEED: &str = "/api/v1/catalogue/events.rss";

#[rstest]
#[tokio::test]
async fn an_event_is_an_item_with_the_content_of_the_other_feeds() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = cancelled(&shelf).await;

    let answer = shelf.app.visitor().get(FEED).await;

    let site = &shelf.app.address;
    let feed = roxmltree::Document::parse(&answer.text).unwrap();
    let root = feed.root_element();
    assert_eq!(
        (root.tag_name().name(), root.attribute("version")),
        ("rss", Some("2.0"))
    );
    let channel = root.first_element_child().unwrap();
    let text = |parent: roxmltree::Node<'_, '_>, name: &str| {
        let found = parent
            .children()
            .find(|node| node.tag_name().name() == name);
        found
            .and_then(|node| node.text())
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(text(channel, "link"), format!("{site}/evenements"));
    assert_eq!(text(channel, "language"), "fr");
    assert!(
        answer.text.contains(&format!("href=\"{site}{FEED}\"")),
        "{}",
        answer.text
    );
    let item = channel
        .children()
        .find(|node| node.has_tag_name("item"))
        .unwrap();
    assert_eq!(text(item, "title"), "[Annulé] Visite de la fonderie");
    assert_eq!(
        text(item, "link"),
        format!("{site}/evenements/2018/visite-1")
    );
    assert_eq!(text(item, "description"), CONTENT);
    assert_eq!(text(item, "guid"), format!("urn:uuid:{id}"));
    assert_eq!(text(item, "pubDate"), "Mon, 5 Feb 2018 09:00:00 +0000");
    assert_eq!(text(item, "creator"), "Fonderie Durand");
    assert_eq!(text(item, "point"), "45.6977 4.8869123");
    let category = item
        .children()
        .find(|node| node.has_tag_name("category"))
        .unwrap();
    assert_eq!(category.text(), Some("Visite d’entreprise"));
    let picture = item
        .children()
        .find(|node| node.has_tag_name("enclosure"))
        .unwrap();
    assert_eq!(picture.attribute("type"), Some("image/jpeg"));
}

#[rstest]
#[tokio::test]
async fn the_latest_change_comes_first_and_a_feed_without_items_is_valid() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    shelf.app.clock.advance(TimeDelta::minutes(5));
    let second = shelf.label(2, online()).await;
    let visitor = shelf.app.visitor();

    let answer = visitor.get(FEED).await;
    let empty = visitor.get(&format!("{FEED}?q=rien")).await;

    let feed = roxmltree::Document::parse(&answer.text).unwrap();
    let guids: Vec<_> = feed
        .descendants()
        .filter(|node| node.has_tag_name("guid"))
        .collect();
    assert_eq!(guids.len(), 2);
    assert_eq!(guids[0].text(), Some(format!("urn:uuid:{second}").as_str()));
    let empty = roxmltree::Document::parse(&empty.text).unwrap();
    assert!(!empty.descendants().any(|node| node.has_tag_name("item")));
}
