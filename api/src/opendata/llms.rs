use crate::catalogue::Live;
use crate::openapi::Document;
use crate::platform::data_licence;
use actix_web::http::Method;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::Services;
use http::problems::{KeylessRefusals, NotModified};
use http::query::{Nothing, Query};
use http::{etag, routes};
use shared::account::{Access, Operation};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use utoipa::openapi::OpenApi;

const MAX_AGE_S: u32 = 60;

/// Get the overview for language models
///
/// Markdown for programs that read text (llmstxt.org): the public read operations, the data sets, the formats and the
/// licence.
#[utoipa::path(
    tag = "open-data",
    responses(
        (status = 200, description = "Markdown", body = String, content_type = "text/markdown; charset=utf-8"),
        NotModified,
        KeylessRefusals,
    )
)]
#[get("/llms.txt")]
pub(super) async fn get_llms_txt(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    document: Data<Document>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    let site = &services.site.url;
    let mut text = introduction(&document, site);
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
    for (tag, lines) in public_reads(&document) {
        let _ = writeln!(text, "\n## {tag}\n");
        for (path, summary) in lines {
            let _ = writeln!(text, "- [GET {path}]({site}{path}): {summary}");
        }
    }
    etag::public_text(&request, MAX_AGE_S, "text/markdown; charset=utf-8", text)
}

/// The introduction: what applies to all operations.
fn introduction(document: &OpenApi, site: &str) -> String {
    let licence = data_licence();
    let mut text = format!("# {}\n\n", document.info.title);
    for line in document
        .info
        .description
        .iter()
        .flat_map(|text| text.lines())
    {
        let _ = writeln!(text, "> {line}");
    }
    let _ = write!(
        text,
        "\nEverything below is public; no key is required. The data is licensed under {} ({}).\n\n\
         - [OpenAPI document]({site}/api/openapi.json): every operation, parameter and response\n\
         - [API reference for people]({site}/api/docs/)\n\
         - [Data set dumps]({site}{}): every edition as JSON lines and GeoJSON, with checksums, described in DCAT\n\
         - [OGC API – Features]({site}{}): for QGIS, GDAL and other geographic information systems\n\
         - [API catalog]({site}/.well-known/api-catalog): RFC 9727\n\n\
         All lists of events accept the same filters: the query string of a search page also works for its exports and feeds. \
         An unknown parameter is rejected and named in the response. Use `ETag` and `If-None-Match` to avoid downloading unchanged data.\n",
        licence.name,
        licence.url,
        super::ROOT,
        crate::ogc::ROOT,
    );
    text
}

/// Path and summary of each public read operation, grouped by the description of its tag.
fn public_reads(document: &OpenApi) -> BTreeMap<String, Vec<(String, String)>> {
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
