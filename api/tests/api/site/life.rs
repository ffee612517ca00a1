//! Pages tell of events that changed, and of editions that are over.

use super::{page, said, shelf};
use crate::catalogue::{Shelf, content, content_with, shown_edition};
use serde_json::json;
use shared::edition::EditionStatus;

const PATH: &str = "/evenements/2018/visite-1";
const OVER: &str = "Édition terminée.";

#[tokio::test]
async fn an_event_says_that_it_takes_place_only_where_dates_of_it_changed() {
    let shelf = shelf().await;
    let dates = json!({ "occurrences": [
        { "begin": "2018-03-26T09:00:00+02:00", "end": "2018-03-26T11:00:00+02:00", "state": "cancelled" },
        { "begin": "2018-03-27T09:00:00+02:00", "end": "2018-03-27T11:00:00+02:00" },
    ] });
    shelf.label(1, content_with(dates)).await;

    let before = page(&shelf, PATH).await.text;
    shelf
        .app
        .clock
        .set("2018-03-27T12:00:00Z".parse().expect("a time"));
    let after = page(&shelf, PATH).await.text;

    let (head, _) = before.split_once("<h1").expect("a title");
    assert!(said(head).contains("Maintenu"), "before the title");
    assert!(!said(&after).contains("Maintenu"), "all is over");
}

/// Ends the edition of a shelf.
async fn archive(shelf: &Shelf) {
    let mut edition = shown_edition();
    edition.status = EditionStatus::Archived;
    shelf.app.put_edition(&edition);
    shelf.app.caught_up().await;
}

#[tokio::test]
async fn an_archived_edition_says_that_it_is_over_and_leads_to_the_current_one() {
    let shelf = shelf().await;
    shelf.label(1, content()).await;
    for path in [PATH, "/evenements"] {
        assert!(!said(&page(&shelf, path).await.text).contains("terminée"));
    }

    archive(&shelf).await;

    for path in [PATH, "/evenements"] {
        let text = said(&page(&shelf, path).await.text);
        assert!(text.contains(OVER), "{path}: {text}");
        assert!(!text.contains("l’édition en cours"), "there is no other");
    }

    let mut next = shown_edition();
    next.slug = "2019".to_owned();
    shelf.app.put_edition(&next);
    shelf.app.caught_up().await;

    for path in [PATH, "/evenements?edition=2018"] {
        let text = said(&page(&shelf, path).await.text);
        assert!(text.contains(OVER), "{path}: {text}");
        assert!(text.contains("Voir l’édition en cours"));
    }
    let current = said(&page(&shelf, "/evenements").await.text);
    assert!(!current.contains(OVER), "{current}");
}

#[tokio::test]
async fn the_partners_of_the_edition_are_not_those_of_the_organiser() {
    let shelf = shelf().await;
    shelf.label(1, content()).await;

    let html = page(&shelf, PATH).await.text;

    let (main, side) = html.split_once("class=\"event__side\"").expect("a side");
    assert!(said(main).contains("Organisateur"));
    assert!(!said(main).contains("Partenaires de l’édition"));
    assert!(side.contains("Partenaires de l’édition"));
}
