use super::collection::{Collection, Told};
use super::document::{self, Document, written};
use super::format::Format;
use super::page::{Cell, Page, Table, in_form};
use super::parameters::FormParam;
use super::{JSON, ROOT, words};
use crate::catalogue::Live;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::Services;
use http::problems::PublicRefusals;

/// OGC API – Features: a collection
///
/// Its title, its extent in space and time, and where its items are.
#[utoipa::path(
    tag = "ogc",
    params(
        ("collection" = String, Path, description = "`events`, or `events-` and the slug of an edition", example = "events"),
        FormParam,
    ),
    responses(
        (status = 200, description = "The collection", content((Told = "application/json"), (String = "text/html")), headers(
            ("ETag" = String, description = "Changes when the answer does"),
        )),
        (status = 304, description = "The caller holds this answer"),
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
    document::give(
        &request,
        &services,
        &live,
        format,
        &address,
        |catalogue, site| {
            let collection = Collection::find(catalogue, &collection)?;
            let description = collection.described(catalogue, site)?;
            Ok(Document {
                media_type: JSON,
                page: page(&collection, &description, site),
                content: written(format, &description)?,
                links: description.links,
            })
        },
    )
    .await
}

fn page(collection: &Collection<'_>, description: &Told, site: &str) -> Page {
    let here = collection.address(site);
    let fact = |name: &'static str, value: String| vec![Cell::text(name), Cell::text(value)];
    let mut rows = vec![
        fact(words::IDENTIFIER, description.id.clone()),
        fact(words::COUNT, description.item_count.to_string()),
    ];
    if let Some(extent) = &description.extent {
        if let Some(spatial) = &extent.spatial {
            let edges = spatial.bbox.as_flattened().iter().map(f64::to_string);
            rows.push(fact(words::EXTENT, edges.collect::<Vec<_>>().join(", ")));
        }
        let [[begin, end]] = extent.temporal.interval;
        let day = |moment: chrono::DateTime<chrono::Utc>| moment.format("%d/%m/%Y").to_string();
        rows.push(fact(words::PERIOD, words::period(&day(begin), &day(end))));
    }
    Page {
        title: description.title.clone(),
        lead: description.description.clone(),
        above: above(site),
        table: Table {
            headings: vec![words::FIELD, words::VALUE],
            rows,
        },
        links: description
            .links
            .iter()
            .filter(|link| !["self", "alternate"].contains(&link.rel))
            .cloned()
            .collect(),
        json: in_form(&here, "json"),
    }
}

/// The documents above a collection.
pub(super) fn above(site: &str) -> Vec<(String, &'static str)> {
    vec![
        (format!("{site}{ROOT}?f=html"), words::LANDING),
        (
            format!("{site}{ROOT}/collections?f=html"),
            words::COLLECTIONS,
        ),
    ]
}
