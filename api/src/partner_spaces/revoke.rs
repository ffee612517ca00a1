//! Revocation of an invitation.

use super::access::seat;
use super::fact;
use super::rows::InvitationRow;
use crate::invitations::Row as _;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete};
use ground::error::Error;
use ground::log;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Services};
use shared::id::{InvitationId, PartnerSpaceId};

/// Revoke an invitation to the space of a partner
///
/// The mailed link stops working. An accepted invitation cannot be revoked: remove the member instead.
#[utoipa::path(
    tag = "partners",
    params(
        ("id" = PartnerSpaceId, Path, description = "Identifier of the space"),
        ("invitation" = InvitationId, Path, description = "Identifier of the invitation")
    ),
    responses((status = 204, description = "Invitation revoked"), WriteRefusals)
)]
#[delete("/partner-spaces/{id}/invitations/{invitation}")]
pub(super) async fn revoke_partner_invitation(
    services: Data<Services>,
    actor: Actor,
    path: Path<(PartnerSpaceId, InvitationId)>,
) -> Result<HttpResponse, ApiError> {
    let (id, invitation) = path.into_inner();
    services
        .write(move |conn, services| {
            let seat = seat(conn, &actor, id)?;
            let row = InvitationRow::find_open(conn, id.into(), invitation)?
                .ok_or_else(Error::not_found)?;
            let entry = fact::entry(seat.space.partner(), fact::INVITATION_REVOKED, seat.by);
            log::append(conn, services.clock.now(), &entry)?;
            if !row.delete(conn)? {
                return Err(Error::not_found());
            }
            Ok(())
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
