//! Invitation of a co-editor or a new owner.

use super::get::present;
use super::rows::InvitationRow;
use super::{INVITE, letters, queries};
use crate::accounts::people::email_key;
use crate::events::fact::{self, Fact};
use crate::events::scope::owned;
use crate::invitations::{self, Invitee, Row as _, Sent};
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use ground::log::{self, By};
use ground::mail;
use http::ApiError;
use http::Services;
use http::limits::{self, Attempt};
use http::problems::WriteRefusals;
use http::{Actor, Body};
use shared::account::Role;
use shared::event::{CO_EDITORS_MAX, CoEditing, FileRole, INVITATION_LIFE, NewInvitation};
use shared::id::EventId;
use shared::problem::Code;

/// Invite a person to an event submission
///
/// Mails a link to the address, which may have no account yet; the answer does not depend on whether it has. The person gets the
/// role on accepting, within 14 days, from an account with this address. The role `owner` transfers the submission: its owner of
/// today becomes a co-editor who may submit. A new invitation to the same address replaces the earlier one, and a new transfer
/// the earlier transfer. At most 10 co-editors and open invitations. Requires a verified e-mail address.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    request_body = NewInvitation,
    responses((status = 200, description = "The people who work on the submission", body = CoEditing), WriteRefusals)
)]
#[post("/events/{id}/invitations")]
pub(super) async fn invite_co_editor(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    body: Body<NewInvitation>,
) -> Result<Json<CoEditing>, ApiError> {
    let NewInvitation { email, role } = body.into_inner();
    let Invitee { email, key } = Invitee::of(&actor.account, &email)?;
    if key == email_key(&actor.account.email) {
        return Err(invitations::refused(Code::OwnAddress, "you own the event already").into());
    }
    limits::count(&services, INVITE, &Attempt::by(actor.account.id)).await?;
    let id = id.into_inner();
    let shown = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let file = owned(conn, &actor, id)?;
            // First, since appending takes the lock under which the number of invitations does not change.
            let entry = Fact {
                co_editor: Some(role),
                ..Fact::default()
            }
            .entry(
                &file,
                fact::invited(role),
                By::Person(actor.account.id, Role::Organiser),
            )?;
            log::append(conn, now, &entry)?;
            if queries::is_editor(conn, id, &key, role)? {
                return Err(invitations::refused(
                    Code::Duplicate,
                    "a co-editor with this role",
                ));
            }
            let sent = Sent {
                role: role.as_str(),
                email: &email,
                email_key: &key,
                by: actor.account.id,
                now,
                life: INVITATION_LIFE,
            };
            let row = InvitationRow::new(services, id.into(), sent);
            queries::invite(conn, &row)?;
            let letter = letters::invitation(services, &actor.account, &file, &row, role);
            mail::post_as(conn, &services.clock, row.mail(), &letter)?;
            let shown = present(conn, &actor, &file, now)?;
            // A co-editor who is offered more, or the submission itself, takes no further place.
            let offers = shown.invitations.iter();
            let offers = offers.filter(|offer| offer.role != FileRole::Owner).count();
            if shown.editors.len() + offers > CO_EDITORS_MAX {
                return Err(invitations::too_many("too many co-editors", CO_EDITORS_MAX));
            }
            Ok(shown)
        })
        .await?;
    Ok(Json(shown))
}
