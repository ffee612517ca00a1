//! A space with its people.

use super::access::seat;
use super::queries;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::id::PartnerSpaceId;
use shared::partner::PartnerSpacePeople;

/// Get the space of a partner
///
/// With its members and open invitations. For its members, and for the coordination and administrators.
#[utoipa::path(
    tag = "partners",
    params(("id" = PartnerSpaceId, Path, description = "Identifier of the space")),
    responses((status = 200, description = "Space, members and invitations", body = PartnerSpacePeople), Refusals)
)]
#[get("/partner-spaces/{id}")]
pub(super) async fn get_partner_space(
    services: Data<Services>,
    actor: Actor,
    id: Path<PartnerSpaceId>,
) -> Result<Json<PartnerSpacePeople>, ApiError> {
    let (id, now) = (id.into_inner(), services.clock.now());
    let shown = services
        .db
        .read(move |conn| {
            let seat = seat(conn, &actor, id)?;
            queries::people(conn, &seat.space, actor.account.id, now)
        })
        .await?;
    Ok(Json(shown))
}
