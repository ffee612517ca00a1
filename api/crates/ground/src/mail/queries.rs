//! The SQL of the outbox.

use super::Letter;
use super::rows::MailRow;
use crate::clock::Clock;
use crate::db::Conn;
use crate::db::schema::mails;
use crate::db::types::{SqlTime, SqlUuid};
use crate::error::Error;
use crate::ids;
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use shared::id::MailId;
use shared::mail::Mail;

/// How long a mail that was never tried may still be sent: a mail server configured later sends no old mails.
const FRESH: Duration = Duration::days(2);

/// Writes a mail into the outbox, in the caller's transaction.
///
/// # Errors
///
/// When the database fails.
pub fn post(conn: &mut Conn, clock: &Clock, letter: &Letter) -> Result<MailId, Error> {
    let now = clock.now();
    let id = MailId(ids::new(clock));
    let row = MailRow {
        id: id.into(),
        recipient: letter.recipient.clone(),
        subject: letter.subject.clone(),
        body_text: letter.body.clone(),
        created_at: now.into(),
        due_at: Some(now.into()),
        sent_at: None,
        attempts: 0,
        last_error: None,
    };
    diesel::insert_into(mails::table)
        .values(&row)
        .execute(conn)?;
    Ok(id)
}

pub fn find(conn: &mut Conn, id: MailId) -> Result<Option<Mail>, Error> {
    let row = mails::table
        .find(SqlUuid::from(id))
        .select(MailRow::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(Mail::from))
}

/// Newest first, those before `before`, to `recipient` alone if it is given.
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

/// Takes the mails that are due, so that no other instance does until `until`.
pub(super) fn claim(
    conn: &mut Conn,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Mail>, Error> {
    let due: Vec<SqlUuid> = mails::table
        .filter(mails::due_at.le(SqlTime::from(now)))
        .filter(mails::created_at.gt(SqlTime::from(now - FRESH)))
        .order(mails::id)
        .limit(limit)
        .select(mails::id)
        .load(conn)?;
    let mut claimed = Vec::new();
    for id in due {
        // The condition again: of two instances that read the same list, one gets the row.
        let ours = diesel::update(
            mails::table
                .find(id)
                .filter(mails::due_at.le(SqlTime::from(now))),
        )
        .set((
            mails::due_at.eq(Some(SqlTime::from(until))),
            mails::attempts.eq(mails::attempts + 1),
        ))
        .execute(conn)?;
        if ours == 1 {
            claimed.extend(find(conn, id.into())?);
        }
    }
    Ok(claimed)
}

pub(super) fn set_sent(conn: &mut Conn, id: MailId, now: DateTime<Utc>) -> Result<(), Error> {
    diesel::update(mails::table.find(SqlUuid::from(id)))
        .set((
            mails::sent_at.eq(Some(SqlTime::from(now))),
            mails::due_at.eq(None::<SqlTime>),
            mails::last_error.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(())
}

/// Notes a failure; with no next time it is given up.
pub(super) fn set_failed(
    conn: &mut Conn,
    id: MailId,
    error: &str,
    next: Option<DateTime<Utc>>,
) -> Result<(), Error> {
    diesel::update(mails::table.find(SqlUuid::from(id)))
        .set((
            mails::due_at.eq(next.map(SqlTime::from)),
            mails::last_error.eq(Some(error)),
        ))
        .execute(conn)?;
    Ok(())
}
