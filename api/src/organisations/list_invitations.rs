//! The open invitations to the caller's address.

use super::answer;
use super::queries::invitations;
use crate::accounts::people::email_key;
use actix_web::get;
use actix_web::web::{Data, Json};
use ground::mail;
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::id::MailId;
use shared::organisation::{ReceivedMemberInvitation, ReceivedMemberInvitations};

/// Maximum number of invitations in the response.
const MOST: i64 = 50;

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
    let (now, secrets) = (services.clock.now(), services.secrets.clone());
    let items = services
        .db
        .read(move |conn| {
            if !actor.account.verified {
                return Ok(Vec::new());
            }
            let key = email_key(&actor.account.email);
            let mut items = Vec::new();
            for row in invitations::open_to(conn, &key, now, MOST)? {
                let token = mail::secret(&secrets, MailId(row.id.0));
                let invitation = answer::describe(conn, row)?;
                items.push(ReceivedMemberInvitation { invitation, token });
            }
            Ok(items)
        })
        .await?;
    Ok(Json(ReceivedMemberInvitations { items }))
}
