//! Sessions of a person that somebody else ends.

use super::SIGNED_OUT;
use super::change::Managed;
use super::sheet::present;
use crate::accounts::queries as accounts;
use actix_web::web::{Data, Json, Path};
use actix_web::{delete, post};
use ground::error::Error;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Services};
use serde_json::json;
use shared::account::PersonSheet;
use shared::id::AccountId;
use uuid::Uuid;

/// Sign a person out everywhere
///
/// Ends every session of an account that the caller manages.
#[utoipa::path(
    tag = "people",
    params(("id" = AccountId, Path, description = "Identifier of the account")),
    responses((status = 200, description = "The person", body = PersonSheet), WriteRefusals)
)]
#[post("/people/{id}/sign-out")]
pub(in crate::accounts) async fn sign_out_person(
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
            let open = accounts::living_tokens(conn, id.into(), now.into())?.len();
            accounts::close_all(conn, id.into(), now.into())?;
            if open > 0 {
                managed.record(conn, now, SIGNED_OUT, json!({ "count": open }))?;
            }
            present(conn, &managed, now)
        })
        .await?;
    Ok(Json(sheet))
}

/// End a session of a person
///
/// The device of that session has to sign in again.
#[utoipa::path(
    tag = "people",
    params(
        ("id" = AccountId, Path, description = "Identifier of the account"),
        ("session" = Uuid, Path, description = "Identifier of the session")
    ),
    responses((status = 200, description = "The person", body = PersonSheet), WriteRefusals)
)]
#[delete("/people/{id}/sessions/{session}")]
pub(in crate::accounts) async fn end_person_session(
    services: Data<Services>,
    actor: Actor,
    path: Path<(AccountId, Uuid)>,
) -> Result<Json<PersonSheet>, ApiError> {
    let (id, session) = path.into_inner();
    let sheet = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let managed = Managed::held(conn, &actor, id)?;
            managed.check_manageable()?;
            let living = accounts::living_tokens(conn, id.into(), now.into())?;
            if !living.iter().any(|token| token.family_id.0 == session) {
                return Err(Error::not_found());
            }
            accounts::close_session(conn, session.into(), id.into(), now.into())?;
            managed.record(conn, now, SIGNED_OUT, json!({ "count": 1 }))?;
            present(conn, &managed, now)
        })
        .await?;
    Ok(Json(sheet))
}
