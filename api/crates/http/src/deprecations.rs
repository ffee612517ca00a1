//! Operations and query parameters that will be removed, and what their answers say about it: `Deprecation` (RFC 9745), `Sunset`
//! (RFC 8594), and `Link` with the page that tells what to use instead.
//!
//! Clients read the three together; some read `Link` only with `rel` as its first parameter.

use crate::query;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use chrono::{NaiveDate, NaiveTime};
use shared::account::Operation;

/// An operation that will be removed, or one of its query parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deprecation {
    /// Operation that will be removed, or whose parameter will.
    pub operation: Operation,
    /// Name of the query parameter; the whole operation when absent.
    pub parameter: Option<&'static str>,
    /// Day since which it is deprecated, in UTC.
    pub since: NaiveDate,
    /// Day from which on it may be missing, in UTC.
    pub sunset: NaiveDate,
    /// Address of the page that tells what to use instead, relative to the site.
    pub page: &'static str,
}

/// The deprecations of the server.
#[derive(Debug, Clone, Copy)]
pub struct Deprecations(&'static [Deprecation]);

impl Deprecations {
    /// Those in force, which the document shows: the only list of them.
    pub const IN_FORCE: Self = Self(&[]);

    /// The deprecations of a list.
    pub const fn new(entries: &'static [Deprecation]) -> Self {
        Self(entries)
    }

    /// The deprecations in the order of the table.
    pub fn entries(self) -> impl Iterator<Item = &'static Deprecation> {
        self.0.iter()
    }

    /// The header fields of the answer to a request; none unless it uses something deprecated. Of several deprecations, the earliest
    /// dates count. `operation` is called only if the server has any.
    pub fn headers(
        self,
        operation: impl FnOnce() -> Option<Operation>,
        query: &str,
    ) -> Vec<(HeaderName, HeaderValue)> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let Some(operation) = operation() else {
            return Vec::new();
        };
        let given = query::pairs(query).unwrap_or_default();
        let names_it = |entry: &&Deprecation| {
            entry.operation == operation
                && entry
                    .parameter
                    .is_none_or(|name| given.iter().any(|(given, _)| given == name))
        };
        let used: Vec<_> = self.entries().filter(names_it).collect();
        let since = used.iter().map(|entry| entry.since).min();
        let sunset = used.iter().map(|entry| entry.sunset).min();
        let (Some(since), Some(sunset)) = (since, sunset) else {
            return Vec::new();
        };
        let since = since.and_time(NaiveTime::MIN).and_utc().timestamp();
        let fields = [
            (HeaderName::from_static("deprecation"), format!("@{since}")),
            (
                HeaderName::from_static("sunset"),
                sunset.format("%a, %d %b %Y 00:00:00 GMT").to_string(),
            ),
        ];
        let links = used.iter().map(|entry| {
            let link = format!("<{}>; rel=\"deprecation\"; type=\"text/html\"", entry.page);
            (header::LINK, link)
        });
        fields
            .into_iter()
            .chain(links)
            .filter_map(|(name, value)| Some((name, HeaderValue::try_from(value).ok()?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    const TABLE: Deprecations = Deprecations::new(&[
        Deprecation {
            operation: Operation::GetFigures,
            parameter: None,
            since: day(2027, 1, 1),
            sunset: day(2027, 7, 1),
            page: "/api/docs/#figures",
        },
        Deprecation {
            operation: Operation::ListPublicEvents,
            parameter: Some("page"),
            since: day(2027, 2, 1),
            sunset: day(2028, 2, 1),
            page: "/api/docs/#pages",
        },
        Deprecation {
            operation: Operation::ListPublicEvents,
            parameter: Some("count"),
            since: day(2027, 1, 1),
            sunset: day(2028, 3, 1),
            page: "/api/docs/#count",
        },
    ]);

    #[rstest]
    #[case(Operation::GetFigures, "", &[
        ("deprecation", "@1798761600"),
        ("sunset", "Thu, 01 Jul 2027 00:00:00 GMT"),
        ("link", r#"</api/docs/#figures>; rel="deprecation"; type="text/html""#),
    ])]
    #[case(Operation::ListPublicEvents, "region=84", &[])]
    #[case(Operation::GetFacets, "page=2", &[])]
    #[case(Operation::ListPublicEvents, "page=2&count=true", &[
        ("deprecation", "@1798761600"),
        ("sunset", "Tue, 01 Feb 2028 00:00:00 GMT"),
        ("link", r#"</api/docs/#pages>; rel="deprecation"; type="text/html""#),
        ("link", r#"</api/docs/#count>; rel="deprecation"; type="text/html""#),
    ])]
    fn an_answer_tells_what_will_be_removed(
        #[case] operation: Operation,
        #[case] query: &str,
        #[case] expected: &[(&str, &str)],
    ) {
        let headers = TABLE.headers(|| Some(operation), query);

        let read: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
            .collect();
        assert_eq!(read, expected);
    }

    #[test]
    fn every_entry_in_force_ends_after_it_begins() {
        for entry in Deprecations::IN_FORCE.entries() {
            assert!(entry.since < entry.sunset, "{entry:?}");
            assert!(entry.page.starts_with('/'), "{entry:?}");
        }
    }
}
