//! Acceptance of an invitation.

use super::rows::InvitationRow;
use super::{fact, queries};
use crate::accounts::erasure;
use crate::invitations::{self, Row as _};
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, post};
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::account::{MailedToken, Role};
use shared::id::AccountId;
use shared::partner::PartnerSpace;

/// Accept an invitation to the space of a partner
///
/// Requires an account with the address that the invitation was sent to (403 `other_address`), verified. The caller becomes a member and
/// has the role `partner` from then on. Accepting it again changes nothing.
#[utoipa::path(
    tag = "partners",
    request_body = MailedToken,
    responses((status = 200, description = "The space", body = PartnerSpace), WriteRefusals)
)]
#[post("/partner-invitations/accept")]
pub(super) async fn accept_partner_invitation(
    request: HttpRequest,
    services: Data<Services>,
    actor: Actor,
    body: Body<MailedToken>,
) -> Result<Json<PartnerSpace>, ApiError> {
    let MailedToken { token } = body.into_inner();
    invitations::count::<InvitationRow>(&services, &request).await?;
    let (again, caller) = (token.clone(), actor.account.id);
    let joined = services
        .write(move |conn, services| join(conn, services, &actor, &token))
        .await;
    let held = move |conn: &mut Conn| held(conn, &again, caller);
    Ok(Json(invitations::once_more(&services, joined, held).await?))
}

/// Space to which an accepted invitation admitted the caller, if the caller still belongs to it.
fn held(conn: &mut Conn, token: &str, caller: AccountId) -> Result<Option<PartnerSpace>, Error> {
    let Some(row) = invitations::used::<InvitationRow>(conn, token)? else {
        return Ok(None);
    };
    if !queries::is_member(conn, row.space(), caller)? {
        return Ok(None);
    }
    Ok(queries::find(conn, row.space())?.map(|space| space.shown()))
}

/// Makes the caller a member by an open invitation, once.
fn join(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    token: &str,
) -> Result<PartnerSpace, Error> {
    let (now, account) = (services.clock.now(), &actor.account);
    let row: InvitationRow = invitations::find(conn, token, now)?;
    invitations::addressed_to(account, &row)?;
    let space = queries::find(conn, row.space())?.ok_or_else(invitations::invalid)?;
    let by = By::Person(account.id, Role::Partner);
    // First, since appending takes the lock under which nobody else accepts, revokes or leaves.
    log::append(conn, now, &fact::entry(space.partner(), fact::JOINED, by))?;
    erasure::ensure_present(conn, account.id)?;
    if !row.use_up(conn, now)? {
        return Err(invitations::invalid());
    }
    queries::join(conn, &services.clock, space.id(), account.id)?;
    Ok(space.shown())
}
