use super::GEO_JSON;
use super::collection::Collection;
use super::document::{self, Document, json_content};
use super::feature::Feature;
use super::get_collection::breadcrumbs;
use super::page::{Cell, Page, Table, with_format};
use super::parameters::ItemParams;
use super::query::ItemQuery;
use crate::catalogue::Live;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use catalogue::{Entry, Found};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::problems::{Gone, NotModified, PublicRefusals};
use messages::t;
use shared::id::EventId;
use shared::problem::Code;

/// OGC API – Features: get an item
///
/// Returns one labelled event as a feature. 410 when the event was public and no longer is.
#[utoipa::path(
    tag = "ogc",
    params(
        ("collection" = String, Path, description = "`events`, or `events-` followed by the slug of an edition", example = "events"),
        ("id" = EventId, Path, description = "Identifier of the event"),
        ItemParams,
    ),
    responses(
        (status = 200, description = "The item", content((Feature<'_> = "application/geo+json"), (String = "text/html")), headers(
            ("ETag" = String, description = "Entity tag of the response"),
            ("Content-Crs" = String, description = "URI of the coordinate reference system, in angle brackets"),
        )),
        NotModified,
        Gone,
        PublicRefusals,
    )
)]
#[get("/ogc/collections/{collection}/items/{id}")]
pub(super) async fn get_ogc_item(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    path: Path<(String, EventId)>,
) -> Result<HttpResponse, ApiError> {
    let (collection, id) = path.into_inner();
    let ItemQuery { format, crs } = ItemQuery::of(&request)?;
    let search = crs.search();
    let address = format!("{collection}/items/{id}{search}");
    let catalogue = live.get()?;
    document::respond(&request, &services, &live, format, &address, |_, site| {
        let collection = Collection::find(&catalogue, &collection)?;
        let entry = match catalogue.by_id(id) {
            Some(Found::Event(entry)) => entry,
            Some(Found::Gone) => return Err(Error::rejected(Code::Gone)),
            None => return Err(Error::not_found()),
        };
        let edition = collection
            .edition(&entry.event.edition)
            .ok_or_else(Error::not_found)?;
        let above_it = collection.address(site);
        let here = format!("{above_it}/items/{id}{search}");
        let feature =
            Feature::of(entry, edition, site, crs).linked(&here, &above_it, &collection.title);
        Ok(Document {
            media_type: GEO_JSON,
            page: page(entry, &feature, &here, &above_it, site)?,
            content: json_content(format, &feature)?,
            links: feature.links().to_vec(),
            crs: Some(crs),
        })
    })
    .await
}

fn page(
    entry: &Entry,
    feature: &Feature<'_>,
    here: &str,
    collection: &str,
    site: &str,
) -> Result<Page, Error> {
    let event = &entry.event;
    let rows = feature
        .facts()?
        .into_iter()
        .map(|(name, value)| vec![Cell::text(name), Cell::text(value)]);
    let mut breadcrumbs = breadcrumbs(site);
    breadcrumbs.push((format!("{collection}/items?f=html"), t("ogc.items")));
    Ok(Page {
        title: event.title.clone(),
        lead: event.summary.clone(),
        breadcrumbs,
        table: Table {
            headings: vec![t("ogc.field"), t("ogc.value")],
            rows: rows.collect(),
        },
        links: feature
            .links()
            .iter()
            .filter(|link| ["canonical", "license", "collection"].contains(&link.rel))
            .cloned()
            .collect(),
        json: with_format(here, "json"),
    })
}
