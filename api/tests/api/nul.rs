//! A NUL character, which PostgreSQL cannot store, in every text of a request: rejected, and never a server error.

use crate::support::{Answer, Engine, Person, TestApp, edition, form};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Map, Value, json};

/// Identifier of no resource.
const NOBODY: &str = "0190a5b4-6f3e-7c1a-8f2e-3d9b6a1c0e55";

/// The operations of the document: method, path, description.
fn operations() -> Vec<(Method, String, Value)> {
    let document = serde_json::to_value(api::app::document()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, methods)| {
            methods
                .as_object()
                .into_iter()
                .flatten()
                .filter_map(|(method, operation)| {
                    let method = Method::from_bytes(method.to_uppercase().as_bytes()).ok()?;
                    Some((method, path.clone(), operation.clone()))
                })
        })
        .collect()
}

/// The path with `value` for each parameter.
fn filled(path: &str, value: &str) -> String {
    path.split('/')
        .map(|part| match part.split_once('{') {
            Some((before, rest)) => {
                let after = rest.split_once('}').map_or("", |(_, after)| after);
                format!("{before}{value}{after}")
            }
            None => part.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("/")
}

async fn status(person: &Person, method: Method, path: &str) -> u16 {
    let request = person.request(method, path).header("If-Match", "*");
    Answer::of(request).await.status.as_u16()
}

#[rstest]
#[tokio::test]
async fn in_paths_and_queries(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    app.platform.live.reached(1).await;
    let people = [app.administrator().await, app.organiser().await];
    let mut tried = 0;
    for (method, path, operation) in operations() {
        for person in &people {
            if path.contains('{') {
                let wrong = filled(&path, "a%00b");
                let status = status(person, method.clone(), &wrong).await;
                assert!((400..500).contains(&status), "{method} {wrong}: {status}");
                tried += 1;
            }
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                if parameter["in"] == "query" {
                    let name = parameter["name"].as_str().unwrap();
                    let wrong = format!("{}?{name}=a%00b", filled(&path, NOBODY));
                    let status = status(person, method.clone(), &wrong).await;
                    // 501 refuses a format (oEmbed).
                    assert!(status < 500 || status == 501, "{method} {wrong}: {status}");
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 100, "{tried}");
    for list in ["/api/v1/events", "/api/v1/labels/queue"] {
        for edition in ["%00", "a%00b", "%ED%A0%80", "A"] {
            let wrong = format!("{list}?edition={edition}");
            assert_eq!(
                status(&people[0], Method::GET, &wrong).await,
                400,
                "{wrong}"
            );
        }
    }
}

/// A value for a property of a body, with a NUL where it is a text.
fn with_nul(schema: &Value, components: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap();
        return with_nul(&components[name], components);
    }
    for alternatives in ["oneOf", "anyOf", "allOf"] {
        if let Some(last) = schema[alternatives].as_array().and_then(|all| all.last()) {
            return with_nul(last, components);
        }
    }
    let is = |kind: &str| {
        schema["type"] == kind
            || schema["type"]
                .as_array()
                .is_some_and(|all| all.contains(&json!(kind)))
    };
    if let Some(first) = schema["enum"].as_array().and_then(|all| all.first()) {
        first.clone()
    } else if is("object") {
        let properties = schema["properties"].as_object().into_iter().flatten();
        let object: Map<_, _> = properties
            .map(|(name, schema)| (name.clone(), with_nul(schema, components)))
            .collect();
        object.into()
    } else if is("array") {
        json!([with_nul(&schema["items"], components)])
    } else if is("string") {
        json!("a\u{0}b@example.org")
    } else if is("boolean") {
        json!(true)
    } else {
        json!(1)
    }
}

#[rstest]
#[tokio::test]
async fn in_bodies(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let coordinator = app.coordinator().await;
    let id = organiser.submitted(&form()).await.id;
    let document = serde_json::to_value(api::app::document()).unwrap();
    let components = &document["components"]["schemas"];
    let mut tried = 0;
    for (method, path, operation) in operations() {
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_null() {
            continue;
        }
        let whole = with_nul(schema, components);
        let plain: Value = serde_json::from_str(&whole.to_string().replace("\\u0000", "")).unwrap();
        // Each text of the body in turn, with valid values in the others, then all of them.
        let each = whole
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| {
                let mut body = plain.clone();
                body[name] = value.clone();
                body
            });
        let path = filled(&path, &id.to_string());
        for body in each.chain([whole.clone()]) {
            for person in [&organiser, &coordinator] {
                let request = person
                    .request(method.clone(), &path)
                    .header("If-Match", "*")
                    .json(&body);
                let answer = Answer::of(request).await;
                let status = answer.status.as_u16();
                assert!(status < 500, "{method} {path} {body}: {}", answer.text);
                // A body of numbers alone has no text that could be wrong.
                if body == whole && whole != plain {
                    assert!(status >= 400, "{method} {path} {body}: {}", answer.text);
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 40, "{tried}");
}

#[rstest]
#[case("/api/v1/events")]
#[case("/api/v1/events/validate")]
#[tokio::test]
async fn in_the_slug_of_an_edition(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] path: &str,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;

    for edition in ["a\u{0}b", "\u{0}", "2018'", "É", ""] {
        let body = json!({ "edition": edition, "form": form() });
        let answer = organiser.post(path, &body).await;
        assert_eq!(answer.status.as_u16(), 422, "{}", answer.text);
        assert_eq!(answer.json()["errors"][0]["pointer"], "/edition");
    }
}
