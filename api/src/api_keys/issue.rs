//! Tokens that stand for a key for an hour: clients of OpenAgenda exchange their secret for one, and write with it.
//!
//! A token has the scopes and bounds of its key, and ends with it.

use super::queries;
use super::rows::TokenRow;
use super::token::{generate_temporary, is_well_formed};
use super::verify::{ApiKeys, invalid, limited};
use actix_web::HttpRequest;
use chrono::TimeDelta;
use ground::error::Error;
use http::client;
use http::limits::{self, Attempt, Limit};
use shared::partner::{KeyKind, KeyScope};

/// Time for which a token stands for its key.
const LIFE: TimeDelta = TimeDelta::hours(1);
/// Rate limit of tokens: a client keeps one for its hour, and programs that start anew each time need some more.
const ISSUE: Limit = Limit {
    what: "key_token",
    window: TimeDelta::hours(1),
    per_person: 600,
    per_machine: 6_000,
};

/// A bearer token that was just issued.
#[derive(Debug)]
pub(crate) struct Issued {
    pub(crate) token: String,
    /// Seconds until it expires.
    pub(crate) expires_in: i64,
}

impl ApiKeys {
    /// Issues a token that stands for a key with the scope `write`; `secret` came with `request`.
    ///
    /// # Errors
    ///
    /// `invalid_token` when there is no such key, it was revoked or has expired; `key_limited` when it is not meant for the sender, or
    /// not for writing; `too_many_requests`.
    pub(crate) async fn issue(&self, secret: &str, request: &HttpRequest) -> Result<Issued, Error> {
        if !is_well_formed(secret) {
            return Err(invalid("not an API key"));
        }
        let known = self.verify(secret, request).await?;
        let bounds = &known.bounds;
        if bounds.kind != KeyKind::Secret || !bounds.scopes.contains(&KeyScope::Write) {
            return Err(limited("needs the scope `write`"));
        }
        let attempt = Attempt {
            person: known.id.to_string(),
            machine: client::address(&self.services, request),
        };
        limits::count(&self.services, ISSUE, &attempt).await?;
        let token = generate_temporary()?;
        let now = self.services.clock.now();
        let end = now + LIFE;
        let end = known.expires_at.map_or(end, |at| at.min(end));
        let row = TokenRow {
            hash: self.hash(&token),
            key_id: known.id.into(),
            created_at: now.into(),
            expires_at: end.into(),
        };
        self.services
            .db
            .write(move |conn| queries::insert_token(conn, &row, now))
            .await?;
        Ok(Issued {
            token,
            expires_in: (end - now).num_seconds(),
        })
    }
}
