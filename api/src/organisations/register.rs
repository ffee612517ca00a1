//! The records of all organisations, for the coordination.

use super::people::commune;
use super::queries::register;
use super::rows::OrganisationRow;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use ground::db::Conn;
use ground::error::Error;
use http::paging::{self, Pager};
use http::problems::Refusals;
use http::{ApiError, Query, Services};
use serde::Deserialize;
use shared::id::OrganisationId;
use shared::organisation::{AlikeOrganisation, ComparedOrganisation, RegisteredOrganisation};
use shared::paging::Page;
use shared::text::fold;
use std::collections::HashMap;

/// Name of the list in its cursors.
const LIST: &str = "registered_organisations";
/// Likely duplicates that are listed of one organisation.
const ALIKE_MOST: usize = 10;
/// Maximum length of a searched text, in characters.
const SEARCH_MAX_CHARS: usize = 200;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RegisterQuery {
    /// Part of a name, or beginning of a SIRET or UAI number, at most 200 characters; case, accents and spaces do not count.
    q: Option<String>,
    /// Only organisations that another record is likely the same as.
    duplicates: Option<bool>,
    /// Organisations per page, 1 to 100; 20 when absent.
    limit: Option<u32>,
    /// `nextCursor` of the previous page.
    cursor: Option<String>,
}

/// List all organisations
///
/// By name, each with the records that are likely the same organisation: of the same company by the SIREN number, or with a similar name
/// in the same commune. Merged records are left out.
#[utoipa::path(
    tag = "organisations",
    params(RegisterQuery),
    responses(
        (status = 200, description = "A page of organisations", body = Page<RegisteredOrganisation>,
            headers(("Link" = String, description = "URL of the next page"))),
        Refusals
    )
)]
#[get("/registered-organisations")]
pub(super) async fn list_registered_organisations(
    request: HttpRequest,
    services: Data<Services>,
    Query(query): Query<RegisterQuery>,
) -> Result<HttpResponse, ApiError> {
    let RegisterQuery {
        q,
        duplicates,
        limit,
        cursor,
    } = query;
    let q = q.unwrap_or_default();
    if q.chars().count() > SEARCH_MAX_CHARS {
        return Err(http::query::invalid("q", "must have at most 200 characters").into());
    }
    let limit = paging::limit(limit)?;
    let pager =
        Pager::<(String, OrganisationId)>::new(&services.cursors, LIST, limit, cursor.as_deref())?;
    let after = pager.after().cloned();
    let wanted = Wanted {
        search: Search::of(&q),
        duplicates: duplicates.unwrap_or_default(),
        most: pager.items_to_read() as usize,
    };
    let items = services
        .db
        .read(move |conn| {
            let register = Register::of(register::current(conn)?)?;
            let found = register.found(&wanted, after.as_ref());
            present(conn, found)
        })
        .await?;
    let (items, next_cursor) = pager.cut(items, |last| {
        let name = &last.organisation;
        (fold(&name.name), name.id)
    })?;
    let page = Page {
        items,
        next_cursor,
        total: None,
    };
    Ok(paging::respond(&request, &page))
}

/// Filters of a page.
struct Wanted {
    search: Search,
    duplicates: bool,
    most: usize,
}

/// Words and number of a search.
struct Search {
    words: Vec<String>,
    number: String,
}

impl Search {
    fn of(q: &str) -> Self {
        let number: String = q.chars().filter(|c| !c.is_whitespace()).collect();
        Self {
            words: q.split_whitespace().map(fold).collect(),
            number: number.to_uppercase(),
        }
    }

    fn matches(&self, entry: &Entry) -> bool {
        self.words
            .iter()
            .all(|word| entry.name.contains(word.as_str()))
            || entry.row.identifier.starts_with(&self.number)
    }
}

/// A record with what is compared of it.
struct Entry {
    row: OrganisationRow,
    /// Name of the organisation, folded.
    name: String,
    compared: ComparedOrganisation,
}

/// All records that were not merged, by name.
struct Register {
    entries: Vec<Entry>,
    /// Places in `entries`, by SIREN number and by commune: only these are compared.
    neighbours: HashMap<String, Vec<usize>>,
}

/// Number of digits that two records of one company share.
const COMPANY_DIGITS: usize = 9;

impl Register {
    fn of(rows: Vec<OrganisationRow>) -> Result<Self, Error> {
        let mut entries = rows
            .into_iter()
            .map(|row| {
                let identifier = row.identifier()?;
                Ok(Entry {
                    name: fold(&row.name),
                    compared: ComparedOrganisation::of(&identifier, &row.name, &row.insee),
                    row,
                })
            })
            .collect::<anyhow::Result<Vec<_>>>()?;
        entries.sort_by(|one, other| (&one.name, one.row.id()).cmp(&(&other.name, other.row.id())));
        let mut neighbours: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            for key in keys(&entry.row) {
                neighbours.entry(key).or_default().push(at);
            }
        }
        Ok(Self {
            entries,
            neighbours,
        })
    }

    /// The first records after a position that the filters select, with those that are alike.
    fn found(
        &self,
        wanted: &Wanted,
        after: Option<&(String, OrganisationId)>,
    ) -> Vec<(&Entry, Vec<AlikeEntry<'_>>)> {
        let position = |entry: &Entry| (entry.name.clone(), entry.row.id());
        let start = after.map_or(0, |after| {
            self.entries
                .partition_point(|entry| position(entry) <= *after)
        });
        self.entries
            .iter()
            .enumerate()
            .skip(start)
            .filter(|(_, entry)| wanted.search.matches(entry))
            .map(|(at, entry)| (entry, self.alike(at, entry)))
            .filter(|(_, alike)| !wanted.duplicates || !alike.is_empty())
            .take(wanted.most)
            .collect()
    }

    fn alike(&self, at: usize, entry: &Entry) -> Vec<AlikeEntry<'_>> {
        let mut others: Vec<usize> = keys(&entry.row)
            .filter_map(|key| self.neighbours.get(&key))
            .flatten()
            .copied()
            .filter(|other| *other != at)
            .collect();
        others.sort_unstable();
        others.dedup();
        others
            .into_iter()
            .filter_map(|other| {
                let other = self.entries.get(other)?;
                let why = entry.compared.likeness(&other.compared)?;
                Some((other, why))
            })
            .take(ALIKE_MOST)
            .collect()
    }
}

type AlikeEntry<'a> = (&'a Entry, shared::organisation::OrganisationLikeness);

fn keys(row: &OrganisationRow) -> impl Iterator<Item = String> + use<> {
    let company = row
        .identifier
        .get(..COMPANY_DIGITS)
        .map(|number| format!("company:{number}"));
    let commune = Some(&row.insee)
        .filter(|insee| !insee.is_empty())
        .map(|insee| format!("commune:{insee}"));
    company.into_iter().chain(commune)
}

fn present(
    conn: &mut Conn,
    found: Vec<(&Entry, Vec<AlikeEntry<'_>>)>,
) -> Result<Vec<RegisteredOrganisation>, Error> {
    let ids: Vec<OrganisationId> = found.iter().map(|(entry, _)| entry.row.id()).collect();
    let files = register::files_of(conn, &ids)?;
    let members = register::members_of(conn, &ids)?;
    let mut items = Vec::new();
    for (entry, alike) in found {
        let id = entry.row.id();
        let mut others = Vec::new();
        for (other, why) in alike {
            others.push(AlikeOrganisation {
                organisation: other.row.named()?,
                why,
            });
        }
        items.push(RegisteredOrganisation {
            organisation: entry.row.named()?,
            city: commune(&entry.row.insee).map(|commune| commune.label()),
            files: files.get(&id).copied().unwrap_or_default(),
            members: members.get(&id).copied().unwrap_or_default(),
            alike: others,
        });
    }
    Ok(items)
}
