//! Renewal of a session.

use super::keys::Keys;
use super::limits::REFRESH;
use super::sessions::{self, Renewal};
use super::{cookie, sign_in};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use http::ApiError;
use http::Services;
use http::limits::{self, Attempt};
use http::{client, problems};
use shared::account::Session;

/// Renew the session with the refresh cookie
///
/// The cookie is replaced by a new one. Reusing an old cookie ends the session, since the cookie was copied; within ten
/// seconds it is assumed to come from a second tab of the same browser, which gets the same new cookie as the first.
#[utoipa::path(
    tag = "accounts",
    responses((status = 200, description = "Renewed session", body = Session), problems::FormRefusals)
)]
#[post("/session/refresh")]
pub(super) async fn refresh_session(
    request: HttpRequest,
    services: Data<Services>,
    keys: Data<Keys>,
) -> Result<HttpResponse, ApiError> {
    client::same_origin(&services, &request)?;
    let token = cookie::token(&request).ok_or_else(sessions::ended)?;
    let attempt = Attempt {
        person: String::new(),
        machine: client::address(&services, &request),
    };
    let living = services
        .db
        .read({
            let (services, token, attempt) = (services.clone(), token.clone(), attempt.clone());
            move |conn| {
                let now = services.clock.now();
                limits::check(conn, REFRESH, &attempt, now)?;
                // Unknown tokens are rejected here: a write would make every other writer wait.
                sessions::is_open(conn, &token, now)
            }
        })
        .await?;
    if !living {
        return Err(ended(&services));
    }
    let renewal = services
        .write(move |conn, services| {
            limits::note(conn, REFRESH, &attempt, services.clock.now())?;
            sessions::renew(conn, &services.clock, &services.secrets, &token)
        })
        .await?;
    match renewal {
        Renewal::Renewed(opened) => sign_in::respond(&services, &keys, opened).await,
        Renewal::Ended => Err(ended(&services)),
    }
}

/// Error that removes the cookie.
fn ended(services: &Services) -> ApiError {
    sessions::ended()
        .header("Set-Cookie", cookie::cleared(services).to_string())
        .into()
}
