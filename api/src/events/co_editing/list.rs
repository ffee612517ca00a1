//! The open invitations to the caller's address.

use super::{answer, queries};
use crate::accounts::people::email_key;
use actix_web::get;
use actix_web::web::{Data, Json};
use ground::mail;
use http::Actor;
use http::ApiError;
use http::Services;
use http::problems::Refusals;
use shared::event::{ReceivedInvitation, ReceivedInvitations};
use shared::id::MailId;

/// Maximum number of invitations in the response.
const MOST: i64 = 50;

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
    let (now, secrets) = (services.clock.now(), services.secrets.clone());
    let items = services
        .db
        .read(move |conn| {
            if !actor.account.verified {
                return Ok(Vec::new());
            }
            let key = email_key(&actor.account.email);
            let mut items = Vec::new();
            for row in queries::open_to(conn, &key, now, MOST)? {
                let token = mail::secret(&secrets, MailId(row.id.0));
                let invitation = answer::describe(conn, row)?;
                items.push(ReceivedInvitation { invitation, token });
            }
            Ok(items)
        })
        .await?;
    Ok(Json(ReceivedInvitations { items }))
}
