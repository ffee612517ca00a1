//! Applies the filters to the events of a collection.
//!
//! The catalogue searches one edition at a time and accepts only the terms of that edition's vocabularies. A collection of
//! several editions accepts the terms of all of them: a term that an edition does not define matches none of its events.

use super::collection::Collection;
use catalogue::{Catalogue, Entry};
use chrono::DateTime;
use ground::error::Error;
use shared::edition::{Edition, Term};
use shared::event::EventQuery;
use shared::event::QueryFaults;
use shared::problem::{Code, FieldProblem};
use std::sync::Arc;

/// The matching events, in no particular order.
///
/// # Errors
///
/// `invalid_parameter` for a term that no public edition defines, and the errors of the catalogue's search.
pub(super) fn entries(
    catalogue: &Arc<Catalogue>,
    collection: &Collection<'_>,
    filters: &EventQuery,
) -> Result<Vec<Arc<Entry>>, Error> {
    let everywhere: Vec<_> = catalogue.editions().map(AsRef::as_ref).collect();
    let faults = unknown(filters, &everywhere);
    if !faults.is_empty() {
        return Err(QueryFaults(faults).into());
    }
    let mut found = Vec::new();
    for edition in &collection.editions {
        if let Some(asked) = restricted_to(edition, filters) {
            // None of these filters depends on the current time, so that any value will do.
            found.extend(
                catalogue
                    .find(&asked, DateTime::UNIX_EPOCH)?
                    .entries()
                    .map(Arc::clone),
            );
        }
    }
    Ok(found)
}

/// A problem for each term that no edition defines.
fn unknown(filters: &EventQuery, editions: &[&Edition]) -> Vec<FieldProblem> {
    let mut faults: Vec<_> = vocabularies(filters)
        .into_iter()
        .flat_map(|(name, words, terms)| {
            words
                .iter()
                .filter(move |word| !editions.iter().any(|edition| has(terms(edition), word)))
                .map(move |word| fault(name, &format!("`{word}` is not a term of any edition")))
        })
        .collect();
    if let Some(slug) = &filters.edition
        && !editions.iter().any(|edition| edition.slug == *slug)
    {
        faults.push(fault("edition", "not an edition"));
    }
    faults
}

/// The filters restricted to one edition; `None` when no event of the edition can match.
fn restricted_to(edition: &Edition, filters: &EventQuery) -> Option<EventQuery> {
    if filters
        .edition
        .as_ref()
        .is_some_and(|slug| *slug != edition.slug)
    {
        return None;
    }
    let mut asked = EventQuery {
        edition: Some(edition.slug.clone()),
        ..filters.clone()
    };
    let vocabularies = &edition.vocabularies;
    for (words, terms) in [
        (&mut asked.kinds, &vocabularies.kinds),
        (&mut asked.audiences, &vocabularies.audiences),
        (&mut asked.topics, &vocabularies.topics),
        (&mut asked.sectors, &vocabularies.sectors),
    ] {
        let given = words.len();
        words.retain(|word| has(terms, word));
        if given > 0 && words.is_empty() {
            return None;
        }
    }
    Some(asked)
}

type Terms = fn(&Edition) -> &[Term];

/// The filters whose terms each edition defines.
fn vocabularies(filters: &EventQuery) -> [(&'static str, &[String], Terms); 4] {
    [
        ("kind", &filters.kinds, |edition| {
            &edition.vocabularies.kinds
        }),
        ("audience", &filters.audiences, |edition| {
            &edition.vocabularies.audiences
        }),
        ("topic", &filters.topics, |edition| {
            &edition.vocabularies.topics
        }),
        ("sector", &filters.sectors, |edition| {
            &edition.vocabularies.sectors
        }),
    ]
}

fn has(terms: &[Term], word: &str) -> bool {
    terms.iter().any(|term| term.id == word)
}

fn fault(name: &str, detail: &str) -> FieldProblem {
    FieldProblem::new(format!("/{name}"), Code::InvalidParameter, detail)
}
