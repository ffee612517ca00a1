//! Change of the role of a member, and removal of one.

use super::access::{Seat, managed, seat};
use super::fact::{self, Fact};
use super::letters;
use super::people::present;
use super::queries::{invitations, mandates, members};
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpResponse, delete, put};
use ground::db::Conn;
use ground::error::Error;
use ground::log;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::id::{AccountId, OrganisationId};
use shared::letter::LetterKind;
use shared::organisation::{MemberRole, OrganisationPeople};
use shared::problem::Code;

/// Give a member another role
///
/// For those who manage the organisation, and the coordination. The last manager keeps the role (409 `last_manager`) until somebody
/// else manages too. The member is informed by mail.
#[utoipa::path(
    tag = "organisations",
    params(
        ("id" = OrganisationId, Path, description = "Identifier of the organisation"),
        ("account" = AccountId, Path, description = "Identifier of the member's account")
    ),
    request_body = MemberRole,
    responses((status = 200, description = "The organisation with its members", body = OrganisationPeople), WriteRefusals)
)]
#[put("/organisations/{id}/members/{account}")]
pub(super) async fn set_member_role(
    services: Data<Services>,
    actor: Actor,
    path: Path<(OrganisationId, AccountId)>,
    body: Body<MemberRole>,
) -> Result<Json<OrganisationPeople>, ApiError> {
    let ((id, account), MemberRole { role }) = (path.into_inner(), body.into_inner());
    let shown = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let seat = managed(conn, &actor, id)?;
            let id = seat.organisation.id();
            let entry = Fact::role(role).entry(id, fact::MEMBER_ROLE, seat.by)?;
            // First, since appending takes the lock under which nobody else joins or leaves.
            log::append(conn, now, &entry)?;
            let held = members::role_of(conn, id, account)?.ok_or_else(Error::not_found)?;
            if held.manages() && !role.manages() && is_last_manager(conn, id, account)? {
                return Err(Error::rejected(Code::LastManager));
            }
            if held != role {
                members::put(conn, id, account, role, now)?;
            }
            if held != role && account != actor.account.id {
                let kind = letters::of_role(role);
                letters::post_to(conn, services, [account], kind, &seat.organisation, "")?;
            }
            present(conn, &actor, &seat, now)
        })
        .await?;
    Ok(Json(shown))
}

/// Remove a member
///
/// Those who manage the organisation, and the coordination, remove anybody; a member leaves with the identifier of the own account.
/// The last manager leaves once somebody else manages the organisation, or when nobody else belongs to it (409 `last_manager`). What
/// the person filed in its name stays with the organisation. The other side is informed by mail.
#[utoipa::path(
    tag = "organisations",
    params(
        ("id" = OrganisationId, Path, description = "Identifier of the organisation"),
        ("account" = AccountId, Path, description = "Identifier of the member's account")
    ),
    responses((status = 204, description = "No member any more"), WriteRefusals)
)]
#[delete("/organisations/{id}/members/{account}")]
pub(super) async fn remove_member(
    services: Data<Services>,
    actor: Actor,
    path: Path<(OrganisationId, AccountId)>,
) -> Result<HttpResponse, ApiError> {
    let (id, account) = path.into_inner();
    services
        .write(move |conn, services| {
            let leaves = account == actor.account.id;
            let seat = if leaves {
                seat(conn, &actor, id)?
            } else {
                managed(conn, &actor, id)?
            };
            let kind = if leaves {
                fact::MEMBER_LEFT
            } else {
                fact::MEMBER_REMOVED
            };
            let id = seat.organisation.id();
            let entry = Fact::default().entry(id, kind, seat.by)?;
            log::append(conn, services.clock.now(), &entry)?;
            let may_be_last = seat.coordinates && !leaves;
            if !may_be_last && is_needed(conn, id, account)? {
                return Err(Error::rejected(Code::LastManager));
            }
            if !members::remove(conn, id, account)? {
                return Err(Error::not_found());
            }
            close_if_empty(conn, id)?;
            inform(conn, services, &seat, account, leaves)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Tells the managers that a member left, or a member that the membership ended.
fn inform(
    conn: &mut Conn,
    services: &Services,
    seat: &Seat,
    account: AccountId,
    leaves: bool,
) -> Result<(), Error> {
    let organisation = &seat.organisation;
    if leaves {
        let managers = members::managers(conn, organisation.id())?;
        letters::post_to(
            conn,
            services,
            managers,
            LetterKind::OrganisationLeft,
            organisation,
            "",
        )
    } else {
        letters::post_to(
            conn,
            services,
            [account],
            LetterKind::OrganisationRemoved,
            organisation,
            "",
        )
    }
}

/// True when the person is the only one who manages an organisation.
fn is_last_manager(conn: &mut Conn, id: OrganisationId, account: AccountId) -> Result<bool, Error> {
    Ok(members::managers(conn, id)? == [account])
}

/// True when the organisation would be left with members of whom nobody manages it.
pub(super) fn is_needed(
    conn: &mut Conn,
    id: OrganisationId,
    account: AccountId,
) -> Result<bool, Error> {
    Ok(is_last_manager(conn, id, account)? && members::count(conn, id)? > 1)
}

/// Takes back what an organisation has offered, when nobody belongs to it any more: somebody else may take charge of it.
pub(super) fn close_if_empty(conn: &mut Conn, id: OrganisationId) -> Result<(), Error> {
    if members::count(conn, id)? == 0 {
        invitations::delete_open(conn, id)?;
        mandates::end_all(conn, id)?;
    }
    Ok(())
}
