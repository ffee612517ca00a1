//! Rate limits per person and per client address.
//!
//! The counters are in the database, so that all instances share them. The key of a counter is a digest, so that no e-mail or
//! network address is stored.

use super::Services;
use chrono::{DateTime, Duration, DurationRound as _, Utc};
use ground::attempts;
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use shared::problem::Code;

/// Maximum number of attempts in a time window, per person and per client address.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Name of the limited action, such as `sign_in`.
    pub what: &'static str,
    /// Length of the window; windows start at multiples of their length.
    pub window: Duration,
    /// Maximum number of attempts per person in a window.
    pub per_person: i32,
    /// Maximum number of attempts per client address in a window.
    pub per_machine: i32,
}

/// The person and the client address that make an attempt.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Normalised e-mail address, or identifier of the account; empty when the request names nobody.
    pub person: String,
    /// IP address of the client.
    pub machine: String,
}

impl Attempt {
    fn keys(&self, limit: Limit) -> [(String, i32); 2] {
        let digest = |kind: &str, value: &str| format!("{}:{kind}:{}", limit.what, sha256(value));
        [
            (digest("person", &self.person), limit.per_person),
            (digest("machine", &self.machine), limit.per_machine),
        ]
    }
}

/// Counts an attempt.
///
/// # Errors
///
/// `too_many_requests` with `Retry-After` once the limit is exceeded.
pub async fn count(services: &Services, limit: Limit, attempt: &Attempt) -> Result<(), Error> {
    let now = services.clock.now();
    let start = start(limit, now)?;
    let keys = attempt.keys(limit);
    let exceeded = services
        .db
        .write(move |conn| {
            let mut exceeded = false;
            for (key, max) in &keys {
                exceeded |= attempts::add(conn, key, start)? > *max;
            }
            Ok(exceeded)
        })
        .await?;
    if exceeded {
        let left = (start + limit.window - now).num_seconds().max(1);
        Err(Error::rejected(Code::TooManyRequests).header("Retry-After", left.to_string()))
    } else {
        Ok(())
    }
}

/// Uncounts a successful attempt, and resets the counter of the person.
///
/// # Errors
///
/// When the database fails.
pub fn forgive(
    conn: &mut Conn,
    limit: Limit,
    attempt: &Attempt,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let [(person, _), (machine, _)] = attempt.keys(limit);
    attempts::clear(conn, &person)?;
    attempts::subtract(conn, &machine, start(limit, now)?)
}

fn start(limit: Limit, now: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
    Ok(now
        .duration_trunc(limit.window)
        .map_err(|error| anyhow::anyhow!(error))?)
}
