use super::collection::{Collection, Told};
use super::document::{self, Document, written};
use super::format::Format;
use super::link::Link;
use super::page::{Cell, Page, Table, in_form};
use super::parameters::FormParam;
use super::{JSON, ROOT, words};
use crate::catalogue::Live;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::Services;
use http::problems::PublicRefusals;
use serde::Serialize;
use utoipa::ToSchema;

/// All collections.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OgcCollections)]
struct Collections {
    /// That of all editions first, then those of each edition, the latest first.
    collections: Vec<Told>,
    /// Where else this stands.
    links: Vec<Link>,
}

/// OGC API – Features: the collections
///
/// `events` holds the labelled events of all public editions, `events-2018` those of one.
#[utoipa::path(
    tag = "ogc",
    params(FormParam),
    responses(
        (status = 200, description = "The collections", content((Collections = "application/json"), (String = "text/html")), headers(
            ("ETag" = String, description = "Changes when the answer does"),
        )),
        (status = 304, description = "The caller holds this answer"),
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
    document::give(
        &request,
        &services,
        &live,
        format,
        "collections",
        |catalogue, site| {
            let here = format!("{site}{ROOT}/collections");
            let collections: Vec<_> = Collection::all(catalogue)
                .iter()
                .map(|collection| collection.described(catalogue, site))
                .collect::<Result<_, _>>()?;
            let mut links = Vec::from(Link::both_forms(&here, JSON));
            links.push(Link::licence());
            let rows = collections.iter().map(|one| {
                vec![
                    Cell::link(&one.title, format!("{here}/{}?f=html", one.id)),
                    Cell::text(&one.id),
                    Cell::text(one.item_count.to_string()),
                ]
            });
            Ok(Document {
                media_type: JSON,
                page: Page {
                    title: words::COLLECTIONS.to_owned(),
                    lead: words::DESCRIPTION.to_owned(),
                    above: vec![(in_form(&format!("{site}{ROOT}"), "html"), words::LANDING)],
                    table: Table {
                        headings: vec![words::COLLECTIONS, words::IDENTIFIER, words::COUNT],
                        rows: rows.collect(),
                    },
                    links: vec![Link::licence()],
                    json: in_form(&here, "json"),
                },
                content: written(
                    format,
                    &Collections {
                        collections,
                        links: links.clone(),
                    },
                )?,
                links,
            })
        },
    )
    .await
}
