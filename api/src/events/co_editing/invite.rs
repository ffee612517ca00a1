//! Invitation of a co-editor or a new owner.

use super::get::present;
use super::rows::InvitationRow;
use super::{INVITE, letters, queries};
use crate::accounts::people::email_key;
use crate::events::fact::{self, Fact};
use crate::events::scope::owned;
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use ground::error::Error;
use ground::hex::sha256;
use ground::log::{self, By};
use ground::{ids, mail};
use http::ApiError;
use http::Services;
use http::limits::{self, Attempt};
use http::problems::WriteRefusals;
use http::{Actor, Body};
use shared::account::Role;
use shared::event::{CO_EDITORS_MAX, CoEditing, FileRole, INVITATION_LIFE, NewInvitation};
use shared::id::{EventId, MailId};
use shared::problem::{Code, FieldProblem};
use shared::text;

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
    if !actor.account.verified {
        return Err(Error::rejected(Code::EmailUnverified).into());
    }
    let NewInvitation { email, role } = body.into_inner();
    let email = text::email("/email", &email).map_err(|fault| Error::invalid(vec![fault]))?;
    let key = email_key(&email);
    if key == email_key(&actor.account.email) {
        return Err(at_email(Code::OwnAddress, "you own the event already").into());
    }
    let attempt = Attempt {
        person: actor.account.id.to_string(),
        machine: String::new(),
    };
    limits::count(&services, INVITE, &attempt).await?;
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
                return Err(at_email(Code::Duplicate, "a co-editor with this role"));
            }
            let mail = MailId(ids::new(&services.clock));
            let row = InvitationRow {
                id: mail.into(),
                event_id: id.into(),
                role: role.as_str().to_owned(),
                email: email.clone(),
                email_key: key.clone(),
                hash: sha256(mail::secret(&services.secrets, mail)),
                invited_by: actor.account.id.into(),
                created_at: now.into(),
                expires_at: (now + INVITATION_LIFE).into(),
                used_at: None,
            };
            queries::invite(conn, &row)?;
            let letter = letters::invitation(services, &actor.account, &file, &row, role);
            mail::post_as(conn, &services.clock, mail, &letter)?;
            let shown = present(conn, &actor, &file, now)?;
            // A co-editor who is offered more, or the submission itself, takes no further place.
            let offers = shown.invitations.iter();
            let offers = offers.filter(|offer| offer.role != FileRole::Owner).count();
            if shown.editors.len() + offers > CO_EDITORS_MAX {
                let fault = FieldProblem::new("/email", Code::TooMany, "too many co-editors");
                return Err(Error::invalid(vec![
                    fault.with_limit(CO_EDITORS_MAX as u64),
                ]));
            }
            Ok(shown)
        })
        .await?;
    Ok(Json(shown))
}

fn at_email(code: Code, detail: &str) -> Error {
    Error::invalid(vec![FieldProblem::new("/email", code, detail)])
}
