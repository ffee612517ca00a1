//! Tools, each made of an operation of the OpenAPI document.

use ground::error::Error;
use http::query;
use serde_json::{Map, Value, json};
use shared::account::{Access, Operation};
use utoipa::openapi::path::ParameterIn;
use utoipa::openapi::{OpenApi, RefOr, Required};

/// The operations that help an assistant: searches, single things, and the words that filters take.
pub(super) const OFFERED: [Operation; 15] = [
    Operation::ListPublicEvents,
    Operation::GetPublicEvent,
    Operation::GetPublicEventBySlug,
    Operation::GetFacets,
    Operation::GetFigures,
    Operation::ListEditions,
    Operation::GetEdition,
    Operation::ListVocabularies,
    Operation::ListPartners,
    Operation::GetOrganisation,
    Operation::SearchCommunes,
    Operation::GetCommune,
    Operation::ReverseCommune,
    Operation::ListTerritories,
    Operation::ListIndustrialTerritories,
];
/// References that are followed, one inside the other.
const DEPTH: u8 = 8;

/// A tool.
pub(super) struct Tool {
    pub(super) operation: Operation,
    /// Path of the operation, with its parameters in braces.
    path: String,
    /// As `tools/list` shows it.
    pub(super) definition: Value,
}

/// The offered tools that a document describes and anybody may call.
pub(super) fn all(document: &OpenApi) -> Vec<Tool> {
    let open = OFFERED
        .iter()
        .filter(|operation| operation.access() == Access::Anyone);
    open.filter_map(|operation| Tool::of(document, *operation))
        .collect()
}

impl Tool {
    fn of(document: &OpenApi, operation: Operation) -> Option<Self> {
        let (path, described) = document.paths.paths.iter().find_map(|(path, item)| {
            let get = item.get.as_ref()?;
            (get.operation_id.as_deref() == Some(operation.id())).then_some((path, get))
        })?;
        let mut properties = Map::new();
        let mut required = Vec::new();
        for parameter in described.parameters.iter().flatten() {
            let RefOr::T(parameter) = parameter else {
                continue;
            };
            let in_address = [ParameterIn::Path, ParameterIn::Query];
            if !in_address.contains(&parameter.parameter_in) {
                continue;
            }
            let schema = serde_json::to_value(&parameter.schema).unwrap_or_default();
            let mut schema = match resolved(schema, document, DEPTH) {
                Value::Object(schema) => schema,
                _ => Map::new(),
            };
            if let Some(description) = &parameter.description {
                schema.insert("description".to_owned(), json!(description));
            }
            if parameter.required == Required::True {
                required.push(parameter.name.as_str());
            }
            properties.insert(parameter.name.clone(), Value::Object(schema));
        }
        let summary = described.summary.as_deref().unwrap_or_default();
        let description = described.description.as_deref().unwrap_or_default();
        let definition = json!({
            "name": operation.id(),
            "title": summary,
            "description": format!("{summary}\n\n{description}").trim(),
            "inputSchema": {
                "type": "object",
                "properties": properties,
                "required": required,
                "additionalProperties": false,
            },
            "annotations": {
                "readOnlyHint": true,
                "destructiveHint": false,
                "idempotentHint": true,
                "openWorldHint": false,
            },
        });
        Some(Self {
            operation,
            path: path.clone(),
            definition,
        })
    }

    /// Path and query of the operation with these arguments. An unknown one becomes a parameter of the query, which the operation refuses.
    ///
    /// # Errors
    ///
    /// `invalid_parameter`, for a value that cannot be in an address, or a missing part of the path.
    pub(super) fn address(&self, arguments: &Map<String, Value>) -> Result<String, Error> {
        let (mut parts, mut names) = (Vec::new(), Vec::new());
        for part in self.path.split('/') {
            let name = part
                .strip_prefix('{')
                .and_then(|part| part.strip_suffix('}'));
            let Some(name) = name else {
                parts.push(part.to_owned());
                continue;
            };
            let given = arguments.get(name).map(|value| written(name, value));
            let given = given.transpose()?.filter(|text| !text.is_empty());
            let text = given.ok_or_else(|| query::invalid(name, "the parameter is required"))?;
            parts.push(escaped(&text));
            names.push(name);
        }
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        for (name, value) in arguments {
            if !value.is_null() && !names.contains(&name.as_str()) {
                pairs.append_pair(name, &written(name, value)?);
            }
        }
        let (path, query) = (parts.join("/"), pairs.finish());
        Ok(if query.is_empty() {
            path
        } else {
            format!("{path}?{query}")
        })
    }
}

/// A schema with its references to components replaced by what they name.
fn resolved(schema: Value, document: &OpenApi, depth: u8) -> Value {
    match schema {
        Value::Object(mut members) => {
            let component = members
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|name| name.strip_prefix("#/components/schemas/"))
                .and_then(|name| document.components.as_ref()?.schemas.get(name));
            if let Some(component) = component {
                members.remove("$ref");
                if depth > 0
                    && let Ok(Value::Object(named)) = serde_json::to_value(component)
                {
                    for (name, value) in named {
                        members.entry(name).or_insert(value);
                    }
                    return resolved(Value::Object(members), document, depth - 1);
                }
            }
            let members = members.into_iter();
            Value::Object(
                members
                    .map(|(name, value)| (name, resolved(value, document, depth)))
                    .collect(),
            )
        }
        Value::Array(items) => items
            .into_iter()
            .map(|item| resolved(item, document, depth))
            .collect(),
        other => other,
    }
}

/// An argument as it stands in an address; a list is comma separated.
fn written(name: &str, value: &Value) -> Result<String, Error> {
    let scalar = |value: &Value| match value {
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let text = match value {
        Value::Null => Some(String::new()),
        Value::Array(items) => {
            let items: Option<Vec<_>> = items.iter().map(scalar).collect();
            items.map(|items| items.join(","))
        }
        value => scalar(value),
    };
    text.ok_or_else(|| {
        query::invalid(
            name,
            "must be a text, a number, true or false, or a list of these",
        )
    })
}

/// A part of a path: everything but letters, digits and `*-._` is escaped.
fn escaped(text: &str) -> String {
    let escaped: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    escaped.replace('+', "%20")
}
