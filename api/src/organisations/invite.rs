//! Invitation of a member.

use super::access::managed;
use super::fact::{self, Fact};
use super::people::present;
use super::queries::{invitations, members};
use super::rows::InvitationRow;
use super::{WRITE_TO, letters};
use crate::accounts::people::email_key;
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use chrono::{DateTime, Duration, DurationRound as _, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use ground::{attempts, ids, log, mail};
use http::limits::{self, Attempt};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::id::{MailId, OrganisationId};
use shared::organisation::{
    INVITATION_LIFE, INVITATIONS_A_DAY, MEMBERS_MAX, NewMemberInvitation, OrganisationPeople,
};
use shared::problem::{Code, FieldProblem};
use shared::text;

/// Invite a person to an organisation
///
/// Mails a link to the address, which may have no account yet; the answer does not depend on whether it has. The person gets the
/// role on accepting, within 14 days, from an account with this address. A new invitation to the same address replaces the earlier
/// one. At most 50 members and open invitations, and 60 invitations a day. For those who manage the organisation, and the
/// coordination. Requires a verified e-mail address.
#[utoipa::path(
    tag = "organisations",
    params(("id" = OrganisationId, Path, description = "Identifier of the organisation")),
    request_body = NewMemberInvitation,
    responses((status = 200, description = "The organisation with its members", body = OrganisationPeople), WriteRefusals)
)]
#[post("/organisations/{id}/invitations")]
pub(super) async fn invite_member(
    services: Data<Services>,
    actor: Actor,
    id: Path<OrganisationId>,
    body: Body<NewMemberInvitation>,
) -> Result<Json<OrganisationPeople>, ApiError> {
    if !actor.account.verified {
        return Err(Error::rejected(Code::EmailUnverified).into());
    }
    let NewMemberInvitation { email, role } = body.into_inner();
    let email = text::email("/email", &email).map_err(|fault| Error::invalid(vec![fault]))?;
    let key = email_key(&email);
    let attempt = Attempt {
        person: actor.account.id.to_string(),
        machine: String::new(),
    };
    limits::count(&services, WRITE_TO, &attempt).await?;
    let id = id.into_inner();
    let shown = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let seat = managed(conn, &actor, id)?;
            let id = seat.organisation.id();
            let entry = Fact::role(role).entry(id, fact::MEMBER_INVITED, seat.by)?;
            // First, since appending takes the lock under which the number of invitations does not change.
            log::append(conn, now, &entry)?;
            if seat.role.is_some() && key == email_key(&actor.account.email) {
                return Err(at_email(Code::OwnAddress, "you are a member already"));
            }
            if members::holds(conn, id, &key, role)? {
                return Err(at_email(Code::Duplicate, "a member with this role"));
            }
            count_of_the_day(conn, id, now)?;
            let mail = MailId(ids::new(&services.clock));
            let row = InvitationRow {
                id: mail.into(),
                organisation_id: id.into(),
                role: role.as_str().to_owned(),
                email: email.clone(),
                email_key: key.clone(),
                hash: sha256(mail::secret(&services.secrets, mail)),
                invited_by: actor.account.id.into(),
                created_at: now.into(),
                expires_at: (now + INVITATION_LIFE).into(),
                used_at: None,
            };
            invitations::store(conn, &row)?;
            let letter =
                letters::invitation(services, &actor.account, &seat.organisation, &row, role);
            mail::post_as(conn, &services.clock, mail, &letter)?;
            let shown = present(conn, &actor, &seat, now)?;
            if shown.members.len() + shown.invitations.len() > MEMBERS_MAX {
                let fault = FieldProblem::new("/email", Code::TooMany, "too many members");
                return Err(Error::invalid(vec![fault.with_limit(MEMBERS_MAX as u64)]));
            }
            Ok(shown)
        })
        .await?;
    Ok(Json(shown))
}

/// Counts an invitation of an organisation, whoever sends it.
fn count_of_the_day(conn: &mut Conn, id: OrganisationId, now: DateTime<Utc>) -> Result<(), Error> {
    let window = Duration::days(1);
    let start = now
        .duration_trunc(window)
        .map_err(|error| anyhow::anyhow!(error))?;
    let count = attempts::add(conn, &format!("invite_member:organisation:{id}"), start)?;
    if u32::try_from(count).is_ok_and(|count| count <= INVITATIONS_A_DAY) {
        return Ok(());
    }
    let left = (start + window - now).num_seconds().max(1);
    Err(Error::rejected(Code::TooManyRequests)
        .because(format!("at most {INVITATIONS_A_DAY} invitations a day"))
        .header("Retry-After", left.to_string()))
}

fn at_email(code: Code, detail: &str) -> Error {
    Error::invalid(vec![FieldProblem::new("/email", code, detail)])
}
