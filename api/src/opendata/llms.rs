use crate::catalogue::Live;
use crate::platform::data_licence;
use actix_web::http::Method;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::Services;
use http::problems::PublicRefusals;
use http::query::{Nothing, Query};
use http::{etag, routes};
use shared::account::{Access, Operation};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use utoipa::openapi::OpenApi;

const MAX_AGE_S: u32 = 60;

/// Where machines find everything, in plain words
///
/// For programs that read: the reads that are open to anybody, the data sets, the formats, the licence (llmstxt.org).
#[utoipa::path(
    tag = "open-data",
    responses(
        (status = 200, description = "Markdown", body = String, content_type = "text/markdown; charset=utf-8"),
        (status = 304, description = "The caller holds this answer"),
        PublicRefusals,
    )
)]
#[get("/llms.txt")]
pub(super) async fn get_llms_txt(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    document: Data<OpenApi>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    let site = &services.site.url;
    let mut text = beginning(&document, site);
    text.push_str("\n## Editions\n\n");
    for edition in catalogue.editions() {
        let events = catalogue.labelled_events(&edition.slug);
        let _ = writeln!(
            text,
            "- `edition={}`: {} ({} to {}), {events} labelled events",
            edition.slug,
            edition.name,
            edition.week.first(),
            edition.week.last(),
        );
    }
    for (tag, lines) in reads(&document) {
        let _ = writeln!(text, "\n## {tag}\n");
        for (path, summary) in lines {
            let _ = writeln!(text, "- [GET {path}]({site}{path}): {summary}");
        }
    }
    etag::public_text(&request, MAX_AGE_S, "text/markdown; charset=utf-8", text)
}

/// What is true of all of it.
fn beginning(document: &OpenApi, site: &str) -> String {
    let licence = data_licence();
    let mut text = format!("# {}\n\n", document.info.title);
    for line in document
        .info
        .description
        .iter()
        .flat_map(|told| told.lines())
    {
        let _ = writeln!(text, "> {line}");
    }
    let _ = write!(
        text,
        "\nEverything below may be read by anybody, without a key. The data is under {} ({}).\n\n\
         - [OpenAPI document]({site}/api/openapi.json): every operation, parameter and answer\n\
         - [Reference for people]({site}/api/docs/)\n\
         - [Whole data sets]({site}{}): every edition as JSON lines and GeoJSON, with checksums, described in DCAT\n\
         - [OGC API – Features]({site}{}): for QGIS, GDAL and other geographic information systems\n\
         - [Catalogue of these interfaces]({site}/.well-known/api-catalog): RFC 9727\n\n\
         All lists of events take the same filters: what the address of a search page has after `?`, its exports and feeds have \
         too. An unknown parameter is refused and named. `ETag` and `If-None-Match` save reading twice.\n",
        licence.name,
        licence.url,
        super::ROOT,
        crate::ogc::ROOT,
    );
    text
}

/// Path and summary of each read that is open to anybody, by what its tag means.
fn reads(document: &OpenApi) -> BTreeMap<String, Vec<(String, String)>> {
    let mut reads: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for (path, item) in &document.paths.paths {
        for (method, operation) in routes::operations(item) {
            let id = operation.operation_id.as_deref().unwrap_or_default();
            let open = Operation::ALL
                .iter()
                .any(|known| known.id() == id && known.access() == Access::Anyone);
            if method == Method::GET && open {
                let tag = operation.tags.iter().flatten().next();
                let summary = operation.summary.clone().unwrap_or_default();
                reads
                    .entry(tag.cloned().unwrap_or_default())
                    .or_default()
                    .push((path.clone(), summary));
            }
        }
    }
    reads
}
