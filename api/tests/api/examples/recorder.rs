//! Sends requests by the description of their operation, and records them.

use super::stable::Stable;
use crate::support::{Answer, Person};
use api::app;
use api::examples::{Example, ExampleResponse, Examples};
use http::routes::operations;
use reqwest::{Method, header};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Operation, ParameterIn};

/// Maximum number of recorded lines of a text.
const LINES: usize = 40;

/// Long lists and objects of the responses: operation, place, number of items that are recorded.
const CUT: [(&str, &str, usize); 22] = [
    // The others depend on the speed of the workers.
    ("get_job_overview", "/kinds", 1),
    ("get_job_overview", "/schedules", 2),
    ("get_event_schema", "/properties", 2),
    ("get_event_schema", "/allOf", 1),
    ("search_communes", "", 2),
    ("get_agenda", "/schema/fields", 1),
    ("get_facets", "/facets", 4),
    ("get_facets", "/facets/1/values", 2),
    ("get_facets", "/facets/2/values", 2),
    ("get_open_data", "/@context", 3),
    ("get_open_data", "/@graph", 3),
    ("list_ogc_collections", "/collections", 1),
    ("list_epci", "", 2),
    ("list_industrial_territories", "", 2),
    ("list_territories", "/regions", 2),
    ("list_territories", "/departments", 2),
    ("get_ogc_definition", "/components/parameters", 0),
    ("get_ogc_definition", "/components/responses", 0),
    ("get_ogc_definition", "/components/schemas", 0),
    ("get_ogc_definition", "/paths", 1),
    ("get_ogc_definition", "/paths/~1/get/parameters", 0),
    ("get_ogc_definition", "/paths/~1/get/responses", 0),
];

/// A request to an operation.
#[derive(Debug, Clone)]
pub(super) struct Call {
    operation: &'static str,
    parameters: BTreeMap<String, Value>,
    body: Option<Value>,
    file: Option<(&'static str, Vec<u8>)>,
    cookie: Option<String>,
}

impl Call {
    pub(super) fn of(operation: &'static str) -> Self {
        Self {
            operation,
            parameters: BTreeMap::new(),
            body: None,
            file: None,
            cookie: None,
        }
    }

    /// With a parameter of the path, the query or the header.
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.parameters.insert(name.to_owned(), value.into());
        self
    }

    /// With a JSON body.
    pub(super) fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// With a binary body.
    pub(super) fn file(mut self, media_type: &'static str, bytes: Vec<u8>) -> Self {
        self.file = Some((media_type, bytes));
        self
    }

    /// With a cookie, which is not recorded.
    pub(super) fn cookie(mut self, cookie: &str) -> Self {
        self.cookie = Some(cookie.to_owned());
        self
    }
}

/// Method, path and parameters of an operation.
struct Route {
    method: Method,
    path: String,
    parameters: BTreeMap<String, ParameterIn>,
}

impl Route {
    fn of(method: &str, path: &str, operation: &Operation) -> Self {
        let parameters = operation.parameters.iter().flatten();
        Self {
            method: Method::from_bytes(method.as_bytes()).expect("a method"),
            path: path.to_owned(),
            parameters: parameters
                .filter_map(|parameter| match parameter {
                    RefOr::T(it) => Some((it.name.clone(), it.parameter_in.clone())),
                    RefOr::Ref(_) => None,
                })
                .collect(),
        }
    }
}

/// Sends requests, and records them with their responses.
pub(super) struct Recorder {
    routes: BTreeMap<String, Route>,
    examples: Examples,
    pub(super) stable: Stable,
}

impl Recorder {
    pub(super) fn new() -> Self {
        let document = app::document();
        let routes = document.paths.paths.iter().flat_map(|(path, item)| {
            operations(item).map(move |(method, operation)| {
                let id = operation.operation_id.clone().expect("an operation id");
                (id, Route::of(method.as_str(), path, operation))
            })
        });
        Self {
            routes: routes.collect(),
            examples: Examples::new(),
            stable: Stable::default(),
        }
    }

    /// Sends a request, which must succeed.
    pub(super) async fn send(&self, person: &Person, call: &Call) -> Answer {
        let route = &self.routes[call.operation];
        let mut path = route.path.clone();
        let mut query = Vec::new();
        let mut headers = Vec::new();
        for (name, value) in &call.parameters {
            let text = text_of(value);
            match &route.parameters[name] {
                ParameterIn::Path => path = path.replace(&format!("{{{name}}}"), &text),
                ParameterIn::Query => query.push((name, text)),
                ParameterIn::Header => headers.push((name, text)),
                ParameterIn::Cookie | ParameterIn::QueryString => {
                    panic!("{name} is neither in the path nor in the query nor in a header")
                }
            }
        }
        let mut request = person.request(route.method.clone(), &path).query(&query);
        for (name, text) in headers {
            request = request.header(name, text);
        }
        if let Some(cookie) = &call.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some((media_type, bytes)) = &call.file {
            request = request
                .header(header::CONTENT_TYPE, *media_type)
                .body(bytes.clone());
        }
        if let Some(body) = &call.body {
            request = request.json(body);
        }
        let answer = Answer::of(request).await;
        let id = call.operation;
        assert!(answer.status.is_success(), "{id}: {}", answer.text);
        answer
    }

    /// Sends a request, and records it with its response as the example of the operation.
    pub(super) async fn record(&mut self, person: &Person, call: Call) -> Answer {
        let answer = self.send(person, &call).await;
        let id = call.operation;
        let example = Example {
            response: response_of(id, &answer),
            parameters: call.parameters,
            request: call.body,
        };
        let before = self
            .examples
            .insert(id.to_owned(), self.stable.example(example));
        assert_eq!(before, None, "{id} has one example");
        answer
    }

    /// The examples, of which every operation must have one.
    pub(super) fn finish(self) -> Examples {
        let missing: Vec<_> = self
            .routes
            .keys()
            .filter(|id| !self.examples.contains_key(*id))
            .collect();
        assert!(missing.is_empty(), "the story does not call {missing:?}");
        self.examples
    }
}

/// A parameter as it is sent; lists are comma-separated.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text_of).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

fn response_of(id: &str, answer: &Answer) -> ExampleResponse {
    let media_type = answer
        .header(header::CONTENT_TYPE)
        .and_then(|value| value.split(';').next())
        .map(str::to_owned);
    let kind = media_type.as_deref().unwrap_or_default();
    let json = kind.ends_with("json");
    let text = kind.starts_with("text/") || kind.ends_with("+xml") || kind == "application/jose";
    ExampleResponse {
        status: answer.status.as_u16(),
        body: json.then(|| cut(id, answer.json())),
        text: if text {
            shortened(&answer.text)
        } else {
            Vec::new()
        },
        media_type,
    }
}

/// The first lines of a text; an ellipsis stands for the others.
fn shortened(text: &str) -> Vec<String> {
    let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
    if lines.len() > LINES {
        lines.truncate(LINES);
        lines.push("…".to_owned());
    }
    lines
}

/// A response without the rest of its long lists.
fn cut(id: &str, mut body: Value) -> Value {
    for (_, place, kept) in CUT.iter().filter(|(operation, ..)| *operation == id) {
        match body.pointer_mut(place) {
            Some(Value::Array(items)) => items.truncate(*kept),
            Some(Value::Object(members)) => {
                let rest: Vec<_> = members.keys().skip(*kept).cloned().collect();
                for name in rest {
                    members.remove(&name);
                }
            }
            _ => panic!("{id} has no list at {place}"),
        }
    }
    body
}
