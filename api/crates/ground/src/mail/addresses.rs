//! Addresses that return letters, the letters that are kept back because of them, and letters that are sent again.

use super::MARK;
use super::queries::{enqueue, stored};
use super::returns::Notice;
use super::rows::MailRow;
use super::sender::{SendMail, SendSecretMail};
use crate::clock::Clock;
use crate::db::Conn;
use crate::db::schema::{mails, returned_addresses};
use crate::db::types::{SqlTime, SqlUuid};
use crate::error::Error;
use crate::jobs::{self, JobQuery, Kind, State};
use crate::on;
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use serde_json::Value;
use shared::id::MailId;
use shared::mail::{ReturnReason, ReturnedAddress};
use shared::problem::{Code, FieldProblem};

/// Age up to which letters that were kept back are sent when their address works again.
const WORTH_SENDING: Duration = Duration::days(30);
/// Maximum number of letters that are released at once.
const RELEASED_MAX: i64 = 1_000;
/// Maximum number of dead jobs that are searched for the one of a letter.
const DEAD_MAX: i64 = 1_000;

/// The key of an address: two spellings of one have the same.
fn key(address: &str) -> String {
    address.trim().to_lowercase()
}

/// Since when and why an address returns letters; `None` for one that does not.
///
/// # Errors
///
/// When the database fails.
pub fn returned(conn: &mut Conn, address: &str) -> Result<Option<ReturnedAddress>, Error> {
    let found: Option<(String, SqlTime)> = returned_addresses::table
        .find(key(address))
        .select((returned_addresses::reason, returned_addresses::since))
        .first(conn)
        .optional()?;
    Ok(found.map(|(reason, since)| ReturnedAddress {
        since: since.0,
        // A newer release may know further reasons.
        reason: ReturnReason::parse(&reason).unwrap_or(ReturnReason::Permanent),
    }))
}

/// Those of these addresses that return letters. All are in lower case.
///
/// # Errors
///
/// When the database fails.
pub fn returning(conn: &mut Conn, keys: &[String]) -> Result<Vec<String>, Error> {
    Ok(returned_addresses::table
        .filter(returned_addresses::address_key.eq_any(keys))
        .select(returned_addresses::address_key)
        .load(conn)?)
}

/// Notes that letters came back, and marks their addresses. Returns the number of letters that are known, and went to an address
/// that the notice names.
///
/// # Errors
///
/// When the database fails.
pub fn note(conn: &mut Conn, notice: &Notice, now: DateTime<Utc>) -> Result<u32, Error> {
    let mut noted = 0;
    for id in &notice.letters {
        let row: Option<(String, Option<SqlTime>)> = mails::table
            .find(SqlUuid::from(*id))
            .select((mails::recipient, mails::renewed_at))
            .first(conn)
            .optional()?;
        let Some((recipient, renewed_at)) = row else {
            continue;
        };
        // The notice may be about the address that a letter had before it was corrected.
        if renewed_at.is_some() && !notice.recipients.contains(&key(&recipient)) {
            continue;
        }
        let said = (notice.reason, notice.detail.as_str());
        if give_back(conn, (recipient.as_str(), *id), said, now)? {
            noted += 1;
        }
    }
    Ok(noted)
}

/// Notes that a letter came back, or was not taken, and marks its address. Returns false for one that was deleted meanwhile, and
/// its address with it.
pub(super) fn give_back(
    conn: &mut Conn,
    (address, id): (&str, MailId),
    (reason, detail): (ReturnReason, &str),
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let last_error = format!("{reason}: {detail}");
    let noted = diesel::update(mails::table.find(SqlUuid::from(id)))
        .set((
            mails::returned_at.eq(Some(SqlTime::from(now))),
            mails::last_error.eq(Some(last_error)),
        ))
        .execute(conn)?;
    if noted > 0 {
        mark(conn, (address, id), (reason, detail), now)?;
    }
    Ok(noted > 0)
}

fn mark(
    conn: &mut Conn,
    (address, id): (&str, MailId),
    (reason, detail): (ReturnReason, &str),
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let row = (
        returned_addresses::address_key.eq(key(address)),
        returned_addresses::reason.eq(reason.as_str()),
        returned_addresses::detail.eq(detail.to_owned()),
        returned_addresses::mail_id.eq(Some(SqlUuid::from(id))),
        returned_addresses::since.eq(SqlTime::from(now)),
    );
    on!(conn, c => diesel::insert_into(returned_addresses::table)
        .values(row)
        .on_conflict(returned_addresses::address_key)
        .do_update()
        .set((
            returned_addresses::reason.eq(excluded(returned_addresses::reason)),
            returned_addresses::detail.eq(excluded(returned_addresses::detail)),
            returned_addresses::mail_id.eq(excluded(returned_addresses::mail_id)),
            returned_addresses::since.eq(excluded(returned_addresses::since)),
        ))
        .execute(c)?);
    Ok(())
}

/// Forgets that an address returns letters.
///
/// # Errors
///
/// When the database fails.
pub fn forget(conn: &mut Conn, address: &str) -> Result<(), Error> {
    diesel::delete(returned_addresses::table.find(key(address))).execute(conn)?;
    Ok(())
}

/// Keeps a letter back; queues it again if its address works by now.
pub(super) fn hold(conn: &mut Conn, clock: &Clock, id: MailId) -> Result<(), Error> {
    let Some(row) = stored(conn, id)? else {
        return Ok(());
    };
    if returned(conn, &row.recipient)?.is_none() {
        return enqueue(conn, clock, &row);
    }
    diesel::update(mails::table.find(row.id))
        .set(mails::held_at.eq(Some(SqlTime::from(clock.now()))))
        .execute(conn)?;
    Ok(())
}

/// An address was proven again: it is not marked any more, and what was kept back for it is sent. Returns true if it was marked.
///
/// # Errors
///
/// When the database fails.
pub fn prove(conn: &mut Conn, clock: &Clock, address: &str) -> Result<bool, Error> {
    let marked = diesel::delete(returned_addresses::table.find(key(address))).execute(conn)?;
    if marked > 0 {
        release(conn, clock, address, address)?;
    }
    Ok(marked > 0)
}

/// The owner of an address has another one: what was kept back for the former goes to the new one.
///
/// # Errors
///
/// When the database fails.
pub fn redirect(conn: &mut Conn, clock: &Clock, former: &str, new: &str) -> Result<(), Error> {
    prove(conn, clock, new)?;
    release(conn, clock, former, new)
}

fn release(conn: &mut Conn, clock: &Clock, former: &str, new: &str) -> Result<(), Error> {
    let now = clock.now();
    let held: Vec<MailRow> = mails::table
        .filter(mails::held_at.gt(SqlTime::from(now - WORTH_SENDING)))
        .filter(mails::sent_at.is_null())
        .order(mails::id)
        .limit(RELEASED_MAX)
        .select(MailRow::as_select())
        .load(conn)?;
    let wanted = key(former);
    for row in held.iter().filter(|row| key(&row.recipient) == wanted) {
        renew(conn, clock, row, new)?;
    }
    Ok(())
}

/// Queues a letter as if it were new, with the same identifier.
fn renew(conn: &mut Conn, clock: &Clock, row: &MailRow, recipient: &str) -> Result<(), Error> {
    diesel::update(mails::table.find(row.id))
        .set((
            mails::recipient.eq(recipient.to_owned()),
            mails::renewed_at.eq(Some(SqlTime::from(clock.now()))),
            mails::held_at.eq(None::<SqlTime>),
            mails::returned_at.eq(None::<SqlTime>),
            mails::sent_at.eq(None::<SqlTime>),
            mails::last_error.eq(None::<String>),
        ))
        .execute(conn)?;
    enqueue(conn, clock, row)
}

/// Sends a letter again that was returned, kept back or given up, to the same address or a corrected one. Returns false for a letter
/// that is sent or will be. An address that is used again is not marked any more.
///
/// # Errors
///
/// `not_found`, and `invalid` at `/recipient` for another address of a letter with a secret: whoever opens its link acts as the person
/// to whom it was written.
pub fn resend(
    conn: &mut Conn,
    clock: &Clock,
    id: MailId,
    recipient: Option<&str>,
) -> Result<bool, Error> {
    let Some(row) = stored(conn, id)? else {
        return Err(Error::not_found());
    };
    let dead = forget_dead_jobs(conn, id)?;
    if row.held_at.is_none() && row.returned_at.is_none() && !dead {
        return Ok(false);
    }
    let recipient = recipient.unwrap_or(&row.recipient);
    if row.body_text.contains(MARK) && key(recipient) != key(&row.recipient) {
        let detail = "a letter with a secret link is sent to its own address only";
        let fault = FieldProblem::new("/recipient", Code::NotAllowed, detail);
        return Err(Error::invalid(vec![fault]));
    }
    forget(conn, recipient)?;
    renew(conn, clock, &row, recipient)?;
    Ok(true)
}

/// Discards the dead jobs of a letter; returns true if there was one.
fn forget_dead_jobs(conn: &mut Conn, MailId(id): MailId) -> Result<bool, Error> {
    let (wanted, mut found) = (id.to_string(), false);
    for kind in [SendMail::NAME, SendSecretMail::NAME] {
        let dead = JobQuery {
            state: Some(State::Dead),
            kind: Some(kind),
            before: None,
            limit: DEAD_MAX,
        };
        for job in jobs::list(conn, &dead)? {
            let mail = job.payload.get("mail").and_then(Value::as_str);
            if mail == Some(wanted.as_str()) {
                found |= jobs::discard(conn, job.id)?;
            }
        }
    }
    Ok(found)
}
