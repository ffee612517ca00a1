//! SQL of the alerts, their links and the rounds.

use super::rows::AlertRow;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::min;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Integer, Text};
use ground::db::Conn;
use ground::db::schema::{
    accounts, alert_links, alert_rounds, announced_events, event_alerts, log as log_rows, mails,
};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use ground::mail::addresses;
use ground::on;
use shared::id::{AlertId, EditionId, EventId, MailId};
use std::collections::BTreeSet;

/// Maximum number of identifiers or rows per statement.
const AT_ONCE: usize = 500;

/// Key of the advisory locks of addresses: an arbitrary number, the same in all instances.
const ADDRESSES: i32 = 583_104;

/// Takes an address and its alerts until the end of the transaction. Of an address without alerts there is no row to lock, and those
/// that another transaction is adding cannot be seen: whoever bounds their number takes the address itself.
pub(super) fn lock(conn: &mut Conn, email: &str) -> Result<(), Error> {
    // On SQLite, the transaction holds the write lock.
    if let Conn::Pg(c) = conn {
        sql_query("SELECT pg_advisory_xact_lock($1, hashtext($2))")
            .bind::<Integer, _>(ADDRESSES)
            .bind::<Text, _>(email)
            .execute(c)?;
        let _locked: Vec<SqlUuid> = event_alerts::table
            .filter(event_alerts::email.eq(email))
            .order(event_alerts::id)
            .select(event_alerts::id)
            .for_update()
            .load(c)?;
    }
    Ok(())
}

/// The alert of an address for a search, if there is one.
pub(super) fn same(
    conn: &mut Conn,
    edition: EditionId,
    email: &str,
    search_key: &str,
) -> Result<Option<AlertRow>, Error> {
    Ok(event_alerts::table
        .filter(event_alerts::edition_id.eq(SqlUuid::from(edition)))
        .filter(event_alerts::email.eq(email))
        .filter(event_alerts::search_key.eq(search_key))
        .select(AlertRow::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn insert(conn: &mut Conn, row: &AlertRow) -> Result<(), Error> {
    diesel::insert_into(event_alerts::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Gives an alert that waits for its confirmation more time.
pub(super) fn prolong(
    conn: &mut Conn,
    id: AlertId,
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::update(event_alerts::table.find(SqlUuid::from(id)))
        .set(event_alerts::expires_at.eq(Some(SqlTime::from(expires_at))))
        .execute(conn)?;
    Ok(())
}

/// The alerts of an address that wait for their confirmation, except the `kept` newest.
pub(super) fn surplus(conn: &mut Conn, email: &str, kept: i64) -> Result<Vec<AlertId>, Error> {
    let ids: Vec<SqlUuid> = event_alerts::table
        .filter(event_alerts::email.eq(email))
        .filter(event_alerts::confirmed_at.is_null())
        .order((
            event_alerts::expires_at.desc(),
            event_alerts::requested_at.desc(),
            event_alerts::id.desc(),
        ))
        .select(event_alerts::id)
        .load(conn)?;
    let kept = usize::try_from(kept).unwrap_or_default();
    Ok(ids.into_iter().skip(kept).map(AlertId::from).collect())
}

/// Remembers the secret of the links in a letter of an alert.
pub(super) fn add_link(
    conn: &mut Conn,
    hash: &str,
    alert: AlertId,
    mail: MailId,
) -> Result<(), Error> {
    diesel::insert_into(alert_links::table)
        .values((
            alert_links::hash.eq(hash),
            alert_links::alert_id.eq(SqlUuid::from(alert)),
            alert_links::mail_id.eq(SqlUuid::from(mail)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The alert that a link belongs to, unless the time to confirm it is over.
pub(super) fn by_link(
    conn: &mut Conn,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<AlertRow>, Error> {
    let current = event_alerts::expires_at
        .is_null()
        .or(event_alerts::expires_at.gt(SqlTime::from(now)));
    Ok(alert_links::table
        .inner_join(event_alerts::table)
        .filter(alert_links::hash.eq(hash))
        .filter(current)
        .select(AlertRow::as_select())
        .first(conn)
        .optional()?)
}

/// Number of confirmed alerts of an address in an edition.
pub(super) fn confirmed(conn: &mut Conn, edition: SqlUuid, email: &str) -> Result<i64, Error> {
    Ok(event_alerts::table
        .filter(event_alerts::edition_id.eq(edition))
        .filter(event_alerts::email.eq(email))
        .filter(event_alerts::confirmed_at.is_not_null())
        .count()
        .get_result(conn)?)
}

pub(super) fn confirm(conn: &mut Conn, id: AlertId, now: DateTime<Utc>) -> Result<(), Error> {
    diesel::update(event_alerts::table.find(SqlUuid::from(id)))
        .set((
            event_alerts::confirmed_at.eq(Some(SqlTime::from(now))),
            event_alerts::expires_at.eq(None::<SqlTime>),
        ))
        .execute(conn)?;
    Ok(())
}

/// Deletes alerts with their links and letters; those that were not sent yet are not sent any more. That an address returns letters
/// is forgotten with the last thing that has the address.
pub(super) fn delete(conn: &mut Conn, ids: &[AlertId]) -> Result<(), Error> {
    for ids in ids.chunks(AT_ONCE) {
        let wanted = ids.iter().copied().map(SqlUuid::from);
        let rows = event_alerts::table
            .filter(event_alerts::id.eq_any(wanted.collect::<Vec<_>>()))
            .order(event_alerts::id);
        // A round that is writing a letter of one of them comes first, so that its letter is deleted too.
        let rows = rows.select((event_alerts::id, event_alerts::email));
        let found: Vec<(SqlUuid, String)> = on!(
            conn, c =>
            rows.for_update().load(c)?,
            // The transaction holds the write lock.
            rows.load(c)?,
        );
        let (ids, emails): (Vec<SqlUuid>, Vec<String>) = found.into_iter().unzip();
        let letters: Vec<SqlUuid> = alert_links::table
            .filter(alert_links::alert_id.eq_any(&ids))
            .select(alert_links::mail_id)
            .load(conn)?;
        for letters in letters.chunks(AT_ONCE) {
            diesel::delete(mails::table.filter(mails::id.eq_any(letters))).execute(conn)?;
        }
        diesel::delete(alert_links::table.filter(alert_links::alert_id.eq_any(&ids)))
            .execute(conn)?;
        diesel::delete(event_alerts::table.filter(event_alerts::id.eq_any(&ids))).execute(conn)?;
        forget_returned(conn, &emails)?;
    }
    Ok(())
}

/// Forgets that addresses return letters, except those of accounts, of other alerts, and of letters that are left.
fn forget_returned(conn: &mut Conn, emails: &[String]) -> Result<(), Error> {
    // Few, if any.
    let marked = addresses::returning(conn, emails)?;
    if marked.is_empty() {
        return Ok(());
    }
    let of_alerts: Vec<String> = event_alerts::table
        .filter(event_alerts::email.eq_any(&marked))
        .select(event_alerts::email)
        .load(conn)?;
    let of_accounts: Vec<String> = accounts::table
        .filter(accounts::email_key.eq_any(&marked))
        .select(accounts::email_key)
        .load(conn)?;
    let of_letters: Vec<String> = mails::table
        .filter(mails::recipient.eq_any(&marked))
        .select(mails::recipient)
        .distinct()
        .load(conn)?;
    let used: BTreeSet<String> = [of_alerts, of_accounts, of_letters]
        .into_iter()
        .flatten()
        .collect();
    for address in marked.iter().filter(|address| !used.contains(*address)) {
        addresses::forget(conn, address)?;
    }
    Ok(())
}

/// At most `limit` alerts that nobody confirmed in time. Nobody can until the end of the transaction.
pub(super) fn expired(
    conn: &mut Conn,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<AlertId>, Error> {
    let query = event_alerts::table
        .filter(event_alerts::expires_at.le(SqlTime::from(now)))
        .order(event_alerts::id)
        .limit(limit)
        .select(event_alerts::id);
    let ids: Vec<SqlUuid> = on!(
        conn, c =>
        // One that was confirmed or given more time meanwhile is left out.
        query.for_update().load(c)?,
        // The transaction holds the write lock.
        query.load(c)?,
    );
    Ok(ids.into_iter().map(AlertId::from).collect())
}

/// At most `limit` alerts of an edition, confirmed or not.
pub(super) fn of_edition(
    conn: &mut Conn,
    edition: EditionId,
    limit: i64,
) -> Result<Vec<AlertId>, Error> {
    let ids: Vec<SqlUuid> = event_alerts::table
        .filter(event_alerts::edition_id.eq(SqlUuid::from(edition)))
        .limit(limit)
        .select(event_alerts::id)
        .load(conn)?;
    Ok(ids.into_iter().map(AlertId::from).collect())
}

/// The day of the last round of an edition, and the last row of the log that it read. Before the first one, the row that created
/// the edition.
pub(super) fn last_round(conn: &mut Conn, edition: EditionId) -> Result<(String, i64), Error> {
    let last: Option<(String, i64)> = alert_rounds::table
        .filter(alert_rounds::edition_id.eq(SqlUuid::from(edition)))
        .order(alert_rounds::day.desc())
        .select((alert_rounds::day, alert_rounds::seq))
        .first(conn)
        .optional()?;
    if let Some(last) = last {
        return Ok(last);
    }
    let created: Option<i64> = log_rows::table
        .filter(log_rows::subject_id.eq(SqlUuid::from(edition)))
        .select(min(log_rows::seq))
        .first(conn)?;
    Ok((String::new(), created.unwrap_or(0)))
}

/// Begins the round of a day, which read the log up to a row. The database refuses a second one.
pub(super) fn begin_round(
    conn: &mut Conn,
    edition: EditionId,
    day: NaiveDate,
    seq: i64,
) -> Result<(), Error> {
    diesel::insert_into(alert_rounds::table)
        .values((
            alert_rounds::edition_id.eq(SqlUuid::from(edition)),
            alert_rounds::day.eq(day.to_string()),
            alert_rounds::seq.eq(seq),
        ))
        .execute(conn)?;
    Ok(())
}

/// Events of an edition that rows of the log after `after`, up to `last`, are about.
pub(super) fn touched(
    conn: &mut Conn,
    edition: EditionId,
    after: i64,
    last: i64,
) -> Result<Vec<EventId>, Error> {
    let ids: Vec<SqlUuid> = log_rows::table
        .filter(log_rows::seq.gt(after))
        .filter(log_rows::seq.le(last))
        .filter(log_rows::subject_kind.eq("event"))
        .filter(log_rows::edition_id.eq(SqlUuid::from(edition)))
        .select(log_rows::subject_id)
        .distinct()
        .load(conn)?;
    Ok(ids.into_iter().map(EventId::from).collect())
}

/// Those of the events that no round has named.
pub(super) fn unannounced(conn: &mut Conn, ids: &[EventId]) -> Result<Vec<EventId>, Error> {
    let mut known: BTreeSet<EventId> = BTreeSet::new();
    for ids in ids.chunks(AT_ONCE) {
        let ids = ids.iter().copied().map(SqlUuid::from);
        let found: Vec<SqlUuid> = announced_events::table
            .filter(announced_events::event_id.eq_any(ids))
            .select(announced_events::event_id)
            .load(conn)?;
        known.extend(found.into_iter().map(EventId::from));
    }
    Ok(ids
        .iter()
        .copied()
        .filter(|id| !known.contains(id))
        .collect())
}

/// Names events in the round of a day. The database refuses to name one twice.
pub(super) fn announce(
    conn: &mut Conn,
    edition: EditionId,
    day: NaiveDate,
    ids: &[EventId],
) -> Result<(), Error> {
    for ids in ids.chunks(AT_ONCE) {
        let rows: Vec<_> = ids
            .iter()
            .map(|id| {
                (
                    announced_events::event_id.eq(SqlUuid::from(*id)),
                    announced_events::edition_id.eq(SqlUuid::from(edition)),
                    announced_events::day.eq(day.to_string()),
                )
            })
            .collect();
        on!(conn, c => diesel::insert_into(announced_events::table).values(rows).execute(c)?);
    }
    Ok(())
}

/// The events that the round of a day named.
pub(super) fn announced(
    conn: &mut Conn,
    edition: EditionId,
    day: NaiveDate,
) -> Result<Vec<EventId>, Error> {
    let ids: Vec<SqlUuid> = announced_events::table
        .filter(announced_events::edition_id.eq(SqlUuid::from(edition)))
        .filter(announced_events::day.eq(day.to_string()))
        .select(announced_events::event_id)
        .load(conn)?;
    Ok(ids.into_iter().map(EventId::from).collect())
}

/// At most `limit` confirmed alerts of an edition after `after`, by identifier.
pub(super) fn page(
    conn: &mut Conn,
    edition: EditionId,
    after: Option<AlertId>,
    limit: i64,
) -> Result<Vec<AlertRow>, Error> {
    let mut query = event_alerts::table
        .filter(event_alerts::edition_id.eq(SqlUuid::from(edition)))
        .filter(event_alerts::confirmed_at.is_not_null())
        .order(event_alerts::id)
        .limit(limit)
        .select(AlertRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(event_alerts::id.gt(SqlUuid::from(after)));
    }
    Ok(query.load(conn)?)
}

/// Notes the letter of a day; false when the alert has had that of this day or a later one, or was stopped.
pub(super) fn note_letter(conn: &mut Conn, id: AlertId, day: NaiveDate) -> Result<bool, Error> {
    let day = day.to_string();
    let due = event_alerts::sent_on
        .is_null()
        .or(event_alerts::sent_on.lt(day.clone()));
    let noted = diesel::update(event_alerts::table.find(SqlUuid::from(id)).filter(due))
        .set(event_alerts::sent_on.eq(Some(day)))
        .execute(conn)?;
    Ok(noted == 1)
}
