use super::{Shelf, agenda, three};
use crate::support::{Answer, Engine};
use reqwest::header;
use rstest::rstest;

async fn exported(shelf: &Shelf, file: &str) -> Answer {
    let uid = agenda(shelf).await;
    shelf
        .app
        .visitor()
        .get(&format!("/agendas/{uid}/events.v2.{file}"))
        .await
}

#[rstest]
#[case("csv", "text/csv")]
#[case("ics", "text/calendar")]
#[case("rss", "application/rss+xml")]
#[tokio::test]
async fn exports_have_the_events_of_the_filters(#[case] extension: &str, #[case] kind: &str) {
    let shelf = three(Engine::Sqlite).await;

    for (query, expected) in [
        ("", [true, true, true]),
        ("city[]=Lyon&includeLanguages[]=fr", [false, true, false]),
        ("relative[]=upcoming&slug[]=visite-1", [true, false, false]),
        ("timings[gte]=2018-03-27", [false, true, false]),
        ("uid[]=999999", [false, false, false]),
    ] {
        let answer = exported(&shelf, &format!("{extension}?{query}")).await;
        assert_eq!(answer.status.as_u16(), 200, "{query}: {}", answer.text);
        let media_type = answer.header(header::CONTENT_TYPE).unwrap();
        assert!(media_type.starts_with(kind), "{media_type}");
        let titles = [
            "Visite de la fonderie",
            "Atelier de tissage",
            "La soudure en ligne",
        ];
        let found = titles.map(|title| answer.text.contains(title));
        assert_eq!(found, expected, "{extension} {query}");
    }
}

#[tokio::test]
async fn workbooks_are_made_and_unknown_agendas_have_no_export() {
    let shelf = three(Engine::Sqlite).await;

    let workbook = exported(&shelf, "xlsx?lang=fr").await;
    let missing = shelf
        .app
        .visitor()
        .get("/agendas/999999/events.v2.csv")
        .await;
    let wrong = exported(&shelf, "csv?uid[]=abc").await;

    assert_eq!(workbook.status.as_u16(), 200);
    assert_eq!(missing.status.as_u16(), 404);
    assert_eq!(wrong.status.as_u16(), 400);
}
