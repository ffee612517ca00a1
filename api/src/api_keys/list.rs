//! The keys of a space.

use super::queries;
use crate::partner_spaces::access::seat;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::id::PartnerSpaceId;
use shared::partner::ApiKeys;

/// List the API keys of a partner
///
/// Those that are neither revoked nor expired, without their secrets; and those that were revoked, with when and by whom. For the members of
/// the space, and for the coordination and administrators.
#[utoipa::path(
    tag = "partners",
    params(("id" = PartnerSpaceId, Path, description = "Identifier of the space")),
    responses((status = 200, description = "Keys", body = ApiKeys), Refusals)
)]
#[get("/partner-spaces/{id}/keys")]
pub(super) async fn list_api_keys(
    services: Data<Services>,
    actor: Actor,
    id: Path<PartnerSpaceId>,
) -> Result<Json<ApiKeys>, ApiError> {
    let (id, now) = (id.into_inner(), services.clock.now());
    let keys = services
        .db
        .read(move |conn| {
            seat(conn, &actor, id)?;
            Ok(ApiKeys {
                items: queries::valid(conn, id, now)?,
                revoked: queries::revoked(conn, id)?,
            })
        })
        .await?;
    Ok(Json(keys))
}
