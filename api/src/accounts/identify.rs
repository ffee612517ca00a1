//! Authentication of requests by access token.

use super::keys::Keys;
use super::queries;
use super::sessions;
use actix_web::HttpRequest;
use actix_web::web::Data;
use futures_util::future::LocalBoxFuture;
use ground::error::Error;
use http::Services;
use http::auth::{Identify, Identity};

/// Resolves access tokens to the accounts of open sessions.
pub(crate) struct AccessTokens {
    services: Data<Services>,
    keys: Data<Keys>,
}

impl AccessTokens {
    /// Accepts the tokens that `keys` signed.
    pub(crate) fn new(services: Data<Services>, keys: Data<Keys>) -> Self {
        Self { services, keys }
    }
}

impl Identify for AccessTokens {
    fn identify<'a>(
        &'a self,
        token: &'a str,
        _request: &'a HttpRequest,
    ) -> LocalBoxFuture<'a, Result<Identity, Error>> {
        Box::pin(async move {
            let now = self.services.clock.now();
            let claims = self.keys.read(token, now)?;
            let (id, session) = (claims.sub, claims.sid);
            let account = self
                .services
                .db
                .read(move |conn| queries::signed_in(conn, id, session, now))
                .await?
                .ok_or_else(sessions::ended)?;
            Ok(Identity {
                account,
                session,
                key: None,
            })
        })
    }
}
