use super::{far_away, over_the_change};
use crate::catalogue::{Shelf, content, content_with, online};
use crate::support::Engine;
use reqwest::header;
use rstest::rstest;
use serde_json::json;

const PROGRAMME: &str = "/programme";

/// Contents of the elements with this tag name.
fn all<'a>(text: &'a str, tag: &str) -> Vec<&'a str> {
    text.split(&format!("<{tag}>"))
        .skip(1)
        .filter_map(|rest| rest.split(&format!("</{tag}>")).next())
        .collect()
}

#[rstest]
#[tokio::test]
async fn events_stand_by_department_and_day() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    shelf.label(2, far_away()).await;
    shelf.label(3, online()).await;
    shelf.label(4, over_the_change()).await;

    let answer = shelf.app.visitor().get(PROGRAMME).await;

    let plain = |all: Vec<&str>| {
        all.into_iter()
            .map(|text| text.replace('\u{a0}', " "))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        plain(all(&answer.text, "h2")),
        ["La Réunion (974)", "Rhône (69)", "En ligne"]
    );
    assert_eq!(
        plain(all(&answer.text, "h3")),
        [
            "mardi 3 avril 2018",
            "samedi 24 mars 2018",
            "dimanche 25 mars 2018",
            "lundi 26 mars 2018",
            "lundi 26 mars 2018"
        ]
    );
    assert!(answer.text.contains("(heure de La Réunion)"));
    assert_eq!(answer.text.matches("<article").count(), 5);
    assert_eq!(
        answer.text.matches("<section").count(),
        answer.text.matches("</section>").count()
    );
    assert!(answer.text.contains(r##"<dt>Vénissieux</dt><dd><a href="#n2">2</a>, <a href="#n3">3</a>, <a href="#n4">4</a></dd>"##));
}

#[rstest]
#[tokio::test]
async fn user_text_is_escaped_and_nothing_is_inline() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf
        .label(1, content_with(json!({ "title": "<script>alert(1)</script>", "summary": "\"Tout\" & plus, en une heure entière." })))
        .await;
    let visitor = shelf.app.visitor();

    let answer = visitor.get(PROGRAMME).await;
    let styles = visitor.get("/programme.css").await;

    assert!(
        !answer.text.contains("<script")
            && !answer.text.contains("<style")
            && !answer.text.contains(" style=")
    );
    assert!(
        answer
            .text
            .contains(r#"<link rel="stylesheet" href="/programme.css">"#)
    );
    assert_eq!(
        styles.header(header::CONTENT_TYPE),
        Some("text/css; charset=utf-8")
    );
    assert!(styles.text.contains("@media print"));
}

#[rstest]
#[tokio::test]
async fn a_programme_without_events_says_so() {
    let shelf = Shelf::start(Engine::Sqlite).await;

    let answer = shelf
        .app
        .visitor()
        .get(&format!("{PROGRAMME}?q=rien"))
        .await;

    assert_eq!(answer.status.as_u16(), 200);
    assert!(answer.text.contains("Aucun événement ne correspond"));
    assert!(answer.text.trim_end().ends_with("</html>"));
}
