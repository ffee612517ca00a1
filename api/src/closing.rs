//! The end of the space of a partner, with all that depends on it.

use crate::api_keys::ApiKeys;
use crate::partner_spaces::close;
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use http::problems::WriteRefusals;
use http::register::ServiceConfig;
use http::{Actor, ApiError, Services};
use shared::id::PartnerSpaceId;
use shared::partner::PartnerSpacePeople;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(close_partner_space);
}

/// Close the space of a partner
///
/// Its API keys are revoked, those on pages of other sites included, its webhooks are stopped, and open invitations are withdrawn. What is being
/// sent at the moment may still arrive; other instances of the server refuse the keys within ten seconds. The members can read the space, and
/// change nothing in it (409 `space_closed`) but leave. For the coordination and administrators.
#[utoipa::path(
    tag = "partners",
    params(("id" = PartnerSpaceId, Path, description = "Identifier of the space")),
    responses((status = 200, description = "The closed space with its people", body = PartnerSpacePeople), WriteRefusals)
)]
#[post("/partner-spaces/{id}/close")]
async fn close_partner_space(
    services: Data<Services>,
    keys: Data<ApiKeys>,
    actor: Actor,
    id: Path<PartnerSpaceId>,
) -> Result<Json<PartnerSpacePeople>, ApiError> {
    let id = id.into_inner();
    let closed = services
        .write(move |conn, services| close(conn, services, &actor, id))
        .await?;
    keys.forget();
    Ok(Json(closed))
}
