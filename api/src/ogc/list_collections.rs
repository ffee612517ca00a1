use super::collection::{Collection, CollectionDescription};
use super::crs::Crs;
use super::document::{self, Document, json_content};
use super::format::Format;
use super::link::Link;
use super::page::{Cell, Page, Table, with_format};
use super::parameters::FormParam;
use super::{JSON, ROOT};
use crate::catalogue::Live;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::Services;
use http::problems::{NotModified, PublicRefusals};
use messages::t;
use serde::Serialize;
use utoipa::ToSchema;

/// The collections of the service.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OgcCollections)]
struct CollectionsDocument {
    /// The collection of all editions first, then one per edition, latest first.
    collections: Vec<CollectionDescription>,
    /// Coordinate reference systems that every collection is served in.
    crs: [&'static str; Crs::ALL.len()],
    /// Links to other representations.
    links: Vec<Link>,
}

/// OGC API – Features: list collections
///
/// `events` contains the labelled events of all public editions, `events-2018` those of one edition.
#[utoipa::path(
    tag = "ogc",
    params(FormParam),
    responses(
        (status = 200, description = "The collections", content((CollectionsDocument = "application/json"), (String = "text/html")), headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        PublicRefusals,
    )
)]
#[get("/ogc/collections")]
pub(super) async fn list_ogc_collections(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
) -> Result<HttpResponse, ApiError> {
    let format = Format::of(&request)?;
    document::respond(
        &request,
        &services,
        &live,
        format,
        "collections",
        |catalogue, site| {
            let here = format!("{site}{ROOT}/collections");
            let collections: Vec<_> = Collection::all(catalogue)
                .iter()
                .map(|collection| collection.describe(catalogue, site))
                .collect::<Result<_, _>>()?;
            let mut links = Vec::from(Link::self_and_alternate(&here, JSON));
            links.push(Link::licence());
            let rows = collections.iter().map(|collection| {
                vec![
                    Cell::link(
                        &collection.title,
                        format!("{here}/{}?f=html", collection.id),
                    ),
                    Cell::text(&collection.id),
                    Cell::text(collection.item_count.to_string()),
                ]
            });
            Ok(Document {
                media_type: JSON,
                page: Page {
                    title: t("ogc.collections").to_owned(),
                    lead: t("ogc.description").to_owned(),
                    breadcrumbs: vec![(
                        with_format(&format!("{site}{ROOT}"), "html"),
                        t("ogc.landing"),
                    )],
                    table: Table {
                        headings: vec![t("ogc.collections"), t("ogc.identifier"), t("ogc.count")],
                        rows: rows.collect(),
                    },
                    links: vec![Link::licence()],
                    json: with_format(&here, "json"),
                },
                content: json_content(
                    format,
                    &CollectionsDocument {
                        collections,
                        crs: Crs::uris(),
                        links: links.clone(),
                    },
                )?,
                links,
                crs: None,
            })
        },
    )
    .await
}
