//! Behaviour common to all responses.

use crate::support::{Answer, Engine, TestApp, edition_2018};
use reqwest::Method;
use reqwest::header::{self, HeaderName};
use rstest::rstest;
use serde_json::json;
use shared::event::LifeStatus;
use shared::label::LabelState;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn the_server_is_ready(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;

    let live = app.visitor().get("/api/health/live").await;
    let ready = app.visitor().get("/api/health/ready").await;

    assert_eq!(live.json()["status"], "live");
    assert_eq!(
        (ready.status.as_u16(), ready.json()["logSeq"].as_i64()),
        (200, Some(0))
    );
}

#[rstest]
#[case(Method::GET, "/api/nowhere", Code::NotFound)]
#[case(Method::GET, "/api/v1/nowhere", Code::NotFound)]
#[case(Method::GET, "/api/v1/session/nowhere", Code::NotFound)]
#[case(Method::PATCH, "/api/v1/session", Code::MethodNotAllowed)]
#[case(Method::POST, "/api/health/live", Code::MethodNotAllowed)]
#[tokio::test]
async fn errors_of_the_framework_are_problem_documents(
    #[case] method: Method,
    #[case] path: &str,
    #[case] code: Code,
) {
    let app = TestApp::start(Engine::Sqlite).await;

    let answer = Answer::of(app.visitor().request(method, path)).await;

    answer.refused(code);
    assert_eq!(answer.header(header::CACHE_CONTROL), Some("no-store"));
    assert_eq!(
        answer.header(header::ALLOW).is_some(),
        code == Code::MethodNotAllowed
    );
}

#[tokio::test]
async fn the_request_id_is_in_header_and_body() {
    let app = TestApp::start(Engine::Sqlite).await;

    let answer = app.visitor().get("/api/v1/session").await;

    let request_id = answer.refused(Code::Unauthenticated).request_id;
    assert_eq!(
        answer.header(HeaderName::from_static("x-request-id")),
        request_id.as_deref()
    );
}

#[tokio::test]
async fn head_is_answered_as_get_without_a_body() {
    let app = TestApp::start(Engine::Sqlite).await;

    let answer = Answer::of(
        app.visitor()
            .request(Method::HEAD, "/.well-known/jwks.json"),
    )
    .await;

    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""));
    assert!(answer.header(header::ETAG).is_some());
}

#[tokio::test]
async fn public_reads_are_open_to_every_origin_and_private_ones_are_not() {
    let app = TestApp::start(Engine::Sqlite).await;
    let from_elsewhere = |method, path| {
        app.visitor()
            .request(method, path)
            .header(header::ORIGIN, "https://partner.example")
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET")
    };

    let public = Answer::of(from_elsewhere(Method::GET, "/.well-known/jwks.json")).await;
    let private = Answer::of(from_elsewhere(Method::GET, "/api/v1/session")).await;
    let asked = Answer::of(from_elsewhere(Method::OPTIONS, "/.well-known/jwks.json")).await;
    let asked_private = Answer::of(from_elsewhere(Method::OPTIONS, "/api/v1/session")).await;
    let habits = from_elsewhere(Method::OPTIONS, "/api/v1/catalogue/events").header(
        header::ACCESS_CONTROL_REQUEST_HEADERS,
        "content-type,x-requested-with",
    );
    let habits = Answer::of(habits).await;

    assert_eq!(
        public.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
        Some("*")
    );
    assert_eq!(private.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), None);
    assert_eq!(asked.status.as_u16(), 204);
    assert_eq!(habits.status.as_u16(), 204);
    let allowed = habits.header(header::ACCESS_CONTROL_ALLOW_HEADERS).unwrap();
    assert!(
        ["Content-Type", "X-Requested-With"]
            .iter()
            .all(|name| allowed.split(", ").any(|allowed| allowed == *name)),
        "{allowed}"
    );
    assert_eq!(
        asked_private.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
        None
    );
}

#[tokio::test]
async fn a_matching_etag_returns_not_modified() {
    let app = TestApp::start(Engine::Sqlite).await;
    let path = "/.well-known/jwks.json";

    let first = app.visitor().get(path).await;
    let tag = first.header(header::ETAG).unwrap();
    let second = Answer::of(
        app.visitor()
            .request(Method::GET, path)
            .header(header::IF_NONE_MATCH, tag),
    )
    .await;

    assert_eq!((second.status.as_u16(), second.text.as_str()), (304, ""));
    assert_eq!(second.header(header::ETAG), Some(tag));
}

#[tokio::test]
async fn the_document_and_its_viewer_are_served() {
    let app = TestApp::start(Engine::Sqlite).await;

    let document = app.visitor().get("/api/openapi.json").await;
    let viewer = app.visitor().get("/api/docs/").await;

    assert_eq!(document.json()["info"]["title"], "Semaine de l'Industrie");
    assert!(viewer.text.contains("swagger-ui"), "{}", viewer.text);
}

#[rstest]
#[case("Code", Code::ALL.iter().map(|code| code.as_str()).collect())]
#[case("LabelState", LabelState::ALL.iter().map(|state| state.as_str()).collect())]
#[case("LifeStatus", LifeStatus::ALL.iter().map(|status| status.as_str()).collect())]
fn words_in_the_document_are_those_on_the_wire(#[case] schema: &str, #[case] words: Vec<&str>) {
    let document = serde_json::to_value(api::app::document()).unwrap();

    assert_eq!(
        document["components"]["schemas"][schema]["x-extensible-enum"],
        json!(words)
    );
}

#[rstest]
#[case("Basic eDp5")]
#[case("Bearer ")]
#[case("Bearer not.a.token")]
#[case("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIwIn0.")]
#[tokio::test]
async fn a_forged_token_is_refused(#[case] authorization: &str) {
    let app = TestApp::start(Engine::Sqlite).await;

    let request = app
        .visitor()
        .request(Method::GET, "/api/v1/session")
        .header(header::AUTHORIZATION, authorization);

    Answer::of(request).await.refused(Code::InvalidToken);
}

#[rstest]
#[case("/api/v1/catalogue/events")]
#[case("/api/v1/events")]
#[case("/api/v1/labels/queue")]
#[case("/api/v1/outbox")]
#[tokio::test]
async fn the_document_describes_the_paging_of_lists(#[case] path: &str) {
    let app = TestApp::start(Engine::Sqlite).await;

    let document = app.visitor().get("/api/openapi.json").await.json();

    let names: Vec<_> = document["paths"][path]["get"]["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|parameter| parameter["in"] == "query")
        .filter_map(|parameter| parameter["name"].as_str())
        .collect();
    assert!(
        names.contains(&"limit") && names.contains(&"cursor"),
        "{names:?}"
    );
}

#[rstest]
#[case("/api/v1/config")]
#[case("/api/v1/editions")]
#[case("/api/v1/editions/2018")]
#[case("/llms.txt")]
#[case("/opendata")]
#[case("/opendata?f=html")]
#[case("/.well-known/jwks.json")]
#[case("/api/v1/catalogue/events")]
#[tokio::test]
async fn a_public_answer_varies_with_the_encoding(#[case] path: &str) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition_2018());
    app.caught_up().await;

    for encoding in [None, Some("gzip"), Some("br")] {
        let request = app.visitor().request(Method::GET, path);
        let request = encoding.into_iter().fold(request, |request, encoding| {
            request.header(header::ACCEPT_ENCODING, encoding)
        });
        let response = request.send().await.unwrap();

        let varies: Vec<_> = response.headers().get_all(header::VARY).iter().collect();
        let said = varies
            .iter()
            .flat_map(|line| line.to_str().unwrap().split(','))
            .filter(|name| name.trim().eq_ignore_ascii_case("accept-encoding"));
        assert_eq!(response.status().as_u16(), 200, "{path}");
        assert_eq!(said.count(), 1, "{path} {encoding:?}: {varies:?}");
    }
}

#[rstest]
#[case("https://semaine.example", Some("max-age=31536000"))]
#[case("http://semaine.example", None)]
#[tokio::test]
async fn browsers_keep_to_https_where_the_public_address_has_it(
    #[case] address: &str,
    #[case] expected: Option<&str>,
) {
    let app = TestApp::configured(Engine::Sqlite, &[("SEMAINE_PUBLIC_URL", address)]).await;

    for path in ["/", "/api/health/live", "/nowhere"] {
        let answer = app.visitor().get(path).await;
        assert_eq!(
            answer.header(header::STRICT_TRANSPORT_SECURITY),
            expected,
            "{path}"
        );
    }
}
