use super::document::{self, Document, json_content};
use super::format::Format;
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

/// Supported conformance classes, verified by the conformance tests.
const CLASSES: [&str; 14] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
];

/// Conformance classes of the service.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OgcConformance)]
struct Conformance {
    /// URIs of the conformance classes.
    #[schema(example = json!(["http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"]))]
    conforms_to: [&'static str; CLASSES.len()],
}

/// OGC API – Features: list conformance classes
///
/// The classes of the standard that this service implements.
#[utoipa::path(
    tag = "ogc",
    params(FormParam),
    responses(
        (status = 200, description = "The conformance classes", content((Conformance = "application/json"), (String = "text/html")), headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
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
    document::respond(
        &request,
        &services,
        &live,
        format,
        "conformance",
        |_, site| {
            Ok(Document {
                media_type: JSON,
                content: json_content(
                    format,
                    &Conformance {
                        conforms_to: CLASSES,
                    },
                )?,
                page: Page {
                    title: t("ogc.conformance").to_owned(),
                    lead: t("ogc.conformance_lead").to_owned(),
                    breadcrumbs: vec![(
                        with_format(&format!("{site}{ROOT}"), "html"),
                        t("ogc.landing"),
                    )],
                    table: Table {
                        headings: vec![t("ogc.conformance")],
                        rows: CLASSES.map(|class| vec![Cell::link(class, class)]).into(),
                    },
                    json: with_format(&format!("{site}{ROOT}/conformance"), "json"),
                    ..Page::default()
                },
                links: Vec::new(),
                crs: None,
            })
        },
    )
    .await
}
