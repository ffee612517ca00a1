use crate::catalogue::{Shelf, content};
use crate::support::Engine;
use rstest::rstest;
use serde_json::json;

const FEED: &str = "/api/v1/catalogue/events.feed.json";

#[rstest]
#[tokio::test]
async fn an_event_is_an_item() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, content()).await;

    let feed = shelf.app.visitor().get(FEED).await.json();

    let site = &shelf.app.address;
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["feed_url"], format!("{site}{FEED}"));
    assert_eq!(feed["home_page_url"], format!("{site}/evenements"));
    assert_eq!(
        feed["items"],
        json!([{
            "id": format!("urn:uuid:{id}"),
            "url": format!("{site}/evenements/2018/visite-1"),
            "title": "Visite de la fonderie",
            "summary": "lundi 26\u{a0}mars\u{a0}2018, de 9\u{a0}h à 11\u{a0}h – Usine, 69200 Vénissieux. Du métal liquide à la pièce finie, en une heure.",
            "content_html": "<p><strong>lundi 26\u{a0}mars\u{a0}2018, de 9\u{a0}h à 11\u{a0}h</strong><br>Usine, 1 rue de l’Usine, 69200 Vénissieux</p>\n<p>Du métal liquide à la pièce finie, en une heure.</p>\n<p>Nous ouvrons nos ateliers.</p><p>Venez nombreux.</p>",
            "date_published": "2018-02-05T09:00:00Z",
            "date_modified": "2018-02-05T09:00:00Z",
            "authors": [{ "name": "Fonderie Durand" }],
            "tags": ["Visite d’entreprise", "Fabriqué en France"]
        }])
    );
}

#[rstest]
#[tokio::test]
async fn a_feed_without_items_is_valid() {
    let shelf = Shelf::start(Engine::Sqlite).await;

    let feed = shelf
        .app
        .visitor()
        .get(&format!("{FEED}?q=rien"))
        .await
        .json();

    assert_eq!(feed["items"], json!([]));
}
