//! Revocation of an invitation.

use super::rows::InvitationRow;
use crate::events::fact::{self, Fact};
use crate::events::scope::owned;
use crate::invitations::Row as _;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete};
use ground::error::Error;
use ground::log::{self, By};
use http::Actor;
use http::ApiError;
use http::Services;
use http::problems::WriteRefusals;
use shared::account::Role;
use shared::id::{EventId, InvitationId};

/// Revoke an invitation
///
/// Its link stops working. An invitation that was accepted does not exist any more (404): the co-editor is removed instead.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("invitation" = InvitationId, Path, description = "Identifier of the invitation")
    ),
    responses((status = 204, description = "Invitation revoked"), WriteRefusals)
)]
#[delete("/events/{id}/invitations/{invitation}")]
pub(super) async fn revoke_invitation(
    services: Data<Services>,
    actor: Actor,
    path: Path<(EventId, InvitationId)>,
) -> Result<HttpResponse, ApiError> {
    let (id, invitation) = path.into_inner();
    services
        .write(move |conn, services| {
            let file = owned(conn, &actor, id)?;
            let row = InvitationRow::find_open(conn, id.into(), invitation)?
                .ok_or_else(Error::not_found)?;
            let role = row.role()?;
            let by = By::Person(actor.account.id, Role::Organiser);
            let entry = Fact {
                co_editor: Some(role),
                ..Fact::default()
            }
            .entry(&file, fact::invitation_revoked(role), by)?;
            // First, since appending takes the lock under which nobody accepts it.
            log::append(conn, services.clock.now(), &entry)?;
            if row.delete(conn)? {
                Ok(())
            } else {
                Err(Error::not_found())
            }
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
