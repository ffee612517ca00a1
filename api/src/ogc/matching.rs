//! Applies the filters to the events of a collection.
//!
//! The catalogue searches one edition at a time and accepts only the terms of that edition's vocabularies. A collection of
//! several editions accepts the terms of all of them: a term that an edition does not define matches none of its events.

use catalogue::{Catalogue, Entry};
use chrono::DateTime;
use ground::error::Error;
use shared::edition::Edition;
use shared::event::{EventQuery, QueryFaults, TermFilter};
use shared::problem::{Code, FieldProblem};
use std::sync::Arc;

/// The matching events of the editions of a collection, in no particular order.
///
/// # Errors
///
/// `invalid_parameter` for a term that no public edition defines, and the errors of the catalogue's search.
pub(super) fn entries(
    catalogue: &Arc<Catalogue>,
    editions: &[&Arc<Edition>],
    filters: &EventQuery,
) -> Result<Vec<Arc<Entry>>, Error> {
    let everywhere: Vec<_> = catalogue.editions().map(AsRef::as_ref).collect();
    let faults = unknown(filters, &everywhere);
    if !faults.is_empty() {
        return Err(QueryFaults(faults).into());
    }
    let mut found = Vec::new();
    for edition in editions {
        if let Some(query) = restricted_to(edition, filters) {
            // None of these filters depends on the current time, so that any value will do.
            found.extend(
                catalogue
                    .find(&query, DateTime::UNIX_EPOCH)?
                    .entries()
                    .map(Arc::clone),
            );
        }
    }
    Ok(found)
}

/// A problem for each term that no edition defines.
fn unknown(filters: &EventQuery, editions: &[&Edition]) -> Vec<FieldProblem> {
    let mut faults = Vec::new();
    for filter in TermFilter::ALL {
        for id in filter.ids(filters) {
            if !editions.iter().any(|edition| defines(edition, filter, id)) {
                let detail = format!("`{id}` is not a term of any edition");
                faults.push(fault(filter.parameter(), &detail));
            }
        }
    }
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
    let mut query = EventQuery {
        edition: Some(edition.slug.clone()),
        ..filters.clone()
    };
    for filter in TermFilter::ALL {
        let ids = filter.ids_mut(&mut query);
        let given = ids.len();
        ids.retain(|id| defines(edition, filter, id));
        if given > 0 && ids.is_empty() {
            return None;
        }
    }
    Some(query)
}

fn defines(edition: &Edition, filter: TermFilter, id: &str) -> bool {
    let terms = filter.terms(&edition.vocabularies);
    terms.iter().any(|term| term.id == id)
}

fn fault(name: &str, detail: &str) -> FieldProblem {
    FieldProblem::new(format!("/{name}"), Code::InvalidParameter, detail)
}
