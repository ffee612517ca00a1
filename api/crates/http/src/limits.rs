//! Limits of attempts at certain actions, per person and per client address. [`crate::rates`] limits requests of every kind.
//!
//! The counters are in the database, so that all instances share them. The key of a counter is a digest, so that no e-mail or
//! network address is stored.

use super::Services;
use chrono::{DateTime, Duration, DurationRound as _, Utc};
use ground::attempts;
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use shared::id::AccountId;
use shared::problem::Code;

/// Maximum that disables a counter.
pub const UNLIMITED: i32 = i32::MAX;

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

/// Maximum number of writes in a time window, each counted in its own transaction: a write that is refused or fails does not count.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// Length of the window; windows start at multiples of their length.
    pub window: Duration,
    /// Maximum number of writes in a window.
    pub most: u32,
    /// The writes of a window, as an error names them: `invitations a day`.
    pub what: &'static str,
}

impl Allowance {
    /// Counts a write under `key`, in the transaction of `conn`.
    ///
    /// # Errors
    ///
    /// `too_many_requests` with `Retry-After` beyond the maximum.
    pub fn spend(self, conn: &mut Conn, key: &str, now: DateTime<Utc>) -> Result<(), Error> {
        let Self { window, most, what } = self;
        let start = start(window, now)?;
        let count = attempts::add(conn, key, start)?;
        if u32::try_from(count).is_ok_and(|count| count <= most) {
            return Ok(());
        }
        Err(refusal(start + window - now).because(format!("at most {most} {what}")))
    }
}

/// The person and the client address that make an attempt.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Normalised e-mail address, or identifier of the account; empty for an anonymous request.
    pub person: String,
    /// IP address of the client.
    pub machine: String,
}

impl Attempt {
    /// An attempt that counts for an account, from whatever client address.
    pub fn by(account: AccountId) -> Self {
        Self {
            person: account.to_string(),
            machine: String::new(),
        }
    }

    fn person_key(&self, limit: Limit) -> String {
        format!("{}:person:{}", limit.what, sha256(&self.person))
    }

    fn machine_key(&self, limit: Limit) -> String {
        format!("{}:machine:{}", limit.what, sha256(&self.machine))
    }

    /// Key and maximum of each counter.
    fn counters(&self, limit: Limit) -> impl Iterator<Item = (String, i32)> {
        [
            (self.person_key(limit), limit.per_person),
            (self.machine_key(limit), limit.per_machine),
        ]
        .into_iter()
        .filter(|(_, max)| *max != UNLIMITED)
    }
}

/// Counts an attempt.
///
/// # Errors
///
/// `too_many_requests` with `Retry-After` once the limit is exceeded.
pub async fn count(services: &Services, limit: Limit, attempt: &Attempt) -> Result<(), Error> {
    count_all(services, vec![(limit, attempt.clone())]).await
}

/// Counts an attempt for several limits, in order; a limit that rejects it prevents it from counting for the next
/// ones.
///
/// # Errors
///
/// `too_many_requests` with `Retry-After` once one of the limits is exceeded.
pub async fn count_all(services: &Services, attempts: Vec<(Limit, Attempt)>) -> Result<(), Error> {
    let now = services.clock.now();
    let wait = services
        .db
        .write(move |conn| {
            for (limit, attempt) in &attempts {
                if let Some(left) = add(conn, *limit, attempt, now)? {
                    return Ok(Some(left));
                }
            }
            Ok(None)
        })
        .await?;
    wait.map_or(Ok(()), |left| Err(refusal(left)))
}

/// Counts an attempt in the transaction of `conn`, and rejects none.
///
/// # Errors
///
/// When the database fails.
pub fn note(
    conn: &mut Conn,
    limit: Limit,
    attempt: &Attempt,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    add(conn, limit, attempt, now).map(drop)
}

/// Rejects an attempt that would exceed the limit, without counting it.
///
/// # Errors
///
/// `too_many_requests` with `Retry-After` once the limit is reached.
pub fn check(
    conn: &mut Conn,
    limit: Limit,
    attempt: &Attempt,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let start = start(limit.window, now)?;
    for (key, max) in attempt.counters(limit) {
        if attempts::count(conn, &key, start)? >= max {
            return Err(refusal(start + limit.window - now));
        }
    }
    Ok(())
}

/// Subtracts a successful attempt, and resets the counter of the person.
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
    attempts::clear(conn, &attempt.person_key(limit))?;
    attempts::subtract(conn, &attempt.machine_key(limit), start(limit.window, now)?)
}

/// Subtracts a successful attempt.
///
/// # Errors
///
/// When the database fails.
pub fn uncount(
    conn: &mut Conn,
    limit: Limit,
    attempt: &Attempt,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let start = start(limit.window, now)?;
    for (key, _) in attempt.counters(limit) {
        attempts::subtract(conn, &key, start)?;
    }
    Ok(())
}

/// Counts an attempt; returns the time until the next window if the limit is exceeded.
fn add(
    conn: &mut Conn,
    limit: Limit,
    attempt: &Attempt,
    now: DateTime<Utc>,
) -> Result<Option<Duration>, Error> {
    let start = start(limit.window, now)?;
    let mut exceeded = false;
    for (key, max) in attempt.counters(limit) {
        exceeded |= attempts::add(conn, &key, start)? > max;
    }
    Ok(exceeded.then(|| start + limit.window - now))
}

fn refusal(wait: Duration) -> Error {
    let seconds = wait.num_seconds().max(1);
    Error::rejected(Code::TooManyRequests).header("Retry-After", seconds.to_string())
}

fn start(window: Duration, now: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
    Ok(now
        .duration_trunc(window)
        .map_err(|error| anyhow::anyhow!(error))?)
}
