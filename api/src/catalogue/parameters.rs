//! The parameters of the public lists: parsed strictly, written in one canonical order, and documented once.

use super::view::{FIELDS, LANG, View};
use ground::error::Error;
use http::query::Split;
use serde_json::{Value, json};
use shared::event::{
    AccessMode, AccessibilityFlag, AttendanceMode, EventQuery, LISTED_FIELDS, LifeStatus,
    SortOrder, When,
};
use shared::paging::{DEFAULT_LIMIT, MAX_LIMIT};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
use utoipa::openapi::{KnownFormat, Schema, SchemaFormat};

/// Parses the filters of a query without other parameters.
///
/// # Errors
///
/// `unknown_parameter` or `invalid_parameter`, naming each.
pub(super) fn filters(query: &str) -> Result<EventQuery, Error> {
    Ok(Split::of(query, &[])?.finish()?)
}

/// Maximum page number of a list; events beyond it are reached with a filter or with `cursor`.
pub(crate) const PAGE_MAX: u32 = 10_000;

/// Query of the event list.
#[derive(Debug, PartialEq)]
pub(super) struct ListQuery {
    /// Filters and sort order.
    pub(super) filters: EventQuery,
    /// Maximum number of events on the page.
    pub(super) limit: u32,
    /// `nextCursor` of the previous page.
    pub(super) cursor: Option<String>,
    /// Number of the page, from 1; counted from the cursor if there is one.
    pub(super) number: u32,
    /// True when `total` is requested.
    pub(super) count: bool,
    /// Members of each event, and the language of its labels.
    pub(super) view: View,
}

impl ListQuery {
    /// Reads the query string of a list.
    ///
    /// # Errors
    ///
    /// `unknown_parameter` or `invalid_parameter`, naming each.
    pub(super) fn parse(query: &str) -> Result<Self, Error> {
        let mut split = Split::of(query, &["limit", "cursor", "page", "count", FIELDS, LANG])?;
        let limit = split.read(
            "limit",
            |text| {
                let limit = text.parse().ok()?;
                (1..=MAX_LIMIT).contains(&limit).then_some(limit)
            },
            &format!("must be between 1 and {MAX_LIMIT}"),
        );
        let number = split.read(
            "page",
            |text| {
                let number = text.parse().ok()?;
                (1..=PAGE_MAX).contains(&number).then_some(number)
            },
            &format!("must be between 1 and {PAGE_MAX}"),
        );
        if number.is_some() && split.own("cursor").is_some() {
            split.fault("page", "cannot be combined with `cursor`");
        }
        let count = split.read("count", |text| text.parse().ok(), "must be true or false");
        let view = View::read(&mut split, LISTED_FIELDS);
        Ok(Self {
            filters: split.finish()?,
            view,
            limit: limit.unwrap_or(DEFAULT_LIMIT),
            cursor: split.own("cursor").map(str::to_owned),
            number: number.unwrap_or(1),
            count: count.unwrap_or(false),
        })
    }

    /// Number of events before the page.
    pub(super) fn skipped(&self) -> usize {
        (self.number - 1) as usize * self.limit as usize
    }

    /// The query string of the page after `cursor`, in canonical order; of the first page without a cursor.
    pub(super) fn page(&self, cursor: Option<&str>) -> String {
        let limit = (self.limit != DEFAULT_LIMIT).then(|| self.limit.to_string());
        let fields = self.view.fields();
        let own = [
            ("limit", limit.as_deref()),
            ("count", self.count.then_some("true")),
            (FIELDS, fields.as_deref()),
            (LANG, self.view.lang()),
            ("cursor", cursor),
        ];
        self.filters.to_search_with(
            own.into_iter()
                .filter_map(|(name, value)| Some((name, value?))),
        )
    }
}

/// The filters as query parameters of the OpenAPI document.
#[derive(Debug)]
pub(crate) struct Filters;

/// Name, example and meaning of each filter.
const FILTERS: [(&str, &str, &str); 26] = [
    (
        "q",
        "soudure",
        "Words to find in title, summary, description, organiser, venue or commune: all of them, accents, case, plurals and elided articles apart. The last one may be the beginning of a word; one typo in a word is forgiven where no event has the word as it is written.",
    ),
    (
        "edition",
        "2018",
        "Slug of the edition; the current one when absent.",
    ),
    (
        "region",
        "84,93",
        "INSEE codes of regions, comma separated; alternatives.",
    ),
    (
        "department",
        "69,2A",
        "INSEE codes of departments, comma separated; alternatives.",
    ),
    (
        "commune",
        "69259,69123",
        "INSEE codes of communes, comma separated; alternatives. Paris, Lyon and Marseille include their arrondissements.",
    ),
    (
        "epci",
        "200046977",
        "SIREN of EPCI or établissements publics territoriaux, comma separated; alternatives. Events in one of their communes of today.",
    ),
    (
        "industrialTerritory",
        "ti-0101",
        "Identifiers of Territoires d’industrie (2023–2027), comma separated; alternatives. Events in one of their communes of today.",
    ),
    (
        "organiser",
        "fonderie-durand",
        "Organiser, company on whose behalf the event was submitted, or co-organiser: the name in lower case, without accents, its words joined by `-`; or the SIRET number of the organiser, or the UUID of the organisation in whose name the event is filed; alternatives.",
    ),
    (
        "kind",
        "company_visit",
        "Terms of the edition's `kinds`, comma separated; alternatives.",
    ),
    (
        "audience",
        "general_public",
        "Terms of the edition's `audiences`, comma separated; alternatives.",
    ),
    (
        "topic",
        "digital_transition",
        "Terms of the edition's `topics`, comma separated; alternatives.",
    ),
    (
        "sector",
        "aerospace",
        "Terms of the edition's `sectors`, comma separated; alternatives.",
    ),
    (
        "access",
        "open,registration",
        "`open`, `registration`, `schools_only`, `invitation`; alternatives.",
    ),
    (
        "attendance",
        "on_site",
        "`on_site`, `online`, `mixed`; alternatives.",
    ),
    (
        "accessibility",
        "motor",
        "`hearing`, `visual`, `psychic`, `motor`, `intellectual`; all that are given must be there.",
    ),
    (
        "status",
        "scheduled",
        "`scheduled`, `rescheduled`, `moved_online`, `postponed`, `full`, `cancelled`; alternatives.",
    ),
    (
        "available",
        "true",
        "`true`: an occurrence that is not over admits people: neither it nor the event is full, cancelled or postponed.",
    ),
    (
        "from",
        "2018-03-26",
        "First day, in the event's own calendar: some occurrence has a day from then on.",
    ),
    ("to", "2018-04-01", "Last day, in the event's own calendar."),
    (
        "when",
        "upcoming",
        "`today`, `weekend`, `week` (the week itself), `window` (all days that may be labelled), in the calendar of the event's place; `past` (nothing still to come), `current` (under way), `upcoming` (something still to begin).",
    ),
    ("age", "12", "Years of somebody who must be admitted."),
    (
        "bbox",
        "4.7,45.6,5,45.9",
        "West, south, east, north in degrees, edges included; west may be greater than east, across the antimeridian. Leaves out what is online only.",
    ),
    (
        "near",
        "4.8357,45.764",
        "Longitude, latitude in degrees: where `radius` and the order `distance` measure from.",
    ),
    (
        "radius",
        "25000",
        "Metres around `near`, edge included, 1 to 1,000,000. Leaves out what is online only.",
    ),
    (
        "id",
        "0190a5b4-6f3e-7c1a-8f2e-3d9b6a1c0e55",
        "Identifiers of events, comma separated; of every edition, unless one is named.",
    ),
    (
        "sort",
        "next",
        "`next`: what is still to come first, by its next occurrence, then what is over; `relevance` (needs `q`, and is the default with it): what answers best to the words; `distance` (needs `near`): the nearest first.",
    ),
];

/// Schema of a filter. A list of vocabulary terms or codes is comma-separated text, since its values are data.
fn schema(name: &str, example: &str) -> Schema {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let example = match name {
        "age" | "radius" => example
            .parse()
            .map_or(Value::Null, |number: u32| json!(number)),
        "available" => json!(true),
        _ => json!(example),
    };
    let object = match name {
        "from" | "to" => text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))),
        "age" => ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(0))
            .maximum(Some(EventQuery::AGE_MAX)),
        "radius" => ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(EventQuery::RADIUS_MAX_M)),
        "available" => ObjectBuilder::new().schema_type(Type::Boolean),
        "when" => text().enum_values(Some(When::ALL.iter().map(|word| word.as_str()))),
        "sort" => text().enum_values(Some(SortOrder::ALL.iter().map(|word| word.as_str()))),
        "access" => return one_of(AccessMode::ALL.iter().map(|word| word.as_str())),
        "attendance" => return one_of(AttendanceMode::ALL.iter().map(|word| word.as_str())),
        "accessibility" => {
            return one_of(AccessibilityFlag::ALL.iter().map(|word| word.as_str()));
        }
        "status" => return one_of(LifeStatus::ALL.iter().map(|word| word.as_str())),
        _ => text(),
    };
    Schema::Object(object.examples([example]).build())
}

/// Schema of a comma-separated list of enum values.
fn one_of(words: impl Iterator<Item = &'static str>) -> Schema {
    let word = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words));
    Schema::Array(ArrayBuilder::new().items(word).build())
}

impl IntoParams for Filters {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        FILTERS
            .into_iter()
            .map(|(name, example, description)| {
                let schema = schema(name, example);
                let parameter = ParameterBuilder::new()
                    .name(name)
                    .parameter_in(ParameterIn::Query)
                    .description(Some(description));
                let parameter = if matches!(schema, Schema::Array(_)) {
                    parameter
                        .style(Some(ParameterStyle::Form))
                        .explode(Some(false))
                } else {
                    parameter
                };
                parameter.schema(Some(schema)).build()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::problem::Code;

    #[test]
    fn the_document_names_every_filter() {
        let named: Vec<_> = FILTERS.iter().map(|(name, ..)| *name).collect();
        assert_eq!(named, EventQuery::PARAMETERS);
    }

    #[test]
    fn the_examples_are_queries() {
        let words: Vec<_> = FILTERS
            .iter()
            .map(|(name, example, _)| (*name, *example))
            .collect();
        assert!(EventQuery::parse(words).is_ok());
    }

    #[test]
    fn a_page_is_asked_for_in_one_order() {
        let asked =
            ListQuery::parse("count=true&kind=b,a&limit=20&q=%C3%A9t%C3%A9&region=").unwrap();
        assert_eq!(asked.page(None), "q=%C3%A9t%C3%A9&kind=a,b&count=true");
        let next = asked.page(Some("abc"));
        assert_eq!(
            ListQuery::parse(&next).unwrap().cursor.as_deref(),
            Some("abc")
        );
    }

    #[test]
    fn the_next_page_keeps_fields_and_language() {
        let asked = ListQuery::parse("lang=en&fields=title,id&page=2").unwrap();
        assert_eq!(
            asked.page(Some("abc")),
            "fields=id,title&lang=en&cursor=abc"
        );
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let refused = ListQuery::parse("limit=0&count=yes&colour=red&from=tomorrow")
            .unwrap_err()
            .problem();
        let named: Vec<_> = refused
            .errors
            .iter()
            .map(|fault| fault.pointer.as_str())
            .collect();
        assert_eq!(refused.code, Code::UnknownParameter);
        assert_eq!(named, ["/limit", "/count", "/colour", "/from"]);
    }
}
