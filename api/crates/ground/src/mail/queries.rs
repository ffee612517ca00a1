//! SQL of the outbox.

use super::addresses;
use super::rows::MailRow;
use super::sender::{SendMail, SendSecretMail};
use super::{Letter, MARK};
use crate::clock::Clock;
use crate::db::Conn;
use crate::db::schema::mails;
use crate::db::types::{SqlTime, SqlUuid};
use crate::error::Error;
use crate::{ids, jobs};
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use shared::id::MailId;
use shared::mail::Mail;

/// Age up to which an unsent e-mail may still be sent: a mail server configured later must not send old e-mails.
const FRESH: Duration = Duration::days(2);
/// Time for which an older release may still be sending an e-mail: twice the duration of its claims.
const ADOPTED_AFTER: Duration = Duration::minutes(10);
/// Maximum number of earlier e-mails that one waits for.
const EARLIER: i64 = 50;

/// Writes an e-mail to the outbox and enqueues the job that sends it, in the caller's transaction.
///
/// # Errors
///
/// When the database fails.
pub fn post(conn: &mut Conn, clock: &Clock, letter: &Letter) -> Result<MailId, Error> {
    let id = MailId(ids::new(clock));
    post_as(conn, clock, id, letter)?;
    Ok(id)
}

/// [`post`], with an identifier that the caller made: the secret of the links in the e-mail depends on it.
///
/// # Errors
///
/// When the database fails.
pub fn post_as(conn: &mut Conn, clock: &Clock, id: MailId, letter: &Letter) -> Result<(), Error> {
    let row = MailRow {
        id: id.into(),
        recipient: letter.recipient.clone(),
        subject: letter.subject.clone(),
        body_text: letter.body.clone(),
        body_html: letter.html.clone(),
        created_at: clock.now().into(),
        due_at: None,
        sent_at: None,
        attempts: 0,
        last_error: None,
        unsubscribe: letter.unsubscribe.clone(),
        reply_to: letter.reply_to.clone(),
        expires_at: letter.expires_at.map(SqlTime::from),
        renewed_at: None,
        held_at: None,
        returned_at: None,
    };
    diesel::insert_into(mails::table)
        .values(&row)
        .execute(conn)?;
    enqueue(conn, clock, &row)
}

/// Enqueues the job that sends an e-mail.
pub(super) fn enqueue(conn: &mut Conn, clock: &Clock, row: &MailRow) -> Result<(), Error> {
    let MailId(mail) = row.id.into();
    if row.body_text.contains(MARK) || row.unsubscribe.is_some() {
        jobs::enqueue(conn, clock, &SendSecretMail { mail })?;
    } else {
        jobs::enqueue(conn, clock, &SendMail { mail })?;
    }
    Ok(())
}

/// The mail with this identifier, if there is one.
///
/// # Errors
///
/// When the database fails.
pub fn find(conn: &mut Conn, id: MailId) -> Result<Option<Mail>, Error> {
    Ok(stored(conn, id)?.map(Mail::from))
}

/// The row of an e-mail.
pub(super) fn stored(conn: &mut Conn, id: MailId) -> Result<Option<MailRow>, Error> {
    Ok(mails::table
        .find(SqlUuid::from(id))
        .select(MailRow::as_select())
        .first(conn)
        .optional()?)
}

/// At most `limit` e-mails older than `before`, newest first; only those to `recipient` if it is given.
///
/// # Errors
///
/// When the database fails.
pub fn page(
    conn: &mut Conn,
    before: Option<MailId>,
    recipient: Option<&str>,
    limit: i64,
) -> Result<Vec<Mail>, Error> {
    let mut query = mails::table
        .order(mails::id.desc())
        .limit(limit)
        .select(MailRow::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(mails::id.lt(SqlUuid::from(before)));
    }
    if let Some(recipient) = recipient {
        query = query.filter(mails::recipient.eq(recipient.to_owned()));
    }
    Ok(query.load(conn)?.into_iter().map(Mail::from).collect())
}

/// Next step for an e-mail whose job runs.
#[derive(Debug)]
pub(super) enum Turn {
    /// Nothing: it has been sent, is too old, or is no longer there.
    Over,
    /// It is kept back: its address returns letters.
    Held,
    /// It is sent, once these earlier ones to the same address are: they were not tried yet.
    Send(Box<Mail>, Vec<MailId>),
}

/// Decides the next step for an e-mail.
pub(super) fn turn(conn: &mut Conn, id: MailId, now: DateTime<Utc>) -> Result<Turn, Error> {
    let row: Option<MailRow> = mails::table
        .find(SqlUuid::from(id))
        .filter(mails::sent_at.is_null())
        .select(MailRow::as_select())
        .first(conn)
        .optional()?;
    let Some(row) = row.filter(|row| row.renewed_at.unwrap_or(row.created_at).0 > now - FRESH)
    else {
        return Ok(Turn::Over);
    };
    if !row.proves_the_address() && addresses::returned(conn, &row.recipient)?.is_some() {
        return Ok(Turn::Held);
    }
    let earlier: Vec<SqlUuid> = mails::table
        .filter(mails::recipient.eq(&row.recipient))
        .filter(mails::sent_at.is_null())
        .filter(mails::id.lt(row.id))
        .filter(mails::held_at.is_null())
        .filter(mails::last_error.is_null())
        .filter(mails::created_at.gt(SqlTime::from(now - FRESH)))
        .order(mails::id)
        .limit(EARLIER)
        .select(mails::id)
        .load(conn)?;
    let earlier = earlier.into_iter().map(MailId::from).collect();
    Ok(Turn::Send(Box::new(row.into()), earlier))
}

/// Enqueues the e-mails that an older release left unsent, once it can no longer be sending them.
///
/// That release sent an e-mail when its `due_at` was reached; this one leaves the column empty.
pub(super) fn adopt(conn: &mut Conn, clock: &Clock) -> Result<(), Error> {
    let now = clock.now();
    let left: Vec<SqlUuid> = mails::table
        .filter(mails::due_at.le(SqlTime::from(now - ADOPTED_AFTER)))
        .filter(mails::created_at.gt(SqlTime::from(now - FRESH)))
        .select(mails::id)
        .load(conn)?;
    for id in left {
        diesel::update(mails::table.find(id))
            .set(mails::due_at.eq(None::<SqlTime>))
            .execute(conn)?;
        jobs::enqueue(conn, clock, &SendMail { mail: id.0 })?;
    }
    Ok(())
}

/// Removes the jobs of e-mails that are too old to be sent, when no SMTP server is configured.
pub(super) fn expire(conn: &mut Conn, now: DateTime<Utc>) -> Result<(), Error> {
    jobs::expire::<SendMail>(conn, now - FRESH)?;
    jobs::expire::<SendSecretMail>(conn, now - FRESH).map(drop)
}

/// Deletes every e-mail to an address, sent or not, and those whose answers go to it; those that wait are not sent any more.
///
/// # Errors
///
/// When the database fails.
pub fn forget(conn: &mut Conn, recipient: &str) -> Result<(), Error> {
    diesel::delete(mails::table.filter(mails::recipient.eq(recipient))).execute(conn)?;
    let answered = mails::table.filter(mails::reply_to.eq(recipient.to_lowercase()));
    diesel::delete(answered).execute(conn)?;
    addresses::forget(conn, recipient)
}

/// Deletes the e-mails that expired before `now`.
///
/// # Errors
///
/// When the database fails.
pub fn forget_expired(conn: &mut Conn, now: DateTime<Utc>) -> Result<(), Error> {
    let expired = mails::table.filter(mails::expires_at.le(SqlTime::from(now)));
    diesel::delete(expired).execute(conn)?;
    Ok(())
}

pub(super) fn set_sent(conn: &mut Conn, id: MailId, now: DateTime<Utc>) -> Result<(), Error> {
    diesel::update(mails::table.find(SqlUuid::from(id)))
        .set((
            mails::sent_at.eq(Some(SqlTime::from(now))),
            mails::attempts.eq(mails::attempts + 1),
            mails::due_at.eq(None::<SqlTime>),
            mails::last_error.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(())
}

/// Records the error of a failed attempt.
pub(super) fn set_failed(conn: &mut Conn, id: MailId, error: &str) -> Result<(), Error> {
    diesel::update(mails::table.find(SqlUuid::from(id)))
        .set((
            mails::last_error.eq(Some(error)),
            mails::attempts.eq(mails::attempts + 1),
        ))
        .execute(conn)?;
    Ok(())
}
