//! Offer of an invitation, before it is answered.

use super::rows::InvitationRow;
use crate::invitations;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, post};
use http::{ApiError, Body, Services, problems};
use shared::account::MailedToken;
use shared::organisation::MemberInvitation;

/// Preview an invitation to an organisation
///
/// Tells what the secret of a mailed link offers, and to which address it was sent. Does not answer the invitation.
#[utoipa::path(
    tag = "organisations",
    request_body = MailedToken,
    responses((status = 200, description = "Open invitation", body = MemberInvitation), problems::FormRefusals)
)]
#[post("/organisation-invitations/preview")]
pub(super) async fn preview_member_invitation(
    request: HttpRequest,
    services: Data<Services>,
    body: Body<MailedToken>,
) -> Result<Json<MemberInvitation>, ApiError> {
    let MailedToken { token } = body.into_inner();
    let offer = invitations::preview::<InvitationRow>(&services, &request, token).await?;
    Ok(Json(offer))
}
