//! Acceptance of an invitation.

use super::fact::{self, Fact};
use super::letters;
use super::queries::{members, records};
use super::rows::InvitationRow;
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
use shared::letter::LetterKind;
use shared::organisation::{Membership, ORGANISATIONS_MAX};
use shared::problem::Code;

/// Accept an invitation to an organisation
///
/// Requires an account with the address that the invitation was sent to (403 `other_address`), verified. The caller becomes a
/// member, or has another role from then on; the role of the last manager stays. Accepting it again changes nothing.
#[utoipa::path(
    tag = "organisations",
    request_body = MailedToken,
    responses((status = 200, description = "The organisation, and the role of the caller", body = Membership), WriteRefusals)
)]
#[post("/organisation-invitations/accept")]
pub(super) async fn accept_member_invitation(
    request: HttpRequest,
    services: Data<Services>,
    actor: Actor,
    body: Body<MailedToken>,
) -> Result<Json<Membership>, ApiError> {
    let MailedToken { token } = body.into_inner();
    invitations::count::<InvitationRow>(&services, &request).await?;
    let (again, caller) = (token.clone(), actor.account.id);
    let joined = services
        .write(move |conn, services| join(conn, services, &actor, &token))
        .await;
    let held = move |conn: &mut Conn| held(conn, &again, caller);
    Ok(Json(invitations::once_more(&services, joined, held).await?))
}

/// Role that an accepted invitation gave the caller, if the caller still has it.
fn held(conn: &mut Conn, token: &str, caller: AccountId) -> Result<Option<Membership>, Error> {
    let Some(row) = invitations::used::<InvitationRow>(conn, token)? else {
        return Ok(None);
    };
    let (organisation, role) = (row.organisation(), row.role()?);
    let held = members::role_of(conn, organisation, caller)?;
    Ok((held == Some(role)).then_some(Membership { organisation, role }))
}

/// Gives the role of an open invitation to the caller, once.
fn join(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    token: &str,
) -> Result<Membership, Error> {
    let (now, account) = (services.clock.now(), &actor.account);
    let row: InvitationRow = invitations::find(conn, token, now)?;
    invitations::addressed_to(account, &row)?;
    let role = row.role()?;
    let organisation = records::find(conn, row.organisation())?.ok_or_else(invitations::invalid)?;
    let id = organisation.id();
    let by = By::Person(account.id, Role::Organiser);
    let entry = Fact::role(role).entry(id, fact::MEMBER_JOINED, by)?;
    // First, since appending takes the lock under which nobody else accepts, revokes or leaves.
    log::append(conn, now, &entry)?;
    erasure::ensure_present(conn, account.id)?;
    if !row.use_up(conn, now)? {
        return Err(invitations::invalid());
    }
    let held = members::role_of(conn, id, account.id)?;
    if held.is_none() && members::number_of(conn, account.id)? >= ORGANISATIONS_MAX {
        return Err(Error::rejected(Code::TooManyOrganisations)
            .because(format!("at most {ORGANISATIONS_MAX} organisations")));
    }
    let managers = members::managers(conn, id)?;
    if managers == [account.id] && !role.manages() {
        return Err(Error::rejected(Code::LastManager));
    }
    members::put(conn, id, account.id, role, now)?;
    let others = managers.into_iter().filter(|other| *other != account.id);
    letters::post_to(
        conn,
        services,
        others,
        LetterKind::OrganisationJoined,
        &organisation,
        "",
    )?;
    Ok(Membership {
        organisation: id,
        role,
    })
}
