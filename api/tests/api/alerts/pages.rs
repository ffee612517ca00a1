use super::{LOUISE, letters, link, send, stored};
use crate::catalogue::{Shelf, content};
use crate::site::{page, said};
use crate::support::Engine;
use reqwest::StatusCode;
use reqwest::header::{self, HeaderName};
use shared::edition::EditionStatus;

const FORM: &str =
    "/alertes?region=84&kind=company_visit&near=4.8357,45.764&radius=20000&sort=distance";

#[tokio::test]
async fn a_visitor_without_scripts_requests_confirms_and_stops_an_alert() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    let app = &shelf.app;

    let list = page(&shelf, "/evenements?region=84").await;
    assert!(
        list.text.contains("href=\"/alertes?region=84\""),
        "{}",
        list.text
    );
    for place in ["/regions/84-auvergne-rhone-alpes", "/departements/69-rhone"] {
        assert!(
            page(&shelf, place).await.text.contains("href=\"/alertes?"),
            "{place}"
        );
    }
    let form = page(&shelf, FORM).await;
    let text = said(&form.text).replace('\u{a0}', " ");
    for words in [
        "Recevoir les nouveaux événements par courriel",
        "Auvergne-Rhône-Alpes",
        "20 km",
        "dernier jour de l’édition",
        "8 avril 2018",
        "48 heures",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(form.text.contains("noindex"));
    let sent = send(
        app,
        "/alertes",
        "search=edition%3D2018%26region%3D84&email=louise%40example.org&website=",
    )
    .await;
    assert_eq!(
        (sent.status, sent.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, Some("/alertes?etape=envoyee"))
    );
    let confirmed = page(&shelf, "/alertes?etape=envoyee").await;
    assert!(said(&confirmed.text).contains("Un courriel vous attend"));

    let asked = letters(app, LOUISE, "").await;
    let path = link(&asked[0]);
    // A program that opens the link confirms nothing.
    let waiting = page(&shelf, &path).await;
    assert!(said(&waiting.text).contains("Confirmez votre alerte"));
    assert_eq!(waiting.header(header::CACHE_CONTROL), Some("no-store"));
    assert_eq!(waiting.header(header::REFERRER_POLICY), Some("no-referrer"));
    assert!(
        waiting
            .header(HeaderName::from_static("x-robots-tag"))
            .is_some()
    );
    assert!(!waiting.text.contains(LOUISE), "the page shows no address");
    assert!(said(&page(&shelf, &path).await.text).contains("Confirmez votre alerte"));
    send(app, &path, "action=confirmer").await;
    let active = page(&shelf, &path).await;
    assert!(said(&active.text).contains("Votre alerte est active"));
    let stopped = send(app, &path, "action=arreter").await;
    let address = stopped.header(header::LOCATION).unwrap();
    assert!(said(&page(&shelf, address).await.text).contains("L’alerte est arrêtée"));
    assert_eq!(stored(app), (0, 0));
    let unknown = page(&shelf, &path).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(said(&unknown.text).contains("Ce lien ne mène à aucune alerte"));
}

#[tokio::test]
async fn what_was_typed_comes_back_with_what_is_wrong() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let body = "search=edition%3D2018%26region%3D84&email=%22%3Elouise";

    let answer = send(&shelf.app, "/alertes", body).await;

    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = said(&answer.text).replace('\u{a0}', " ");
    for words in [
        "Votre alerte n’est pas enregistrée",
        "Saisissez une adresse électronique complète",
        "Auvergne-Rhône-Alpes",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(
        answer.text.contains("value=\"&#34;&#62;louise\""),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn an_invented_link_is_refused_and_a_body_says_what_to_do() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let invented = format!("/alertes/{}", "A".repeat(43));

    for path in [invented.as_str(), "/alertes/x", "/alertes/%00"] {
        assert_eq!(
            page(&shelf, path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
        for body in [
            "action=confirmer",
            "action=arreter",
            "List-Unsubscribe=One-Click",
        ] {
            let answer = send(&shelf.app, path, body).await;
            assert_eq!(
                answer.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{path} {body}"
            );
        }
    }
    let nothing = send(&shelf.app, &invented, "action=autre").await;
    assert_eq!(nothing.status, StatusCode::BAD_REQUEST);
    let long = "x".repeat(20_000);
    assert_eq!(
        send(&shelf.app, "/alertes", &long).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test]
async fn an_edition_that_has_ended_offers_no_alert() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let mut edition = crate::support::edition_2018();
    edition.status = EditionStatus::Archived;
    shelf.app.put_edition(&edition);
    shelf.app.caught_up().await;

    let list = page(&shelf, "/evenements").await;
    let form = page(&shelf, "/alertes").await;

    assert!(!list.text.contains("/alertes"));
    assert!(said(&form.text).contains("Cette édition est terminée"));
    assert!(!form.text.contains("action=\"/alertes\""));
}
