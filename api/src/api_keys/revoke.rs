//! Revocation of a key.

use super::verify::ApiKeys;
use super::{REVOKED, entry, queries};
use crate::partner_spaces::access::seat;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete};
use ground::error::Error;
use ground::log;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Services};
use shared::id::{ApiKeyId, PartnerSpaceId};

/// Revoke an API key
///
/// It is refused from now on, by other instances of the server within ten seconds, and never valid again; the space still shows that there was
/// one. For the members of the space, and for the coordination and administrators.
#[utoipa::path(
    tag = "partners",
    params(
        ("id" = PartnerSpaceId, Path, description = "Identifier of the space"),
        ("key" = ApiKeyId, Path, description = "Identifier of the key")
    ),
    responses((status = 204, description = "Key revoked"), WriteRefusals)
)]
#[delete("/partner-spaces/{id}/keys/{key}")]
pub(super) async fn revoke_api_key(
    services: Data<Services>,
    keys: Data<ApiKeys>,
    actor: Actor,
    path: Path<(PartnerSpaceId, ApiKeyId)>,
) -> Result<HttpResponse, ApiError> {
    let (id, key) = path.into_inner();
    services
        .write(move |conn, services| {
            let now = services.clock.now();
            let seat = seat(conn, &actor, id)?;
            log::append(
                conn,
                now,
                &entry(seat.space.partner(), key, REVOKED, seat.by),
            )?;
            let row = queries::find_valid(conn, id, key, now)?.ok_or_else(Error::not_found)?;
            if !queries::revoke(conn, row.id, actor.account.id, now)? {
                return Err(Error::not_found());
            }
            Ok(())
        })
        .await?;
    keys.forget();
    Ok(HttpResponse::NoContent().finish())
}
