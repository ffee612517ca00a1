use crate::catalogue::{Shelf, content};
use crate::support::{Answer, Engine};
use reqwest::{Method, header};
use rstest::rstest;

const WORKBOOK: &str = "/api/v1/catalogue/events.xlsx";

#[rstest]
#[tokio::test]
async fn a_workbook_is_made_once_and_not_packed_again() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();
    let bytes = async |path: &str| {
        let asked = visitor.request(Method::GET, path);
        asked.send().await.unwrap().bytes().await.unwrap()
    };

    let first = bytes(WORKBOOK).await;
    let again = bytes(WORKBOOK).await;
    let encoded = visitor
        .request(Method::GET, WORKBOOK)
        .header(header::ACCEPT_ENCODING, "br, gzip");
    let encoded = Answer::of(encoded).await;

    assert!(first.starts_with(b"PK\x03\x04"));
    assert_eq!(first, again);
    assert_eq!(encoded.header(header::CONTENT_ENCODING), None);
    assert_eq!(
        encoded.header(header::CONTENT_DISPOSITION),
        Some("attachment; filename=\"semaine-industrie-2018.xlsx\"")
    );
}
