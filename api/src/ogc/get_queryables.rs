use super::collection::Collection;
use super::document::{self, Document, json_content};
use super::format::Format;
use super::get_collection::breadcrumbs;
use super::link::Link;
use super::page::{Cell, Page, Table, with_format};
use super::parameters::FormParam;
use super::{SCHEMA, queryables};
use crate::catalogue::Live;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::Services;
use http::problems::{NotModified, PublicRefusals};
use messages::t;
use serde_json::{Value, json};

/// OGC API – Features: get the queryables of a collection
///
/// A JSON Schema whose properties are those that `filter` may name (OGC 19-079r2). They are the same for every collection.
#[utoipa::path(
    tag = "ogc",
    params(
        ("collection" = String, Path, description = "`events`, or `events-` followed by the slug of an edition", example = "events"),
        FormParam,
    ),
    responses(
        (status = 200, description = "The queryables", content((Object = "application/schema+json"), (String = "text/html")), headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        PublicRefusals,
    )
)]
#[get("/ogc/collections/{collection}/queryables")]
pub(super) async fn get_ogc_queryables(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    collection: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let format = Format::of(&request)?;
    let address = format!("collections/{collection}/queryables");
    document::respond(
        &request,
        &services,
        &live,
        format,
        &address,
        |catalogue, site| {
            let collection = Collection::find(catalogue, &collection)?;
            let above_it = collection.address(site);
            let here = format!("{above_it}/queryables");
            let properties = queryables::properties();
            let rows = properties.iter().map(|(name, schema)| {
                let kind = schema.get("format").or_else(|| schema.get("type"));
                let kind = kind.and_then(Value::as_str).unwrap_or_default();
                vec![Cell::text(name), Cell::text(kind)]
            });
            let mut breadcrumbs = breadcrumbs(site);
            breadcrumbs.push((format!("{above_it}?f=html"), t("ogc.items")));
            let page = Page {
                title: t("ogc.queryables").to_owned(),
                lead: t("ogc.queryables_lead").to_owned(),
                breadcrumbs,
                table: Table {
                    headings: vec![t("ogc.field"), t("ogc.column.kind")],
                    rows: rows.collect(),
                },
                json: with_format(&here, "json"),
                ..Page::default()
            };
            let schema = json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$id": here,
                "title": collection.title,
                "type": "object",
                "properties": properties,
                "additionalProperties": false,
            });
            Ok(Document {
                media_type: SCHEMA,
                page,
                content: json_content(format, &schema)?,
                links: Link::self_and_alternate(&here, SCHEMA).into(),
                crs: None,
            })
        },
    )
    .await
}
