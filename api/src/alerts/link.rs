//! Operations behind the links in the letters of an alert: see, confirm and stop it.

use super::queries;
use super::rows::AlertRow;
use crate::editions::queries as edition_queries;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use ground::mail::addresses;
use http::Services;
use shared::edition::Edition;
use shared::event::EventQuery;
use shared::problem::Code;
use std::sync::Arc;

/// Length of the secret of a link, in bytes.
const SECRET_BYTES: usize = 43;

/// An alert, as the owner of a link sees it.
#[derive(Debug, Clone)]
pub(crate) struct OpenedAlert {
    pub(crate) edition: Arc<Edition>,
    pub(crate) query: EventQuery,
    /// Time until which it can be confirmed; `None` once it is.
    pub(crate) expires_at: Option<DateTime<Utc>>,
}

/// The alert of a link; `None` when the link was invented, or the alert has ended.
///
/// # Errors
///
/// When the database fails.
pub(crate) async fn find(
    services: &Data<Services>,
    secret: &str,
) -> Result<Option<OpenedAlert>, Error> {
    let now = services.clock.now();
    let Some(hash) = hash(secret) else {
        return Ok(None);
    };
    services
        .db
        .read(move |conn| Ok(opened(conn, &hash, now)?.map(|(_, opened)| opened)))
        .await
}

/// Confirms the alert of a link; a second time changes nothing.
///
/// # Errors
///
/// `invalid_link`, or `too_many_alerts` when the address has as many as the edition allows.
pub(crate) async fn confirm(services: &Data<Services>, secret: &str) -> Result<(), Error> {
    let hash = known(services, secret).await?;
    services
        .write(move |conn, services| {
            let now = services.clock.now();
            let (row, _) = opened(conn, &hash, now)?.ok_or_else(invalid)?;
            queries::lock(conn, &row.email)?;
            // Whoever had the lock before may have confirmed or deleted it.
            let (row, OpenedAlert { edition, .. }) =
                opened(conn, &hash, now)?.ok_or_else(invalid)?;
            if row.confirmed_at.is_some() {
                return Ok(());
            }
            let others = queries::confirmed(conn, row.edition_id, &row.email)?;
            if u32::try_from(others).is_ok_and(|others| others < edition.alerts.per_address) {
                queries::confirm(conn, row.id(), now)?;
                // Whoever opened the link reads the letters to this address.
                addresses::prove(conn, &services.clock, &row.email).map(drop)
            } else {
                Err(Error::rejected(Code::TooManyAlerts))
            }
        })
        .await
}

/// Stops the alert of a link: the alert, its letters and the address are deleted.
///
/// # Errors
///
/// `invalid_link`.
pub(crate) async fn stop(services: &Data<Services>, secret: &str) -> Result<(), Error> {
    let hash = known(services, secret).await?;
    services
        .write(move |conn, services| {
            let now = services.clock.now();
            let row = queries::by_link(conn, &hash, now)?.ok_or_else(invalid)?;
            queries::lock(conn, &row.email)?;
            // Whoever had the lock before may have deleted it; of two who stop the last alerts, the second finds none left.
            let row = queries::by_link(conn, &hash, now)?.ok_or_else(invalid)?;
            queries::delete(conn, &[row.id()])
        })
        .await
}

/// The hash of a secret that belongs to an alert. Unknown secrets are rejected here: a write would make every other writer wait.
async fn known(services: &Data<Services>, secret: &str) -> Result<String, Error> {
    let now = services.clock.now();
    let hash = hash(secret).ok_or_else(invalid)?;
    let asked = hash.clone();
    let found = services
        .db
        .read(move |conn| queries::by_link(conn, &asked, now))
        .await?;
    found.map(|_| hash).ok_or_else(invalid)
}

fn hash(secret: &str) -> Option<String> {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (secret.len() == SECRET_BYTES && secret.bytes().all(sign)).then(|| sha256(secret))
}

fn opened(
    conn: &mut Conn,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<(AlertRow, OpenedAlert)>, Error> {
    let Some(row) = queries::by_link(conn, hash, now)? else {
        return Ok(None);
    };
    let edition = edition_queries::find(conn, row.edition_id.into())?;
    let opened = edition
        .filter(|edition| edition.takes_alerts(now))
        .map(|edition| OpenedAlert {
            edition,
            query: row.query(),
            expires_at: row.expires_at.map(|at| at.0),
        });
    Ok(opened.map(|opened| (row, opened)))
}

fn invalid() -> Error {
    Error::rejected(Code::InvalidLink)
}
