//! The review queue is exported as it stands, with all its pages.

use super::desk::{self, Desk};
use crate::support::{Answer, Engine};
use reqwest::header;
use rstest::rstest;
use shared::label::LabelState;

const BASE: &str = "/api/v1/labels/queue";

fn rows(csv: &Answer) -> Vec<&str> {
    assert_eq!(csv.status.as_u16(), 200, "{}", csv.text);
    csv.text
        .strip_prefix('\u{feff}')
        .expect("a byte order mark")
        .split_terminator("\r\n")
        .collect()
}

#[rstest]
#[tokio::test]
async fn the_table_is_exported_as_it_stands_with_all_pages(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    for number in 0..25 {
        let mut form = desk::visit();
        form.title = format!("Visite numéro {number:02}");
        desk.filed(&form).await;
    }
    desk.file_in(LabelState::Labelled).await;
    let referent = desk.referent().await;

    let path = format!(
        "{BASE}.csv?tab=to_check&sort=title&descending=true&columns=title,due,findings,state"
    );
    let csv = referent.get(&path).await;
    let rows = rows(&csv);
    assert_eq!(
        rows[0],
        "Référence;Événement;Réponse attendue;Dates;Publics;Industrie;Gratuité;État"
    );
    assert_eq!(rows.len(), 26);
    assert!(
        rows[1]
            .contains(";Visite numéro 24;2018-02-09T23:59:59+01:00;rempli;à examiner;à examiner;"),
        "{}",
        rows[1]
    );
    let disposition = csv.header(header::CONTENT_DISPOSITION).unwrap();
    assert!(disposition.contains("dossiers.csv"), "{disposition}");

    let workbook = referent.get(&format!("{BASE}.xlsx?tab=to_check")).await;
    assert_eq!(workbook.status.as_u16(), 200);
    assert!(workbook.text.starts_with("PK"));
}

#[rstest]
#[tokio::test]
async fn no_text_of_an_organiser_is_a_formula(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let mut form = desk::visit();
    form.title = "=HYPERLINK(\"https://example.org\")".into();
    form.organiser.name = "@SUM(1;2)".into();
    desk.filed(&form).await;

    let path = format!("{BASE}.csv?columns=title,organiser");
    let csv = desk.referent().await.get(&path).await;
    let line = rows(&csv)[1].to_owned();
    assert!(
        line.contains(";\"'=HYPERLINK(\"\"https://example.org\"\")\";\"'@SUM(1;2)\""),
        "{line}"
    );
}
