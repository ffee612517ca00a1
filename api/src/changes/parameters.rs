//! The parameters of the stream: those of the list that do not depend on the time, and its own.

use crate::catalogue::Filters;
use ground::error::Error;
use http::query::Split;
use shared::change::limits::WAIT_S;
use shared::change::unsteady;
use shared::event::{EventQuery, QueryFaults, When};
use shared::paging::{DEFAULT_LIMIT, MAX_LIMIT};
use std::time::Duration;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

/// How the changes are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A page, as JSON.
    Page,
    /// The changes as they happen, in the format of Server-Sent Events.
    EventStream,
}

/// Query of the stream.
#[derive(Debug, PartialEq)]
pub(super) struct ChangesQuery {
    pub(super) filters: EventQuery,
    /// Maximum number of changes on the page.
    pub(super) limit: u32,
    /// The cursor from which to go on; without one, from nothing.
    pub(super) since: Option<String>,
    /// Time to wait for a change if there is none.
    pub(super) wait: Duration,
}

impl ChangesQuery {
    /// Reads the query string of the changes in this form.
    ///
    /// # Errors
    ///
    /// `unknown_parameter` or `invalid_parameter`, naming each.
    pub(super) fn parse(query: &str, form: Form) -> Result<Self, Error> {
        let mut split = Split::of(query, &["limit", "since", "wait"])?;
        let limit = split.read(
            "limit",
            |text| {
                let limit: u32 = text.parse().ok()?;
                (1..=MAX_LIMIT).contains(&limit).then_some(limit)
            },
            &format!("must be between 1 and {MAX_LIMIT}"),
        );
        let wait = split.read(
            "wait",
            |text| {
                let seconds: u32 = text.parse().ok()?;
                (seconds <= WAIT_S).then_some(seconds)
            },
            &format!("must be a number of seconds, at most {WAIT_S}"),
        );
        if form == Form::EventStream {
            for name in ["limit", "wait"] {
                if split.own(name).is_some() {
                    split.fault(name, "is for pages; an event stream goes on");
                }
            }
        }
        let filters = split.finish()?;
        let unsteady = unsteady(&filters);
        if !unsteady.is_empty() {
            return Err(QueryFaults::of(unsteady).into());
        }
        Ok(Self {
            filters,
            limit: limit.unwrap_or(DEFAULT_LIMIT),
            since: split.own("since").map(str::to_owned),
            wait: Duration::from_secs(wait.unwrap_or_default().into()),
        })
    }

    /// Name of the stream, for its cursors.
    pub(super) fn stream(&self) -> String {
        stream(&self.filters)
    }

    /// The query string of the page after `cursor`, in canonical order.
    pub(super) fn page(&self, cursor: &str) -> String {
        let limit = (self.limit != DEFAULT_LIMIT).then(|| self.limit.to_string());
        let own = [("limit", limit.as_deref()), ("since", Some(cursor))];
        self.filters.to_search_with(
            own.into_iter()
                .filter_map(|(name, value)| Some((name, value?))),
        )
    }
}

/// Name of the stream with these filters: a cursor is valid for it alone.
pub(crate) fn stream(filters: &EventQuery) -> String {
    format!("changes?{}", filters.to_search())
}

/// The filters as query parameters of the OpenAPI document.
#[derive(Debug)]
pub(super) struct StreamFilters;

impl IntoParams for StreamFilters {
    fn into_params(parameter_in_provider: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        Filters::into_params(parameter_in_provider)
            .into_iter()
            .filter(|parameter| !["available", "sort"].contains(&parameter.name.as_str()))
            .map(|mut parameter| {
                match parameter.name.as_str() {
                    "q" => parameter.description = Some("Words to find in title, summary, description, organiser, venue or commune: all of them, accents, case, plurals and elided articles apart. The last one may be the beginning of a word. Unlike in the list, none is found with a typo, as that depends on other events.".to_owned()),
                    "edition" => {
                        parameter.description =
                            Some("Slug of the edition; all public ones when absent.".to_owned());
                    }
                    "when" => {
                        parameter.description = Some("`week` (the week itself), `window` (all days that may be labelled), in the calendar of the event's place.".to_owned());
                        let words = [When::Week, When::Window].map(When::as_str);
                        let schema = ObjectBuilder::new()
                            .schema_type(Type::String)
                            .enum_values(Some(words))
                            .examples([When::Week.as_str()])
                            .build();
                        parameter.schema = Some(RefOr::T(Schema::Object(schema)));
                    }
                    _ => {}
                }
                parameter
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn a_page_is_asked_for_in_one_order() {
        let asked = ChangesQuery::parse("since=abc&limit=5&wait=30&kind=b,a&region=84", Form::Page)
            .unwrap();

        assert_eq!(asked.stream(), "changes?region=84&kind=a,b");
        assert_eq!(asked.page("x"), "region=84&kind=a,b&limit=5&since=x");
        assert_eq!(
            (asked.since.as_deref(), asked.wait),
            (Some("abc"), Duration::from_secs(30))
        );
    }

    #[rstest]
    #[case("limit=0&wait=31&colour=red", Form::Page, &["/limit", "/wait", "/colour"])]
    #[case("wait=soon", Form::Page, &["/wait"])]
    #[case("available=true&sort=next", Form::Page, &["/available", "/sort"])]
    #[case("limit=5&wait=1", Form::EventStream, &["/limit", "/wait"])]
    fn every_fault_is_named(#[case] query: &str, #[case] form: Form, #[case] pointers: &[&str]) {
        let refused = ChangesQuery::parse(query, form).unwrap_err().problem();

        let named: Vec<_> = refused
            .errors
            .iter()
            .map(|fault| fault.pointer.as_str())
            .collect();
        assert_eq!((refused.status, named.as_slice()), (400, pointers));
    }

    #[test]
    fn the_document_names_the_filters_that_a_stream_follows() {
        let named: Vec<_> = StreamFilters::into_params(|| None)
            .into_iter()
            .map(|parameter| parameter.name)
            .collect();

        assert_eq!(named.len(), EventQuery::PARAMETERS.len() - 2);
        assert!(
            !named
                .iter()
                .any(|name| name == "available" || name == "sort")
        );
    }
}
