//! The parameters of the items: parsed strictly, written in one canonical order, documented once for both OpenAPI
//! documents.

use super::cql::{Encoding, Filter};
use super::crs::{Area, Crs, MetricBox};
use super::format::Format;
use super::instant::Interval;
use actix_web::HttpRequest;
use ground::error::Error;
use http::query::{self, Split};
use serde::Deserialize;
use serde_json::{Value, json};
use shared::event::EventQuery;
use utoipa::IntoParams;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{ObjectBuilder, Type};

/// Default number of items on a page.
pub(super) const LIMIT_DEFAULT: u32 = 100;
/// Maximum number of items on a page; a larger `limit` counts as this one.
pub(super) const LIMIT_MAX: u32 = 1_000;

/// Filters by a property of each item, under the name of the property; alternatives are comma-separated.
pub(super) const PROPERTIES: [(&str, &str, &str); 11] = [
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

/// Parameters besides the filters.
const OWN: [&str; 10] = [
    "bbox",
    "bbox-crs",
    "crs",
    "datetime",
    "filter",
    "filter-crs",
    "filter-lang",
    "limit",
    "cursor",
    "f",
];

/// Parsed query of the items of a collection.
#[derive(Debug, PartialEq)]
pub(super) struct ItemsQuery {
    /// Filters of the items; `bounds` is a `bbox` in degrees.
    pub(super) filters: EventQuery,
    /// A `bbox` in metres.
    pub(super) area: Option<MetricBox>,
    /// The expression of `filter`.
    pub(super) cql: Option<Filter>,
    /// System of the geometries in the response.
    pub(super) crs: Crs,
    /// `datetime`, parsed and as written.
    pub(super) datetime: Option<(Interval, String)>,
    /// Maximum number of items on the page.
    pub(super) limit: u32,
    /// Cursor of the page; the first page without one.
    pub(super) cursor: Option<String>,
    /// Format of the response.
    pub(super) format: Format,
    /// True when the query contains `f`, and not only `Accept` names a format.
    named: bool,
}

impl ItemsQuery {
    /// Reads the query string of the items of a collection.
    ///
    /// # Errors
    ///
    /// `unknown_parameter` or `invalid_parameter`, naming each.
    pub(super) fn of(request: &HttpRequest) -> Result<Self, Error> {
        let mut split = Split::of(request.query_string(), &OWN)?;
        split.only(|name| filters().any(|(known, ..)| known == name));
        let crs = split.read("crs", Crs::parse, NO_CRS);
        // A box in an unknown system is not read, nor is a filter in an unknown language.
        let bbox = read_or_default(&mut split, "bbox-crs", Crs::parse, NO_CRS)
            .and_then(|crs| split.read("bbox", |text| Area::parse(text, crs), NO_BOX));
        let area = match bbox {
            Some(Area::Metres(area)) => Some(area),
            Some(Area::Degrees(bbox)) => {
                split.filter("bbox", bbox);
                None
            }
            None => None,
        };
        let language = read_or_default(&mut split, "filter-lang", Encoding::parse, NO_LANGUAGE);
        let filter_crs = read_or_default(&mut split, "filter-crs", Crs::parse, NO_CRS);
        let cql = match (split.own("filter"), language, filter_crs) {
            (Some(text), Some(encoding), Some(crs)) => Some(Filter::parse(text, encoding, crs)),
            _ => None,
        };
        let cql = match cql {
            Some(Err(detail)) => {
                split.fault("filter", &detail);
                None
            }
            Some(Ok(cql)) => Some(cql),
            None => None,
        };
        let datetime = split.read(
            "datetime",
            |text| Interval::parse(text).map(|interval| (interval, text.to_owned())),
            "a moment as 2018-03-26T09:00:00Z, a day, or an interval of them",
        );
        let limit = split.read("limit", page_size, "a whole number from 1 on");
        Ok(Self {
            filters: split.finish()?,
            area,
            cql,
            crs: crs.unwrap_or_default(),
            datetime,
            limit: limit.unwrap_or(LIMIT_DEFAULT),
            cursor: split.own("cursor").map(str::to_owned),
            format: Format::query(request, split.own("f"))?,
            named: split.own("f").is_some(),
        })
    }

    /// The filters as a query string in canonical order, to which a cursor is bound.
    pub(super) fn filter(&self) -> String {
        self.search(Crs::default(), None, None, false)
    }

    /// The query string of the page after `cursor`, in canonical order; of the first page without a cursor.
    pub(super) fn page(&self, cursor: Option<&str>) -> String {
        let limit = (self.limit != LIMIT_DEFAULT).then(|| self.limit.to_string());
        self.search(self.crs, limit.as_deref(), cursor, false)
    }

    /// [`Self::page`], with `f` if the request contained it.
    pub(super) fn page_as_asked(&self, cursor: Option<&str>) -> String {
        let limit = (self.limit != LIMIT_DEFAULT).then(|| self.limit.to_string());
        self.search(self.crs, limit.as_deref(), cursor, self.named)
    }

    fn search(&self, crs: Crs, limit: Option<&str>, cursor: Option<&str>, named: bool) -> String {
        let area = self.area.as_ref().map(MetricBox::value);
        let cql = self.cql.as_ref();
        let unless_default = |crs: Crs| (crs != Crs::default()).then(|| crs.uri());
        let datetime = self.datetime.as_ref().map(|(_, text)| text.as_str());
        let own = [
            ("bbox", area.as_deref()),
            ("bbox-crs", self.area.as_ref().map(|area| area.crs.uri())),
            ("crs", unless_default(crs)),
            ("datetime", datetime),
            ("filter", cql.map(|cql| cql.text.as_str())),
            ("filter-crs", cql.and_then(|cql| unless_default(cql.crs))),
            (
                "filter-lang",
                cql.filter(|cql| cql.encoding != Encoding::default())
                    .map(|cql| cql.encoding.word()),
            ),
            ("limit", limit),
            ("cursor", cursor),
            ("f", named.then(|| self.format.word())),
        ];
        self.filters.to_search_with(
            own.into_iter()
                .filter_map(|(name, value)| Some((name, value?))),
        )
    }
}

/// The value of an own parameter, the default when it is absent; `None` when it is a fault.
fn read_or_default<T: Default>(
    split: &mut Split,
    name: &str,
    read: impl FnOnce(&str) -> Option<T>,
    detail: &str,
) -> Option<T> {
    if split.own(name).is_none() {
        return Some(T::default());
    }
    split.read(name, read, detail)
}

/// The requested number of items, at most [`LIMIT_MAX`].
fn page_size(text: &str) -> Option<u32> {
    let number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // A number too large for any integer is above the maximum.
    let query = number.then(|| text.parse().unwrap_or(LIMIT_MAX))?;
    (query > 0).then(|| query.min(LIMIT_MAX))
}

/// Parsed query of a single item.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ItemQuery {
    pub(super) format: Format,
    /// System of the geometry in the response.
    pub(super) crs: Crs,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawItemQuery {
    f: Option<String>,
    crs: Option<String>,
}

impl ItemQuery {
    /// Reads the query string of an item.
    ///
    /// # Errors
    ///
    /// `unknown_parameter` or `invalid_parameter`, naming the parameter.
    pub(super) fn of(request: &HttpRequest) -> Result<Self, Error> {
        let RawItemQuery { f, crs } = query::parse(request.query_string())?;
        let crs = match crs {
            Some(uri) => Crs::parse(&uri).ok_or_else(|| query::invalid("crs", NO_CRS))?,
            None => Crs::default(),
        };
        Ok(Self {
            format: Format::query(request, f.as_deref())?,
            crs,
        })
    }
}

const NO_CRS: &str = "must be one of the URIs in `crs` of the collection";
const NO_LANGUAGE: &str = "must be `cql2-text` or `cql2-json`";
const NO_BOX: &str = "four or six numbers, separated by commas, in the order of the axes; in metres, each lower edge before its upper one";

fn filters() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
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
    `BBOX`. Names the properties of the collection's queryables. At most 4,000 bytes, 50 predicates, 20 levels, 200 values in lists, and \
    127 characters besides `%` in a pattern.";
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
    use actix_web::test::TestRequest;
    use rstest::rstest;
    use shared::problem::Code;

    fn read(query: &str) -> Result<ItemsQuery, Error> {
        let request = TestRequest::with_uri(&format!("/items?{query}")).to_http_request();
        ItemsQuery::of(&request)
    }

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

    #[rstest]
    #[case("limit=5", 5)]
    #[case("", LIMIT_DEFAULT)]
    #[case("limit=1000", LIMIT_MAX)]
    #[case("limit=1001", LIMIT_MAX)]
    #[case("limit=99999999999", LIMIT_MAX)]
    #[case("limit=99999999999999999999999999", LIMIT_MAX)]
    fn a_page_is_never_larger_than_the_server_gives(#[case] query: &str, #[case] limit: u32) {
        assert_eq!(read(query).unwrap().limit, limit);
    }

    #[rstest]
    #[case("limit=0", "/limit")]
    #[case("limit=-1", "/limit")]
    #[case("limit=%2B1", "/limit")]
    #[case("limit=many", "/limit")]
    #[case("bbox=1,2,3", "/bbox")]
    #[case("bbox=1,2,3,4,5", "/bbox")]
    #[case("bbox=4,46,5,45", "/bbox")]
    #[case("bbox=4,45,9,5,46,0", "/bbox")]
    #[case("bbox=a,b,c,d", "/bbox")]
    #[case("filter=region+=+84", "/filter")]
    #[case("filter=colour+=+'red'", "/filter")]
    #[case("filter=TRUE&filter-lang=cql-text", "/filter-lang")]
    #[case("filter=TRUE&filter-crs=EPSG:2154", "/filter-crs")]
    #[case("filter=region+=+'84'&filter-lang=cql2-json", "/filter")]
    #[case("crs=EPSG:2154", "/crs")]
    #[case("crs=http://www.opengis.net/def/crs/EPSG/0/27572", "/crs")]
    #[case("bbox=800000,6500000,900000,6600000", "/bbox")]
    #[case("bbox=800000,6500000,900000,6600000&bbox-crs=nowhere", "/bbox-crs")]
    #[case("bbox-crs=nowhere", "/bbox-crs")]
    #[case(
        "bbox=9,8,7,6&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/2154",
        "/bbox"
    )]
    #[case(
        "bbox=91,4,92,5&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326",
        "/bbox"
    )]
    #[case("datetime=soon", "/datetime")]
    #[case("datetime=2018-03-26&datetime=2018-03-27", "/datetime")]
    #[case("status=maybe", "/status")]
    #[case("f=gml", "/f")]
    fn what_is_not_possible_is_named(#[case] query: &str, #[case] pointer: &str) {
        let problem = read(query).unwrap_err().problem();

        assert_eq!(
            (problem.status, problem.code),
            (400, Code::InvalidParameter)
        );
        assert_eq!(problem.errors[0].pointer, pointer);
    }

    #[rstest]
    #[case("sort=next")]
    #[case("when=today")]
    #[case("from=2018-03-26")]
    #[case("colour=red")]
    fn what_is_not_a_parameter_is_named(#[case] query: &str) {
        assert_eq!(
            read(query).unwrap_err().problem().code,
            Code::UnknownParameter
        );
    }

    #[test]
    fn a_box_with_heights_is_the_box_without() {
        let six = read("bbox=4.7,45.6,0,5,45.9,100").unwrap();
        let four = read("bbox=4.7,45.6,5,45.9").unwrap();
        assert_eq!(six.filters.bounds, four.filters.bounds);
        assert!(six.filters.bounds.is_some());
    }

    #[test]
    fn a_box_in_degrees_is_written_with_longitude_first() {
        let query =
            read("bbox=45.6,4.7,45.9,5&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326")
                .unwrap();

        assert_eq!(
            query.page(None),
            read("bbox=4.7,45.6,5,45.9").unwrap().page(None)
        );
        assert_eq!((query.area, query.crs), (None, Crs::Crs84));
    }

    #[test]
    fn the_systems_are_in_the_next_page_and_only_the_box_is_a_filter() {
        const LAMBERT: &str = "http://www.opengis.net/def/crs/EPSG/0/2154";
        let asked = format!(
            "crs={LAMBERT}&bbox=800000,6500000,900000.5,6600000&bbox-crs={LAMBERT}&limit=7"
        );
        let query = read(&asked).unwrap();

        let next = read(&query.page_as_asked(Some("abc"))).unwrap();

        assert_eq!((&next.area, next.crs), (&query.area, Crs::Lambert93));
        assert!(next.area.is_some());
        assert_eq!(
            next.filter(),
            "bbox=800000,6500000,900000.5,6600000\
             &bbox-crs=http%3A%2F%2Fwww.opengis.net%2Fdef%2Fcrs%2FEPSG%2F0%2F2154"
        );
    }

    #[rstest]
    #[case("filter=region+=+'84'")]
    #[case(
        "filter=S_INTERSECTS(geometry,POINT(1+2))&filter-crs=http://www.opengis.net/def/crs/EPSG/0/2154"
    )]
    #[case("filter=true&filter-lang=cql2-json")]
    fn the_next_page_is_asked_for_with_the_same_expression(#[case] asked: &str) {
        let query = read(asked).unwrap();

        let next = read(&query.page_as_asked(Some("abc"))).unwrap();

        assert!(next.cql.is_some());
        assert_eq!(next.cql, query.cql);
        assert_eq!(next.filter(), query.filter());
        assert_ne!(query.filter(), "");
    }

    #[test]
    fn the_next_page_is_asked_for_with_the_same_filters() {
        let query = read("f=json&limit=7&kind=b,a&datetime=2018-03-26/..").unwrap();

        assert_eq!(
            query.page(None),
            "kind=a,b&datetime=2018-03-26%2F..&limit=7"
        );
        let next = read(&query.page_as_asked(Some("abc"))).unwrap();
        assert_eq!(next.cursor.as_deref(), Some("abc"));
        assert_eq!((next.filter(), next.format), (query.filter(), Format::Json));
    }
}
