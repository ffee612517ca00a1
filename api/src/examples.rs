//! Examples in the OpenAPI document: a request to each operation and its response, recorded from the server.
//!
//! A test plays a scenario through the routes and compares what it records with `api/examples.json`; `make bless` writes the
//! file.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::mem;
use utoipa::openapi::content::Content;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder};
use utoipa::openapi::{OpenApi, RefOr};

const RECORDED: &str = include_str!("../examples.json");

/// A request to an operation, and its response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Example {
    /// Values of the parameters, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, Value>,
    /// JSON body of the request; absent when it has no body, or a binary one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Value>,
    /// Response to the request.
    pub response: ExampleResponse,
}

/// Recorded answer of the server to the request of an [`Example`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExampleResponse {
    pub status: u16,
    /// Media type without parameters; absent without a body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// JSON body; absent when the body is empty, text or binary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// Lines of a text body that is not JSON; empty for a binary one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<String>,
}

impl ExampleResponse {
    fn value(self) -> Option<Value> {
        let text = (!self.text.is_empty()).then(|| Value::from(self.text.join("\n")));
        self.body.or(text)
    }
}

/// Examples by operation id.
pub type Examples = BTreeMap<String, Example>;

/// Adds the recorded examples to the operations of the document.
pub(crate) fn add(document: &mut OpenApi) {
    let mut recorded: Examples =
        serde_json::from_str(RECORDED).expect("a test writes and reads this file");
    let operations = document.paths.paths.values_mut().flat_map(|item| {
        [
            &mut item.get,
            &mut item.put,
            &mut item.post,
            &mut item.delete,
            &mut item.patch,
        ]
    });
    for operation in operations.flatten() {
        let id = operation.operation_id.as_deref().unwrap_or_default();
        if let Some(example) = recorded.remove(id) {
            illustrate(operation, example);
        }
    }
}

fn illustrate(operation: &mut Operation, example: Example) {
    let Example {
        mut parameters,
        request,
        response,
    } = example;
    for described in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = described
            && !has_example(parameter)
            && let Some(value) = parameters.remove(&parameter.name)
        {
            *parameter = ParameterBuilder::from(mem::take(parameter))
                .example(Some(value))
                .build();
        }
    }
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        set(body.content.iter_mut(), "application/json", request);
    }
    let status = response.status.to_string();
    if let Some(RefOr::T(described)) = operation.responses.responses.get_mut(&status)
        && let Some(media_type) = response.media_type.clone()
    {
        set(described.content.iter_mut(), &media_type, response.value());
    }
}

/// True when a parameter, or its schema, has an example from the code.
fn has_example(parameter: &Parameter) -> bool {
    serde_json::to_value(parameter).is_ok_and(|parameter| {
        ["/example", "/schema/example", "/schema/examples"]
            .iter()
            .any(|place| parameter.pointer(place).is_some())
    })
}

/// Sets the example of one media type.
fn set<'a>(
    mut contents: impl Iterator<Item = (&'a String, &'a mut RefOr<Content>)>,
    media_type: &str,
    example: Option<Value>,
) {
    let described = contents.find(|(name, _)| name.split(';').next() == Some(media_type));
    if let Some((_, RefOr::T(content))) = described {
        content.example = example;
    }
}
