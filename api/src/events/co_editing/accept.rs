//! Acceptance of an invitation.

use super::rows::InvitationRow;
use super::{letters, queries};
use crate::accounts::erasure;
use crate::accounts::queries as accounts;
use crate::events::fact::{self, Fact};
use crate::events::stored::StoredFile;
use crate::events::{queries as files, quota};
use crate::invitations::{self, Row as _};
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, post};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By};
use ground::mail;
use http::ApiError;
use http::Services;
use http::problems::WriteRefusals;
use http::{Actor, Body};
use shared::account::{MailedToken, Role};
use shared::event::{FileRole, Joined};
use shared::id::AccountId;

/// Accept an invitation
///
/// Requires an account with the address that the invitation was sent to (403 `other_address`), verified. The caller becomes a
/// co-editor; or the owner, and the owner of before becomes a co-editor. Accepting it again changes nothing.
#[utoipa::path(
    tag = "events",
    request_body = MailedToken,
    responses((status = 200, description = "The event, and the role of the caller", body = Joined), WriteRefusals)
)]
#[post("/invitations/accept")]
pub(super) async fn accept_invitation(
    request: HttpRequest,
    services: Data<Services>,
    actor: Actor,
    body: Body<MailedToken>,
) -> Result<Json<Joined>, ApiError> {
    let MailedToken { token } = body.into_inner();
    invitations::count::<InvitationRow>(&services, &request).await?;
    let (again, caller) = (token.clone(), actor.account.id);
    let joined = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let row: InvitationRow = invitations::find(conn, &token, now)?;
            invitations::addressed_to(&actor.account, &row)?;
            let file = files::find(conn, row.event())?.ok_or_else(invitations::invalid)?;
            let role = row.role()?;
            let joined = Joined {
                event: file.id,
                role,
            };
            join(conn, services, &actor, &file, &row, now)?;
            Ok(joined)
        })
        .await;
    let held = move |conn: &mut Conn| held(conn, &again, caller);
    Ok(Json(invitations::once_more(&services, joined, held).await?))
}

/// Role that an accepted invitation gave the caller, if the caller still has it.
fn held(conn: &mut Conn, token: &str, caller: AccountId) -> Result<Option<Joined>, Error> {
    let Some(row) = invitations::used::<InvitationRow>(conn, token)? else {
        return Ok(None);
    };
    let role = row.role()?;
    let file = files::find(conn, row.event())?;
    let held = file.filter(|file| file.role_of(caller) == Some(role));
    Ok(held.map(|file| Joined {
        event: file.id,
        role,
    }))
}

/// Gives the role of an open invitation to the caller, once.
fn join(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    file: &StoredFile,
    row: &InvitationRow,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (account, role) = (&actor.account, row.role()?);
    let by = By::Person(account.id, Role::Organiser);
    let entry = Fact {
        co_editor: Some(role),
        ..Fact::default()
    }
    .entry(file, fact::joined(role), by)?;
    // First, since appending takes the lock under which nobody else accepts, revokes or leaves.
    log::append(conn, now, &entry)?;
    erasure::ensure_present(conn, account.id)?;
    if !row.use_up(conn, now)? {
        return Err(invitations::invalid());
    }
    if role != FileRole::Owner {
        if file.owner == account.id {
            return Err(invitations::invalid());
        }
        queries::put_editor(conn, file.id, account.id, role, now)?;
        if let Some(owner) = accounts::find(conn, file.owner)? {
            let letter = letters::joined(services, &owner, file);
            mail::post(conn, &services.clock, &letter)?;
        }
        return Ok(());
    }
    let former = row.invited_by();
    queries::remove_editor(conn, file.id, account.id)?;
    if !queries::set_owner(conn, file.id, (former, account.id), now)? {
        return Err(invitations::invalid());
    }
    queries::put_editor(conn, file.id, former, FileRole::Submitter, now)?;
    queries::delete_transfers(conn, file.id)?;
    if !file.was_submitted() {
        quota::check_drafts(conn, actor)?;
    }
    if let Some(former) = accounts::find(conn, former)? {
        let letter = letters::given(services, &former, file);
        mail::post(conn, &services.clock, &letter)?;
    }
    let letter = letters::taken(services, account, file);
    mail::post(conn, &services.clock, &letter).map(drop)
}
