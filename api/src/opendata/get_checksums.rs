use super::Dumps;
use super::dumps;
use super::get_dump::MAX_AGE_S;
use crate::catalogue::Live;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::problems::{NotModified, PublicRefusals};
use http::{etag, query};

/// Get the checksums of the dumps
///
/// SHA-256 and name of each file, in the format of `sha256sum --check`.
#[utoipa::path(
    tag = "open-data",
    responses(
        (status = 200, description = "One line per file", body = String, content_type = "text/plain; charset=utf-8", headers(
            ("ETag" = String, description = "Entity tag; changes when a file does"),
        )),
        NotModified,
        PublicRefusals,
    )
)]
#[get("/opendata/SHA256SUMS")]
pub(super) async fn get_open_data_checksums(
    request: HttpRequest,
    dumps: Data<Dumps>,
    live: Data<Live>,
) -> Result<HttpResponse, ApiError> {
    query::parse::<query::Nothing>(request.query_string())?;
    let catalogue = live.get()?;
    let mut lines = String::new();
    for (name, dump) in dumps::all(&dumps, &catalogue)
        .await?
        .iter()
        .flat_map(|(_, files)| files)
    {
        lines.extend([&dump.hex(), "  ", &name.file(), "\n"]);
    }
    etag::public_text(&request, MAX_AGE_S, "text/plain; charset=utf-8", lines)
}
