//! The page of an organisation: its name, its commune and its events.

use super::alert;
use super::context::PageContext;
use super::explorer::feeds;
use super::explorer_query::address;
use super::head::{Feed, Head};
use super::json_ld;
use super::shell::{Page, Start, WIDE};
use super::texts::{plural, t, t_args};
use super::view::{Card, rendered};
use crate::organisations::public::{self, Published};
use askama::Template;
use gazetteer::Gazetteer;
use ground::error::Error;
use http::Services;
use shared::edition::Term;
use shared::event::{EventQuery, Organiser};
use shared::place::InseeCode;

/// Number of events shown of each edition, soonest first.
const SHOWN_EVENTS: usize = 10;

#[derive(Template)]
#[template(path = "site/organisation.html")]
struct OrganisationPage<'a> {
    above: Vec<(String, String)>,
    name: &'a str,
    line: String,
    editions: Vec<EditionEvents>,
    feeds: Vec<Feed>,
    /// Address of the form for an alert about its events.
    alert: Option<String>,
}

/// Heading, number and first cards of the events in one edition.
struct EditionEvents {
    name: String,
    count: String,
    cards: Vec<String>,
    /// List of all, when not all are shown.
    all: Option<String>,
}

/// Result of looking up the last segment of a path.
pub(super) enum OrganisationLookup {
    /// The organisation; the path is canonical.
    Found(Box<Published>),
    /// The address to redirect to, and whether it stays so.
    Redirect(String, bool),
    /// No organisation with public events has this key.
    NotFound,
}

/// Looks up an organisation by number or identifier; those of a merged one lead to the one that stayed. A SIRET number of which
/// there is no record leads to the events that name it.
///
/// # Errors
///
/// When the database fails.
pub(super) async fn look_up(
    services: &Services,
    context: &PageContext<'_>,
    key: &str,
) -> Result<OrganisationLookup, Error> {
    let asked = key.to_owned();
    let found = services
        .db
        .read(move |conn| public::find(conn, &asked))
        .await?;
    let keys = match &found {
        Some(found) => found.keys.clone(),
        None if Organiser::is_number(key) => vec![key.to_owned()],
        None => return Ok(OrganisationLookup::NotFound),
    };
    if public::events(&context.catalogue, &keys, context.now)?.is_empty() {
        return Ok(OrganisationLookup::NotFound);
    }
    let Some(found) = found else {
        return Ok(OrganisationLookup::Redirect(list_of(None, &keys), false));
    };
    let path = found.row.identifier()?.page();
    if path.rsplit('/').next() == Some(key) {
        Ok(OrganisationLookup::Found(Box::new(found)))
    } else {
        Ok(OrganisationLookup::Redirect(path, true))
    }
}

/// Address of the list of the events that the keys select.
fn list_of(edition: Option<&str>, keys: &[String]) -> String {
    let query = EventQuery {
        edition: edition.map(str::to_owned),
        organisers: keys.to_vec(),
        ..EventQuery::default()
    };
    address(&query, 1)
}

/// Renders the page of an organisation.
///
/// # Errors
///
/// When the catalogue cannot run a query.
pub(super) fn page(context: &PageContext<'_>, found: &Published) -> Result<Page, Error> {
    let Published { row, keys } = found;
    let (site, name) = (context.site(), row.name.as_str());
    let mut editions = Vec::new();
    let mut kind = "";
    let found = public::events(&context.catalogue, keys, context.now)?;
    for (edition, selection) in &found {
        if kind.is_empty() {
            let kinds = &edition.vocabularies.organiser_kinds;
            kind = Term::find(kinds, &row.kind).map_or("", |term| term.label.as_str());
        }
        let entries: Vec<_> = selection.entries().collect();
        let cards = entries
            .iter()
            .take(SHOWN_EVENTS)
            .map(|entry| Card::of(entry, Some(edition), "h3").html())
            .collect::<Result<Vec<_>, _>>()?;
        editions.push(EditionEvents {
            name: edition.name.clone(),
            count: plural("explorer.count", entries.len() as u64),
            all: (entries.len() > SHOWN_EVENTS).then(|| list_of(Some(&edition.slug), keys)),
            cards,
        });
    }
    let commune = InseeCode::parse(&row.insee).ok();
    let commune = commune.and_then(|insee| Gazetteer::embedded().commune(&insee));
    let place = commune.map(|commune| commune.label()).unwrap_or_default();
    let line: Vec<&str> = [kind, &place]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect();
    let path = row.identifier()?.page();
    let mut steps = vec![
        ("/".to_owned(), t("home.title").to_owned()),
        ("/evenements".to_owned(), t("nav.events").to_owned()),
    ];
    let above = steps.get(1..).unwrap_or_default().to_vec();
    steps.push((path.clone(), name.to_owned()));
    let title = t_args("organisation.page.title", &[("name", &name)]);
    let query = EventQuery {
        organisers: keys.clone(),
        ..EventQuery::default()
    };
    let main = rendered(&OrganisationPage {
        above,
        name,
        line: line.join(" · "),
        editions,
        feeds: feeds(&query, &title),
        alert: alert::address(context, &query, context.edition(&query)),
    })?;
    let described = if place.is_empty() {
        "organisation.page.description.elsewhere"
    } else {
        "organisation.page.description"
    };
    let description = t_args(described, &[("name", &name), ("place", &place)]);
    let mut head = Head::new(site, &path, &title, &description)
        .structured(&json_ld::breadcrumbs(site, &steps));
    head.feeds = feeds(&query, &title);
    Ok(Page {
        head,
        start: Start::Later,
        width: WIDE,
        main,
    })
}
