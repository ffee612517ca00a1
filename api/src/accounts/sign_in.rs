//! Sign-in with e-mail address and password.

use super::keys::Keys;
use super::limits::{SIGN_IN, SIGN_IN_ANYWHERE};
use super::passwords::{self, Passwords};
use super::people::email_key;
use super::sessions::Origin;
use super::{cookie, queries, sessions};
use actix_web::http::header::ContentEncoding;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::limits::{self, Attempt};
use http::{Body, client, problems};
use shared::account::{Session, SignIn, device};
use shared::problem::Code;
use shared::text;

/// Sign in
///
/// Takes an e-mail address and a password. Returns an access token for `Authorization: Bearer`, and sets the refresh cookie
/// that renews it.
#[utoipa::path(
    tag = "accounts",
    request_body = SignIn,
    responses((status = 200, description = "New session", body = Session), problems::FormRefusals)
)]
#[post("/session")]
pub(super) async fn sign_in(
    request: HttpRequest,
    services: Data<Services>,
    keys: Data<Keys>,
    hashes: Data<Passwords>,
    body: Body<SignIn>,
) -> Result<HttpResponse, ApiError> {
    client::same_origin(&services, &request)?;
    let SignIn { email, password } = body.into_inner();
    passwords::check_length("/password", &password).map_err(|fault| Error::invalid(vec![fault]))?;
    let key = email_key(&email);
    let machine = client::address(&services, &request);
    let here = Attempt {
        person: format!("{key} {machine}"),
        machine: machine.clone(),
    };
    let anywhere = Attempt {
        person: key.clone(),
        machine: machine.clone(),
    };
    let named = text::email("/email", &email).is_ok();
    let (account, known) = services
        .db
        .read({
            let clock = services.clock.clone();
            move |conn| {
                let account = if named {
                    queries::by_email(conn, &key)?
                } else {
                    None
                };
                let known = match &account {
                    Some(row) => sessions::is_known(conn, &clock, row.id.into(), &machine)?,
                    None => false,
                };
                Ok((account, known))
            }
        })
        .await?;
    let mut counted = vec![(SIGN_IN, here.clone())];
    if !known {
        counted.push((SIGN_IN_ANYWHERE, anywhere.clone()));
    }
    limits::count_all(&services, counted).await?;
    let stored_hash = account.as_ref().map(|row| row.password_hash.clone());
    let right = hashes.is_right(password, stored_hash).await?;
    let (Some(row), true) = (account, right) else {
        return Err(Error::rejected(Code::InvalidCredentials).into());
    };
    // Only whoever knows the password learns it.
    if row.disabled_at.is_some() {
        return Err(Error::rejected(Code::AccountDisabled).into());
    }
    let origin = origin(&services, &request);
    let opened = services
        .write(move |conn, services| {
            // The password may have been reset while the hash was computed.
            if !queries::hold_password(conn, row.id, &row.password_hash)? {
                return Err(Error::rejected(Code::InvalidCredentials));
            }
            let now = services.clock.now();
            limits::forgive(conn, SIGN_IN, &here, now)?;
            if !known {
                limits::uncount(conn, SIGN_IN_ANYWHERE, &anywhere, now)?;
            }
            sessions::open(conn, &services.clock, row.id.into(), &origin)
        })
        .await?;
    respond(&services, &keys, opened).await
}

/// Client that sent a request, for the session that it opens.
pub(super) fn origin(services: &Services, request: &HttpRequest) -> Origin {
    Origin {
        machine: client::address(services, request),
        device: client::user_agent(request).and_then(device),
    }
}

/// Response with a session: access token in the body, refresh token in the cookie.
pub(super) async fn respond(
    services: &Services,
    keys: &Keys,
    opened: sessions::Opened,
) -> Result<HttpResponse, ApiError> {
    let id = opened.account;
    let account = services
        .db
        .read(move |conn| queries::find(conn, id))
        .await?
        .ok_or_else(sessions::ended)?;
    let session = sessions::with_access_token(keys, &services.clock, opened.family, account)?;
    Ok(HttpResponse::Ok()
        .cookie(cookie::carrying(services, opened.refresh_token))
        // Not compressed: a secret and attacker-chosen text must not share a compressed stream (BREACH).
        .insert_header(ContentEncoding::Identity)
        .json(session))
}
