//! Limits of attempts, counted in the database: the same on every instance, and after a restart.
//!
//! Addresses of people and of machines are kept as digests, for a day.

use super::secret;
use crate::http::Services;
use chrono::{DateTime, Duration, DurationRound as _, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::attempts;
use ground::db::types::SqlTime;
use ground::error::Error;
use ground::on;
use shared::problem::Code;

/// How often something may be tried in a window of time, for one address of a person and from one machine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    /// What is tried.
    pub(crate) what: &'static str,
    /// The window; it begins at a whole multiple of its length.
    pub(crate) window: Duration,
    /// Attempts of one person in it.
    pub(crate) per_person: i32,
    /// Attempts from one machine in it.
    pub(crate) per_machine: i32,
}

/// Guessing a password. Generous to a school behind one address, hopeless for a list of passwords.
pub(super) const SIGN_IN: Limit = Limit {
    what: "sign_in",
    window: Duration::minutes(15),
    per_person: 10,
    per_machine: 100,
};
/// Making accounts, and with them mails to strangers.
pub(super) const SIGN_UP: Limit = Limit {
    what: "sign_up",
    window: Duration::hours(1),
    per_person: 5,
    per_machine: 60,
};
/// Asking for links, which are mails to strangers too.
pub(super) const RESET: Limit = Limit {
    what: "reset",
    window: Duration::hours(1),
    per_person: 5,
    per_machine: 60,
};
/// Trying mailed secrets.
pub(super) const LINK: Limit = Limit {
    what: "link",
    window: Duration::hours(1),
    per_person: i32::MAX,
    per_machine: 60,
};

/// Who tries.
#[derive(Debug, Clone)]
pub(crate) struct Trier {
    /// Folded e-mail address, or identifier of the account; empty where none is asked for.
    pub(crate) person: String,
    /// Address of the machine.
    pub(crate) machine: String,
}

impl Trier {
    fn keys(&self, limit: Limit) -> [(String, i32); 2] {
        let digest =
            |kind: &str, value: &str| format!("{}:{kind}:{}", limit.what, secret::hash(value));
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
pub(crate) async fn count(services: &Services, limit: Limit, trier: &Trier) -> Result<(), Error> {
    let now = services.clock.now();
    let start = now
        .duration_trunc(limit.window)
        .map_err(|error| anyhow::anyhow!(error))?;
    let keys = trier.keys(limit);
    let passed = services
        .db
        .write(move |conn| {
            forget(conn, now)?;
            let mut passed = false;
            for (key, most) in &keys {
                passed |= add(conn, key, start.into())? > *most;
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

/// An attempt that was right does not count, and clears the person's wrong ones.
pub(super) fn forgive(
    conn: &mut Conn,
    limit: Limit,
    trier: &Trier,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let start = now
        .duration_trunc(limit.window)
        .map_err(|error| anyhow::anyhow!(error))?;
    let [(person, _), (machine, _)] = trier.keys(limit);
    diesel::delete(attempts::table.filter(attempts::key.eq(person))).execute(conn)?;
    diesel::update(attempts::table.find((machine, SqlTime::from(start))))
        .set(attempts::count.eq(attempts::count - 1))
        .execute(conn)?;
    Ok(())
}

fn add(conn: &mut Conn, key: &str, start: SqlTime) -> QueryResult<i32> {
    let row = (
        attempts::key.eq(key),
        attempts::window_start.eq(start),
        attempts::count.eq(1),
    );
    on!(conn, c => diesel::insert_into(attempts::table)
        .values(row)
        .on_conflict((attempts::key, attempts::window_start))
        .do_update()
        .set(attempts::count.eq(attempts::count + 1))
        .returning(attempts::count)
        .get_result(c))
}

fn forget(conn: &mut Conn, now: DateTime<Utc>) -> QueryResult<usize> {
    let before = SqlTime::from(now - Duration::days(1));
    diesel::delete(attempts::table.filter(attempts::window_start.lt(before))).execute(conn)
}
