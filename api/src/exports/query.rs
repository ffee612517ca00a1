//! Query of an export: the event filters, and the parameters of its format.

use ground::error::Error;
use ground::hex::hex;
use http::query::Split;
use sha2::{Digest as _, Sha256};
use shared::event::EventQuery;
use shared::id::EventId;
use std::collections::BTreeSet;

/// Parsed query of an export.
#[derive(Debug, Clone, Default)]
pub(super) struct ExportQuery {
    /// Filters and sort order of the events.
    pub(super) filters: EventQuery,
    /// The format's own parameters that are present, in the format's order.
    own: Vec<(&'static str, String)>,
    /// Those of the events that the filters match which are wanted; all of them when absent.
    only: Option<BTreeSet<EventId>>,
}

impl ExportQuery {
    /// A query of the filters, and of these events alone if there are any.
    pub(super) const fn among(filters: EventQuery, only: Option<BTreeSet<EventId>>) -> Self {
        Self {
            filters,
            own: Vec::new(),
            only,
        }
    }

    /// True when an event that the filters match is wanted.
    pub(super) fn wants(&self, event: EventId) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&event))
    }

    /// True when some of the events that the filters match are wanted only.
    pub(super) const fn is_narrowed(&self) -> bool {
        self.only.is_some()
    }

    /// True when all events of an edition are wanted.
    pub(super) fn is_whole_edition(&self) -> bool {
        !self.is_narrowed() && self.filters.is_whole_edition()
    }

    /// Text that distinguishes the answer from those of other queries with the same filters.
    pub(super) fn distinction(&self) -> String {
        let Some(only) = &self.only else {
            return self.own_query();
        };
        let mut digest = Sha256::new();
        for id in only {
            digest.update(id.0.as_bytes());
        }
        format!("{}#{}", self.own_query(), hex(&digest.finalize()))
    }

    /// Parses a query of the filters and of the format's `own` parameters.
    ///
    /// # Errors
    ///
    /// `unknown_parameter` or `invalid_parameter`, naming each.
    pub(super) fn parse(query: &str, own: &[&'static str]) -> Result<Self, Error> {
        let split = Split::of(query, own)?;
        Ok(Self {
            filters: split.finish()?,
            own: split.into_own(),
            only: None,
        })
    }

    /// The value of one of the format's own parameters.
    pub(super) fn own(&self, name: &str) -> Option<&str> {
        self.own
            .iter()
            .find(|(given, _)| *given == name)
            .map(|(_, value)| value.as_str())
    }

    /// The format's own parameters as a query string, in canonical order.
    pub(super) fn own_query(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.own)
            .finish()
    }

    /// All parameters as a query string in canonical order.
    pub(super) fn to_search(&self) -> String {
        let own = self.own.iter().map(|(name, value)| (*name, value.as_str()));
        self.filters.to_search_with(own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::problem::Code;

    #[test]
    fn filters_and_own_parameters_are_told_apart() {
        let query = ExportQuery::parse("columns=uid&kind=workshop", &["columns"]).unwrap();
        assert_eq!(query.own("columns"), Some("uid"));
        assert_eq!(query.filters.kinds, ["workshop"]);
        assert_eq!(query.to_search(), "kind=workshop&columns=uid");
        assert_eq!(
            ExportQuery::parse("columns=", &["columns"])
                .unwrap()
                .to_search(),
            ""
        );
    }

    #[test]
    fn every_fault_is_named() {
        let refused = |text| {
            let problem = ExportQuery::parse(text, &["columns"])
                .unwrap_err()
                .problem();
            let named: Vec<_> = problem
                .errors
                .iter()
                .map(|fault| fault.pointer.clone())
                .collect();
            (problem.code, named)
        };
        assert_eq!(
            refused("columns=a&columns=b&colour=red"),
            (
                Code::UnknownParameter,
                vec!["/columns".to_owned(), "/colour".to_owned()]
            )
        );
        assert_eq!(
            ExportQuery::parse("columns=a", &[])
                .unwrap_err()
                .problem()
                .code,
            Code::UnknownParameter
        );
    }
}
