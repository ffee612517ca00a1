//! Publication of the public keys.

use super::keys::Keys;
use actix_web::http::header::EntityTag;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::etag;
use http::problems::{FixedRefusals, NotModified};

/// Time for which verifiers may cache the keys, in seconds.
const MAX_AGE_S: u32 = 3_600;

/// Get the public keys of access tokens
///
/// A JSON Web Key Set (RFC 7517). Tokens, and the head of the log in `/opendata/log-head.jws`, are signed with `EdDSA` and name their key
/// in `kid`.
#[utoipa::path(
    tag = "accounts",
    responses(
        (status = 200, description = "Key set", body = serde_json::Value),
        NotModified,
        FixedRefusals,
    )
)]
#[get("/.well-known/jwks.json")]
pub(super) async fn get_jwks(
    request: HttpRequest,
    keys: Data<Keys>,
) -> Result<HttpResponse, ApiError> {
    let kid = keys
        .published()
        .keys
        .iter()
        .filter_map(|key| key.common.key_id.as_deref())
        .collect::<Vec<_>>()
        .join(",");
    etag::public(&request, EntityTag::new_strong(kid), MAX_AGE_S, || {
        Ok(HttpResponse::Ok().json(keys.published()))
    })
}
