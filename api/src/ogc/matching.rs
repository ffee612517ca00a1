//! Which events of a collection answer the filters.
//!
//! The catalogue searches one edition at a time, and knows only the words of that edition's vocabularies. A collection of
//! several editions takes the words of all of them: a word that an edition has not is one that none of its events bears.

use super::collection::Collection;
use catalogue::{Catalogue, Entry};
use chrono::DateTime;
use ground::error::Error;
use shared::edition::{Edition, Term};
use shared::event::EventQuery;
use shared::event::QueryFaults;
use shared::problem::{Code, FieldProblem};
use std::sync::Arc;

/// The entries that answer, in no order.
///
/// # Errors
///
/// `invalid_parameter` for a word that no public edition has, and what the catalogue refuses.
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
        if let Some(asked) = asked_of(edition, filters) {
            // No filter of ours depends on the present moment, so any will do.
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

/// Every word that no edition has.
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

/// The same filters for one edition; `None` when nothing of it can answer.
fn asked_of(edition: &Edition, filters: &EventQuery) -> Option<EventQuery> {
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

/// The filters whose words an edition defines.
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
