use super::Dumps;
use super::dump::Name;
use super::dumps;
use crate::catalogue::Live;
use crate::changes::link;
use crate::platform::data_licence;
use actix_web::http::header::{self, EntityTag, HeaderValue};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::encoding;
use http::etag;
use http::problems::{FileAnswers, NotModified, PublicRefusals};
use http::{query, ranges};

/// `Link` to the signed head of the log.
const LOG_HEAD: &str = "</opendata/log-head.jws>; rel=\"related\"; type=\"application/jose\"";
/// `max-age` of the responses, in seconds.
pub(super) const MAX_AGE_S: u32 = 60;

/// Download the dump of an edition
///
/// All labelled events of an edition in one gzip file: `evenements-2018.ndjson.gz` (one event per line, as the API returns
/// it) or `evenements-2018.geojson.gz`. The `ETag` is the SHA-256 of the file. The link `monitor` leads to the changes of the edition
/// after this state of it: to keep a copy, read the file once, and then follow it.
#[utoipa::path(
    tag = "open-data",
    params(("file" = String, Path, description = "File name, as listed by `/opendata`", example = "evenements-2018.ndjson.gz")),
    responses(
        (status = 200, description = "The file", content(("application/gzip")), headers(
            ("ETag" = String, description = "SHA-256 of the file, in hexadecimal"),
            ("Repr-Digest" = String, description = "SHA-256 of the file (RFC 9530)"),
            ("Link" = String, description = "`license`; `related`: the signed head of the log; `monitor`: the changes since"),
        )),
        FileAnswers,
        NotModified,
        PublicRefusals,
    )
)]
#[get("/opendata/{file}")]
pub(super) async fn get_open_data_dump(
    request: HttpRequest,
    dumps: Data<Dumps>,
    services: Data<Services>,
    live: Data<Live>,
    file: Path<String>,
) -> Result<HttpResponse, ApiError> {
    query::parse::<query::Nothing>(request.query_string())?;
    let name = Name::parse(&file).ok_or_else(Error::not_found)?;
    let catalogue = live.get()?;
    let monitor = link(&services, &catalogue, &name.edition)?;
    let dump = dumps::get(&dumps, catalogue, name)
        .await?
        .ok_or_else(Error::not_found)?;
    let digest = BASE64_STANDARD.encode(dump.sha256);
    let licence = format!("<{}>; rel=\"license\"", data_licence().url);
    let tag = EntityTag::new_strong(dump.hex());
    let mut response = etag::public(&request, tag.clone(), MAX_AGE_S, || {
        let length = dump.bytes.len() as u64;
        let bounds = ranges::of(&request, &tag, length)?;
        let mut response = HttpResponse::Ok();
        response
            .content_type("application/gzip")
            // Set explicitly, so that the file is not compressed a second time on the way out.
            .insert_header((header::CONTENT_ENCODING, "identity"))
            .insert_header(("Repr-Digest", format!("sha-256=:{digest}:")))
            .insert_header((header::LINK, licence))
            .append_header((header::LINK, LOG_HEAD));
        ranges::describe(&mut response, &bounds, length);
        Ok(response.body(encoding::body(ranges::slice(&dump.bytes, &bounds))))
    })?;
    // Also of an answer that the copy is current: it is as of now, then.
    let monitor = HeaderValue::from_str(&monitor).map_err(anyhow::Error::new)?;
    response.headers_mut().append(header::LINK, monitor);
    Ok(response)
}
