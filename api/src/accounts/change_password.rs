//! Change of the password by the signed-in person.

use super::passwords::{self, Passwords};
use super::proof;
use super::{letters, links, people, queries};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, put};
use ground::error::Error;
use ground::mail;
use http::ApiError;
use http::Services;
use http::{Actor, Body, problems};
use shared::account::PasswordChange;

/// Change the password of the signed-in account
///
/// Requires the current password. All other sessions of the account end, and a mail informs the person.
#[utoipa::path(
    tag = "accounts",
    request_body = PasswordChange,
    responses((status = 204, description = "Password changed"), problems::FormRefusals)
)]
#[put("/account/password")]
pub(super) async fn change_password(
    request: HttpRequest,
    services: Data<Services>,
    passwords: Data<Passwords>,
    actor: Actor,
    body: Body<PasswordChange>,
) -> Result<HttpResponse, ApiError> {
    let PasswordChange { current, password } = body.into_inner();
    passwords::check("/password", &password).map_err(|fault| Error::invalid(vec![fault]))?;
    let proven = proof::check(
        &request,
        &services,
        &passwords,
        &actor,
        ("/current", current),
    )
    .await?;
    let hash = passwords.hash(password).await?;
    services
        .write(move |conn, services| {
            proven.hold(conn, services)?;
            let (id, now) = (actor.account.id, services.clock.now());
            queries::set_password(conn, id.into(), &hash, now.into())?;
            queries::close_others(conn, id.into(), actor.session.into(), now.into())?;
            people::record(
                conn,
                &services.clock,
                id,
                "account.password_changed",
                serde_json::json!({}),
            )?;
            let recipient = letters::recipient_of(&actor.account);
            let letter = letters::changed(recipient, &links::forgotten(services));
            mail::post(conn, &services.clock, &letter).map(drop)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
