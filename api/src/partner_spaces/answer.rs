//! Invitations to a space: their offer, and their refusal.

use super::rows::InvitationRow;
use super::{fact, queries};
use crate::invitations::{self, Kind, Row as _};
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse, post};
use chrono::Duration;
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By};
use http::limits::{Limit, UNLIMITED};
use http::{ApiError, Body, Services, problems};
use shared::account::MailedToken;
use shared::partner::PartnerInvitation;

impl Kind for InvitationRow {
    type Offer = PartnerInvitation;

    const ANSWER: Limit = Limit {
        what: "partner_invitation",
        window: Duration::hours(1),
        per_person: UNLIMITED,
        per_machine: 120,
    };

    fn describe(self, conn: &mut Conn) -> Result<PartnerInvitation, Error> {
        let space = queries::find(conn, self.space())?.ok_or_else(invitations::invalid)?;
        Ok(PartnerInvitation {
            space: space.shown(),
            inviter: invitations::name_of(conn, self.invited_by())?,
            email: self.email,
            expires_at: self.expires_at.0,
        })
    }
}

/// Preview an invitation to the space of a partner
///
/// Tells what the secret of a mailed link offers, and to which address it was sent. Does not answer the invitation.
#[utoipa::path(
    tag = "partners",
    request_body = MailedToken,
    responses((status = 200, description = "Open invitation", body = PartnerInvitation), problems::FormRefusals)
)]
#[post("/partner-invitations/preview")]
pub(super) async fn preview_partner_invitation(
    request: HttpRequest,
    services: Data<Services>,
    body: Body<MailedToken>,
) -> Result<Json<PartnerInvitation>, ApiError> {
    let MailedToken { token } = body.into_inner();
    let offer = invitations::preview::<InvitationRow>(&services, &request, token).await?;
    Ok(Json(offer))
}

/// Decline an invitation to the space of a partner
///
/// With the secret of the mailed link, without an account.
#[utoipa::path(
    tag = "partners",
    request_body = MailedToken,
    responses((status = 204, description = "Invitation declined"), problems::FormRefusals)
)]
#[post("/partner-invitations/decline")]
pub(super) async fn decline_partner_invitation(
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
            let space = queries::find(conn, row.space())?.ok_or_else(invitations::invalid)?;
            // Whoever holds the link may have no account.
            let entry = fact::entry(space.partner(), fact::INVITATION_DECLINED, By::System);
            log::append(conn, now, &entry)?;
            if !row.delete(conn)? {
                return Err(invitations::invalid());
            }
            Ok(())
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
