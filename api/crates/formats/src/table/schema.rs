//! The Table Schema of the table (<https://specs.frictionlessdata.io/table-schema/>).

use super::cell::LIST;
use super::columns::{Columns, Kind};
use serde_json::{Map, Value, json};

/// Media type; Table Schema does not define its own.
pub const TYPE: &str = "application/json";

/// Version of the schema: a new column increments the minor version, a changed meaning the major version.
const VERSION: &str = "1.1.0";
const LICENCE: &str = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/";

/// Schema of these columns; `table` and `schema` are the URLs of the table and of the schema itself.
pub fn table_schema(columns: &Columns, table: &str, schema: &str) -> Value {
    let fields: Vec<Value> = columns
        .iter()
        .map(|column| {
            let mut field = Map::new();
            field.insert("name".to_owned(), column.name.into());
            field.insert("description".to_owned(), column.description().into());
            field.extend(typed(column.kind));
            if column.name == "uid" {
                field.insert(
                    "constraints".to_owned(),
                    json!({ "required": true, "unique": true }),
                );
            }
            Value::Object(field)
        })
        .collect();
    let mut descriptor = json!({
        "$schema": "https://frictionlessdata.io/schemas/table-schema.json",
        "name": "semaine-industrie-evenements",
        "title": messages::t("table.title"),
        "description": messages::t_args("table.description", &[("list", &LIST)]),
        "path": schema,
        "homepage": table,
        "version": VERSION,
        "licenses": [{ "name": "etalab-2.0", "title": "Licence Ouverte 2.0", "path": LICENCE }],
        "missingValues": [""],
        "fields": fields,
    });
    if columns.iter().any(|column| column.name == "uid")
        && let Some(members) = descriptor.as_object_mut()
    {
        members.insert("primaryKey".to_owned(), json!(["uid"]));
    }
    descriptor
}

fn typed(kind: Kind) -> Map<String, Value> {
    let (name, format) = match kind {
        Kind::Email => ("string", Some("email")),
        Kind::Time => ("datetime", Some("%Y-%m-%dT%H:%M:%S%z")),
        Kind::Date => ("date", None),
        Kind::Integer => ("integer", None),
        Kind::Number => ("number", None),
        Kind::Boolean => ("boolean", None),
        // Not `uri`, which rejects URLs with accents that browsers accept; nor `object` or `array`: the column is text in
        // the data set whose names it uses.
        Kind::Text | Kind::Uri | Kind::Json => ("string", None),
    };
    let mut properties = Map::from_iter([("type".to_owned(), Value::from(name))]);
    properties.extend(format.map(|format| ("format".to_owned(), Value::from(format))));
    properties
}
