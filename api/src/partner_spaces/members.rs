//! End of a membership.

use super::access::seat;
use super::{fact, queries};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete};
use ground::error::Error;
use ground::log;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Services};
use shared::id::{AccountId, PartnerSpaceId};

/// Remove a member from the space of a partner
///
/// Every member may, and leaves with the identifier of the own account. The API keys that the member made there end. For the members, and for the coordination and administrators.
#[utoipa::path(
    tag = "partners",
    params(
        ("id" = PartnerSpaceId, Path, description = "Identifier of the space"),
        ("account" = AccountId, Path, description = "Identifier of the member's account")
    ),
    responses((status = 204, description = "No member any more"), WriteRefusals)
)]
#[delete("/partner-spaces/{id}/members/{account}")]
pub(super) async fn remove_partner_member(
    services: Data<Services>,
    actor: Actor,
    path: Path<(PartnerSpaceId, AccountId)>,
) -> Result<HttpResponse, ApiError> {
    let (id, account) = path.into_inner();
    services
        .write(move |conn, services| {
            let seat = seat(conn, &actor, id)?;
            let kind = if account == actor.account.id {
                fact::LEFT
            } else {
                fact::REMOVED
            };
            let entry = fact::entry(seat.space.partner(), kind, seat.by);
            let now = services.clock.now();
            log::append(conn, now, &entry)?;
            if !queries::leave(conn, id, account, actor.account.id, now)? {
                return Err(Error::not_found());
            }
            Ok(())
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
