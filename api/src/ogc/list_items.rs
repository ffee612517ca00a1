use super::collection::Collection;
use super::document::{self, Document, json_content};
use super::feature::Feature;
use super::format::Format;
use super::get_collection::breadcrumbs;
use super::link::Link;
use super::matching::entries;
use super::page::{Cell, Page, Table};
use super::parameters::ItemsParams;
use super::query::ItemsQuery;
use super::{GEO_JSON, HTML, texts};
use crate::catalogue::Live;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use catalogue::{Catalogue, Entry};
use chrono::{DateTime, Utc};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::paging::Pager;
use http::problems::{NotModified, PublicRefusals};
use messages::t;
use serde::Serialize;
use shared::id::EventId;
use std::sync::Arc;
use utoipa::ToSchema;

/// A page of items (RFC 7946, with the additional members of OGC API – Features).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OgcFeatureCollection)]
struct Items<'a> {
    /// GeoJSON type: always `FeatureCollection`.
    #[serde(rename = "type")]
    #[schema(example = "FeatureCollection")]
    kind: &'static str,
    /// The events of this page, ordered by id.
    features: Vec<Feature<'a>>,
    /// Links to other representations and to the next page, if any.
    links: Vec<Link>,
    /// Time of the last change to the catalogue, so that the same state gives the same response on every instance.
    time_stamp: DateTime<Utc>,
    /// Number of events that match the filters.
    number_matched: usize,
    /// Number of events on this page.
    number_returned: usize,
}

/// OGC API – Features: list items
///
/// Returns labelled events as features, ordered by id and filtered by location, time and properties. Follow the link `next`,
/// also sent in the `Link` header, to page through the collection; each event is returned once.
#[utoipa::path(
    tag = "ogc",
    params(
        ("collection" = String, Path, description = "`events`, or `events-` followed by the slug of an edition", example = "events"),
        ItemsParams,
    ),
    responses(
        (status = 200, description = "A page of items", content((Items<'_> = "application/geo+json"), (String = "text/html")), headers(
            ("ETag" = String, description = "Entity tag of the response"),
            ("Content-Crs" = String, description = "URI of the coordinate reference system, in angle brackets"),
            ("Link" = String, description = "The links of the document (RFC 8288)"),
        )),
        NotModified,
        PublicRefusals,
    )
)]
#[get("/ogc/collections/{collection}/items")]
pub(super) async fn list_ogc_items(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    collection: Path<String>,
) -> Result<HttpResponse, ApiError> {
    // An unknown collection is reported before invalid parameters.
    Collection::find(&*live.get()?, &collection)?;
    let query = ItemsQuery::of(&request)?;
    let address = format!(
        "{collection}/items?{}",
        query.page_as_asked(query.cursor.as_deref())
    );
    document::respond(
        &request,
        &services,
        &live,
        query.format,
        &address,
        |catalogue, site| {
            let collection = Collection::find(catalogue, &collection)?;
            page(&services, catalogue, &collection, &query, site)
        },
    )
    .await
}

fn page(
    services: &Services,
    catalogue: &Arc<Catalogue>,
    collection: &Collection<'_>,
    query: &ItemsQuery,
    site: &str,
) -> Result<Document, Error> {
    let listing = format!("ogc/{}?{}", collection.id, query.filter());
    let cursor = query.cursor.as_deref();
    let pager = Pager::<EventId>::new(&services.cursors, listing, query.limit, cursor)?;
    let found = matching(catalogue, collection, query)?;
    let start = pager.after().map_or(0, |after| {
        found.partition_point(|entry| entry.id() <= *after)
    });
    let read = found
        .iter()
        .skip(start)
        .take(pager.items_to_read() as usize)
        .collect();
    let (shown, next) = pager.cut(read, |last| last.id())?;
    let links = links(collection, query, next.as_deref(), site);
    Ok(Document {
        media_type: GEO_JSON,
        page: match query.format {
            Format::Json => Page::default(),
            Format::Html => html_page(collection, query, &shown, found.len(), &links, site),
        },
        content: json_content(
            query.format,
            &Items {
                kind: "FeatureCollection",
                features: shown
                    .iter()
                    .filter_map(|entry| {
                        let edition = collection.edition(&entry.event.edition)?;
                        Some(Feature::of(entry, edition, site, query.crs))
                    })
                    .collect(),
                links: links.clone(),
                time_stamp: catalogue.changed_at(),
                number_matched: found.len(),
                number_returned: shown.len(),
            },
        )?,
        links,
        crs: Some(query.crs),
    })
}

/// The events that match the filters, ordered by id.
fn matching(
    catalogue: &Arc<Catalogue>,
    collection: &Collection<'_>,
    query: &ItemsQuery,
) -> Result<Vec<Arc<Entry>>, Error> {
    let mut found = entries(catalogue, &collection.editions, &query.filters)?;
    if let Some((interval, _)) = query.datetime {
        found.retain(|entry| {
            entry
                .event
                .occurrences
                .held()
                .any(|occurrence| interval.overlaps(occurrence))
        });
    }
    if let Some(area) = &query.area {
        found.retain(|entry| {
            let venue = entry.event.venue.as_ref();
            venue.is_some_and(|venue| area.contains(venue.position))
        });
    }
    if let Some(cql) = &query.cql {
        found.retain(|entry| cql.admits(entry));
    }
    found.sort_unstable_by_key(|entry| entry.id());
    Ok(found)
}

fn links(
    collection: &Collection<'_>,
    query: &ItemsQuery,
    next: Option<&str>,
    site: &str,
) -> Vec<Link> {
    let items = format!("{}/items", collection.address(site));
    let at = |query: String| match query.as_str() {
        "" => items.clone(),
        query => format!("{items}?{query}"),
    };
    let mut links = Vec::from(Link::self_and_alternate(
        &at(query.page(query.cursor.as_deref())),
        GEO_JSON,
    ));
    links.extend(next.map(|cursor| {
        let query = query.page_as_asked(Some(cursor));
        Link::new("next", GEO_JSON, at(query), t("ogc.next"))
    }));
    links.extend([
        Link::new(
            "collection",
            super::JSON,
            collection.address(site),
            collection.title.clone(),
        ),
        collection.queryables(site),
        Link::licence(),
    ]);
    links
}

/// The items as an HTML page with a table.
fn html_page(
    collection: &Collection<'_>,
    query: &ItemsQuery,
    shown: &[&Arc<Entry>],
    matched: usize,
    links: &[Link],
    site: &str,
) -> Page {
    let items = format!("{}/items", collection.address(site));
    let row = |entry: &Arc<Entry>| {
        let event = &entry.event;
        let venue = event.venue.as_ref();
        let kind = collection.edition(&event.edition).and_then(|edition| {
            edition
                .vocabularies
                .kinds
                .iter()
                .find(|term| term.id == event.kind)
        });
        vec![
            Cell::link(&event.title, format!("{items}/{}?f=html", event.id)),
            Cell::text(kind.map_or(&event.kind, |term| &term.label)),
            Cell::text(
                event
                    .occurrences
                    .first_begin()
                    .format("%d/%m/%Y")
                    .to_string(),
            ),
            Cell::text(venue.map_or("", |venue| &venue.city)),
            Cell::text(
                entry
                    .department
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            ),
        ]
    };
    let mut breadcrumbs = breadcrumbs(site);
    breadcrumbs.push((
        format!("{}?f=html", collection.address(site)),
        t("ogc.items"),
    ));
    let onward = links
        .iter()
        .filter(|link| ["next", "license"].contains(&link.rel));
    Page {
        title: collection.title.clone(),
        lead: texts::shown(shown.len(), matched),
        breadcrumbs,
        table: Table {
            headings: texts::columns().into(),
            rows: shown.iter().copied().map(row).collect(),
        },
        links: onward
            .map(|link| match link.rel {
                // From an HTML page, the next page is HTML too.
                "next" => Link {
                    href: html(&link.href),
                    media_type: HTML,
                    ..link.clone()
                },
                _ => link.clone(),
            })
            .collect(),
        json: json(&format!("{items}?{}", query.page(query.cursor.as_deref()))),
    }
}

fn html(href: &str) -> String {
    super::page::with_format(href.trim_end_matches("&f=html"), "html")
}

fn json(href: &str) -> String {
    super::page::with_format(href.trim_end_matches('?'), "json")
}
