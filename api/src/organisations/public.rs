//! Public facts about an organisation, which has a public page once it has labelled events.

use super::people::commune;
use super::queries::records;
use super::rows::OrganisationRow;
use catalogue::{Catalogue, Selection};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use shared::edition::Edition;
use shared::event::{EXPORTS, EventQuery};
use shared::id::OrganisationId;
use shared::organisation::{OrganisationIdentifier, PublicOrganisation};
use std::sync::Arc;

/// A record, and the values of the filter `organiser` that select its events.
#[derive(Debug, Clone)]
pub(crate) struct Published {
    pub(crate) row: OrganisationRow,
    pub(crate) keys: Vec<String>,
}

/// Finds an organisation by its identifier or by its SIRET or UAI number; after a merge, the one that stayed.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn find(conn: &mut Conn, key: &str) -> Result<Option<Published>, Error> {
    let row = match key.parse::<OrganisationId>() {
        Ok(id) => records::find(conn, id)?,
        Err(_not_an_id) => match OrganisationIdentifier::parse("", key) {
            Ok(identifier) => records::by_identifier(conn, &identifier)?,
            Err(_not_a_number) => None,
        },
    };
    let Some(row) = row else { return Ok(None) };
    let keys = records::keys(conn, &row)?;
    Ok(Some(Published { row, keys }))
}

/// The labelled events that these values of the filter `organiser` select, in each public edition that has some, latest first.
pub(crate) fn events(
    catalogue: &Arc<Catalogue>,
    keys: &[String],
    now: DateTime<Utc>,
) -> Result<Vec<(Arc<Edition>, Selection)>, Error> {
    let mut found = Vec::new();
    for edition in catalogue.editions() {
        let query = EventQuery {
            edition: Some(edition.slug.clone()),
            organisers: keys.to_vec(),
            ..EventQuery::default()
        };
        let selection = catalogue.find(&query, now)?;
        if selection.entries().next().is_some() {
            found.push((Arc::clone(edition), selection));
        }
    }
    found.sort_by_key(|(edition, _)| std::cmp::Reverse(edition.week.first()));
    Ok(found)
}

/// The public representation; `None` for an organisation without labelled events.
///
/// # Errors
///
/// When the stored number is invalid, or the catalogue cannot run a query.
pub(super) fn present(
    published: &Published,
    catalogue: &Arc<Catalogue>,
    site: &str,
    now: DateTime<Utc>,
) -> Result<Option<PublicOrganisation>, Error> {
    let Published { row, keys } = published;
    let found = events(catalogue, keys, now)?;
    if found.is_empty() {
        return Ok(None);
    }
    let counted = found
        .iter()
        .map(|(_, selection)| selection.entries().count() as u64);
    let identifier = row.identifier()?;
    let commune = commune(&row.insee);
    let search = EventQuery {
        organisers: keys.clone(),
        ..EventQuery::default()
    }
    .to_search();
    let export = |word: &str| {
        let form = EXPORTS.iter().find(|export| export.word == word);
        form.map_or_else(String::new, |form| {
            format!("{site}{}", form.address(&search))
        })
    };
    Ok(Some(PublicOrganisation {
        id: row.id(),
        url: format!("{site}{}", identifier.page()),
        identifier,
        name: row.name.clone(),
        kind: row.kind.clone(),
        insee: commune.as_ref().map(|commune| commune.insee.clone()),
        department: commune.as_ref().map(|commune| commune.department.clone()),
        commune: commune.map(|commune| commune.name),
        organiser: keys.clone(),
        events: counted.sum(),
        atom_url: export("atom"),
        calendar_url: export("calendar"),
    }))
}
