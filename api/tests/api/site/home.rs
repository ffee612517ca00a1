//! The searches that the front page offers.

use super::{page, said, shelf};
use crate::catalogue::{content, online, shown_edition};
use shared::edition::Door;

#[tokio::test]
async fn the_front_page_offers_the_searches_of_the_edition() {
    let shelf = shelf().await;
    shelf.label(1, content()).await;
    shelf.label(2, online()).await;
    let before = page(&shelf, "/").await.text;

    let mut edition = shown_edition();
    edition.doors = vec![Door {
        title: "Depuis chez moi".to_owned(),
        search: "attendance=online".to_owned(),
    }];
    shelf.app.put_edition(&edition);
    shelf.app.caught_up().await;
    let after = page(&shelf, "/").await.text;

    assert!(
        !before.contains("lecture-doors"),
        "an edition may have none"
    );
    assert!(said(&after).contains("Depuis chez moi 1"), "{after}");
    let href = "/evenements?edition=2018&#38;attendance=online";
    assert!(after.contains(&format!("href=\"{href}\"")), "{after}");
}
