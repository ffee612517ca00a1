//! Cache keys of responses.

use super::index::Catalogue;
use chrono::{DateTime, Utc};
use shared::event::EventQuery;

/// Key of a response: equal keys have equal responses. [`Catalogue::key`] makes one for a query,
/// [`Catalogue::timeless_key`] for a response that does not depend on the time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// [`Catalogue::version`] that the response was made from.
    pub version: i64,
    /// Moment of the response, in microseconds since 1970; `i64::MIN` if it does not depend on the time.
    pub moment: i64,
    /// Resource, with every parameter that the response depends on.
    pub address: String,
}

impl Key {
    /// True when the response depends on the time.
    pub fn depends_on_time(&self) -> bool {
        self.moment != i64::MIN
    }
}

impl Catalogue {
    /// The key of a response that changes only with the catalogue.
    pub fn timeless_key(&self, address: String) -> Key {
        Key {
            version: self.version(),
            moment: i64::MIN,
            address,
        }
    }

    /// The key of the response to a query; `form` names the representation and everything else that it depends on, such as
    /// `ics` or `csv?columns=title`.
    ///
    /// The key changes with the version, and whenever an occurrence begins or ends or a day passes that matters to the query.
    pub fn key(&self, form: &str, query: &EventQuery, now: DateTime<Utc>) -> Key {
        Key {
            version: self.version(),
            moment: self.moment_of(query, now),
            address: format!("{form}?{}", query.to_search()),
        }
    }

    /// The key of a response that does not depend on the order of the events: it is valid for longer.
    pub fn unordered_key(&self, form: &str, query: &EventQuery, now: DateTime<Utc>) -> Key {
        let editions = self.scope(query).unwrap_or_default();
        Key {
            version: self.version(),
            moment: self.moment(&editions, query, now, false),
            address: format!("{form}?{}", query.to_search()),
        }
    }
}
