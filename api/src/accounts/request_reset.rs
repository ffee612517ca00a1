//! Request for a link to choose a new password.

use super::letters;
use super::limits::RESET;
use super::links::{self, Link};
use super::people::email_key;
use super::queries;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{self, Kind};
use http::ApiError;
use http::Services;
use http::limits::{self, Attempt};
use http::{Body, client, problems};
use serde::{Deserialize, Serialize};
use shared::account::PasswordResetRequest;
use shared::text;

/// Request a password reset
///
/// Mails a link to choose a new password. The response is the same whether or not the address has an account.
#[utoipa::path(
    tag = "accounts",
    request_body = PasswordResetRequest,
    responses((status = 202, description = "A link was mailed if the address has an account"), problems::FormRefusals)
)]
#[post("/accounts/password-reset")]
pub(super) async fn request_password_reset(
    request: HttpRequest,
    services: Data<Services>,
    body: Body<PasswordResetRequest>,
) -> Result<HttpResponse, ApiError> {
    let email = text::email("/email", &body.into_inner().email)
        .map_err(|fault| Error::invalid(vec![fault]))?;
    let key = email_key(&email);
    let attempt = Attempt {
        person: key.clone(),
        machine: client::address(&services, &request),
    };
    limits::count(&services, RESET, &attempt).await?;
    // Looked up in the background, so that the response takes equally long for an address without an account.
    services
        .write(move |conn, services| {
            jobs::enqueue(
                conn,
                &services.clock,
                &MailReset {
                    email_key: key.clone(),
                },
            )
        })
        .await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Job that mails the link to an address, if it has an account.
#[derive(Serialize, Deserialize)]
pub(super) struct MailReset {
    email_key: String,
}

impl Kind for MailReset {
    const NAME: &'static str = "accounts.mail_reset";
}

impl MailReset {
    /// Queues the e-mail with the link, if the address has an account.
    pub(super) fn run(self, conn: &mut Conn, services: &Services) -> Result<(), Error> {
        let known = queries::by_email(conn, &self.email_key)?;
        let Some(known) = known.filter(|row| row.disabled_at.is_none()) else {
            return Ok(());
        };
        links::post(conn, services, known.id.into(), Link::resetting(), |link| {
            letters::reset(known.recipient(), link)
        })
    }
}
