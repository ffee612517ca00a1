//! Request for a new address of the account.

use super::limits::RESET;
use super::links::{self, Link};
use super::passwords::Passwords;
use super::people::email_key;
use super::{letters, proof, queries};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use ground::error::Error;
use ground::mail::{self, Recipient};
use http::ApiError;
use http::Services;
use http::limits::{self, Attempt};
use http::{Actor, Body, client, problems};
use shared::account::AddressChange;
use shared::text;

/// Request another e-mail address for the signed-in account
///
/// Requires the password, and mails a link to the new address; the address changes when the link is opened, within 24 hours.
/// The response is the same when that address has an account already: its owner is informed instead.
#[utoipa::path(
    tag = "accounts",
    request_body = AddressChange,
    responses((status = 202, description = "A mail was sent to the new address"), problems::FormRefusals)
)]
#[post("/account/address")]
pub(super) async fn request_address_change(
    request: HttpRequest,
    services: Data<Services>,
    passwords: Data<Passwords>,
    actor: Actor,
    body: Body<AddressChange>,
) -> Result<HttpResponse, ApiError> {
    let AddressChange { email, password } = body.into_inner();
    let email = text::email("/email", &email).map_err(|fault| Error::invalid(vec![fault]))?;
    let proven = proof::check(
        &request,
        &services,
        &passwords,
        &actor,
        ("/password", password),
    )
    .await?;
    let attempt = Attempt {
        person: email_key(&email),
        machine: client::address(&services, &request),
    };
    limits::count(&services, RESET, &attempt).await?;
    services
        .write(move |conn, services| {
            proven.hold(conn, services)?;
            let account = &actor.account;
            match queries::by_email(conn, &email_key(&email))? {
                // Only the spelling of the address changes, or nothing.
                Some(known) if known.id != account.id.into() => {
                    let letter =
                        letters::address_taken(known.recipient(), &links::forgotten(services));
                    mail::post(conn, &services.clock, &letter).map(drop)
                }
                Some(_) | None => {
                    let recipient = Recipient {
                        email: &email,
                        name: &account.name,
                        language: account.language,
                    };
                    let link = Link::confirming(&email);
                    links::post(conn, services, account.id, link, |link| {
                        letters::new_address(recipient, link)
                    })
                }
            }
        })
        .await?;
    Ok(HttpResponse::Accepted().finish())
}
