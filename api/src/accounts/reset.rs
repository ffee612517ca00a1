//! Chooses a new password.

use super::letters;
use super::limits::LINK;
use super::links::{self, Purpose};
use super::passwords::{self, Passwords};
use super::{people, queries};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use ground::error::Error;
use ground::mail;
use http::ApiError;
use http::Services;
use http::limits::{self, Attempt};
use http::{Body, client, problems};
use shared::account::PasswordReset;

/// Choose a new password with the secret of the mailed link
///
/// A link works once, for an hour. All sessions of the account are closed; the address counts as verified, since the
/// link was read there.
#[utoipa::path(
    tag = "accounts",
    request_body = PasswordReset,
    responses((status = 204, description = "The password is changed"), problems::FormRefusals)
)]
#[post("/accounts/password-reset/confirm")]
pub(super) async fn reset_password(
    request: HttpRequest,
    services: Data<Services>,
    passwords: Data<Passwords>,
    body: Body<PasswordReset>,
) -> Result<HttpResponse, ApiError> {
    let PasswordReset { token, password } = body.into_inner();
    passwords::check("/password", &password).map_err(|fault| Error::invalid(vec![fault]))?;
    let attempt = Attempt {
        person: String::new(),
        machine: client::address(&services, &request),
    };
    limits::count(&services, LINK, &attempt).await?;
    let hash = passwords.hash(password).await?;
    services
        .write(move |conn, services| {
            let now = services.clock.now();
            let id = links::follow(conn, &token, Purpose::Reset, now)?;
            queries::set_password(conn, id.into(), &hash, now.into())?;
            queries::set_verified(conn, id.into(), now.into())?;
            queries::close_all(conn, id.into(), now.into())?;
            people::record(
                conn,
                &services.clock,
                id,
                "account.password_changed",
                serde_json::json!({}),
            )?;
            match queries::find(conn, id)? {
                Some(account) => {
                    let letter = letters::changed(
                        &account.email,
                        &account.name,
                        &links::forgotten(services),
                    );
                    mail::post(conn, &services.clock, &letter).map(drop)
                }
                None => Ok(()),
            }
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
