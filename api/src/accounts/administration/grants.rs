//! The roles of a person.

use super::change::Managed;
use super::sheet::{present, present_again};
use super::{GRANTED, REMOVED, letters, queries};
use crate::accounts::queries as accounts;
use actix_web::web::{Data, Json, Path};
use actix_web::{delete, post};
use ground::error::Error;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::account::{GRANTS_MAX, Grant, PersonSheet, Role};
use shared::id::AccountId;
use shared::place::Territory;
use shared::problem::{Code, FieldProblem};

/// Give a person a role
///
/// At once, with a letter to the person; an invitation gives a role to an address that may have no account yet. Administrators give every
/// role, coordinators that of a referent; nobody to their own account (403 `own_account`). Giving a role again changes nothing.
#[utoipa::path(
    tag = "people",
    params(("id" = AccountId, Path, description = "Identifier of the account")),
    request_body = Grant,
    responses((status = 200, description = "The person", body = PersonSheet), WriteRefusals)
)]
#[post("/people/{id}/grants")]
pub(in crate::accounts) async fn add_grant(
    services: Data<Services>,
    actor: Actor,
    id: Path<AccountId>,
    body: Body<Grant>,
) -> Result<Json<PersonSheet>, ApiError> {
    let (id, grant) = (id.into_inner(), body.into_inner());
    grant.check().map_err(|fault| Error::invalid(vec![fault]))?;
    let sheet = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let managed = Managed::held(conn, &actor, id)?;
            managed.check_other()?;
            check_role(&managed, grant.role)?;
            if managed.account.grants.contains(&grant) {
                return present(conn, &managed, now);
            }
            if managed.account.grants.len() >= GRANTS_MAX {
                let fault = FieldProblem::new("/role", Code::TooMany, "too many roles");
                return Err(Error::invalid(vec![fault.with_limit(GRANTS_MAX as u64)]));
            }
            accounts::insert_grant(conn, id, &grant, now.into())?;
            managed.record(conn, now, GRANTED, serde_json::to_value(&grant)?)?;
            letters::granted(conn, services, &managed.account, &grant)?;
            present_again(conn, managed, now)
        })
        .await?;
    Ok(Json(sheet))
}

/// Revoke a role
///
/// The person is informed by a letter, and loses the role with the next request. The last administrator and the last coordinator keep
/// their role (409 `last_holder`). Nobody takes a role from their own account (403 `own_account`).
#[utoipa::path(
    tag = "people",
    params(
        ("id" = AccountId, Path, description = "Identifier of the account"),
        ("role" = Role, Path, description = "Role"),
        ("territory" = String, Path, description = "Its territory, such as `region:84`")
    ),
    responses((status = 200, description = "The person", body = PersonSheet), WriteRefusals)
)]
#[delete("/people/{id}/grants/{role}/{territory}")]
pub(in crate::accounts) async fn remove_grant(
    services: Data<Services>,
    actor: Actor,
    path: Path<(AccountId, Role, Territory)>,
) -> Result<Json<PersonSheet>, ApiError> {
    let (id, role, territory) = path.into_inner();
    let grant = Grant { role, territory };
    let sheet = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let managed = Managed::held(conn, &actor, id)?;
            managed.check_other()?;
            check_role(&managed, grant.role)?;
            if !managed.account.grants.contains(&grant) {
                return Err(Error::not_found());
            }
            managed.check_not_last(conn, &[grant.role])?;
            queries::delete_grant(conn, id, &grant)?;
            managed.record(conn, now, REMOVED, serde_json::to_value(&grant)?)?;
            letters::ungranted(conn, services, &managed.account, &grant)?;
            present_again(conn, managed, now)
        })
        .await?;
    Ok(Json(sheet))
}

/// Checks that the caller gives and takes back this role.
fn check_role(managed: &Managed, role: Role) -> Result<(), Error> {
    if role.is_given() && managed.manager.role.manages(role) {
        Ok(())
    } else {
        Err(Error::rejected(Code::Forbidden).because("you do not manage this role"))
    }
}
