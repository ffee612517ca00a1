//! Offer of an invitation, before it is answered.

use super::answer;
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
    answer::count(&services, &request).await?;
    let now = services.clock.now();
    let invitation = services
        .db
        .read(move |conn| {
            let row = answer::find(conn, &token, now)?;
            if row.used_at.is_some() {
                return Err(answer::invalid());
            }
            answer::describe(conn, row)
        })
        .await?;
    Ok(Json(invitation))
}
