//! The searches that the front page offers, and the events near a commune.

use super::{page, said, shelf};
use crate::catalogue::{content, content_with, online, shown_edition};
use reqwest::header;
use serde_json::{Value, json};
use shared::edition::Door;
use shared::label::LabelState;

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

/// An event in the week that begins on the day of the tests.
fn this_week(title: &str) -> Value {
    content_with(json!({
        "title": title,
        "occurrences": [{ "begin": "2018-02-08T09:00:00+01:00", "end": "2018-02-08T11:00:00+01:00" }]
    }))
}

fn far_away(title: &str) -> Value {
    let mut event = this_week(title);
    event["venue"] = json!({
        "name": "Chantier", "address": "2 quai du Port", "postalCode": "29200", "insee": "29019", "city": "Brest",
        "department": "29", "departmentName": "Finistère", "region": "53", "regionName": "Bretagne",
        "position": { "lon": -4.486, "lat": 48.39 }
    });
    event["department"] = json!("29");
    event["region"] = json!("53");
    event
}

/// The part of the page with the events near a commune, as text.
fn near(html: &str) -> String {
    let part = html.split("id=\"pres-de-chez-vous\"").nth(1);
    let part = part.and_then(|rest| rest.split("</section>").next());
    said(&format!("<body><p {}", part.expect("the part"))).replace(['\u{a0}', '\u{202f}'], " ")
}

#[tokio::test]
async fn the_front_page_shows_what_takes_place_this_week_near_a_commune() {
    let shelf = shelf().await;
    shelf.label(1, this_week("Visite de la fonderie")).await;
    shelf
        .label(2, content_with(json!({ "title": "Au mois de mars" })))
        .await;
    shelf.label(3, far_away("Visite du chantier naval")).await;

    let anywhere = near(&page(&shelf, "/").await.text);
    let html = page(&shelf, "/?commune=69123").await.text;
    let lyon = near(&html);

    assert!(anywhere.contains("Visite de la fonderie"), "{anywhere}");
    assert!(anywhere.contains("Visite du chantier naval"), "{anywhere}");
    assert!(anywhere.contains("partout en France"), "{anywhere}");
    for words in [
        "Près de chez vous, cette semaine",
        "à 30 km au plus de Lyon (69)",
        "Visite de la fonderie",
        "Voir tous ces événements",
    ] {
        assert!(lyon.contains(words), "{words} in {lyon}");
    }
    assert!(
        !lyon.contains("chantier naval") && !lyon.contains("mars"),
        "{lyon}"
    );
    let canonical = format!("<link rel=\"canonical\" href=\"{}/\">", shelf.app.address);
    assert!(html.contains(&canonical), "one page for search engines");
}

#[tokio::test]
async fn where_nothing_takes_place_this_week_the_next_events_are_shown() {
    let shelf = shelf().await;
    shelf.label(1, content()).await;

    let lyon = near(&page(&shelf, "/?commune=69123").await.text);
    let brest = near(&page(&shelf, "/?commune=29019").await.text);

    assert!(lyon.contains("Près de chez vous, prochainement"), "{lyon}");
    assert!(lyon.contains("Visite de la fonderie"), "{lyon}");
    assert!(brest.contains("Aucun événement à venir"), "{brest}");
    assert!(!brest.contains("Voir tous ces événements"), "{brest}");
}

#[tokio::test]
async fn six_events_are_shown_and_none_to_which_nobody_can_go() {
    let shelf = shelf().await;
    for number in 1..=7 {
        shelf
            .label(number, this_week(&format!("Visite {number}")))
            .await;
    }
    let id = shelf.label(8, this_week("Annulée")).await;
    shelf.change(id, LabelState::Labelled, "cancelled").await;

    let html = page(&shelf, "/?commune=69259").await.text;

    assert_eq!(html.matches("<article class=\"card").count(), 6);
    assert!(!html.contains("Annulée"));
}

#[tokio::test]
async fn the_form_for_a_commune_works_without_scripts() {
    let shelf = shelf().await;
    shelf.label(1, this_week("Visite de la fonderie")).await;

    let form = page(&shelf, "/").await.text;
    let sent = page(&shelf, "/?town=venissieux").await;
    let unknown = page(&shelf, "/?town=%3Cxyzzyx%3E+qwrtz").await;

    assert!(form.contains(r#"<form class="home__near" action="/" method="get">"#));
    assert_eq!(sent.status.as_u16(), 302);
    let location = sent.header(header::LOCATION);
    assert_eq!(location, Some("/?commune=69259#pres-de-chez-vous"));
    assert!(sent.header(header::SET_COOKIE).is_none(), "nothing is kept");
    assert_eq!(unknown.status.as_u16(), 200);
    assert!(near(&unknown.text).contains("Aucune commune ne correspond à « &#60;xyzzyx"));
    assert!(unknown.text.contains("aria-invalid=\"true\""));
}

#[tokio::test]
async fn a_season_that_is_over_has_no_such_part() {
    let shelf = shelf().await;
    let id = shelf.label(1, this_week("Visite de la fonderie")).await;
    shelf.change(id, LabelState::Labelled, "cancelled").await;

    let html = page(&shelf, "/").await.text;

    assert!(!html.contains("pres-de-chez-vous"));
}
