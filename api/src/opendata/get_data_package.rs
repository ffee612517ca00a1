use super::Dumps;
use super::describe::{DataSet, csv, table_schema};
use super::get_dump::MAX_AGE_S;
use super::get_open_data::data_sets;
use super::{ROOT, texts};
use crate::catalogue::Live;
use crate::platform::data_licence;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::problems::{NotModified, PublicRefusals};
use http::query::{Nothing, Query};
use http::{ApiError, Services, etag};
use messages::t;
use serde_json::{Value, json};

/// Get the data package
///
/// Every file of every public edition as a resource (Data Package 1.0): dialect, encoding and schema of the tables, and
/// compression, size and SHA-256 of the dumps.
#[utoipa::path(
    tag = "open-data",
    responses(
        (status = 200, description = "A data package", body = Object, headers(
            ("ETag" = String, description = "Entity tag; changes when a file does"),
        )),
        NotModified,
        PublicRefusals,
    )
)]
#[get("/opendata/datapackage.json")]
pub(super) async fn get_data_package(
    request: HttpRequest,
    services: Data<Services>,
    dumps: Data<Dumps>,
    live: Data<Live>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    let sets = data_sets(&dumps, &catalogue).await?;
    let package = package(&sets, &services.site.url);
    etag::public_json(&request, MAX_AGE_S, &package)
}

fn package(sets: &[DataSet], site: &str) -> Value {
    let licence = data_licence();
    let resources: Vec<_> = sets.iter().flat_map(|set| resources(set, site)).collect();
    json!({
        "profile": "data-package",
        "name": "semaine-industrie-evenements",
        "title": t("open_data.title"),
        "description": t("open_data.description"),
        "homepage": format!("{site}{ROOT}"),
        "licenses": [{ "name": "etalab-2.0", "title": licence.name, "path": licence.url }],
        "resources": resources,
    })
}

fn resources(set: &DataSet, site: &str) -> Vec<Value> {
    let edition = &set.edition;
    let title = texts::title(edition);
    let table = json!({
        "profile": "tabular-data-resource",
        "name": format!("evenements-{}-csv", edition.slug),
        "title": title,
        "path": csv(edition, site),
        "format": "csv",
        "mediatype": "text/csv",
        // With a byte order mark, by which spreadsheets recognise it.
        "encoding": "utf-8-sig",
        "dialect": { "delimiter": ";", "doubleQuote": true, "header": true, "lineTerminator": "\r\n" },
        "schema": table_schema(site),
    });
    let dumps = set.files.iter().map(|(name, dump)| {
        json!({
            "name": format!("evenements-{}-{}", edition.slug, name.format.extension()),
            "title": title,
            "path": format!("{site}{ROOT}/{}", name.file()),
            "format": name.format.extension(),
            "mediatype": name.format.media_type(),
            "encoding": "utf-8",
            "compression": "gz",
            "bytes": dump.bytes.len(),
            "hash": format!("sha256:{}", dump.hex()),
        })
    });
    std::iter::once(table).chain(dumps).collect()
}
