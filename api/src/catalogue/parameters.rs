//! The parameters of the public lists: read strictly, written back in one order, and described once.

use ground::error::Error;
use http::query;
use shared::event::{EventQuery, QueryFaults};
use shared::paging::{DEFAULT_LIMIT, MAX_LIMIT};
use shared::problem::{Code, FieldProblem};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

/// Reads the filters of a query that has nothing else.
///
/// # Errors
///
/// `unknown_parameter` or `invalid_parameter`, naming each.
pub(crate) fn filters(text: &str) -> Result<EventQuery, Error> {
    filters_and(text, []).map(|(filters, [])| filters)
}

/// Reads the filters of a query that has a few parameters of its own besides; empty values count as absent.
///
/// # Errors
///
/// `unknown_parameter` or `invalid_parameter`, naming each.
pub(crate) fn filters_and<const N: usize>(
    text: &str,
    own: [&str; N],
) -> Result<(EventQuery, [Option<String>; N]), Error> {
    let Parts {
        own,
        faults,
        filters,
    } = Parts::of(text, own)?;
    Ok((together(faults, filters)?, own))
}

/// A query in parts: parameters of one's own, what is wrong with them, and the filters.
struct Parts<const N: usize> {
    own: [Option<String>; N],
    faults: Vec<FieldProblem>,
    filters: Result<EventQuery, Vec<FieldProblem>>,
}

impl<const N: usize> Parts<N> {
    fn of(text: &str, own: [&str; N]) -> Result<Self, Error> {
        let pairs = query::pairs(text)?;
        let mut faults = Vec::new();
        let values = own.map(|name| {
            let mut values = pairs.iter().filter(|(known, _)| known == name);
            let value = values.next().map(|(_, value)| value.trim());
            if values.next().is_some() {
                faults.push(invalid(name, "given twice"));
            }
            value.filter(|value| !value.is_empty()).map(str::to_owned)
        });
        let others = pairs
            .iter()
            .filter(|(name, _)| !own.contains(&name.as_str()))
            .map(|(name, value)| (name.as_str(), value.as_str()));
        Ok(Self {
            own: values,
            faults,
            filters: EventQuery::parse(others),
        })
    }
}

/// The filters, if nothing else is wrong either.
fn together(
    mut faults: Vec<FieldProblem>,
    filters: Result<EventQuery, Vec<FieldProblem>>,
) -> Result<EventQuery, Error> {
    match filters {
        Ok(filters) if faults.is_empty() => Ok(filters),
        Ok(_) => Err(QueryFaults(faults).into()),
        Err(others) => {
            faults.extend(others);
            Err(QueryFaults(faults).into())
        }
    }
}

/// The filters as a query string, in one order.
pub(crate) fn normalised(query: &EventQuery) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(query.to_pairs())
        .finish()
}

/// What a list is asked for.
#[derive(Debug, PartialEq)]
pub(super) struct ListQuery {
    /// Which events.
    pub(super) filters: EventQuery,
    /// How many.
    pub(super) limit: u32,
    /// After which one.
    pub(super) cursor: Option<String>,
    /// Whether their number is wanted.
    pub(super) count: bool,
}

impl ListQuery {
    /// # Errors
    ///
    /// `unknown_parameter` or `invalid_parameter`, naming each.
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        let Parts {
            own: [limit, cursor, count],
            mut faults,
            filters,
        } = Parts::of(text, ["limit", "cursor", "count"])?;
        let limit = limit.map_or(Some(DEFAULT_LIMIT), |text| {
            text.parse()
                .ok()
                .filter(|limit| (1..=MAX_LIMIT).contains(limit))
        });
        if limit.is_none() {
            faults.push(invalid(
                "limit",
                &format!("must be between 1 and {MAX_LIMIT}"),
            ));
        }
        let count = match count.as_deref() {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => {
                faults.push(invalid("count", "must be true or false"));
                false
            }
        };
        Ok(Self {
            filters: together(faults, filters)?,
            limit: limit.unwrap_or(DEFAULT_LIMIT),
            cursor,
            count,
        })
    }

    /// The query string of the page after `cursor`, in one order; of the first one without.
    pub(super) fn page(&self, cursor: Option<&str>) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.extend_pairs(self.filters.to_pairs());
        if self.limit != DEFAULT_LIMIT {
            pairs.append_pair("limit", &self.limit.to_string());
        }
        if self.count {
            pairs.append_pair("count", "true");
        }
        if let Some(cursor) = cursor {
            pairs.append_pair("cursor", cursor);
        }
        pairs.finish()
    }
}

fn invalid(name: &str, detail: &str) -> FieldProblem {
    FieldProblem::new(format!("/{name}"), Code::InvalidParameter, detail)
}

/// The filters in the OpenAPI document.
#[derive(Debug)]
pub(crate) struct Filters;

/// Name, example and meaning of each filter.
const FILTERS: [(&str, &str, &str); 21] = [
    (
        "q",
        "soudure",
        "Words to find in title, summary, description, organiser, venue or commune: all of them, accents, case, plurals and elided articles apart. The last one may be the beginning of a word; a slip of the finger is forgiven where nothing is written so.",
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

impl IntoParams for Filters {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        FILTERS
            .into_iter()
            .map(|(name, example, description)| {
                ParameterBuilder::new()
                    .name(name)
                    .parameter_in(ParameterIn::Query)
                    .description(Some(description))
                    .schema(Some(
                        ObjectBuilder::new()
                            .schema_type(Type::String)
                            .examples([example]),
                    ))
                    .build()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(asked.page(None), "q=%C3%A9t%C3%A9&kind=a%2Cb&count=true");
        let next = asked.page(Some("abc"));
        assert_eq!(
            ListQuery::parse(&next).unwrap().cursor.as_deref(),
            Some("abc")
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
