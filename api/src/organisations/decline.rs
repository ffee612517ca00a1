//! Refusal of an invitation.

use super::fact::{self, Fact};
use super::letters;
use super::queries::records;
use super::rows::InvitationRow;
use crate::invitations::{self, Row as _};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use ground::log::{self, By};
use http::{ApiError, Body, Services, problems};
use shared::account::MailedToken;
use shared::letter::LetterKind;

/// Decline an invitation to an organisation
///
/// With the secret of the mailed link, without an account. The person who invited is informed by mail.
#[utoipa::path(
    tag = "organisations",
    request_body = MailedToken,
    responses((status = 204, description = "Invitation declined"), problems::FormRefusals)
)]
#[post("/organisation-invitations/decline")]
pub(super) async fn decline_member_invitation(
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
            let organisation =
                records::find(conn, row.organisation())?.ok_or_else(invitations::invalid)?;
            let kind = fact::INVITATION_DECLINED;
            // Whoever holds the link may have no account.
            let entry = Fact::role(row.role()?).entry(organisation.id(), kind, By::System)?;
            log::append(conn, now, &entry)?;
            if !row.delete(conn)? {
                return Err(invitations::invalid());
            }
            let inviter = [row.invited_by()];
            letters::post_to(
                conn,
                services,
                inviter,
                LetterKind::OrganisationDeclined,
                &organisation,
                "",
            )
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
