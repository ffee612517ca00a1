//! The open invitations to the caller's address.

use super::rows::InvitationRow;
use crate::invitations;
use actix_web::get;
use actix_web::web::{Data, Json};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::organisation::{ReceivedMemberInvitation, ReceivedMemberInvitations};

/// List the invitations to organisations
///
/// The open invitations to the verified e-mail address of the account, at most 50, each with the secret that answers it. Empty
/// as long as the address is not verified.
#[utoipa::path(
    tag = "organisations",
    responses((status = 200, description = "Open invitations", body = ReceivedMemberInvitations), Refusals)
)]
#[get("/organisation-invitations")]
pub(super) async fn list_member_invitations(
    services: Data<Services>,
    actor: Actor,
) -> Result<Json<ReceivedMemberInvitations>, ApiError> {
    let received = invitations::received::<InvitationRow>(&services, actor).await?;
    let items = received.into_iter();
    Ok(Json(ReceivedMemberInvitations {
        items: items
            .map(|(invitation, token)| ReceivedMemberInvitation { invitation, token })
            .collect(),
    }))
}
