//! Creation of an account.

use super::letters;
use super::limits::SIGN_UP;
use super::links::{self, Link};
use super::passwords::{self, Passwords};
use super::people::{self, NewAccount, email_key};
use super::queries;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use ground::db::Conn;
use ground::error::Error;
use ground::mail;
use http::ApiError;
use http::Services;
use http::limits::{self, Attempt};
use http::{Body, client, problems};
use shared::account::{Destination, SignUp};
use shared::problem::{Code, FieldProblem};
use shared::text;

/// Create an account
///
/// Mails a verification link to a new address, or an explanation to an address that already has an account. The response is
/// the same in both cases. Both mails lead to `destination`.
#[utoipa::path(
    tag = "accounts",
    request_body = SignUp,
    responses((status = 202, description = "A mail was sent to the address"), problems::FormRefusals)
)]
#[post("/accounts")]
pub(super) async fn sign_up(
    request: HttpRequest,
    services: Data<Services>,
    passwords: Data<Passwords>,
    body: Body<SignUp>,
) -> Result<HttpResponse, ApiError> {
    let (form, destination) = parse(body.into_inner())?;
    let attempt = Attempt {
        person: email_key(&form.email),
        machine: client::address(&services, &request),
    };
    limits::count(&services, SIGN_UP, &attempt).await?;
    // Hashed in either case, so that both responses take equally long.
    let new = NewAccount {
        password_hash: passwords.hash(form.password).await?,
        email: form.email,
        name: form.name,
        verified: false,
    };
    match register(&services, new.clone(), destination.clone()).await {
        // A concurrent request created the account: the address now exists.
        Err(error) if error.code() == Code::Duplicate => {
            register(&services, new, destination).await?;
        }
        outcome => outcome?,
    }
    Ok(HttpResponse::Accepted().finish())
}

async fn register(
    services: &Data<Services>,
    new: NewAccount,
    destination: Option<Destination>,
) -> Result<(), Error> {
    services
        .write(move |conn, services| create_or_explain(conn, services, &new, destination.as_ref()))
        .await
}

fn create_or_explain(
    conn: &mut Conn,
    services: &Services,
    new: &NewAccount,
    destination: Option<&Destination>,
) -> Result<(), Error> {
    if let Some(known) = queries::by_email(conn, &email_key(&new.email))? {
        let letter = letters::exists(
            known.recipient(),
            &links::sign_in(services, destination),
            &links::forgotten(services),
        );
        return mail::post(conn, &services.clock, &letter).map(drop);
    }
    let id = people::create(conn, &services.clock, new)?;
    let link = Link::verifying(destination);
    links::post(conn, services, id, link, |link| {
        letters::verify(new.recipient(), link)
    })
}

/// The form with its texts normalised, and its destination.
fn parse(form: SignUp) -> Result<(SignUp, Option<Destination>), Error> {
    let mut faults = Vec::new();
    let email = text::email("/email", &form.email)
        .map_err(|fault| faults.push(fault))
        .ok();
    let name = people::read_name(&form.name)
        .map_err(|fault| faults.push(fault))
        .ok();
    if let Err(fault) = passwords::check("/password", &form.password) {
        faults.push(fault);
    }
    let destination = form.destination.as_deref().and_then(Destination::parse);
    if form.destination.is_some() && destination.is_none() {
        faults.push(FieldProblem::new(
            "/destination",
            Code::InvalidFormat,
            "not a path of this site",
        ));
    }
    match (email, name) {
        (Some(email), Some(name)) if faults.is_empty() => {
            let form = SignUp {
                email,
                name,
                password: form.password,
                destination: None,
            };
            Ok((form, destination))
        }
        _ => Err(Error::invalid(faults)),
    }
}
