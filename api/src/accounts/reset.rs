//! Password reset with a mailed link.

use super::letters;
use super::links::{self, Purpose};
use super::passwords::{self, Passwords};
use super::{people, queries};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use ground::error::Error;
use ground::mail;
use http::ApiError;
use http::Services;
use http::{Body, problems};
use shared::account::PasswordReset;

/// Reset the password with the secret of a mailed link
///
/// A link works once, for one hour. All sessions of the account end, and its address counts as verified, since the link was
/// received there.
#[utoipa::path(
    tag = "accounts",
    request_body = PasswordReset,
    responses((status = 204, description = "Password changed"), problems::FormRefusals)
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
    links::count_attempt(&services, &request).await?;
    let hash = passwords.hash(password).await?;
    services
        .write(move |conn, services| {
            let now = services.clock.now();
            let id = links::redeem(conn, &token, Purpose::Reset, now)?;
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
                    mail::addresses::prove(conn, &services.clock, &account.email)?;
                    let recipient = letters::recipient_of(&account);
                    let letter = letters::changed(recipient, &links::forgotten(services));
                    mail::post(conn, &services.clock, &letter).map(drop)
                }
                None => Ok(()),
            }
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
