//! Revocation of an invitation.

use super::access::managed;
use super::fact::{self, Fact};
use super::rows::InvitationRow;
use crate::invitations::Row as _;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete};
use ground::error::Error;
use ground::log;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Services};
use shared::id::{InvitationId, OrganisationId};

/// Revoke an invitation to an organisation
///
/// The mailed link stops working. An accepted invitation cannot be revoked: remove the member instead.
#[utoipa::path(
    tag = "organisations",
    params(
        ("id" = OrganisationId, Path, description = "Identifier of the organisation"),
        ("invitation" = InvitationId, Path, description = "Identifier of the invitation")
    ),
    responses((status = 204, description = "Invitation revoked"), WriteRefusals)
)]
#[delete("/organisations/{id}/invitations/{invitation}")]
pub(super) async fn revoke_member_invitation(
    services: Data<Services>,
    actor: Actor,
    path: Path<(OrganisationId, InvitationId)>,
) -> Result<HttpResponse, ApiError> {
    let (id, invitation) = path.into_inner();
    services
        .write(move |conn, services| {
            let seat = managed(conn, &actor, id)?;
            let id = seat.organisation.id();
            let row = InvitationRow::find_open(conn, id.into(), invitation)?
                .ok_or_else(Error::not_found)?;
            let kind = fact::INVITATION_REVOKED;
            let entry = Fact::role(row.role()?).entry(id, kind, seat.by)?;
            log::append(conn, services.clock.now(), &entry)?;
            if !row.delete(conn)? {
                return Err(Error::not_found());
            }
            Ok(())
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
