//! The query parameters of the items, described once for both OpenAPI documents.

use super::cql::Encoding;
use super::crs::Crs;
use serde_json::{Value, json};
use utoipa::IntoParams;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{ObjectBuilder, Type};

/// Default number of items on a page.
pub(super) const LIMIT_DEFAULT: u32 = 100;
/// Maximum number of items on a page; a larger `limit` counts as this one.
pub(super) const LIMIT_MAX: u32 = 1_000;

/// Filters by a property of each item, under the name of the property; alternatives are comma-separated.
const PROPERTIES: [(&str, &str, &str); 11] = [
    ("edition", "2018", "Slug of the edition."),
    ("region", "84", "INSEE code of the region."),
    ("department", "69", "INSEE code of the department."),
    ("kind", "company_visit", "Term of the edition's `kinds`."),
    (
        "audience",
        "general_public",
        "Term of the edition's `audiences`.",
    ),
    (
        "topic",
        "digital_transition",
        "Term of the edition's `topics`.",
    ),
    ("sector", "aerospace", "Term of the edition's `sectors`."),
    (
        "access",
        "open",
        "`open`, `registration`, `schools_only`, `invitation`.",
    ),
    ("attendance", "on_site", "`on_site`, `online`, `mixed`."),
    (
        "accessibility",
        "motor",
        "`hearing`, `visual`, `psychic`, `motor`, `intellectual`; all that are given must be there.",
    ),
    (
        "status",
        "scheduled",
        "`scheduled`, `rescheduled`, `moved_online`, `postponed`, `full`, `cancelled`.",
    ),
];

/// Filters that are not a property of the item.
const SEARCHES: [(&str, &str, &str); 8] = [
    ("q", "soudure", "Words to find, as in the list of events."),
    (
        "commune",
        "69259",
        "INSEE code of the commune; Paris, Lyon and Marseille include their arrondissements.",
    ),
    ("epci", "200046977", "SIREN of the EPCI of the commune."),
    (
        "industrialTerritory",
        "ti-0101",
        "Identifier of the Territoire d’industrie of the commune.",
    ),
    (
        "organiser",
        "fonderie-durand",
        "Organiser or co-organiser: the name in lower case, without accents, its words joined by `-`.",
    ),
    ("age", "12", "Years of somebody who must be admitted."),
    (
        "near",
        "4.8357,45.764",
        "Longitude, latitude in degrees: where `radius` measures from.",
    ),
    ("radius", "25000", "Metres around `near`, edge included."),
];

/// Name, example and description of each filter.
pub(super) fn filters() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    PROPERTIES.into_iter().chain(SEARCHES)
}

const BBOX: &str = "West, south, east, north in degrees (WGS 84), edges included; six numbers name heights too, which are not \
    looked at. West may be greater than east, across the antimeridian. Leaves out what is online only. With `bbox-crs`, the two \
    corners in that system, in the order of its axes.";
const BBOX_CRS: &str = "URI of the system of `bbox`, one of the collection's `crs`; WGS 84 with longitude first when absent.";
const CRS: &str = "URI of the system of the geometries in the answer, one of the collection's `crs`, in the order of its axes; WGS 84 \
    with longitude first when absent. `Content-Crs` repeats it.";
const FILTER: &str = "An expression in CQL2 (OGC 21-065r2, classes `basic-cql2`, `advanced-comparison-operators`, \
    `case-insensitive-comparison` and `basic-spatial-functions`) that the items must meet besides all other filters: `=`, `<>`, `<`, `>`, \
    `<=`, `>=`, `IS NULL`, `LIKE`, `BETWEEN`, `IN`, `AND`, `OR`, `NOT`, `CASEI`, and `S_INTERSECTS` with `geometry` and a `POINT` or \
    `BBOX`. Names the properties of the collection's queryables. At most 4,000 bytes, 50 predicates, 20 levels, 200 values in lists, \
    20 patterns and properties in `CASEI`, and 127 characters besides `%` in a pattern.";
const FILTER_LANG: &str = "Encoding of `filter`: `cql2-text` when absent.";
const FILTER_CRS: &str = "URI of the system of the geometries in `filter`, one of the collection's `crs`, in the order of its axes; \
    WGS 84 with longitude first when absent.";
const FILTER_EXAMPLE: &str = "region = '84' AND (age_min IS NULL OR age_min <= 12)";
const DATETIME: &str = "A moment (RFC 3339), a day, or an interval of them, open at one end with `..`: what has an occurrence \
    in it. A day is one of the calendar of the event's place.";
const LIMIT: &str =
    "Items on the page, from 1 on; 100 when absent, at most 1,000 even if more are requested.";
const CURSOR: &str =
    "Stands in the `next` link of the page before; good for the same filters only.";
const FORM: &str = "`json` or `html`; what `Accept` says when absent.";

/// The query parameters in the OpenAPI document of the server.
#[derive(Debug)]
pub(super) struct ItemsParams;

impl IntoParams for ItemsParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = |name: &str, description: &str, example: Option<&str>| {
            let mut schema = ObjectBuilder::new().schema_type(Type::String);
            if let Some(example) = example {
                schema = schema.examples([example]);
            }
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Query)
                .description(Some(description))
                .schema(Some(schema))
        };
        let mut all: Vec<_> = filters()
            .map(|(name, example, description)| {
                text(name, description, Some(example))
                    .style(Some(ParameterStyle::Form))
                    .explode(Some(false))
                    .build()
            })
            .collect();
        let limit = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .default(Some(json!(LIMIT_DEFAULT)));
        all.extend([
            text("bbox", BBOX, Some("4.7,45.6,5,45.9")).build(),
            crs_parameter("bbox-crs", BBOX_CRS),
            crs_parameter("crs", CRS),
            text("datetime", DATETIME, Some("2018-03-26/2018-04-01")).build(),
            text("filter", FILTER, Some(FILTER_EXAMPLE)).build(),
            crs_parameter("filter-crs", FILTER_CRS),
            word_parameter("filter-lang", FILTER_LANG, Encoding::WORDS),
            ParameterBuilder::new()
                .name("limit")
                .parameter_in(ParameterIn::Query)
                .description(Some(LIMIT))
                .schema(Some(limit))
                .build(),
            text("cursor", CURSOR, None).build(),
            form_parameter(),
        ]);
        all
    }
}

/// The query parameter `f`, which every document takes.
#[derive(Debug)]
pub(crate) struct FormParam;

impl IntoParams for FormParam {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![form_parameter()]
    }
}

/// The query parameters of a single item.
#[derive(Debug)]
pub(super) struct ItemParams;

impl IntoParams for ItemParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![crs_parameter("crs", CRS), form_parameter()]
    }
}

fn crs_parameter(name: &str, description: &str) -> Parameter {
    word_parameter(name, description, Crs::uris())
}

fn word_parameter<const N: usize>(
    name: &str,
    description: &str,
    words: [&'static str; N],
) -> Parameter {
    // An empty value counts as absent. Generators need a name for it, and for addresses.
    let names: Vec<String> = words
        .iter()
        .map(|word| generated_name(word))
        .chain(["unset".to_owned()])
        .collect();
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words.into_iter().chain([""])))
        .extensions(Some(Extensions::from_iter([(
            "x-enum-varnames",
            json!(names),
        )])));
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

/// Name of a word in a generated client: of the URI of a coordinate reference system, its authority and code.
fn generated_name(word: &str) -> String {
    match word.rsplit_once('/') {
        Some((_, code)) if code.starts_with(|first: char| first.is_ascii_digit()) => {
            format!("epsg{code}")
        }
        Some((_, code)) => code.to_ascii_lowercase(),
        None => word.replace('-', "_"),
    }
}

fn form_parameter() -> Parameter {
    word_parameter("f", FORM, ["json", "html"])
}

/// The query parameters in the syntax of OpenAPI 3.0, by name.
///
/// Only properties have `style` and `explode`: from these QGIS recognises the filters that the server supports.
pub(super) fn described() -> Vec<(&'static str, Value)> {
    let parameter = |name: &str, description: &str, mut schema: Value, example: Option<&str>| {
        if let (Some(example), Some(members)) = (example, schema.as_object_mut()) {
            members.insert("example".to_owned(), json!(example));
        }
        json!({ "name": name, "in": "query", "required": false, "description": description, "schema": schema })
    };
    let text = || json!({ "type": "string" });
    let numbers =
        json!({ "type": "array", "items": { "type": "number" }, "minItems": 4, "maxItems": 6 });
    let system = || json!({ "type": "string", "format": "uri", "enum": Crs::uris(), "default": Crs::default().uri() });
    let limit =
        json!({ "type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT_DEFAULT });
    let mut all = vec![
        ("bbox", form(parameter("bbox", BBOX, numbers, None))),
        ("bbox-crs", parameter("bbox-crs", BBOX_CRS, system(), None)),
        ("crs", parameter("crs", CRS, system(), None)),
        (
            "filter",
            parameter("filter", FILTER, text(), Some(FILTER_EXAMPLE)),
        ),
        (
            "filter-crs",
            parameter("filter-crs", FILTER_CRS, system(), None),
        ),
        (
            "filter-lang",
            parameter(
                "filter-lang",
                FILTER_LANG,
                json!({ "type": "string", "enum": Encoding::WORDS, "default": Encoding::default().word() }),
                None,
            ),
        ),
        (
            "datetime",
            form(parameter(
                "datetime",
                DATETIME,
                text(),
                Some("2018-03-26/2018-04-01"),
            )),
        ),
        ("limit", form(parameter("limit", LIMIT, limit, None))),
        ("cursor", parameter("cursor", CURSOR, text(), None)),
        (
            "f",
            parameter(
                "f",
                FORM,
                json!({ "type": "string", "enum": ["json", "html"] }),
                None,
            ),
        ),
    ];
    all.extend(SEARCHES.map(|(name, example, description)| {
        (name, parameter(name, description, text(), Some(example)))
    }));
    all.extend(PROPERTIES.map(|(name, example, description)| {
        (
            name,
            form(parameter(name, description, text(), Some(example))),
        )
    }));
    all
}

/// Serialises a list once, comma-separated.
fn form(mut parameter: Value) -> Value {
    if let Some(members) = parameter.as_object_mut() {
        members.extend([
            ("style".to_owned(), json!("form")),
            ("explode".to_owned(), json!(false)),
        ]);
    }
    parameter
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::event::EventQuery;

    #[test]
    fn every_filter_is_one_of_the_list() {
        for (name, example, _) in filters() {
            assert!(EventQuery::PARAMETERS.contains(&name), "{name}");
            let near = (name == "radius").then_some(("near", "4.8,45.7"));
            assert!(
                EventQuery::parse(near.into_iter().chain([(name, example)])).is_ok(),
                "{name}"
            );
        }
    }

    #[test]
    fn both_documents_have_the_same_parameters() {
        let mut here: Vec<_> = described()
            .into_iter()
            .map(|(name, _)| name.to_owned())
            .collect();
        let mut there: Vec<_> = ItemsParams::into_params(|| None)
            .into_iter()
            .map(|parameter| parameter.name)
            .collect();
        here.sort();
        there.sort();
        assert_eq!(here, there);
    }
}
