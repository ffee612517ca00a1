//! The open sessions of the signed-in account.

use super::{cookie, queries};
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpResponse, delete, get};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::{Actor, problems};
use shared::account::{OpenSession, OpenSessions};
use shared::id::AccountId;
use std::collections::HashMap;
use uuid::Uuid;

/// List the open sessions of the signed-in account
///
/// One for each device that is signed in, the last used first.
#[utoipa::path(
    tag = "accounts",
    responses((status = 200, description = "Open sessions", body = OpenSessions), problems::Refusals)
)]
#[get("/account/sessions")]
pub(super) async fn list_sessions(
    services: Data<Services>,
    actor: Actor,
) -> Result<Json<OpenSessions>, ApiError> {
    let now = services.clock.now();
    let (id, current) = (actor.account.id, actor.session);
    let items = services
        .db
        .read(move |conn| of_account(conn, id, Some(current), now))
        .await?;
    Ok(Json(OpenSessions { items }))
}

/// The open sessions of an account, the last used first; `current` is that of the request, if it is one of them.
pub(super) fn of_account(
    conn: &mut Conn,
    account: AccountId,
    current: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<Vec<OpenSession>, Error> {
    let mut opened: HashMap<Uuid, _> = queries::sessions_of(conn, account.into())?
        .into_iter()
        .map(|row| (row.id.0, row))
        .collect();
    let living = queries::living_tokens(conn, account.into(), now.into())?;
    Ok(living
        .into_iter()
        .map(|token| {
            let session = token.family_id.0;
            let row = opened.remove(&session);
            OpenSession {
                id: session,
                opened_at: row
                    .as_ref()
                    .map_or(token.issued_at.0, |row| row.opened_at.0),
                used_at: token.issued_at.0,
                device: row.and_then(|row| row.device),
                current: current == Some(session),
            }
        })
        .collect())
}

/// End a session of the signed-in account
///
/// The device of that session has to sign in again.
#[utoipa::path(
    tag = "accounts",
    params(("id" = Uuid, Path, description = "Identifier of the session")),
    responses((status = 204, description = "Session ended"), problems::Refusals)
)]
#[delete("/account/sessions/{id}")]
pub(super) async fn end_session(
    services: Data<Services>,
    actor: Actor,
    id: Path<Uuid>,
) -> Result<HttpResponse, ApiError> {
    let (id, now) = (id.into_inner(), services.clock.now());
    let current = id == actor.session;
    services
        .db
        .write(move |conn| {
            let account = actor.account.id.into();
            let living = queries::living_tokens(conn, account, now.into())?;
            if !living.iter().any(|token| token.family_id.0 == id) {
                return Err(Error::not_found());
            }
            Ok(queries::close_session(
                conn,
                id.into(),
                account,
                now.into(),
            )?)
        })
        .await?;
    let mut response = HttpResponse::NoContent();
    if current {
        response.cookie(cookie::cleared(&services));
    }
    Ok(response.finish())
}
