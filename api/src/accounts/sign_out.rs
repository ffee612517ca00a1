//! Sign-out: the end of one session or of all.

use super::{cookie, queries, secret};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete};
use http::ApiError;
use http::Services;
use http::{Actor, Caller, client, problems};

/// Sign out on this device
///
/// Ends the session of the refresh cookie or of the access token. Succeeds even when the session has already ended.
#[utoipa::path(
    tag = "accounts",
    responses((status = 204, description = "Signed out"), problems::FormRefusals)
)]
#[delete("/session")]
pub(super) async fn sign_out(
    request: HttpRequest,
    services: Data<Services>,
    caller: Result<Caller, ApiError>,
) -> Result<HttpResponse, ApiError> {
    client::same_origin(&services, &request)?;
    let now = services.clock.now();
    let token = cookie::token(&request);
    let session = caller
        .ok()
        .and_then(|Caller(actor)| actor)
        .map(|actor| (actor.session, actor.account.id));
    services
        .db
        .write(move |conn| {
            if let Some(token) = &token
                && let Some(row) = queries::find_refresh(conn, &secret::hash(token))?
            {
                queries::close_session(conn, row.family_id, row.account_id, now.into())?;
            }
            if let Some((session, account)) = session {
                queries::close_session(conn, session.into(), account.into(), now.into())?;
            }
            Ok(())
        })
        .await?;
    Ok(HttpResponse::NoContent()
        .cookie(cookie::cleared(&services))
        .finish())
}

/// Sign out on every device
///
/// Ends all sessions of the account.
#[utoipa::path(
    tag = "accounts",
    responses((status = 204, description = "All sessions ended"), problems::Refusals)
)]
#[delete("/session/all")]
pub(super) async fn sign_out_everywhere(
    services: Data<Services>,
    actor: Actor,
) -> Result<HttpResponse, ApiError> {
    let now = services.clock.now();
    let id = actor.account.id;
    services
        .db
        .write(move |conn| Ok(queries::close_all(conn, id.into(), now.into())?))
        .await?;
    Ok(HttpResponse::NoContent()
        .cookie(cookie::cleared(&services))
        .finish())
}
