//! The facts of the document that clients rely on, one a line.
//!
//! `GET /path` is an operation, `GET /path query name!: type` a parameter (`!` where it is required), `GET /path 200 media/type: type`
//! an answer, `body Name.member!: type` what a request may or must contain, `answer Name.member?: type` what an answer contains (`?`
//! where it may be absent), and `… = word` a word that a closed list admits in a request.

use serde_json::Value;
use std::collections::BTreeSet;

const SCHEMAS: &str = "#/components/schemas/";
/// Schemas that have a name only for the generators of clients: that of an object, and those of parameters.
const JSON_OBJECT: &str = "JsonObject";
const PERIODS: [&str; 2] = ["WeekOrWindow", "When"];

/// The facts of a document.
pub(super) type Surface = BTreeSet<String>;

/// The facts of an OpenAPI document.
pub(super) fn of(document: &Value) -> Surface {
    let mut surface = Surface::new();
    let (mut bodies, mut answers) = (BTreeSet::new(), BTreeSet::new());
    let schemas = &document["components"]["schemas"];
    for (path, item) in members(&document["paths"]) {
        for (method, operation) in members(item) {
            let name = format!("{} {path}", method.to_uppercase());
            surface.insert(name.clone());
            for parameter in items(&operation["parameters"]) {
                add_parameter(&mut surface, &name, parameter, schemas);
            }
            for (media_type, content) in members(&operation["requestBody"]["content"]) {
                let schema = &content["schema"];
                surface.insert(format!("{name} body {media_type}: {}", type_of(schema)));
                references(schema, &mut bodies);
            }
            for (status, response) in members(&operation["responses"]) {
                for (media_type, content) in members(&response["content"]) {
                    let schema = &content["schema"];
                    references(schema, &mut answers);
                    if status.starts_with('2') {
                        surface
                            .insert(format!("{name} {status} {media_type}: {}", type_of(schema)));
                    }
                }
            }
        }
    }
    for (usage, named) in [("body", bodies), ("answer", answers)] {
        for name in reachable(schemas, named) {
            add_schema(&mut surface, usage, &name, &schemas[&name]);
        }
    }
    surface
}

fn add_parameter(surface: &mut Surface, operation: &str, parameter: &Value, schemas: &Value) {
    let (place, name) = (word(&parameter["in"]), word(&parameter["name"]));
    // The path has it.
    if place == "path" {
        return;
    }
    let mark = if parameter["required"] == true {
        "!"
    } else {
        ""
    };
    let named = word(&parameter["schema"]["$ref"]).trim_start_matches(SCHEMAS);
    let schema = if PERIODS.contains(&named) {
        &schemas[named]
    } else {
        &parameter["schema"]
    };
    surface.insert(format!(
        "{operation} {place} {name}{mark}: {}",
        type_of(schema)
    ));
    for word in items(&schema["enum"]).chain(items(&schema["items"]["enum"])) {
        surface.insert(format!("{operation} {place} {name} = {word}"));
    }
}

fn add_schema(surface: &mut Surface, usage: &str, name: &str, schema: &Value) {
    let required: BTreeSet<_> = items(&schema["required"]).map(word).collect();
    for (member, inner) in members(&schema["properties"]) {
        let mark = match (usage, required.contains(member.as_str())) {
            ("body", true) => "!",
            ("answer", false) => "?",
            _ => "",
        };
        surface.insert(format!("{usage} {name}.{member}{mark}: {}", type_of(inner)));
    }
    for part in items(&schema["allOf"]) {
        if part["$ref"].is_string() {
            surface.insert(format!("{usage} {name} & {}", type_of(part)));
        } else {
            add_schema(surface, usage, name, part);
        }
    }
    if usage == "body" {
        for word in items(&schema["enum"]) {
            surface.insert(format!("{usage} {name} = {word}"));
        }
    }
    if schema["properties"].is_null() && schema["allOf"].is_null() {
        surface.insert(format!("{usage} {name}: {}", type_of(schema)));
    }
}

/// A schema in a few words.
fn type_of(schema: &Value) -> String {
    if let Some(address) = schema["$ref"].as_str() {
        return match address.trim_start_matches(SCHEMAS) {
            JSON_OBJECT => "object".to_owned(),
            name => name.to_owned(),
        };
    }
    for (member, between) in [("oneOf", " | "), ("anyOf", " | "), ("allOf", " & ")] {
        let mut parts: Vec<_> = items(&schema[member]).map(type_of).collect();
        if !parts.is_empty() {
            parts.sort();
            return parts.join(between);
        }
    }
    match &schema["type"] {
        Value::Array(types) => types.iter().map(word).collect::<Vec<_>>().join(" | "),
        kind if kind == "array" => format!("{}[]", type_of(&schema["items"])),
        kind => match (word(kind), word(&schema["format"])) {
            ("", _) => "any".to_owned(),
            (kind, "") => kind.to_owned(),
            (kind, format) => format!("{kind}({format})"),
        },
    }
}

/// Names of the schemas that a part of the document refers to.
fn references(part: &Value, found: &mut BTreeSet<String>) {
    match part {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_str() {
                    Some(address) if key == "$ref" => {
                        found.insert(address.trim_start_matches(SCHEMAS).to_owned());
                    }
                    _ => references(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// The named schemas, with those that they refer to.
fn reachable(schemas: &Value, named: BTreeSet<String>) -> BTreeSet<String> {
    let mut unread: Vec<_> = named.iter().cloned().collect();
    let mut known = named;
    while let Some(name) = unread.pop() {
        let mut inner = BTreeSet::new();
        references(&schemas[&name], &mut inner);
        for name in inner {
            if known.insert(name.clone()) {
                unread.push(name);
            }
        }
    }
    known
}

fn members(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
