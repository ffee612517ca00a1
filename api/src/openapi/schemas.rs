//! Adapts the generated document to client generators: names the items of pages and free objects, opens enums and unions, describes
//! bytes, removes unused schemas.

use super::unions;
use http::routes::operations_mut;
use serde_json::Value;
use shared::event::When;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::openapi::content::Content;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{Array, ArrayItems, Object, SchemaType, Type};
use utoipa::openapi::{KnownFormat, OpenApi, Ref, RefOr, Schema, SchemaFormat};

const SCHEMAS: &str = "#/components/schemas/";
/// Name of the schema of an object whose members the document does not describe.
const JSON_OBJECT: &str = "JsonObject";
/// Prefixes by which utoipa names a page of items.
const PAGES: [&str; 2] = ["Page_", "EventPage_"];

/// Improves the schemas of a complete document.
pub(super) fn finish(document: &mut OpenApi) {
    name_pages(document);
    describe_bytes(document);
    name_free_objects(document);
    name_periods(document);
    let answered = answered(document);
    unions::open(schemas(document), &answered);
    refer_plainly(document);
    remove_unused(document);
    open_enums(document);
}

fn schemas(document: &mut OpenApi) -> &mut BTreeMap<String, RefOr<Schema>> {
    &mut document
        .components
        .get_or_insert_with(Default::default)
        .schemas
}

fn contents(operation: &mut Operation) -> impl Iterator<Item = &mut RefOr<Content>> {
    let answers =
        operation
            .responses
            .responses
            .values_mut()
            .filter_map(|response| match response {
                RefOr::T(response) => Some(response.content.values_mut()),
                RefOr::Ref(_) => None,
            });
    let body = match &mut operation.request_body {
        Some(RefOr::T(body)) => Some(body.content.values_mut()),
        Some(RefOr::Ref(_)) | None => None,
    };
    answers.flatten().chain(body.into_iter().flatten())
}

/// Name of the items of a page that utoipa has named.
fn item(page: &str) -> Option<&str> {
    PAGES.iter().find_map(|prefix| page.strip_prefix(prefix))
}

/// Renames `Page_Item` to `ItemPage`, whose items refer to `Item` instead of repeating it.
fn name_pages(document: &mut OpenApi) {
    let known = schemas(document);
    let pages: Vec<_> = known
        .keys()
        .filter_map(|name| Some((name.clone(), item(name)?.to_owned())))
        .collect();
    for (old, item) in pages {
        let Some(RefOr::T(Schema::Object(mut page))) = known.remove(&old) else {
            continue;
        };
        if let Some(RefOr::T(Schema::Array(items))) = page.properties.get_mut("items") {
            items.items = ArrayItems::RefOrSchema(Box::new(Ref::from_schema_name(&item).into()));
        }
        known.insert(format!("{item}Page"), RefOr::T(Schema::Object(page)));
    }
    for operation in operations_mut(document) {
        for content in contents(operation) {
            if let RefOr::T(content) = content
                && let Some(RefOr::Ref(named)) = &mut content.schema
                && let Some(page) = named.ref_location.strip_prefix(SCHEMAS)
                && let Some(item) = item(page)
            {
                named.ref_location = format!("{SCHEMAS}{item}Page");
            }
        }
    }
}

/// Describes bodies of bytes as `type: string, format: binary`: some generators stop at a body without a schema, and others
/// read the array of integers that utoipa makes of bytes literally.
///
/// utoipa declares the body of a request as required only if it has a type that is no option: `Vec<u8>` where a file must come.
fn describe_bytes(document: &mut OpenApi) {
    for operation in operations_mut(document) {
        for content in contents(operation) {
            if let RefOr::T(content) = content
                && content.schema.as_ref().is_none_or(is_bytes)
            {
                content.schema = Some(RefOr::T(Schema::Object(binary())));
            }
        }
    }
}

/// Names the objects whose members the document does not describe: generators for Python make a class of each that has no name, called
/// `GetAgendaResponse200`.
fn name_free_objects(document: &mut OpenApi) {
    let mut found = false;
    for operation in operations_mut(document) {
        for content in contents(operation) {
            if let RefOr::T(content) = content
                && content.schema.as_ref().is_some_and(is_free)
            {
                content.schema = Some(Ref::from_schema_name(JSON_OBJECT).into());
                found = true;
            }
        }
    }
    if found {
        let mut object = Object::with_type(Type::Object);
        object.description =
            Some("An object with the members of the format that the operation names.".to_owned());
        schemas(document).insert(JSON_OBJECT.to_owned(), RefOr::T(Schema::Object(object)));
    }
}

fn is_free(schema: &RefOr<Schema>) -> bool {
    matches!(schema, RefOr::T(Schema::Object(object)) if *object == Object::with_type(Type::Object))
}

/// Names the enums of the parameter `when`: of a parameter that is called like a keyword, and whose enum has no name, openapi-generator
/// 7.26 makes Kotlin that does not compile.
fn name_periods(document: &mut OpenApi) {
    let mut named = BTreeMap::new();
    for operation in operations_mut(document) {
        for parameter in operation.parameters.iter_mut().flatten() {
            if let RefOr::T(parameter) = parameter
                && parameter.name == "when"
                && let Some(RefOr::T(Schema::Object(words))) = &parameter.schema
            {
                let count = words.enum_values.as_ref().map_or(0, Vec::len);
                let name = if count == When::ALL.len() {
                    "When"
                } else {
                    "WeekOrWindow"
                };
                named.insert(name, words.clone());
                parameter.schema = Some(Ref::from_schema_name(name).into());
            }
        }
    }
    for (name, mut words) in named {
        words.description = Some("When an event takes place.".to_owned());
        schemas(document).insert(name.to_owned(), RefOr::T(Schema::Object(words)));
    }
}

/// Removes the descriptions beside the references of a `oneOf`: the TypeScript of openapi-generator 7.26 loses the type of such an
/// alternative.
fn refer_plainly(document: &mut OpenApi) {
    for schema in schemas(document).values_mut() {
        if let RefOr::T(Schema::OneOf(choice)) = schema {
            for item in &mut choice.items {
                if let RefOr::Ref(reference) = item {
                    reference.description.clear();
                    reference.summary.clear();
                }
            }
        }
    }
}

fn is_bytes(schema: &RefOr<Schema>) -> bool {
    let RefOr::T(Schema::Array(Array {
        items: ArrayItems::RefOrSchema(item),
        ..
    })) = schema
    else {
        return false;
    };
    matches!(&**item, RefOr::T(Schema::Object(item)) if item.schema_type == SchemaType::Type(Type::Integer))
}

fn binary() -> Object {
    let mut bytes = Object::with_type(Type::String);
    bytes.format = Some(SchemaFormat::KnownFormat(KnownFormat::Binary));
    bytes
}

/// Removes the schemas that no operation refers to, directly or through others.
fn remove_unused(document: &mut OpenApi) {
    let used = reachable(document, to_json);
    schemas(document).retain(|name, _| used.contains(name));
}

/// Declares every enum in a response as open: a string, with the known values in `x-extensible-enum` and in the
/// description. New values may appear within a version of the API, and a client generated from a closed enum would
/// fail at the first one.
///
/// `anyOf` with the enum and a string would preserve the known values in TypeScript and Python, but
/// openapi-generator 7.26 generates a class without fields for it, which loses the value.
fn open_enums(document: &mut OpenApi) {
    let answered = answered(document);
    for (name, schema) in schemas(document) {
        if answered.contains(name)
            && let RefOr::T(Schema::Object(known)) = schema
            && known.enum_values.is_some()
            && known.schema_type == SchemaType::Type(Type::String)
        {
            let words = Value::Array(known.enum_values.take().unwrap_or_default());
            let listed: Vec<_> = words
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(|word| format!("`{word}`"))
                .collect();
            let description = known.description.take().unwrap_or_default();
            known.description = Some(format!(
                "{description}\n\nKnown words, to which others may be added: {}.",
                listed.join(", ")
            ));
            known.extensions = Some(Extensions::from_iter([("x-extensible-enum", words)]));
        }
    }
}

/// Names of the schemas that answers contain.
fn answered(document: &mut OpenApi) -> BTreeSet<String> {
    reachable(document, |path| match to_json(path) {
        Value::Object(mut methods) => {
            let answers = methods
                .values_mut()
                .filter_map(|method| method.get_mut("responses").map(Value::take));
            Value::Array(answers.collect())
        }
        other => other,
    })
}

/// Names of the schemas that the parts of the paths chosen by `part` refer to, directly or through others.
fn reachable(
    document: &mut OpenApi,
    part: impl Fn(&utoipa::openapi::path::PathItem) -> Value,
) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut unread: Vec<Value> = document.paths.paths.values().map(part).collect();
    let known = schemas(document);
    while let Some(value) = unread.pop() {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    if key != "$ref" {
                        unread.push(value);
                        continue;
                    }
                    let name = value.as_str().and_then(|text| text.strip_prefix(SCHEMAS));
                    if let Some(name) = name
                        && names.insert(name.to_owned())
                    {
                        unread.extend(known.get(name).map(to_json));
                    }
                }
            }
            Value::Array(items) => unread.extend(items),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    names
}

fn to_json(part: &impl serde::Serialize) -> Value {
    serde_json::to_value(part).unwrap_or_default()
}
