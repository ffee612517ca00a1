//! The public reads as tools of assistants.

use crate::catalogue::{Shelf, content};
use crate::support::{Answer, Engine, Person, TestApp};
use reqwest::header::{ALLOW, CACHE_CONTROL, HeaderName};
use reqwest::{Method, RequestBuilder};
use rstest::rstest;
use serde_json::{Value, json};
use shared::problem::Code;

const ON: [(&str, &str); 1] = [("SEMAINE_MCP", "true")];
const VERSION: &str = "2026-07-28";
const HANDSHAKE: &str = "2025-11-25";

async fn started(engine: Engine) -> Shelf {
    Shelf::configured(engine, &ON).await
}

fn post(person: &Person, message: &Value) -> RequestBuilder {
    person
        .request(Method::POST, "/mcp")
        .header("Accept", "application/json, text/event-stream")
        .json(message)
}

/// A request of the revision without a handshake, with what it says of itself.
fn message(method: &str, mut params: Value) -> Value {
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": VERSION,
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params })
}

fn headed(person: &Person, message: &Value) -> RequestBuilder {
    let request = post(person, message)
        .header("MCP-Protocol-Version", VERSION)
        .header("Mcp-Method", message["method"].as_str().unwrap());
    match message["params"]["name"].as_str() {
        Some(name) => request.header("Mcp-Name", name),
        None => request,
    }
}

async fn asked(person: &Person, method: &str, params: Value) -> Answer {
    Answer::of(headed(person, &message(method, params))).await
}

/// The result of a request that succeeds.
async fn result(person: &Person, method: &str, params: Value) -> Value {
    let answer = asked(person, method, params).await;
    let body: Value = answer.ok(200);
    assert_eq!(body["id"], 7);
    assert_eq!(body["result"]["resultType"], "complete", "{body}");
    assert_eq!(answer.header(CACHE_CONTROL), Some("no-store"));
    body["result"].clone()
}

/// Text of the answer of a tool, and whether it is an error.
async fn called(person: &Person, tool: &str, arguments: Value) -> (String, bool) {
    let params = json!({ "name": tool, "arguments": arguments });
    let result = result(person, "tools/call", params).await;
    let text = result["content"][0]["text"].as_str().unwrap().to_owned();
    (text, result["isError"].as_bool().unwrap())
}

#[track_caller]
fn failed(answer: &Answer, status: u16, code: i32) -> Value {
    let body: Value = answer.ok(status);
    assert_eq!(body["error"]["code"], code, "{body}");
    body
}

#[tokio::test]
async fn nothing_is_there_unless_configured() {
    let app = TestApp::start(Engine::Sqlite).await;
    let visitor = app.visitor();

    let answer = asked(&visitor, "tools/list", json!({})).await;

    answer.refused(Code::NotFound);
    visitor.get("/mcp").await.refused(Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn a_tool_answers_as_its_operation_does(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = started(engine).await;
    let id = shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();
    let event = format!("/api/v1/catalogue/events/{id}");
    let nobody = "0190c0de-0000-7000-8000-000000000000";
    let calls = [
        (
            "list_public_events",
            json!({ "edition": "2018", "kind": "company_visit", "limit": 5, "count": true }),
            "/api/v1/catalogue/events?edition=2018&kind=company_visit&limit=5&count=true",
        ),
        ("get_public_event", json!({ "id": id }), event.as_str()),
        (
            "get_public_event_by_slug",
            json!({ "edition": "2018", "slug": "visite-1" }),
            "/api/v1/catalogue/editions/2018/events/visite-1",
        ),
        (
            "get_facets",
            json!({ "facet": ["kind", "region"] }),
            "/api/v1/catalogue/facets?facet=kind,region",
        ),
        ("get_figures", json!({}), "/api/v1/catalogue/figures"),
        ("list_editions", json!({}), "/api/v1/editions"),
        (
            "get_edition",
            json!({ "edition": "2018" }),
            "/api/v1/editions/2018",
        ),
        (
            "list_vocabularies",
            json!({ "edition": "2018" }),
            "/api/v1/editions/2018/vocabularies",
        ),
        (
            "list_partners",
            json!({ "edition": "2018" }),
            "/api/v1/editions/2018/partners",
        ),
        (
            "search_communes",
            json!({ "q": "Saint-Étienne", "limit": 3 }),
            "/api/v1/places/communes?q=Saint-%C3%89tienne&limit=3",
        ),
        (
            "get_commune",
            json!({ "insee": "69259" }),
            "/api/v1/places/communes/69259",
        ),
        (
            "reverse_commune",
            json!({ "lat": 45.7, "lon": 4.88 }),
            "/api/v1/places/reverse?lat=45.7&lon=4.88",
        ),
        ("list_territories", json!({}), "/api/v1/places/territories"),
        (
            "list_industrial_territories",
            json!({}),
            "/api/v1/places/industrial-territories",
        ),
    ];
    for (tool, arguments, path) in &calls {
        let (text, is_error) = called(&visitor, tool, arguments.clone()).await;

        assert!(!is_error, "{tool}: {text}");
        let direct = visitor.get(path).await;
        assert_eq!(direct.status, 200, "{path}");
        assert_eq!(text, direct.text, "{tool}");
    }

    let (text, is_error) = called(&visitor, "get_organisation", json!({ "id": nobody })).await;

    assert!(is_error);
    assert!(text.contains("not_found"), "{text}");
    let list = result(&visitor, "tools/list", json!({})).await;
    let tools = list["tools"].as_array().unwrap().iter();
    let listed: Vec<_> = tools.map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(listed.len(), calls.len() + 1);
    for (tool, ..) in &calls {
        assert!(listed.contains(tool), "{tool}");
    }
}

#[rstest]
#[case("list_public_events", json!({ "limit": 0 }), "invalid_parameter", "/limit")]
#[case("list_public_events", json!({ "kinds": "visit" }), "unknown_parameter", "/kinds")]
#[case("list_editions", json!({ "edition": "2018" }), "unknown_parameter", "/edition")]
#[case("search_communes", json!({}), "invalid_parameter", "/q")]
#[case("get_edition", json!({}), "invalid_parameter", "/edition")]
#[case("get_edition", json!({ "edition": { "slug": "2018" } }), "invalid_parameter", "/edition")]
#[tokio::test]
async fn an_argument_that_its_operation_refuses_is_located(
    #[case] tool: &str,
    #[case] arguments: Value,
    #[case] code: &str,
    #[case] pointer: &str,
) {
    let shelf = started(Engine::Sqlite).await;

    let (text, is_error) = called(&shelf.app.visitor(), tool, arguments).await;

    assert!(is_error);
    let problem: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(problem["errors"][0]["code"], code, "{text}");
    assert_eq!(problem["errors"][0]["pointer"], pointer, "{text}");
    assert!(problem["requestId"].is_string(), "{text}");
}

#[tokio::test]
async fn an_argument_does_not_lead_to_another_operation() {
    let shelf = started(Engine::Sqlite).await;
    let organiser = shelf.app.organiser().await;

    for slug in ["..", "2018/vocabularies", "2018?lang=en", "%2e%2e"] {
        let (text, is_error) = called(&organiser, "get_edition", json!({ "edition": slug })).await;

        assert!(is_error, "{slug}: {text}");
        assert!(text.contains("not_found"), "{slug}: {text}");
    }
}

#[tokio::test]
async fn a_client_of_today_is_told_of_the_server() {
    let shelf = started(Engine::Sqlite).await;

    let found = result(&shelf.app.visitor(), "server/discover", json!({})).await;

    let versions = json!([VERSION, HANDSHAKE, "2025-06-18"]);
    assert_eq!(found["supportedVersions"], versions);
    assert!(found["capabilities"]["tools"].is_object());
    let server = &found["_meta"]["io.modelcontextprotocol/serverInfo"];
    assert_eq!(server["name"], "semaine-industrie");
}

#[tokio::test]
async fn a_client_with_a_handshake_is_served_without_a_session() {
    let shelf = started(Engine::Sqlite).await;
    let visitor = shelf.app.visitor();
    let initialize = json!({
        "jsonrpc": "2.0", "id": "a", "method": "initialize",
        "params": { "protocolVersion": HANDSHAKE, "capabilities": {}, "clientInfo": { "name": "test", "version": "1" } }
    });
    let agreed = Answer::of(post(&visitor, &initialize)).await;
    assert!(!agreed.headers.contains_key("mcp-session-id"));
    let agreed: Value = agreed.ok(200);
    assert_eq!(agreed["id"], "a");
    assert_eq!(agreed["result"]["protocolVersion"], HANDSHAKE);
    let say = |message: Value| {
        Answer::of(post(&visitor, &message).header("MCP-Protocol-Version", HANDSHAKE))
    };

    let initialized = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    let initialized = say(initialized).await;
    let pong: Value = say(json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" }))
        .await
        .ok(200);
    let call = json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": { "name": "list_editions" } });
    let call: Value = say(call).await.ok(200);
    let unknown = say(json!({ "jsonrpc": "2.0", "id": 3, "method": "resources/list" })).await;

    assert_eq!((initialized.status.as_u16(), &*initialized.text), (202, ""));
    assert_eq!(pong, json!({ "jsonrpc": "2.0", "id": 1, "result": {} }));
    assert_eq!(call["result"]["isError"], false);
    assert!(call["result"].get("resultType").is_none());
    failed(&unknown, 200, -32_601);
}

#[tokio::test]
async fn what_is_wrong_with_a_message_is_said() {
    let shelf = started(Engine::Sqlite).await;
    let visitor = shelf.app.visitor();

    for method in ["ping", "initialize", "resources/list", "tools/lists"] {
        failed(&asked(&visitor, method, json!({})).await, 404, -32_601);
    }
    let unknown = json!({ "name": "grant_label" });
    let unknown = asked(&visitor, "tools/call", unknown).await;
    let unknown = failed(&unknown, 400, -32_602);
    assert_eq!(unknown["error"]["data"]["pointer"], "/params/name");
    let listed = json!({ "name": "get_facets", "arguments": [] });
    let listed = failed(&asked(&visitor, "tools/call", listed).await, 400, -32_602);
    assert_eq!(listed["error"]["data"]["pointer"], "/params/arguments");

    let batch = json!([message("tools/list", json!({}))]);
    let batch = post(&visitor, &batch).header("MCP-Protocol-Version", VERSION);
    let batch = failed(&Answer::of(batch).await, 400, -32_600);
    assert!(batch.get("id").is_none());
    let torn = visitor
        .request(Method::POST, "/mcp")
        .header("Content-Type", "application/json")
        .body("{");
    failed(&Answer::of(torn).await, 400, -32_700);
}

#[tokio::test]
async fn headers_and_message_must_agree() {
    let shelf = started(Engine::Sqlite).await;
    let visitor = shelf.app.visitor();
    let list = message("tools/list", json!({}));

    failed(&Answer::of(post(&visitor, &list)).await, 400, -32_020);
    let other = post(&visitor, &list).header("MCP-Protocol-Version", HANDSHAKE);
    failed(&Answer::of(other).await, 400, -32_020);
    let method = post(&visitor, &list)
        .header("MCP-Protocol-Version", VERSION)
        .header("Mcp-Method", "tools/call");
    failed(&Answer::of(method).await, 400, -32_020);
    let call = message("tools/call", json!({ "name": "get_facets" }));
    let name = post(&visitor, &call)
        .header("MCP-Protocol-Version", VERSION)
        .header("Mcp-Method", "tools/call")
        .header("Mcp-Name", "get_figures");
    failed(&Answer::of(name).await, 400, -32_020);

    let mut old = list.clone();
    old["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("2025-03-26");
    let old = post(&visitor, &old).header("MCP-Protocol-Version", "2025-03-26");
    let old = failed(&Answer::of(old).await, 400, -32_022);
    assert_eq!(old["error"]["data"]["requested"], "2025-03-26");
    assert_eq!(old["error"]["data"]["supported"][0], VERSION);

    let mut bare = list;
    bare["params"]["_meta"] = json!({ "io.modelcontextprotocol/protocolVersion": VERSION });
    let bare = failed(&Answer::of(headed(&visitor, &bare)).await, 400, -32_602);
    let pointer = "/params/_meta/io.modelcontextprotocol~1clientCapabilities";
    assert_eq!(bare["error"]["data"]["pointer"], pointer);
}

#[tokio::test]
async fn a_request_is_refused_before_its_message_is_read() {
    let shelf = started(Engine::Sqlite).await;
    let visitor = shelf.app.visitor();
    let list = message("tools/list", json!({}));

    let rebound = headed(&visitor, &list).header("Origin", "http://rebound.example");
    Answer::of(rebound).await.refused(Code::CrossOrigin);
    let own = headed(&visitor, &list).header("Origin", &shelf.app.address);
    assert_eq!(Answer::of(own).await.status, 200);
    let read = visitor.request(Method::GET, "/mcp");
    let read = Answer::of(read.header("Accept", "text/event-stream")).await;
    read.refused(Code::MethodNotAllowed);
    assert_eq!(read.header(ALLOW), Some("POST"));
    let text = visitor.request(Method::POST, "/mcp").body("{}");
    let text = text.header("Content-Type", "text/plain");
    Answer::of(text).await.refused(Code::UnsupportedMediaType);
    let long = message("tools/list", json!({ "cursor": "x".repeat(70_000) }));
    let long = Answer::of(headed(&visitor, &long)).await;
    long.refused(Code::PayloadTooLarge);
}

#[tokio::test]
async fn a_call_counts_as_one_request() {
    let variables = [("SEMAINE_MCP", "true"), ("SEMAINE_TRUST_PROXY", "true")];
    let shelf = Shelf::configured(Engine::Sqlite, &variables).await;
    let visitor = shelf.app.visitor();
    let call = message("tools/call", json!({ "name": "list_editions" }));
    let mut left = Vec::new();

    for _ in 0..2 {
        let request = headed(&visitor, &call).header("X-Forwarded-For", "192.0.2.9");
        let answer = Answer::of(request).await;
        let limit = answer.header(HeaderName::from_static("ratelimit"));
        let limit = limit.unwrap().to_owned();
        let remaining = limit.split("r=").nth(1).and_then(|it| it.split(';').next());
        left.push(remaining.unwrap().parse::<u32>().unwrap());
    }

    assert_eq!(left[0] - left[1], 1);
}
