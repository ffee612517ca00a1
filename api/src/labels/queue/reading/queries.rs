//! SQL of the marks of reading.

use super::Readers;
use crate::labels::queue::reviewers::Own;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{accounts, queue_readings};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use ground::on;
use shared::id::{AccountId, EventId};
use shared::label::ReadingMark;

/// Maximum number of marks that are read at once: far more than there are reviewers.
const MARKS_MAX: i64 = 2_000;
/// Maximum number of files that an account is shown to read; a new mark takes the place of the oldest.
const FILES_MAX: i64 = 8;

/// The readers of all files, without the caller, and what is the caller's.
pub(in crate::labels::queue) fn others(
    conn: &mut Conn,
    own: AccountId,
    now: DateTime<Utc>,
) -> Result<Readers, Error> {
    // One that lasts longer was set before the clock moved back: its reader renews it, or has left.
    let longest = now + TimeDelta::seconds(i64::from(ReadingMark::LASTS_SECONDS));
    let marks: Vec<(SqlUuid, String)> = queue_readings::table
        .inner_join(accounts::table)
        .filter(queue_readings::expires_at.gt(SqlTime::from(now)))
        .filter(queue_readings::expires_at.le(SqlTime::from(longest)))
        .filter(queue_readings::account_id.ne(SqlUuid::from(own)))
        .order((queue_readings::opened_at, queue_readings::account_id))
        .limit(MARKS_MAX)
        .select((queue_readings::event_id, accounts::name))
        .load(conn)?;
    let readers = Readers::of_all(marks.into_iter().map(|(id, name)| (id.into(), name)));
    Ok(readers.seen_by(Own::read(conn, own)?))
}

/// Sets or renews the mark of an account on a file; removes all that have expired. Returns the time until which it lasts.
pub(super) fn mark(
    conn: &mut Conn,
    event: EventId,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, Error> {
    let expires_at = now + TimeDelta::seconds(i64::from(ReadingMark::LASTS_SECONDS));
    let expired = queue_readings::table.filter(queue_readings::expires_at.le(SqlTime::from(now)));
    diesel::delete(expired).execute(conn)?;
    let own = queue_readings::table.filter(queue_readings::account_id.eq(SqlUuid::from(account)));
    let oldest: Vec<SqlUuid> = own
        .filter(queue_readings::event_id.ne(SqlUuid::from(event)))
        .order((queue_readings::expires_at.desc(), queue_readings::event_id))
        .offset(FILES_MAX - 1)
        .limit(MARKS_MAX)
        .select(queue_readings::event_id)
        .load(conn)?;
    if !oldest.is_empty() {
        diesel::delete(own.filter(queue_readings::event_id.eq_any(oldest))).execute(conn)?;
    }
    let row = (
        queue_readings::event_id.eq(SqlUuid::from(event)),
        queue_readings::account_id.eq(SqlUuid::from(account)),
        queue_readings::opened_at.eq(SqlTime::from(now)),
        queue_readings::expires_at.eq(SqlTime::from(expires_at)),
    );
    let key = (queue_readings::event_id, queue_readings::account_id);
    on!(conn, c => diesel::insert_into(queue_readings::table)
        .values(row)
        .on_conflict(key)
        .do_update()
        .set(queue_readings::expires_at.eq(SqlTime::from(expires_at)))
        .execute(c)?);
    Ok(expires_at)
}

/// Removes the mark of an account on a file.
pub(super) fn unmark(conn: &mut Conn, event: EventId, account: AccountId) -> Result<(), Error> {
    let key = (SqlUuid::from(event), SqlUuid::from(account));
    diesel::delete(queue_readings::table.find(key)).execute(conn)?;
    Ok(())
}
