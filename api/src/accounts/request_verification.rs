//! Request for another verification mail.

use super::letters;
use super::limits::RESET;
use super::links::{self, Link};
use super::people::email_key;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use ground::mail::addresses;
use http::ApiError;
use http::Services;
use http::limits::{self, Attempt};
use http::{Actor, client, problems};

/// Resend the verification mail
///
/// Mails a new link to the address of the signed-in account; earlier links stop working. Nothing is sent to an address that
/// is already verified, unless it returned letters.
#[utoipa::path(
    tag = "accounts",
    responses((status = 202, description = "A link was mailed, unless the address is already verified"), problems::Refusals)
)]
#[post("/accounts/verification")]
pub(super) async fn request_verification(
    request: HttpRequest,
    services: Data<Services>,
    actor: Actor,
) -> Result<HttpResponse, ApiError> {
    let account = actor.account;
    let email = account.email.clone();
    let returned = services
        .db
        .read(move |conn| addresses::returned(conn, &email))
        .await?;
    if account.verified && returned.is_none() {
        return Ok(HttpResponse::Accepted().finish());
    }
    let attempt = Attempt {
        person: email_key(&account.email),
        machine: client::address(&services, &request),
    };
    limits::count(&services, RESET, &attempt).await?;
    services
        .write(move |conn, services| {
            links::post(conn, services, account.id, Link::verifying(None), |link| {
                letters::verify(letters::recipient_of(&account), link)
            })
        })
        .await?;
    Ok(HttpResponse::Accepted().finish())
}
