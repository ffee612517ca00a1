use super::get_dump::MAX_AGE_S;
use super::log_head;
use crate::accounts::keys::Keys;
use crate::catalogue::Live;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use ground::error::Error;
use http::ApiError;
use http::etag;
use http::problems::{NotModified, PublicRefusals};
use http::query::{Nothing, Query};

/// Media type of a compact JWS (RFC 7515).
const JOSE: &str = "application/jose";

/// Get the signed head of the log
///
/// The end of the audit log as a compact JWS (RFC 7515), signed with `EdDSA` by a key of `/.well-known/jwks.json`. Its payload has the
/// number (`seq`), SHA-256 (`hash`) and time (`at`) of the last row; the hash depends on every row before it. Whoever keeps a
/// head can tell later whether rows were removed from the end of the log, or the log was written anew. A head discloses how many
/// changes the log has and when the last one was made, and nothing about any of them. 404 while the log is empty.
#[utoipa::path(
    tag = "open-data",
    responses(
        (status = 200, description = "The signed head", body = String, content_type = "application/jose", headers(
            ("ETag" = String, description = "Entity tag; changes with every change that is logged"),
        )),
        NotModified,
        PublicRefusals,
    )
)]
#[get("/opendata/log-head.jws")]
pub(super) async fn get_log_head(
    request: HttpRequest,
    keys: Data<Keys>,
    live: Data<Live>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<HttpResponse, ApiError> {
    let head = live
        .log_head()?
        .ok_or_else(|| Error::not_found().because("the log is empty"))?;
    etag::public_text(&request, MAX_AGE_S, JOSE, log_head::sign(&keys, &head)?)
}
