//! Filters that the sets of the catalogue do not answer: each event is checked.

use super::values::Span;
use catalogue::Entry;
use shared::edition::{Edition, FieldKey};
use shared::event::Answer;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A filter that is checked event by event.
#[derive(Debug)]
pub(super) enum Rest {
    /// A timing in a span.
    Timings(Span),
    /// The last change in a span.
    Updated(Span),
    /// The publication in a span.
    Created(Span),
    /// One of some slugs.
    Slugs(BTreeSet<String>),
    /// One of some places.
    Places(BTreeSet<i64>),
    /// All of some topics.
    Topics(Vec<String>),
    /// A venue, so that online events are left out.
    Place,
    /// Ages that the event admits some of.
    Ages(Option<u8>, Option<u8>),
    /// One of some answers to a field that the edition adds.
    Answer(Arc<Edition>, FieldKey, Wanted),
}

/// Answers that a client wants.
#[derive(Debug)]
pub(super) enum Wanted {
    Terms(Vec<String>),
    YesNo(bool),
    Between(f64, f64),
}

impl Rest {
    /// True when an event passes the filter.
    pub(super) fn admits(&self, entry: &Entry) -> bool {
        let event = &entry.event;
        match self {
            Self::Timings(span) => event.occurrences.held().any(|occurrence| {
                span.meets(occurrence.begin().to_utc(), occurrence.end().to_utc())
            }),
            Self::Updated(span) => span.has(event.updated_at),
            Self::Created(span) => span.has(event.labelled_at),
            Self::Slugs(slugs) => slugs.contains(&event.slug),
            Self::Places(uids) => entry.ids.place_uid.is_some_and(|uid| uids.contains(&uid)),
            Self::Topics(topics) => topics.iter().all(|topic| event.topics.contains(topic)),
            Self::Place => event.venue.is_some(),
            Self::Ages(from, to) => event.age.is_none_or(|age| {
                let old_enough = to.zip(age.min).is_none_or(|(to, min)| min <= to);
                let young_enough = from.zip(age.max).is_none_or(|(from, max)| from <= max);
                old_enough && young_enough
            }),
            Self::Answer(edition, key, wanted) => event
                .answers
                .public(edition)
                .any(|(field, answer)| field.key == *key && wanted.admits(answer)),
        }
    }
}

impl Wanted {
    fn admits(&self, answer: &Answer) -> bool {
        match (self, answer) {
            (Self::Terms(wanted), Answer::Text(term)) => wanted.contains(term),
            (Self::Terms(wanted), Answer::Terms(terms)) => {
                terms.iter().any(|term| wanted.contains(term))
            }
            (Self::YesNo(wanted), Answer::YesNo(said)) => wanted == said,
            (Self::Between(from, to), Answer::Number(number)) => {
                (*from..=*to).contains(&number.value())
            }
            _ => false,
        }
    }
}
