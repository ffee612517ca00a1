//! The open invitations to the caller's address.

use super::rows::InvitationRow;
use crate::invitations;
use actix_web::get;
use actix_web::web::{Data, Json};
use http::Actor;
use http::ApiError;
use http::Services;
use http::problems::Refusals;
use shared::event::{ReceivedInvitation, ReceivedInvitations};

/// List the invitations to your address
///
/// The open invitations to the verified e-mail address of the account, at most 50, each with the secret that answers it. Empty
/// as long as the address is not verified.
#[utoipa::path(
    tag = "events",
    responses((status = 200, description = "Open invitations", body = ReceivedInvitations), Refusals)
)]
#[get("/invitations")]
pub(super) async fn list_invitations(
    services: Data<Services>,
    actor: Actor,
) -> Result<Json<ReceivedInvitations>, ApiError> {
    let received = invitations::received::<InvitationRow>(&services, actor).await?;
    let items = received.into_iter();
    Ok(Json(ReceivedInvitations {
        items: items
            .map(|(invitation, token)| ReceivedInvitation { invitation, token })
            .collect(),
    }))
}
