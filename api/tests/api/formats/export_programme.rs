use super::{far_away, over_the_change};
use crate::catalogue::{Shelf, content, online};
use crate::support::Engine;
use reqwest::{Method, header};
use rstest::rstest;

const PROGRAMME: &str = "/programme.pdf";

#[rstest]
#[tokio::test]
async fn the_programme_is_a_tagged_document(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    shelf.label(1, content()).await;
    shelf.label(2, far_away()).await;
    shelf.label(3, online()).await;
    shelf.label(4, over_the_change()).await;
    let visitor = shelf.app.visitor();

    let answer = visitor
        .request(Method::GET, PROGRAMME)
        .send()
        .await
        .unwrap();

    let header = |name| {
        answer
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap())
    };
    assert_eq!(header(header::CONTENT_TYPE), Some("application/pdf"));
    assert_eq!(
        header(header::CONTENT_DISPOSITION),
        Some("attachment; filename=\"semaine-industrie-2018.pdf\"")
    );
    let tag = header(header::ETAG).unwrap().to_owned();
    let pdf = answer.bytes().await.unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let has = |word: &[u8]| pdf.windows(word.len()).any(|bytes| bytes == word);
    assert!(has(b"/StructTreeRoot") && has(b"/Lang(fr)"));
    let again = visitor
        .request(Method::GET, PROGRAMME)
        .header(header::IF_NONE_MATCH, tag);
    assert_eq!(again.send().await.unwrap().status(), 304);
}

#[rstest]
#[tokio::test]
async fn a_programme_without_events_says_so() {
    let shelf = Shelf::start(Engine::Sqlite).await;

    let answer = shelf
        .app
        .visitor()
        .request(Method::GET, PROGRAMME)
        .send()
        .await
        .unwrap();

    assert_eq!(answer.status(), 200);
    assert!(answer.bytes().await.unwrap().starts_with(b"%PDF-"));
}
