//! The open invitations to the caller's address.

use super::rows::InvitationRow;
use crate::invitations;
use actix_web::get;
use actix_web::web::{Data, Json};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::partner::{ReceivedPartnerInvitation, ReceivedPartnerInvitations};

/// List the invitations to spaces of partners
///
/// The open invitations to the verified e-mail address of the account, at most 50, each with the secret that answers it. Empty
/// as long as the address is not verified.
#[utoipa::path(
    tag = "partners",
    responses((status = 200, description = "Open invitations", body = ReceivedPartnerInvitations), Refusals)
)]
#[get("/partner-invitations")]
pub(super) async fn list_partner_invitations(
    services: Data<Services>,
    actor: Actor,
) -> Result<Json<ReceivedPartnerInvitations>, ApiError> {
    let received = invitations::received::<InvitationRow>(&services, actor).await?;
    let items = received.into_iter();
    Ok(Json(ReceivedPartnerInvitations {
        items: items
            .map(|(invitation, token)| ReceivedPartnerInvitation { invitation, token })
            .collect(),
    }))
}
