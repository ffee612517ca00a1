//! Opens the unions of answers: says them in words that every generator of clients reads, and that outlive a further alternative.
//!
//! Of a `oneOf`, openapi-generator 7.26 makes a Kotlin class that demands the members of all alternatives at once, or has none, and
//! gives an alternative without a name a number. All generators make clients that fail at an alternative that is not in the document.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::schema::{Object, OneOf, SchemaType, Type};
use utoipa::openapi::{KnownFormat, RefOr, Schema, SchemaFormat};

type Schemas = BTreeMap<String, RefOr<Schema>>;

/// Replaces the named unions that answers contain.
///
/// Objects that a word tells apart become one object with the members of all, texts become a text, and anything else becomes any
/// value; the description lists the forms.
pub(super) fn open(schemas: &mut Schemas, answered: &BTreeSet<String>) {
    let known = schemas.clone();
    for (name, schema) in schemas {
        if answered.contains(name)
            && let RefOr::T(Schema::OneOf(union)) = schema
        {
            let open = tagged(union)
                .or_else(|| text(union, &known))
                .unwrap_or_else(|| any(union, &known));
            *schema = RefOr::T(Schema::Object(open));
        }
    }
}

/// One object instead of those that differ by the word of a member.
fn tagged(union: &OneOf) -> Option<Object> {
    let alternatives: Vec<_> = union.items.iter().map(object).collect::<Option<_>>()?;
    let first = *alternatives.first()?;
    let tag = first
        .properties
        .keys()
        .find(|name| alternatives.iter().all(|it| word(it, name).is_some()))?;
    let words: Vec<_> = alternatives
        .iter()
        .filter_map(|it| Some((word(it, tag)?, *it)))
        .collect();

    let mut kind = Object::with_type(Type::String);
    kind.description = Some("Word that says which of the other members there are.".to_owned());
    let known: Vec<_> = words.iter().map(|(word, _)| Value::from(*word)).collect();
    kind.extensions = Some(Extensions::from_iter([("x-extensible-enum", known)]));

    let mut open = Object::with_type(Type::Object);
    open.properties
        .insert(tag.clone(), RefOr::T(Schema::Object(kind)));
    let mut lines = vec![
        union.description.clone().unwrap_or_default(),
        "\nKnown words, to which others may be added, and their members:\n".to_owned(),
    ];
    for (word, alternative) in &words {
        let mut members = Vec::new();
        for (name, property) in alternative.properties.iter().filter(|(it, _)| *it != tag) {
            members.push(format!("`{name}`"));
            if let Some(present) = open.properties.get_mut(name) {
                widen(present, property);
            } else {
                open.properties.insert(name.clone(), property.clone());
            }
        }
        if members.is_empty() {
            members.push("none".to_owned());
        }
        let about = one_line(alternative.description.as_deref().unwrap_or_default());
        lines.push(format!("- `{word}`: {}. {about}", members.join(", ")));
    }
    open.description = Some(lines.join("\n"));
    for (name, property) in open.properties.iter_mut().filter(|(it, _)| *it != tag) {
        describe(property, told(name, &words));
    }
    open.required = first
        .required
        .iter()
        .filter(|name| alternatives.iter().all(|it| it.required.contains(name)))
        .cloned()
        .collect();
    Some(open)
}

/// A text instead of several kinds of texts. It keeps the words of those that are enums.
fn text(union: &OneOf, known: &Schemas) -> Option<Object> {
    let texts: Vec<_> = union
        .items
        .iter()
        .map(|it| object(resolved(it, known)))
        .collect::<Option<_>>()?;
    let string = SchemaType::Type(Type::String);
    if texts.iter().any(|it| it.schema_type != string) {
        return None;
    }
    let mut open = Object::with_type(Type::String);
    open.description.clone_from(&union.description);
    let words: Vec<_> = texts
        .iter()
        .filter_map(|it| it.enum_values.as_ref())
        .flatten()
        .cloned()
        .collect();
    open.enum_values = (!words.is_empty()).then_some(words);
    Some(open)
}

/// Any value, with the forms of the union in the description.
fn any(union: &OneOf, known: &Schemas) -> Object {
    let mut lines = vec![
        union.description.clone().unwrap_or_default(),
        "\nForms, to which others may be added:\n".to_owned(),
    ];
    for item in &union.items {
        let form = resolved(item, known);
        let kind = match form {
            RefOr::T(Schema::Object(it)) => kind(&it.schema_type),
            RefOr::T(Schema::Array(_)) => "array",
            _ => "value",
        };
        lines.push(format!("- {kind}: {}", one_line(description(form))));
    }
    let mut open = Object::with_type(SchemaType::AnyValue);
    open.description = Some(lines.join("\n"));
    open
}

/// Makes a property admit what another one of the same name admits.
fn widen(present: &mut RefOr<Schema>, other: &RefOr<Schema>) {
    if let (RefOr::T(Schema::Object(present)), RefOr::T(Schema::Object(other))) = (present, other) {
        if present.format != other.format {
            present.format = Some(SchemaFormat::KnownFormat(KnownFormat::Int64));
        }
        if present.minimum != other.minimum {
            present.minimum = None;
        }
        if present.maximum != other.maximum {
            present.maximum = None;
        }
    }
}

/// The descriptions of a member, each with the words that it belongs to where they differ.
fn told(name: &str, words: &[(&str, &Object)]) -> String {
    let mut told: Vec<(String, &str)> = Vec::new();
    for (word, alternative) in words {
        let Some(property) = alternative.properties.get(name) else {
            continue;
        };
        let about = description(property);
        if let Some((of, _)) = told.iter_mut().find(|(_, known)| *known == about) {
            *of = format!("{of}, `{word}`");
        } else {
            told.push((format!("`{word}`"), about));
        }
    }
    if let [(_, about)] = told.as_slice() {
        return (*about).to_owned();
    }
    let lines: Vec<_> = told
        .iter()
        .map(|(of, about)| format!("- {of}: {}", one_line(about)))
        .collect();
    lines.join("\n")
}

fn description(property: &RefOr<Schema>) -> &str {
    match property {
        RefOr::Ref(it) => &it.description,
        RefOr::T(Schema::Object(it)) => it.description.as_deref().unwrap_or_default(),
        RefOr::T(Schema::Array(it)) => it.description.as_deref().unwrap_or_default(),
        RefOr::T(_) => "",
    }
}

fn describe(property: &mut RefOr<Schema>, text: String) {
    match property {
        RefOr::Ref(it) => it.description = text,
        RefOr::T(Schema::Object(it)) => it.description = Some(text),
        RefOr::T(Schema::Array(it)) => it.description = Some(text),
        RefOr::T(_) => {}
    }
}

/// The only word that a member may have.
fn word<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    let RefOr::T(Schema::Object(member)) = object.properties.get(name)? else {
        return None;
    };
    match member.enum_values.as_deref()? {
        [only] => only.as_str(),
        _ => None,
    }
}

fn object(item: &RefOr<Schema>) -> Option<&Object> {
    match item {
        RefOr::T(Schema::Object(object)) => Some(object),
        _ => None,
    }
}

fn resolved<'a>(item: &'a RefOr<Schema>, known: &'a Schemas) -> &'a RefOr<Schema> {
    match item {
        RefOr::Ref(it) => it
            .ref_location
            .rsplit('/')
            .next()
            .and_then(|name| known.get(name))
            .unwrap_or(item),
        RefOr::T(_) => item,
    }
}

const fn kind(schema_type: &SchemaType) -> &'static str {
    match schema_type {
        SchemaType::Type(Type::Object) => "object",
        SchemaType::Type(Type::String) => "string",
        SchemaType::Type(Type::Integer | Type::Number) => "number",
        SchemaType::Type(Type::Boolean) => "boolean",
        SchemaType::Type(Type::Array) => "array",
        SchemaType::Type(Type::Null) => "null",
        SchemaType::Array(_) | SchemaType::AnyValue => "value",
    }
}

fn one_line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ")
}
