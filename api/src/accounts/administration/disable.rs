//! Accounts that may not sign in.

use super::change::Managed;
use super::sheet::{present, present_again};
use super::{DISABLED, ENABLED, letters, queries};
use crate::accounts::queries as accounts;
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use ground::error::Error;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use serde_json::json;
use shared::account::{DISABLING_REASON_MAX_CHARS, Disabling, PersonSheet, Role};
use shared::id::AccountId;
use shared::problem::{Code, FieldProblem};
use shared::text::Limits;

/// Disable an account
///
/// Ends every session, and refuses to sign in (403 `account_disabled`) until the account is enabled again. Event submissions and roles
/// stay. The person is informed by a letter with the reason. Administrators disable everybody, coordinators those whose only role is
/// referent; nobody their own account. The last administrator and the last coordinator cannot be disabled (409 `last_holder`).
#[utoipa::path(
    tag = "people",
    params(("id" = AccountId, Path, description = "Identifier of the account")),
    request_body = Disabling,
    responses((status = 200, description = "The person", body = PersonSheet), WriteRefusals)
)]
#[post("/people/{id}/disable")]
pub(in crate::accounts) async fn disable_person(
    services: Data<Services>,
    actor: Actor,
    id: Path<AccountId>,
    body: Body<Disabling>,
) -> Result<Json<PersonSheet>, ApiError> {
    let (id, Disabling { reason }) = (id.into_inner(), body.into_inner());
    let reason = Limits::line(1, DISABLING_REASON_MAX_CHARS)
        .read("/reason", &reason)
        .and_then(|reason| {
            reason.ok_or_else(|| FieldProblem::new("/reason", Code::Required, "a reason is needed"))
        })
        .map_err(|fault| Error::invalid(vec![fault]))?;
    let sheet = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let managed = Managed::held(conn, &actor, id)?;
            managed.check_manageable()?;
            if managed.row.disabled_at.is_some() {
                return present(conn, &managed, now);
            }
            managed.check_not_last(conn, Role::ALL)?;
            queries::set_disabled(conn, id, Some(now), now)?;
            accounts::close_all(conn, id.into(), now.into())?;
            accounts::delete_mail_tokens(conn, id.into())?;
            managed.record(conn, now, DISABLED, json!({ "reason": reason }))?;
            letters::disabled(conn, services, &managed.account, &reason)?;
            present_again(conn, managed, now)
        })
        .await?;
    Ok(Json(sheet))
}

/// Enable an account
///
/// The person may sign in again, and is informed by a letter.
#[utoipa::path(
    tag = "people",
    params(("id" = AccountId, Path, description = "Identifier of the account")),
    responses((status = 200, description = "The person", body = PersonSheet), WriteRefusals)
)]
#[post("/people/{id}/enable")]
pub(in crate::accounts) async fn enable_person(
    services: Data<Services>,
    actor: Actor,
    id: Path<AccountId>,
) -> Result<Json<PersonSheet>, ApiError> {
    let id = id.into_inner();
    let sheet = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let managed = Managed::held(conn, &actor, id)?;
            managed.check_manageable()?;
            if managed.row.disabled_at.is_none() {
                return present(conn, &managed, now);
            }
            queries::set_disabled(conn, id, None, now)?;
            managed.record(conn, now, ENABLED, json!({}))?;
            letters::enabled(conn, services, &managed.account)?;
            present_again(conn, managed, now)
        })
        .await?;
    Ok(Json(sheet))
}
