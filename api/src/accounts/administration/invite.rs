//! Invitation to a role.

use super::change::Manager;
use super::queries::{self, RoleInvitationRow};
use super::{INVITE, INVITED, invitations, letters};
use crate::accounts::people::email_key;
use actix_web::post;
use actix_web::web::{Data, Json};
use ground::error::Error;
use ground::hex::sha256;
use ground::log::{self, Entry, Subject};
use ground::{ids, mail};
use http::limits::{self, Attempt};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::account::{Grant, NewRoleInvitation, OpenRoleInvitations, ROLE_INVITATION_LIFE};
use shared::id::MailId;
use shared::problem::{Code, FieldProblem};
use shared::text;

/// Invite a person to a role
///
/// Mails a link to the address, which may have no account yet; the answer does not depend on whether it has. The person gets the role on
/// accepting, once, within 7 days, from an account with this address. A new invitation to the same address and role replaces the earlier
/// one. Administrators invite to every role, coordinators to that of a referent. At most 250 invitations an hour.
#[utoipa::path(
    tag = "people",
    request_body = NewRoleInvitation,
    responses((status = 200, description = "The open invitations", body = OpenRoleInvitations), WriteRefusals)
)]
#[post("/role-invitations")]
pub(in crate::accounts) async fn invite_to_role(
    services: Data<Services>,
    actor: Actor,
    body: Body<NewRoleInvitation>,
) -> Result<Json<OpenRoleInvitations>, ApiError> {
    let NewRoleInvitation {
        email,
        role,
        territory,
    } = body.into_inner();
    let grant = Grant { role, territory };
    let faults: Vec<FieldProblem> = [text::email("/email", &email).err(), grant.check().err()]
        .into_iter()
        .flatten()
        .collect();
    if !faults.is_empty() {
        return Err(Error::invalid(faults).into());
    }
    let email = text::email("/email", &email).map_err(|fault| Error::invalid(vec![fault]))?;
    let key = email_key(&email);
    if key == email_key(&actor.account.email) {
        let fault = FieldProblem::new("/email", Code::OwnAddress, "nobody raises themself");
        return Err(Error::invalid(vec![fault]).into());
    }
    limits::count(&services, INVITE, &Attempt::by(actor.account.id)).await?;
    let open = services
        .write(move |conn, services| {
            let now = services.clock.now();
            log::hold(conn)?;
            let manager = Manager::of(conn, &actor)?;
            if !manager.role.manages(grant.role) {
                return Err(Error::rejected(Code::Forbidden).because("you do not manage this role"));
            }
            let mail = MailId(ids::new(&services.clock));
            let row = RoleInvitationRow {
                id: mail.into(),
                email: email.clone(),
                email_key: key.clone(),
                role: grant.role.as_str().to_owned(),
                territory: grant.territory.to_string(),
                hash: sha256(mail::secret(&services.secrets, mail)),
                invited_by: manager.account.id.into(),
                created_at: now.into(),
                expires_at: (now + ROLE_INVITATION_LIFE).into(),
                used_at: None,
            };
            queries::store(conn, &row)?;
            let letter = letters::invitation(services, &manager.account, &row, &grant);
            mail::post_as(conn, &services.clock, mail, &letter)?;
            let entry = Entry {
                by: manager.by(),
                subject: Subject::Platform,
                edition: None,
                kind: INVITED,
                payload: serde_json::to_value(&grant)?,
            };
            log::append(conn, now, &entry)?;
            invitations::open_for(conn, &manager, now)
        })
        .await?;
    Ok(Json(open))
}
