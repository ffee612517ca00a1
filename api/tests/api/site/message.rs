use super::{page, said, shelf};
use crate::accounts::mails;
use crate::catalogue::{Shelf, content, content_with};
use crate::support::Answer;
use reqwest::{Method, header};
use serde_json::json;

const EVENT: &str = "/evenements/2018/visite-1";
const MESSAGE: &str = "/evenements/2018/visite-1/message";

/// Sends a form as a browser without scripts does.
async fn send(shelf: &Shelf, fields: &[(&str, &str)]) -> Answer {
    let body: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", value.replace(' ', "+").replace('&', "%26")))
        .collect();
    let request = shelf
        .app
        .visitor()
        .request(Method::POST, MESSAGE)
        .header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body.join("&"));
    Answer::of(request).await
}

#[tokio::test]
async fn a_visitor_without_scripts_writes_to_the_organiser() {
    let shelf = shelf().await;
    shelf.label(1, content()).await;
    let owner = "person0@example.org";

    let event = page(&shelf, EVENT).await;
    let sent = send(
        &shelf,
        &[
            ("subject", "question"),
            ("text", "Peut-on venir avec une poussette ?"),
            ("email", "louise@example.org"),
            ("website", ""),
        ],
    )
    .await;
    let confirmed = page(&shelf, sent.header(header::LOCATION).unwrap()).await;

    assert!(event.text.contains(&format!("action=\"{MESSAGE}\"")));
    let text = said(&event.text).replace('\u{a0}', " ");
    assert!(text.contains("Signaler une erreur"), "{text}");
    assert!(text.contains("Elle n’est montrée qu’à l’organisateur"));
    for address in [owner, "camille@exemple.fr"] {
        for answer in [&event, &sent, &confirmed] {
            assert!(!answer.text.contains(address), "{address}");
        }
    }
    assert_eq!(sent.status.as_u16(), 303);
    assert_eq!(confirmed.status.as_u16(), 200);
    assert!(said(&confirmed.text).contains("Votre message est envoyé"));
    let mails = mails(&shelf.app, owner).await;
    let letter = mails
        .iter()
        .find(|mail| mail.body_text.contains("poussette"));
    assert_eq!(
        letter.unwrap().reply_to.as_deref(),
        Some("louise@example.org")
    );
}

#[tokio::test]
async fn what_was_typed_comes_back_with_what_is_wrong() {
    let shelf = shelf().await;
    shelf.label(1, content()).await;
    let typed = "Voir http://a.fr <b> http://b.fr & http://c.fr pour la date.";

    let answer = send(
        &shelf,
        &[("subject", ""), ("text", typed), ("email", "louise")],
    )
    .await;

    assert_eq!(answer.status.as_u16(), 422);
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        Some("text/html; charset=utf-8")
    );
    let escaped = typed
        .replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;");
    assert!(answer.text.contains(&escaped), "{}", answer.text);
    assert!(answer.text.contains("value=\"louise\""));
    let text = said(&answer.text).replace('\u{a0}', " ");
    for words in [
        "Votre message n’est pas envoyé",
        "Dites ce qui ne va pas.",
        "Au plus 2 liens dans un message.",
        "Saisissez une adresse électronique complète",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[tokio::test]
async fn a_chosen_subject_and_the_text_survive_the_limit() {
    let shelf = shelf().await;
    shelf.label(1, content()).await;
    let report = async |number: u32| {
        let text = format!("La date affichée est fausse, version {number}.");
        send(
            &shelf,
            &[("subject", "date"), ("text", &text), ("email", "")],
        )
        .await
    };
    for number in 0..10 {
        assert_eq!(report(number).await.status.as_u16(), 303);
    }

    let refused = report(10).await;

    assert_eq!(refused.status.as_u16(), 429);
    assert!(refused.header(header::RETRY_AFTER).is_some());
    assert!(refused.text.contains("version 10."));
    assert!(refused.text.contains("<option value=\"date\" selected>"));
}

#[tokio::test]
async fn an_event_that_is_over_takes_no_messages() {
    let shelf = shelf().await;
    shelf.label(1, content()).await;
    shelf.app.clock.set("2018-03-27T09:00:00Z".parse().unwrap());

    let event = page(&shelf, EVENT).await;
    let forms = page(&shelf, MESSAGE).await;
    let late = send(
        &shelf,
        &[("subject", "other"), ("text", "Il manquait une pancarte.")],
    )
    .await;
    let unknown = page(&shelf, "/evenements/2018/rien/message").await;

    assert!(!event.text.contains(MESSAGE));
    assert!(said(&forms.text).contains("il n’est plus possible d’écrire à son sujet"));
    assert!(!forms.text.contains("<textarea"));
    assert_eq!(late.status.as_u16(), 409);
    assert!(late.text.contains("Il manquait une pancarte."));
    assert_eq!(unknown.status.as_u16(), 404);
}

#[tokio::test]
async fn a_place_of_which_only_the_commune_is_known_says_so() {
    let shelf = shelf().await;
    let mut venue = content()["venue"].clone();
    venue["positionOrigin"] = json!("commune");
    shelf
        .label(1, content_with(json!({ "venue": venue })))
        .await;
    shelf.label(2, content()).await;

    let approximate = page(&shelf, EVENT).await.text;
    let exact = page(&shelf, "/evenements/2018/visite-2").await.text;
    let list = page(&shelf, "/evenements?edition=2018").await.text;

    let by_address = "directions?to=1+rue+de+l%E2%80%99Usine%2C+69200+V%C3%A9nissieux#";
    assert!(approximate.contains(by_address) && approximate.contains("position approximative"));
    assert!(approximate.contains("geo:0,0?q=") && !approximate.contains("geo:45.6977"));
    assert!(exact.contains("directions?to=45.6977%2C4.8869123#") && exact.contains("geo:45.6977"));
    // In each of both pages' lists of neighbours, and in the list: for that event only.
    assert_eq!(list.matches("position approximative").count(), 1);
}
