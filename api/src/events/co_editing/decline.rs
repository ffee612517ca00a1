//! Refusal of an invitation.

use super::letters;
use super::rows::InvitationRow;
use crate::accounts::queries as accounts;
use crate::events::fact::{self, Fact};
use crate::events::queries as files;
use crate::invitations::{self, Row as _};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use ground::log::{self, By};
use ground::mail;
use http::ApiError;
use http::Services;
use http::{Body, problems};
use shared::account::MailedToken;

/// Decline an invitation
///
/// With the secret of the mailed link, without an account. The owner of the submission is informed by mail.
#[utoipa::path(
    tag = "events",
    request_body = MailedToken,
    responses((status = 204, description = "Invitation declined"), problems::FormRefusals)
)]
#[post("/invitations/decline")]
pub(super) async fn decline_invitation(
    request: HttpRequest,
    services: Data<Services>,
    body: Body<MailedToken>,
) -> Result<HttpResponse, ApiError> {
    let MailedToken { token } = body.into_inner();
    invitations::count::<InvitationRow>(&services, &request).await?;
    services
        .write(move |conn, services| {
            let now = services.clock.now();
            let row: InvitationRow = invitations::find(conn, &token, now)?;
            let file = files::find(conn, row.event())?.ok_or_else(invitations::invalid)?;
            let role = row.role()?;
            let entry = Fact {
                co_editor: Some(role),
                ..Fact::default()
            }
            // Whoever holds the link may have no account.
            .entry(&file, fact::invitation_declined(role), By::System)?;
            log::append(conn, now, &entry)?;
            if !row.delete(conn)? {
                return Err(invitations::invalid());
            }
            if let Some(owner) = accounts::find(conn, file.owner)? {
                let letter = letters::declined(services, &owner, &file, role);
                mail::post(conn, &services.clock, &letter)?;
            }
            Ok(())
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
