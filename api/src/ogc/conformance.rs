use super::document::{self, Document, written};
use super::format::Format;
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

/// What is kept, and proven by the conformance tests.
const CLASSES: [&str; 4] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
];

/// Which parts of the standard are kept.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OgcConformance)]
struct Conformance {
    /// Conformance classes, by their addresses.
    #[schema(example = json!(["http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"]))]
    conforms_to: [&'static str; CLASSES.len()],
}

/// OGC API – Features: which parts of the standard are kept
#[utoipa::path(
    tag = "ogc",
    params(FormParam),
    responses(
        (status = 200, description = "The conformance classes", content((Conformance = "application/json"), (String = "text/html")), headers(
            ("ETag" = String, description = "Changes when the answer does"),
        )),
        (status = 304, description = "The caller holds this answer"),
        PublicRefusals,
    )
)]
#[get("/ogc/conformance")]
pub(super) async fn get_ogc_conformance(
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
        "conformance",
        |_, site| {
            Ok(Document {
                media_type: JSON,
                content: written(
                    format,
                    &Conformance {
                        conforms_to: CLASSES,
                    },
                )?,
                page: Page {
                    title: words::CONFORMANCE.to_owned(),
                    lead: words::CONFORMANCE_LEAD.to_owned(),
                    above: vec![(in_form(&format!("{site}{ROOT}"), "html"), words::LANDING)],
                    table: Table {
                        headings: vec![words::CONFORMANCE],
                        rows: CLASSES.map(|class| vec![Cell::link(class, class)]).into(),
                    },
                    json: in_form(&format!("{site}{ROOT}/conformance"), "json"),
                    ..Page::default()
                },
                links: Vec::new(),
            })
        },
    )
    .await
}
