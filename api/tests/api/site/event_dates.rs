//! Dates on the page of an event: past ones, those of other time zones, and links that enter them in a calendar.

use super::{described, page, said, shelf, unescaped};
use crate::catalogue::{content, content_with};
use serde_json::json;

const PATH: &str = "/evenements/2018/visite-1";

#[tokio::test]
async fn past_occurrences_are_folded_and_the_page_follows_the_clock() {
    let shelf = shelf().await;
    let occurrences: Vec<_> = (0..8)
        .map(|day| {
            let day = 26 + day;
            let date = if day > 31 { format!("2018-04-{:02}", day - 31) } else { format!("2018-03-{day}") };
            json!({ "begin": format!("{date}T09:00:00+02:00"), "end": format!("{date}T11:00:00+02:00") })
        })
        .collect();
    shelf
        .label(1, content_with(json!({ "occurrences": occurrences })))
        .await;
    let at = async |time: &str| {
        shelf.app.clock.set(time.parse().expect("a time"));
        let text = said(&page(&shelf, PATH).await.text).replace('\u{a0}', " ");
        let (_, times) = text.split_once("Quand").expect("the times");
        times.to_owned()
    };

    let before = at("2018-03-01T12:00:00Z").await;
    assert!(follows(
        &before,
        &["lundi 26 mars", "Voir 2 séances de plus", "lundi 2 avril"]
    ));
    assert!(!before.contains("passée"), "{before}");
    let during = at("2018-03-27T12:00:00Z").await;
    let order = [
        "mercredi 28 mars",
        "lundi 2 avril",
        "2 séances passées",
        "lundi 26 mars",
    ];
    assert!(follows(&during, &order), "{during}");
    let after = at("2018-05-01T12:00:00Z").await;
    let order = [
        "Toutes les séances sont passées.",
        "lundi 26 mars",
        "Voir 2 séances de plus",
    ];
    assert!(follows(&after, &order), "{after}");
}

/// True when a text has all these words, in this order.
fn follows(text: &str, words: &[&str]) -> bool {
    let places: Option<Vec<_>> = words.iter().map(|words| text.find(words)).collect();
    places.is_some_and(|places| places.is_sorted())
}

#[tokio::test]
async fn a_place_has_its_own_calendar_and_its_own_week() {
    let shelf = shelf().await;
    // 22:20 on 5 February in Paris, 1:20 on 6 February in La Réunion.
    let evening = "2018-02-05T21:20:00Z".parse().expect("a time");
    shelf.app.clock.set(evening);
    shelf.label(1, content()).await;
    let sugar_factory = json!({
        "venue": {
            "name": "Sucrerie", "address": "1 chemin du Sucre", "postalCode": "97440", "insee": "97409", "city": "Saint-André",
            "department": "974", "departmentName": "La Réunion", "region": "04", "regionName": "La Réunion",
            "position": { "lon": 55.65, "lat": -20.96 }
        },
        "department": "974",
        "region": "04",
        "timezone": "Indian/Reunion",
        "occurrences": [{ "begin": "2018-04-04T09:00:00+04:00", "end": "2018-04-04T11:00:00+04:00" }]
    });
    shelf.label(2, content_with(sugar_factory)).await;

    for (path, labelled, first, last) in [
        (
            PATH,
            "Labellisé le 5 février 2018",
            "2018-03-26",
            "2018-04-01",
        ),
        (
            "/evenements/2018/visite-2",
            "Labellisé le 6 février 2018",
            "2018-04-03",
            "2018-04-08",
        ),
    ] {
        let html = page(&shelf, path).await.text;

        let text = said(&html).replace('\u{a0}', " ");
        assert!(text.contains(labelled), "{path}: {text}");
        let week = &described(&html, "Event")["superEvent"];
        assert_eq!(week["startDate"], first, "{path}");
        assert_eq!(week["endDate"], last, "{path}");
    }
}

/// The links of a page whose address begins with `start`, unescaped.
fn links(html: &str, start: &str) -> Vec<String> {
    html.split("<a href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(unescaped)
        .filter(|href| href.starts_with(start))
        .collect()
}

#[tokio::test]
async fn an_event_is_entered_in_a_calendar_or_subscribed_to_without_scripts() {
    let shelf = shelf().await;
    let one = shelf.label(1, content()).await;
    let dates = json!({ "occurrences": [
        { "begin": "2018-03-26T09:00:00+02:00", "end": "2018-03-26T11:00:00+02:00" },
        { "begin": "2018-03-27T09:00:00+02:00", "end": "2018-03-27T11:00:00+02:00" },
    ] });
    let two = shelf.label(2, content_with(dates)).await;
    let host = shelf.app.address.replace("http://", "");

    let html = page(&shelf, PATH).await.text;

    let entered = links(&html, "https://calendar.google.com/calendar/render?");
    assert_eq!(entered.len(), 1, "{entered:?}");
    assert!(entered[0].contains("&dates=20180326T070000Z%2F20180326T090000Z&"));
    assert!(entered[0].contains("&location=Usine%2C%201%20rue%20de%20l"));
    let webcal = format!("webcal://{host}/api/v1/catalogue/events/{one}/calendar.ics");
    assert_eq!(links(&html, "webcal:"), [webcal]);
    assert_eq!(links(&html, "https://outlook.").len(), 2);

    let html = page(&shelf, "/evenements/2018/visite-2").await.text;

    let subscribed = links(&html, "https://calendar.google.com/calendar/r?");
    assert_eq!(subscribed.len(), 1, "{subscribed:?}");
    let entered = links(&html, "https://calendar.google.com/calendar/render?");
    assert_eq!(entered.len(), 2, "one for each date: {entered:?}");
    assert!(entered[1].contains("&dates=20180327T070000Z%2F20180327T090000Z&"));
    let files = links(
        &html,
        &format!("/api/v1/catalogue/events/{two}/calendar.ics"),
    );
    let wanted = ["", "?occurrence=1", "?occurrence=2"];
    assert_eq!(files.len(), wanted.len());
    for end in wanted {
        assert!(
            files
                .iter()
                .any(|file| file.ends_with(&format!("calendar.ics{end}")))
        );
        let file = format!("/api/v1/catalogue/events/{two}/calendar.ics{end}");
        assert_eq!(shelf.app.visitor().get(&file).await.status.as_u16(), 200);
    }
}

#[tokio::test]
async fn dates_that_are_over_are_not_offered_to_a_calendar() {
    let shelf = shelf().await;
    let dates = json!({ "occurrences": [
        { "begin": "2018-03-26T09:00:00+02:00", "end": "2018-03-26T11:00:00+02:00" },
        { "begin": "2018-03-27T09:00:00+02:00", "end": "2018-03-27T11:00:00+02:00" },
        { "begin": "2018-03-28T09:00:00+02:00", "end": "2018-03-28T11:00:00+02:00" },
    ] });
    shelf.label(1, content_with(dates)).await;
    shelf.app.clock.set("2018-03-26T12:00:00Z".parse().unwrap());

    let html = page(&shelf, PATH).await.text;

    let entered = links(&html, "https://calendar.google.com/calendar/render?");
    let files = links(&html, "/api/v1/catalogue/events/");
    assert_eq!(entered.len(), 2, "{entered:?}");
    assert!(files.iter().any(|file| file.ends_with("?occurrence=2")));
    assert!(!files.iter().any(|file| file.ends_with("?occurrence=1")));
}
