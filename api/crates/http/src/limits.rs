//! Rate limits: how often something may be tried, by person and by machine.
//!
//! Counters lie in the database, so that all instances count together; a counter's key is a digest, so that no address of a
//! person or machine is stored.

use super::Services;
use chrono::{DateTime, Duration, DurationRound as _, Utc};
use ground::attempts;
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use shared::problem::Code;

/// How often something may be tried in a window of time, by one person and from one machine.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Name of what is limited, as `sign_in`.
    pub what: &'static str,
    /// Length of the window; it begins at a whole multiple of its length.
    pub window: Duration,
    /// Attempts of one person in a window.
    pub per_person: i32,
    /// Attempts from one machine in a window.
    pub per_machine: i32,
}

/// Who makes an attempt.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Folded e-mail address, or identifier of the account; empty where nobody is named.
    pub person: String,
    /// Network address of the machine.
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

/// Counts one more attempt.
///
/// # Errors
///
/// `too_many_requests` with `Retry-After` once the limit is passed.
pub async fn count(services: &Services, limit: Limit, attempt: &Attempt) -> Result<(), Error> {
    let now = services.clock.now();
    let start = start(limit, now)?;
    let keys = attempt.keys(limit);
    let passed = services
        .db
        .write(move |conn| {
            let mut passed = false;
            for (key, most) in &keys {
                passed |= attempts::add(conn, key, start)? > *most;
            }
            Ok(passed)
        })
        .await?;
    if passed {
        let left = (start + limit.window - now).num_seconds().max(1);
        Err(Error::rejected(Code::TooManyRequests).header("Retry-After", left.to_string()))
    } else {
        Ok(())
    }
}

/// Uncounts an attempt that succeeded, and clears the person's failed ones.
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
