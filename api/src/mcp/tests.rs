//! The tools that are made of the document of the server.

use super::tool::{OFFERED, Tool, all};
use crate::app;
use rstest::rstest;
use serde_json::{Map, Value, json};
use shared::account::Operation;
use shared::problem::Code;
use std::sync::LazyLock;

static TOOLS: LazyLock<Vec<Tool>> = LazyLock::new(|| all(&app::document()));

fn tool(operation: Operation) -> &'static Tool {
    let mut tools = TOOLS.iter();
    tools.find(|tool| tool.operation == operation).unwrap()
}

fn arguments(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[test]
fn each_offered_operation_is_a_tool_that_says_what_it_does() {
    assert_eq!(TOOLS.len(), OFFERED.len());
    for tool in TOOLS.iter() {
        let definition = &tool.definition;
        let name = definition["name"].as_str().unwrap();
        assert_eq!(definition["inputSchema"]["type"], "object", "{name}");
        assert!(!definition["title"].as_str().unwrap().is_empty(), "{name}");
        let text = definition.to_string();
        assert!(!text.contains("$ref"), "{name}: {text}");
    }
}

#[test]
fn the_parameters_of_an_operation_are_the_schema_of_its_tool() {
    let schema = &tool(Operation::SearchCommunes).definition["inputSchema"];

    assert_eq!(schema["required"], json!(["q"]));
    assert_eq!(schema["properties"]["limit"]["maximum"], 100);
    assert!(schema["properties"]["q"]["description"].is_string());
    assert_eq!(schema["additionalProperties"], false);
}

#[rstest]
#[case(
    Operation::ListPublicEvents,
    json!({"q": "fonderie à Lyon", "access": ["open", "registration"], "count": true, "limit": 5, "when": null}),
    "/api/v1/catalogue/events?q=fonderie+%C3%A0+Lyon&access=open%2Cregistration&count=true&limit=5"
)]
#[case(Operation::ListEditions, json!({}), "/api/v1/editions")]
#[case(Operation::GetEdition, json!({"edition": "2018"}), "/api/v1/editions/2018")]
#[case(
    Operation::GetEdition,
    json!({"edition": "../a b?c=1", "lang": "fr"}),
    "/api/v1/editions/..%2Fa%20b%3Fc%3D1?lang=fr"
)]
fn arguments_become_an_address(
    #[case] operation: Operation,
    #[case] given: Value,
    #[case] address: &str,
) {
    let made = tool(operation).address(&arguments(given)).unwrap();

    let (path, query) = made.split_once('?').unwrap_or((made.as_str(), ""));
    let (path_due, query_due) = address.split_once('?').unwrap_or((address, ""));
    let sorted = |query: &str| {
        let mut pairs: Vec<_> = query.split('&').map(str::to_owned).collect();
        pairs.sort();
        pairs
    };
    assert_eq!(path, path_due);
    assert_eq!(sorted(query), sorted(query_due));
}

#[rstest]
#[case(json!({}))]
#[case(json!({"edition": ""}))]
#[case(json!({"edition": null}))]
#[case(json!({"edition": {"slug": "2018"}}))]
#[case(json!({"edition": [["2018"]]}))]
fn an_argument_that_cannot_be_in_the_path_is_located(#[case] given: Value) {
    let refusal = tool(Operation::GetEdition).address(&arguments(given));

    let problem = refusal.unwrap_err().problem();
    assert_eq!(problem.code, Code::InvalidParameter);
    assert_eq!(problem.errors[0].pointer, "/edition");
}
