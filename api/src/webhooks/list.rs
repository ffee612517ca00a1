//! The webhooks of a space.

use super::queries;
use crate::partner_spaces::access::seat;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::id::PartnerSpaceId;
use shared::partner::Webhooks;

/// List the webhooks of a partner
///
/// Without their secrets. For the members of the space, and for the coordination and administrators.
#[utoipa::path(
    tag = "partners",
    params(("id" = PartnerSpaceId, Path, description = "Identifier of the space")),
    responses((status = 200, description = "Webhooks", body = Webhooks), Refusals)
)]
#[get("/partner-spaces/{id}/webhooks")]
pub(super) async fn list_webhooks(
    services: Data<Services>,
    actor: Actor,
    id: Path<PartnerSpaceId>,
) -> Result<Json<Webhooks>, ApiError> {
    let (id, now) = (id.into_inner(), services.clock.now());
    let rows = services
        .db
        .read(move |conn| {
            seat(conn, &actor, id)?;
            queries::of_space(conn, id)
        })
        .await?;
    let items = rows.iter().map(|row| row.shown(now)).collect();
    Ok(Json(Webhooks { items }))
}
