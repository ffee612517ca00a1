//! `robots.txt`, and the sitemap in files of at most 50,000 URLs.

use super::context::PageContext;
use super::explorer_query::find;
use super::view::rendered;
use askama::Template;
use catalogue::Entry;
use chrono::SecondsFormat;
use gazetteer::Gazetteer;
use ground::error::Error;
use http::Answer;
use shared::event::EventQuery;
use std::sync::Arc;

/// Maximum number of URLs per file. Source: sitemaps.org, protocol 0.9.
const PAGES_MAX: usize = 50_000;

/// Paths below the closed ones that crawlers may fetch: feeds, calendars, exports, and the description of the API. Calendar services
/// obey this file also for the private calendars that their users subscribe to. Data sets, images and OGC features are not below
/// closed ones.
const OFFERED: [&str; 5] = [
    "/api/v1/catalogue/events.",
    "/api/v1/catalogue/events/",
    "/api/v1/deadlines/",
    "/api/openapi.json",
    "/api/docs/",
];

/// Paths excluded from search engines: APIs and private pages.
const CLOSED: [&str; 20] = [
    "/api/",
    "/v2/",
    "/mes-evenements",
    "/mes-organisations",
    "/espaces-partenaires",
    "/labellisation",
    "/groupes",
    "/pilotage",
    "/administration",
    "/connexion",
    "/inscription",
    "/verification",
    "/mot-de-passe",
    "/nouvelle-adresse",
    "/compte",
    "/desabonnement",
    "/invitation",
    "/lecture",
    "/kit",
    "/avis",
];

const XML: &str = "application/xml; charset=utf-8";

#[derive(Template)]
#[template(path = "site/sitemap_index.xml")]
struct Index {
    maps: Vec<(String, Option<String>)>,
}

#[derive(Template)]
#[template(path = "site/sitemap.xml")]
struct Map {
    pages: Vec<(String, Option<String>)>,
}

/// Content of `robots.txt`, with the URL of the sitemap.
pub(super) fn robots(site: &str) -> String {
    // The longest rule counts (RFC 9309); older readers take the first that fits, so the exceptions come first.
    let offered = OFFERED.map(|path| format!("Allow: {path}")).join("\n");
    let closed = CLOSED.map(|path| format!("Disallow: {path}")).join("\n");
    format!("User-agent: *\n{offered}\n{closed}\n\nSitemap: {site}/sitemap.xml\n")
}

/// `/sitemap.xml`: the sitemap files of each edition with their last change.
///
/// # Errors
///
/// When the catalogue cannot run a query; the same applies to the functions below.
pub(super) fn index(context: &PageContext<'_>) -> Result<Answer, Error> {
    let site = context.site();
    let mut maps = vec![(format!("{site}/sitemaps/pages.xml"), None)];
    let editions: Vec<_> = context
        .catalogue
        .editions()
        .map(|edition| edition.slug.clone())
        .collect();
    for edition in editions {
        let entries = of_edition(context, &edition)?;
        for (place, part) in entries.chunks(PAGES_MAX).enumerate() {
            let last = part.iter().map(|entry| entry.event.updated_at).max();
            let address = format!("{site}/sitemaps/{edition}-{}.xml", place + 1);
            maps.push((address, last.map(written)));
        }
    }
    Ok(Answer::new(XML, rendered(&Index { maps })?))
}

/// A sitemap file by its name without extension: `pages`, or an edition and a number, such as `2018-1`.
pub(super) fn part(context: &PageContext<'_>, name: &str) -> Result<Option<Answer>, Error> {
    let pages = if name == "pages" {
        pages(context.site())
    } else {
        let Some((edition, place)) = name.rsplit_once('-') else {
            return Ok(None);
        };
        let place: Option<usize> = place.parse().ok();
        if context.catalogue.edition(edition).is_none() {
            return Ok(None);
        }
        let entries = of_edition(context, edition)?;
        let part = place
            .and_then(|place| place.checked_sub(1))
            .and_then(|place| entries.chunks(PAGES_MAX).nth(place));
        let Some(part) = part else {
            return Ok(None);
        };
        part.iter()
            .map(|entry| {
                let path = entry.event.path();
                (
                    format!("{}{path}", context.site()),
                    Some(written(entry.event.updated_at)),
                )
            })
            .collect()
    };
    Ok(Some(Answer::new(XML, rendered(&Map { pages })?)))
}

/// The pages that do not belong to an edition.
fn pages(site: &str) -> Vec<(String, Option<String>)> {
    let territories = Gazetteer::embedded().territories();
    let fixed = [
        "/",
        "/evenements",
        "/partenaires",
        "/participer",
        "/mode-d-emploi",
        "/integrer",
        "/verifier",
        "/accessibilite",
        "/mentions-legales",
    ];
    let regions = territories.regions.iter().map(shared::place::Region::page);
    let departments = territories
        .departments
        .iter()
        .map(shared::place::Department::page);
    fixed
        .into_iter()
        .map(str::to_owned)
        .chain(regions)
        .chain(departments)
        .map(|path| (format!("{site}{path}"), None))
        .collect()
}

/// The events of an edition by id, the order of their creation, which does not change when events do.
fn of_edition(context: &PageContext<'_>, edition: &str) -> Result<Vec<Arc<Entry>>, Error> {
    let query = EventQuery {
        edition: Some(edition.to_owned()),
        ..EventQuery::default()
    };
    let (selection, _) = find(context, query)?;
    let mut entries: Vec<_> = selection.entries().cloned().collect();
    entries.sort_by_key(|entry| entry.event.id);
    Ok(entries)
}

fn written(at: chrono::DateTime<chrono::Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn robots_txt_links_the_sitemap() {
        let text = robots("https://exemple.fr");

        assert!(text.starts_with("User-agent: *\nAllow: "));
        let first_closed = text.find("\nDisallow: /api/\n").unwrap();
        for path in OFFERED {
            assert!(
                text.find(&format!("\nAllow: {path}\n")).unwrap() < first_closed,
                "{path}"
            );
        }
        assert!(text.contains("\nSitemap: https://exemple.fr/sitemap.xml\n"));
        assert!(!text.contains("Disallow: /evenements"));
    }
}
