use super::far_away;
use crate::catalogue::{Shelf, content, content_with};
use crate::support::Engine;
use rstest::rstest;
use serde_json::json;
use shared::problem::Code;

const TABLE: &str = "/api/v1/catalogue/events.csv";

#[rstest]
#[tokio::test]
async fn columns_are_in_the_requested_order() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    shelf.label(2, far_away()).await;

    let answer = shelf
        .app
        .visitor()
        .get(&format!(
            "{TABLE}?columns=title_fr,location_insee,location_coordinates,firstdate_begin,sdi_topics,status,image"
        ))
        .await;

    insta::assert_snapshot!(answer.text.trim_start_matches('\u{feff}').replace("\r\n", "\n"), @r#"
    title_fr;location_insee;location_coordinates;firstdate_begin;sdi_topics;status;image
    Visite de la fonderie;69259;45.697700, 4.886912;2018-03-26T09:00:00+02:00;made_in_france;"{""id"":1,""label"":{""fr"":""Maintenu""}}";
    Visite de la sucrerie;97414;-21.280000, 55.400000;2018-04-03T08:00:00+04:00;made_in_france;"{""id"":1,""label"":{""fr"":""Maintenu""}}";
    "#);
}

#[rstest]
#[tokio::test]
async fn formulas_are_escaped() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf
        .label(
            1,
            content_with(json!({
                "title": "=HYPERLINK(\"http://exemple.fr\")",
                "conditions": "@SUM(A1)",
                "publicBooking": { "phone": "+33 4 72 00 00 00" }
            })),
        )
        .await;

    let answer = shelf
        .app
        .visitor()
        .get(&format!(
            "{TABLE}?columns=title_fr,conditions_fr,sdi_public_booking_phone"
        ))
        .await;

    assert!(
        answer.text.ends_with(
            "\r\n\"'=HYPERLINK(\"\"http://exemple.fr\"\")\";'@SUM(A1);'+33 4 72 00 00 00\r\n"
        ),
        "{}",
        answer.text
    );
}

#[rstest]
#[tokio::test]
async fn a_table_without_rows_has_its_columns() {
    let shelf = Shelf::start(Engine::Sqlite).await;

    let answer = shelf
        .app
        .visitor()
        .get(&format!("{TABLE}?columns=uid,slug"))
        .await;

    assert_eq!(answer.text, "\u{feff}uid;slug\r\n");
}

#[rstest]
#[tokio::test]
async fn an_unknown_column_is_named() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let visitor = shelf.app.visitor();

    for path in [
        TABLE,
        "/api/v1/catalogue/events.xlsx",
        "/api/v1/catalogue/events.schema.json",
    ] {
        let problem = visitor
            .get(&format!("{path}?columns=uid,contributor_email"))
            .await
            .refused(Code::InvalidParameter);
        assert!(problem.errors[0].detail.contains("contributor_email"));
        assert_eq!(problem.errors[0].pointer, "/columns");
    }
}

#[rstest]
#[tokio::test]
async fn no_format_contains_the_contact_person() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();

    for (path, _) in super::LISTS {
        let text = visitor.get(path).await.text;
        assert!(
            !text.contains("camille@exemple.fr") && !text.contains("Camille Martin"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_picture_is_an_address_with_its_words() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = "0a".repeat(32);
    let image = json!({ "id": id, "width": 700, "height": 500, "alt": "Une coulée", "credits": "© Fonderie" });
    shelf
        .label(1, content_with(json!({ "image": image })))
        .await;

    let answer = shelf
        .app
        .visitor()
        .get(&format!(
            "{TABLE}?columns=image,imagecredits,thumbnail,originalimage,sdi_image_alt"
        ))
        .await;

    let site = &shelf.app.address;
    assert_eq!(
        answer.text.lines().nth(1),
        Some(
            format!(
                "{site}/media/{id}/700.jpg;© Fonderie;{site}/media/{id}/480.jpg;{site}/media/{id}/700.jpg;Une coulée"
            )
            .as_str()
        )
    );
}
