//! Invitation of a member.

use super::access::open_seat;
use super::rows::{InvitationRow, MEMBER};
use super::{WRITE_TO, fact, queries};
use crate::invitations::{self, Invitee, Row as _, Sent};
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use chrono::Duration;
use ground::mail::Letter;
use ground::{log, mail};
use http::limits::{self, Allowance, Attempt};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::id::PartnerSpaceId;
use shared::letter::{LetterKind, LetterTag};
use shared::organisation::INVITATION_LIFE;
use shared::partner::{
    NewPartnerInvitation, PartnerSpacePeople, SPACE_INVITATIONS_A_DAY, SPACE_MEMBERS_MAX,
};
use shared::problem::Code;

/// Invitations of a space, whoever sends them.
const A_DAY: Allowance = Allowance {
    window: Duration::days(1),
    most: SPACE_INVITATIONS_A_DAY,
    what: "invitations a day",
};

/// Invite a person to the space of a partner
///
/// Mails a link to the address, which may have no account yet; the answer does not depend on whether it has. The person becomes a
/// member on accepting, within 14 days, from an account with this address. A new invitation to the same address replaces the earlier
/// one. At most 50 members and open invitations, and 60 invitations a day. For the members, and for the coordination and administrators.
/// Requires a verified e-mail address.
#[utoipa::path(
    tag = "partners",
    params(("id" = PartnerSpaceId, Path, description = "Identifier of the space")),
    request_body = NewPartnerInvitation,
    responses((status = 200, description = "The space with its people", body = PartnerSpacePeople), WriteRefusals)
)]
#[post("/partner-spaces/{id}/invitations")]
pub(super) async fn invite_partner_member(
    services: Data<Services>,
    actor: Actor,
    id: Path<PartnerSpaceId>,
    body: Body<NewPartnerInvitation>,
) -> Result<Json<PartnerSpacePeople>, ApiError> {
    let NewPartnerInvitation { email } = body.into_inner();
    let Invitee { email, key } = Invitee::of(&actor.account, &email)?;
    limits::count(&services, WRITE_TO, &Attempt::by(actor.account.id)).await?;
    let id = id.into_inner();
    let shown = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let seat = open_seat(conn, &actor, id)?;
            // First, since appending takes the lock under which the number of invitations does not change.
            let entry = fact::entry(seat.space.partner(), fact::INVITED, seat.by);
            log::append(conn, now, &entry)?;
            if queries::holds(conn, id, &key)? {
                return Err(invitations::refused(Code::Duplicate, "a member already"));
            }
            A_DAY.spend(conn, &format!("invite_partner_member:space:{id}"), now)?;
            let invitation = Sent {
                role: MEMBER,
                email: &email,
                email_key: &key,
                by: actor.account.id,
                now,
                life: INVITATION_LIFE,
            };
            let row = InvitationRow::new(services, id.into(), invitation);
            row.store(conn)?;
            let page = "/invitation-partenaire";
            let (to, values) = invitations::letter(services, &actor.account, &row, page);
            let shown = queries::people(conn, &seat.space, actor.account.id, now)?;
            let values = values.with(LetterTag::Organisation, shown.space.name.as_str());
            let letter = Letter::platform(LetterKind::PartnerInvitation, to, &values);
            mail::post_as(conn, &services.clock, row.mail(), &letter)?;
            if shown.members.len() + shown.invitations.len() > SPACE_MEMBERS_MAX {
                return Err(invitations::too_many("too many members", SPACE_MEMBERS_MAX));
            }
            Ok(shown)
        })
        .await?;
    Ok(Json(shown))
}
