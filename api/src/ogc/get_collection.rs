use super::collection::{Collection, CollectionDescription};
use super::document::{self, Document, json_content};
use super::format::Format;
use super::page::{Cell, Page, Table, with_format};
use super::parameters::FormParam;
use super::{JSON, ROOT};
use crate::catalogue::Live;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::Services;
use http::problems::{NotModified, PublicRefusals};
use messages::{t, t_args};

/// OGC API – Features: get a collection
///
/// Title, spatial and temporal extent, and links to the items.
#[utoipa::path(
    tag = "ogc",
    params(
        ("collection" = String, Path, description = "`events`, or `events-` followed by the slug of an edition", example = "events"),
        FormParam,
    ),
    responses(
        (status = 200, description = "The collection", content((CollectionDescription = "application/json"), (String = "text/html")), headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        PublicRefusals,
    )
)]
#[get("/ogc/collections/{collection}")]
pub(super) async fn get_ogc_collection(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    collection: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let format = Format::of(&request)?;
    let address = format!("collections/{collection}");
    document::respond(
        &request,
        &services,
        &live,
        format,
        &address,
        |catalogue, site| {
            let collection = Collection::find(catalogue, &collection)?;
            let description = collection.describe(catalogue, site)?;
            Ok(Document {
                media_type: JSON,
                page: page(&collection, &description, site),
                content: json_content(format, &description)?,
                links: description.links,
                crs: None,
            })
        },
    )
    .await
}

fn page(collection: &Collection<'_>, description: &CollectionDescription, site: &str) -> Page {
    let here = collection.address(site);
    let fact = |name: &'static str, value: String| vec![Cell::text(name), Cell::text(value)];
    let mut rows = vec![
        fact(t("ogc.identifier"), description.id.clone()),
        fact(t("ogc.count"), description.item_count.to_string()),
    ];
    if let Some(extent) = &description.extent {
        if let Some(spatial) = &extent.spatial {
            let edges = spatial.bbox.as_flattened().iter().map(f64::to_string);
            rows.push(fact(t("ogc.extent"), edges.collect::<Vec<_>>().join(", ")));
        }
        let [[begin, end]] = extent.temporal.interval;
        let day = |moment: chrono::DateTime<chrono::Utc>| moment.format("%d/%m/%Y").to_string();
        rows.push(fact(
            t("ogc.period"),
            t_args("ogc.dates", &[("begin", &day(begin)), ("end", &day(end))]),
        ));
    }
    rows.extend(
        description
            .crs
            .map(|uri| vec![Cell::text(t("ogc.crs")), Cell::link(uri, uri)]),
    );
    Page {
        title: description.title.clone(),
        lead: description.description.clone(),
        breadcrumbs: breadcrumbs(site),
        table: Table {
            headings: vec![t("ogc.field"), t("ogc.value")],
            rows,
        },
        links: description
            .links
            .iter()
            .filter(|link| !["self", "alternate"].contains(&link.rel))
            .cloned()
            .collect(),
        json: with_format(&here, "json"),
    }
}

/// Breadcrumbs of a collection's HTML page: URL and title.
pub(super) fn breadcrumbs(site: &str) -> Vec<(String, &'static str)> {
    vec![
        (format!("{site}{ROOT}?f=html"), t("ogc.landing")),
        (
            format!("{site}{ROOT}/collections?f=html"),
            t("ogc.collections"),
        ),
    ]
}
