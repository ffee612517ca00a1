//! The public keys of the access tokens.

use super::keys::Keys;
use actix_web::http::header::EntityTag;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::etag;

/// How long a verifier may keep the keys, in seconds.
const MAX_AGE_S: u32 = 3_600;

/// Public keys of the access tokens
///
/// A JSON Web Key Set (RFC 7517); tokens are signed with `EdDSA` and name their key in `kid`.
#[utoipa::path(
    tag = "accounts",
    responses((status = 200, description = "The key set", body = serde_json::Value))
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
