//! Checks the quotas of an account, in the transaction of the write.

use super::queries;
use chrono::{DateTime, Duration, Utc};
use ground::db::Conn;
use ground::error::Error;
use http::Actor;
use http::limits::Allowance;
use shared::account::Quota;
use shared::problem::Code;

/// Counts a write of an event.
///
/// # Errors
///
/// `too_many_requests` with `Retry-After` when the account has used up its writes of this hour.
pub(super) fn count_write(conn: &mut Conn, actor: &Actor, now: DateTime<Utc>) -> Result<(), Error> {
    let allowance = Allowance {
        window: Duration::hours(1),
        most: Quota::of(actor.account.verified).writes_an_hour,
        what: "writes of events an hour",
    };
    let key = format!("write_event:person:{}", actor.account.id);
    allowance.spend(conn, &key, now)
}

/// Checks the number of drafts, including the one just stored: the log is locked, so that two simultaneous requests
/// cannot both pass.
///
/// # Errors
///
/// `too_many_drafts` when the account exceeds its quota.
pub(super) fn check_drafts(conn: &mut Conn, actor: &Actor) -> Result<(), Error> {
    let most = Quota::of(actor.account.verified).drafts;
    // An index counts what a person owns; which of it was never submitted is asked only of those who own that much.
    let few = queries::number_owned(conn, actor.account.id)? <= i64::from(most);
    if few || drafts_left(conn, actor)? >= 0 {
        return Ok(());
    }
    Err(Error::rejected(Code::TooManyDrafts)
        .because(format!("at most {most} events that were never submitted")))
}

/// Number of drafts that the account may still create; negative when it exceeds its quota.
pub(super) fn drafts_left(conn: &mut Conn, actor: &Actor) -> Result<i64, Error> {
    let most = Quota::of(actor.account.verified).drafts;
    Ok(i64::from(most) - queries::never_submitted(conn, actor.account.id)?)
}
