//! Invitation of a member.

use super::access::managed;
use super::fact::{self, Fact};
use super::people::present;
use super::queries::members;
use super::rows::InvitationRow;
use super::{WRITE_TO, letters};
use crate::accounts::people::email_key;
use crate::invitations::{self, Invitee, Row as _, Sent};
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use chrono::Duration;
use ground::{log, mail};
use http::limits::{self, Allowance, Attempt};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::id::OrganisationId;
use shared::organisation::{
    INVITATION_LIFE, INVITATIONS_A_DAY, MEMBERS_MAX, NewMemberInvitation, OrganisationPeople,
};
use shared::problem::Code;

/// Invitations of an organisation, whoever sends them.
const A_DAY: Allowance = Allowance {
    window: Duration::days(1),
    most: INVITATIONS_A_DAY,
    what: "invitations a day",
};

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
    let NewMemberInvitation { email, role } = body.into_inner();
    let Invitee { email, key } = Invitee::of(&actor.account, &email)?;
    limits::count(&services, WRITE_TO, &Attempt::by(actor.account.id)).await?;
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
                return Err(invitations::refused(
                    Code::OwnAddress,
                    "you are a member already",
                ));
            }
            if members::holds(conn, id, &key, role)? {
                return Err(invitations::refused(
                    Code::Duplicate,
                    "a member with this role",
                ));
            }
            A_DAY.spend(conn, &format!("invite_member:organisation:{id}"), now)?;
            let invitation = Sent {
                role: role.as_str(),
                email: &email,
                email_key: &key,
                by: actor.account.id,
                now,
                life: INVITATION_LIFE,
            };
            let row = InvitationRow::new(services, id.into(), invitation);
            row.store(conn)?;
            let letter =
                letters::invitation(services, &actor.account, &seat.organisation, &row, role);
            mail::post_as(conn, &services.clock, row.mail(), &letter)?;
            let shown = present(conn, &actor, &seat, now)?;
            if shown.members.len() + shown.invitations.len() > MEMBERS_MAX {
                return Err(invitations::too_many("too many members", MEMBERS_MAX));
            }
            Ok(shown)
        })
        .await?;
    Ok(Json(shown))
}
