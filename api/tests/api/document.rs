//! The OpenAPI document: requirements of client generators, and its delivery.

use crate::support::{Answer, Engine, TestApp};
use api::app;
use reqwest::Method;
use reqwest::header::{self, HeaderName};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::{LISTED_FIELDS, PUBLISHED_FIELDS};
use shared::problem::Code;
use std::collections::BTreeSet;

fn document() -> Value {
    serde_json::to_value(app::document()).expect("JSON")
}

/// Every operation with its path, as JSON.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().expect("methods");
            methods
                .iter()
                .map(move |(method, operation)| (format!("{method} {path}"), operation))
        })
        .collect()
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_str() {
                    Some(address) if key == "$ref" => {
                        found.insert(address.to_owned());
                    }
                    _ => references(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn every_body_has_a_schema_and_files_are_binary() {
    let document = document();
    for (name, operation) in operations(&document) {
        let answers = operation["responses"].as_object().expect("responses");
        let contents = answers
            .values()
            .chain([&operation["requestBody"]])
            .filter_map(|part| part["content"].as_object());
        for (media_type, content) in contents.flatten() {
            let schema = &content["schema"];
            assert!(schema.is_object(), "{name}: {media_type}");
            // Text where this server wrote it, any bytes where another one did.
            if media_type == "message/rfc822" {
                continue;
            }
            let bytes = media_type.starts_with("image/")
                || [
                    "application/gzip",
                    "application/octet-stream",
                    "application/pdf",
                    "application/zip",
                ]
                .contains(&media_type.as_str())
                || media_type.starts_with("application/vnd.oasis.opendocument")
                || media_type.starts_with("application/vnd.openxmlformats-officedocument");
            let binary = *schema == json!({ "type": "string", "format": "binary" });
            assert_eq!(binary, bytes, "{name}: {media_type} {schema}");
        }
    }
}

#[test]
fn a_file_that_a_request_uploads_is_required_and_may_come_without_a_media_type() {
    let document = document();
    let mut uploads = BTreeSet::new();
    for (name, operation) in operations(&document) {
        let body = &operation["requestBody"];
        let contents: Vec<_> = body["content"].as_object().into_iter().flatten().collect();
        let is_upload = contents
            .iter()
            .any(|(_, content)| content["schema"]["format"] == "binary");
        // The mail server may hand in an empty message, which reports nothing.
        let is_message = contents
            .iter()
            .any(|(media_type, _)| *media_type == "message/rfc822");
        if is_upload && !is_message {
            assert_eq!(body["required"], true, "{name}");
            // Generated clients know one media type for a body.
            let untyped = &body["content"]["application/octet-stream"];
            assert!(untyped.is_object(), "{name}");
            uploads.insert(name);
        }
    }

    assert!(
        uploads.contains("post /api/v1/events/{id}/image"),
        "{uploads:?}"
    );
    let submit = &document["paths"]["/api/v1/events/{id}/submit"]["post"];
    assert_eq!(submit["requestBody"]["required"], Value::Null);
}

#[test]
fn paths_differ_in_more_than_the_names_of_parameters() {
    let document = document();
    let mut shapes = BTreeSet::new();
    for path in document["paths"].as_object().expect("paths").keys() {
        let shape: Vec<_> = path
            .split('/')
            .map(|part| if part.starts_with('{') { "{}" } else { part })
            .collect();
        assert!(shapes.insert(shape.join("/")), "{path}");
    }
}

/// Every summary and description with its place, except those in examples.
fn prose<'a>(value: &'a Value, place: &str, found: &mut Vec<(String, &'a str)>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let place = format!("{place}/{key}");
                match value.as_str() {
                    Some(text) if key == "summary" || key == "description" => {
                        found.push((place, text));
                    }
                    _ if key == "example" || key == "examples" => {}
                    _ => prose(value, &place, found),
                }
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                prose(item, &format!("{place}/{number}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn texts_name_the_thing_itself_in_english() {
    let document = document();
    let mut texts = Vec::new();
    prose(&document, "", &mut texts);
    assert!(texts.len() > 1_000, "{}", texts.len());

    for (place, text) in texts {
        assert!(!text.starts_with("What "), "{place}: {text}");
        assert!(!text.contains(['«', '»']), "{place}: {text}");
    }
}

#[test]
fn every_schema_is_used_and_every_reference_leads_somewhere() {
    let document = document();
    let mut used = BTreeSet::new();
    references(&document, &mut used);

    let schemas = document["components"]["schemas"]
        .as_object()
        .expect("schemas");
    let known: BTreeSet<_> = schemas
        .keys()
        .map(|name| format!("#/components/schemas/{name}"))
        .collect();

    assert_eq!(used, known);
}

/// Names of the properties of a schema, with those of the schemas that it is made of.
fn properties(document: &Value, schema: &Value, found: &mut BTreeSet<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches("#/components/schemas/");
        properties(document, &document["components"]["schemas"][name], found);
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        properties(document, part, found);
    }
    let own = schema["properties"].as_object().into_iter().flatten();
    found.extend(own.map(|(name, _)| name.clone()));
}

#[rstest]
#[case("ListedEvent", LISTED_FIELDS)]
#[case("PublishedEvent", PUBLISHED_FIELDS)]
fn every_member_of_an_event_can_be_asked_for(
    #[case] name: &str,
    #[case] fields: &[&'static [&'static str]],
) {
    let document = document();
    let mut described = BTreeSet::new();
    properties(
        &document,
        &document["components"]["schemas"][name],
        &mut described,
    );

    let known: BTreeSet<_> = fields.iter().copied().flatten().copied().collect();

    let described: BTreeSet<_> = described.iter().map(String::as_str).collect();
    assert_eq!(known, described);
}

#[test]
fn pages_are_named_after_their_items() {
    let schemas = &document()["components"]["schemas"];
    let names = schemas.as_object().expect("schemas").keys();
    let pages: Vec<_> = names.filter_map(|name| name.strip_suffix("Page")).collect();

    assert!(
        pages.len() >= 4 && pages.contains(&"MailSummary"),
        "{pages:?}"
    );
    // Pages of the site or of a standard, not of a list.
    for item in pages
        .into_iter()
        .filter(|item| !["OgcLanding", "Kit"].contains(item))
    {
        assert_eq!(
            schemas[format!("{item}Page")]["properties"]["items"]["items"],
            json!({ "$ref": format!("#/components/schemas/{item}") })
        );
    }
}

#[test]
fn enums_of_responses_are_open_and_those_of_requests_closed() {
    let schemas = &document()["components"]["schemas"];

    let open = &schemas["Code"];
    assert_eq!(
        (open["type"].as_str(), open.get("enum")),
        (Some("string"), None)
    );
    let words = open["x-extensible-enum"].as_array().expect("words");
    assert_eq!(words.len(), Code::ALL.len());
    assert!(schemas["DecisionKind"]["enum"].is_array());
}

#[test]
fn unions_of_answers_are_open_to_further_alternatives() {
    let schemas = &document()["components"]["schemas"];

    let unions: Vec<_> = schemas
        .as_object()
        .expect("schemas")
        .iter()
        .filter(|(_, schema)| schema.get("oneOf").is_some())
        .map(|(name, _)| name)
        .collect();
    assert_eq!(unions, Vec::<&String>::new());

    // Objects that a word tells apart.
    let kind = &schemas["AnswerKind"];
    assert_eq!(kind["required"], json!(["type"]));
    assert_eq!(kind["properties"]["type"]["type"], "string");
    assert_eq!(
        kind["properties"]["type"]["x-extensible-enum"],
        json!(["line", "prose", "number", "one", "many", "yes_no", "file"])
    );
    assert_eq!(kind["properties"]["min"]["type"], "integer");
    assert_eq!(kind["properties"]["min"]["format"], "int64");
    assert_eq!(kind["properties"]["min"].get("minimum"), None);
    assert_eq!(kind["properties"]["maxBytes"]["minimum"], 0);
    let text = kind["description"].as_str().expect("text");
    assert!(
        text.contains("- `number`: `min`, `max`, `step`. A number within bounds, in steps."),
        "{text}"
    );
    assert_eq!(schemas["KitBlock"]["required"], json!(["area", "kind"]));

    // Texts, and what is neither.
    assert_eq!(schemas["FormField"]["type"], "string");
    assert!(schemas["FormField"]["x-extensible-enum"].is_array());
    let answer = &schemas["AdditionalAnswer"];
    assert_eq!(answer.get("type"), None);
    let text = answer["description"].as_str().expect("text");
    assert!(
        text.contains("- boolean: Answer to a yes-or-no field."),
        "{text}"
    );
}

#[test]
fn an_object_of_another_format_has_a_name_for_generators() {
    let document = document();
    let media_type = "application/geo+json";
    let answer = &document["paths"]["/api/v1/catalogue/events.geojson"]["get"]["responses"]["200"];

    assert_eq!(
        answer["content"][media_type]["schema"],
        json!({ "$ref": "#/components/schemas/JsonObject" })
    );
    for (name, operation) in operations(&document) {
        let answers = operation["responses"].as_object().expect("answers");
        for content in answers
            .values()
            .map(|it| &it["content"]["application/json"])
        {
            assert_ne!(content["schema"], json!({ "type": "object" }), "{name}");
        }
    }
}

#[test]
fn parameters_have_enums_that_generators_can_name() {
    let document = document();
    let mut periods = 0;

    for (name, operation) in operations(&document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let schema = &parameter["schema"];
            if parameter["name"] == "when" {
                assert!(schema["$ref"].is_string(), "{name}: {schema}");
                periods += 1;
            }
            let mut words = schema["enum"].as_array().into_iter().flatten();
            if words.any(|word| word == "") {
                assert!(schema["x-enum-varnames"].is_array(), "{name}: {schema}");
            }
        }
    }

    assert!(periods > 10, "{periods}");
    let when = &document["components"]["schemas"]["When"];
    assert_eq!(when["enum"].as_array().map(Vec::len), Some(7));
}

#[rstest]
#[case("radius", json!({ "type": "integer", "minimum": 1, "maximum": 1_000_000 }))]
#[case("age", json!({ "type": "integer", "minimum": 0, "maximum": 120 }))]
#[case("from", json!({ "type": "string", "format": "date" }))]
#[case("sort", json!({ "type": "string", "enum": ["next", "relevance", "distance"] }))]
#[case("attendance", json!({ "type": "array", "items": { "type": "string", "enum": ["on_site", "online", "mixed"] } }))]
fn filters_have_their_types(#[case] name: &str, #[case] expected: Value) {
    let document = document();
    let list = &document["paths"]["/api/v1/catalogue/events"]["get"]["parameters"];
    let parameters = list.as_array().expect("parameters");
    let filter = parameters
        .iter()
        .find(|parameter| parameter["name"] == name)
        .expect("the filter");

    let mut schema = filter["schema"].clone();
    schema.as_object_mut().expect("a schema").remove("examples");
    assert_eq!(schema, expected);
    assert_eq!(
        filter["explode"],
        if expected["type"] == "array" {
            json!(false)
        } else {
            Value::Null
        }
    );
}

#[test]
fn an_answer_that_may_be_refused_for_now_says_when_to_come_back() {
    let document = document();
    let pdf = &document["paths"]["/programme.pdf"]["get"]["responses"];
    assert_eq!(
        pdf["503"]["headers"]["Retry-After"]["schema"]["type"],
        "integer"
    );
    for (name, operation) in operations(&document) {
        let responses = operation["responses"].as_object().expect("responses");
        for (status, response) in responses {
            if ["429", "503"].contains(&status.as_str()) {
                assert!(
                    response["headers"]["Retry-After"].is_object(),
                    "{name} {status}"
                );
            }
        }
        assert!(
            responses.keys().any(|status| status.starts_with('4')),
            "{name}"
        );
    }
}

#[test]
fn the_first_page_tells_licence_keys_limits_and_a_first_call() {
    let document = document();
    let text = document["info"]["description"].as_str().expect("text");
    for word in [
        "Licence Ouverte",
        "**Keys.**",
        "**Limits.**",
        "/api/v1/catalogue/events?",
    ] {
        assert!(text.contains(word), "{word}");
    }
}

#[tokio::test]
async fn the_document_is_revalidated_and_open_to_every_origin() {
    let app = TestApp::start(Engine::Sqlite).await;

    let answer = app.visitor().get("/api/openapi.json").await;

    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["servers"], json!([{ "url": app.address }]));
    let cors = HeaderName::from_static("access-control-allow-origin");
    assert_eq!(answer.header(cors), Some("*"));
    assert!(
        answer
            .header(header::CACHE_CONTROL)
            .is_some_and(|text| text.starts_with("public"))
    );
    let tag = answer.header(header::ETAG).expect("a tag").to_owned();
    let again = app.visitor().request(Method::GET, "/api/openapi.json");
    let again = Answer::of(again.header(header::IF_NONE_MATCH, tag)).await;
    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
}
