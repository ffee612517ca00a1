//! Offer of an invitation, before it is answered.

use super::rows::InvitationRow;
use crate::invitations;
use actix_web::HttpRequest;
use actix_web::post;
use actix_web::web::{Data, Json};
use http::ApiError;
use http::Services;
use http::{Body, problems};
use shared::account::MailedToken;
use shared::event::Invitation;

/// Preview an invitation
///
/// Tells what the secret of a mailed link offers, and to which address it was sent. Does not answer the invitation.
#[utoipa::path(
    tag = "events",
    request_body = MailedToken,
    responses((status = 200, description = "Open invitation", body = Invitation), problems::FormRefusals)
)]
#[post("/invitations/preview")]
pub(super) async fn preview_invitation(
    request: HttpRequest,
    services: Data<Services>,
    body: Body<MailedToken>,
) -> Result<Json<Invitation>, ApiError> {
    let MailedToken { token } = body.into_inner();
    let offer = invitations::preview::<InvitationRow>(&services, &request, token).await?;
    Ok(Json(offer))
}
