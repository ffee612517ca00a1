//! What an answer depends on.

use super::index::Catalogue;
use chrono::{DateTime, Utc};
use shared::event::EventQuery;
use std::fmt::Write as _;

/// An answer is the same for the same version, moment and address; [`Catalogue::key`] makes one for a query,
/// [`Catalogue::timeless_key`] for what no clock changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// Version of the catalogue.
    pub version: i64,
    /// Moment of the answer, in microseconds; `i64::MIN` for what no clock changes.
    pub moment: i64,
    /// What is answered, with all that it depends on.
    pub address: String,
}

impl Catalogue {
    /// The key of an answer that changes with the catalogue alone.
    pub fn timeless_key(&self, address: String) -> Key {
        Key {
            version: self.version(),
            moment: i64::MIN,
            address,
        }
    }

    /// The key of an answer to a query: `form` tells what is made of it, with everything else that it depends on, as
    /// `ics` or `csv?columns=title`.
    ///
    /// The answer is good as long as the version is the same and nothing begins, ends or is a day further that the query
    /// asks about.
    pub fn key(&self, form: &str, query: &EventQuery, now: DateTime<Utc>) -> Key {
        Key {
            version: self.version(),
            moment: self.moment_of(query, now),
            address: format!("{form}?{}", search(query)),
        }
    }

    /// The key of an answer that does not tell in which order the events stand: it is good for longer.
    pub fn unordered_key(&self, form: &str, query: &EventQuery, now: DateTime<Utc>) -> Key {
        let editions = self.scope(query).unwrap_or_default();
        Key {
            version: self.version(),
            moment: self.moment(&editions, query, now, false),
            address: format!("{form}?{}", search(query)),
        }
    }
}

/// The query in one order: two queries that ask the same give the same text, and no two others do.
fn search(query: &EventQuery) -> String {
    let mut text = String::new();
    for (name, value) in query.to_pairs() {
        // Writing to a String cannot fail. The length keeps a value from posing as the next name.
        let _infallible = write!(text, "{name}={}:{value}&", value.len());
    }
    text
}
