use super::{AT_HOME, may_be_kept, names_the_culprit};
use crate::support::{Answer, Engine, Person, TestApp};
use reqwest::Method;
use rstest::rstest;
use shared::place::CommuneMatch;
use shared::problem::Code;

async fn search(visitor: &Person, text: &str, limit: u32) -> Vec<CommuneMatch> {
    let request = visitor
        .request(Method::GET, &format!("{AT_HOME}/communes"))
        .query(&[("q", text), ("limit", &limit.to_string())]);
    Answer::of(request).await.ok(200)
}

#[rstest]
#[tokio::test]
async fn typed_text_finds_the_intended_commune(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let visitor = app.visitor();

    for (text, insee) in [
        ("venissieu", "69259"),
        ("st etienne", "42218"),
        ("lyon 3", "69383"),
        ("69003", "69383"),
        ("2A004", "2A004"),
        ("le havre", "76351"),
        ("havre", "76351"),
        ("sainte colombe 69", "69189"),
        ("Saint-Denis (La Réunion)", "97411"),
    ] {
        let found = search(&visitor, text, 5).await;
        assert_eq!(
            found.first().map(|best| best.commune.insee.as_str()),
            Some(insee),
            "{text}"
        );
    }
}

#[tokio::test]
async fn the_best_matches_come_first_up_to_the_limit() {
    let app = TestApp::start(Engine::Sqlite).await;

    let found = search(&app.visitor(), "saint", 7).await;

    assert_eq!(found.len(), 7);
    assert!(found.is_sorted_by(|one, other| one.score >= other.score));
}

#[tokio::test]
async fn unrelated_text_finds_nothing() {
    let app = TestApp::start(Engine::Sqlite).await;

    for text in ["xqzwkjh", "東京", "'", "%", " "] {
        assert_eq!(search(&app.visitor(), text, 5).await, [], "{text}");
    }
}

#[tokio::test]
async fn an_invalid_query_is_rejected() {
    let app = TestApp::start(Engine::Sqlite).await;
    let too_long = format!("q={}", "a".repeat(101));

    for (query, code, pointer) in [
        ("", Code::InvalidParameter, "/q"),
        ("q=", Code::InvalidParameter, "/q"),
        (too_long.as_str(), Code::InvalidParameter, "/q"),
        ("q=lyon&q=paris", Code::InvalidParameter, "/q"),
        ("q=lyon&limit=0", Code::InvalidParameter, "/limit"),
        ("q=lyon&limit=101", Code::InvalidParameter, "/limit"),
        ("q=lyon&limit=many", Code::InvalidParameter, "/limit"),
        ("q=lyon&lat=45", Code::UnknownParameter, "/lat"),
    ] {
        names_the_culprit(&app, &format!("{AT_HOME}/communes?{query}"), code, pointer).await;
    }
}

#[tokio::test]
async fn responses_may_be_cached() {
    let app = TestApp::start(Engine::Sqlite).await;

    may_be_kept(&app, &format!("{AT_HOME}/communes?q=lyon")).await;
}
