//! Counters of attempts, one per key and time window.

use crate::clock::Clock;
use crate::db::schema::attempts;
use crate::db::types::SqlTime;
use crate::db::{Conn, cached};
use crate::error::Error;
use crate::jobs::{Jobs, Kind, Schedule};
use crate::on;
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

/// Adds one attempt to the window that begins at `start` and returns the new count.
///
/// # Errors
///
/// When the database fails.
pub fn add(conn: &mut Conn, key: &str, start: DateTime<Utc>) -> Result<i32, Error> {
    add_many(conn, key, start, 1)
}

/// Adds attempts to the window that begins at `start` and returns the new count.
///
/// # Errors
///
/// When the database fails.
pub fn add_many(
    conn: &mut Conn,
    key: &str,
    start: DateTime<Utc>,
    number: i32,
) -> Result<i32, Error> {
    let row = (
        attempts::key.eq(key),
        attempts::window_start.eq(SqlTime::from(start)),
        attempts::count.eq(number),
    );
    Ok(on!(conn, c => cached(diesel::insert_into(attempts::table)
        .values(row)
        .on_conflict((attempts::key, attempts::window_start))
        .do_update()
        .set(attempts::count.eq(attempts::count + number))
        .returning(attempts::count))
        .get_result(c))?)
}

/// The attempts in the window that begins at `start`.
///
/// # Errors
///
/// When the database fails.
pub fn count(conn: &mut Conn, key: &str, start: DateTime<Utc>) -> Result<i32, Error> {
    let counted = attempts::table
        .find((key, SqlTime::from(start)))
        .select(attempts::count)
        .first(conn)
        .optional()?;
    Ok(counted.unwrap_or_default())
}

/// Removes all counters of a key.
///
/// # Errors
///
/// When the database fails.
pub fn clear(conn: &mut Conn, key: &str) -> Result<(), Error> {
    diesel::delete(attempts::table.filter(attempts::key.eq(key))).execute(conn)?;
    Ok(())
}

/// Subtracts one attempt from the window that begins at `start`.
///
/// # Errors
///
/// When the database fails.
pub fn subtract(conn: &mut Conn, key: &str, start: DateTime<Utc>) -> Result<(), Error> {
    diesel::update(attempts::table.find((key, SqlTime::from(start))))
        .set(attempts::count.eq(attempts::count - 1))
        .execute(conn)?;
    Ok(())
}

/// Job that removes the counters of windows that began more than a day ago.
#[derive(Debug, Serialize, Deserialize)]
struct ForgetAttempts {}

impl Kind for ForgetAttempts {
    const NAME: &'static str = "accounts.forget_attempts";
}

/// Registers the hourly removal of old counters.
pub fn jobs(jobs: Jobs, clock: &Clock) -> Jobs {
    let clock = clock.clone();
    jobs.on(move |conn, ForgetAttempts {}| {
        let before = SqlTime::from(clock.now() - Duration::days(1));
        diesel::delete(attempts::table.filter(attempts::window_start.lt(before))).execute(conn)?;
        Ok(())
    })
    .every(Schedule::every(Duration::hours(1)), ForgetAttempts {})
}
