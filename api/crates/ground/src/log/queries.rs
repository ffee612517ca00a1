//! SQL of the audit log.

use super::rows::LogRow;
use super::{By, Entry, GENESIS, Head, Record, Subject};
use crate::db::schema::log;
use crate::db::types::{SqlTime, SqlUuid};
use crate::db::{Conn, cached};
use crate::error::Error;
use crate::on;
use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;
use uuid::Uuid;

/// Key of the advisory lock under which rows are appended: an arbitrary number, the same in all instances.
const LOCK: i64 = 7_310_584_013;
/// Rows per INSERT statement; keeps it below PostgreSQL's limit of 65,535 parameters.
const ROWS_AT_ONCE: usize = 1_000;

/// Appends one row in the caller's transaction and returns its sequence number.
///
/// # Errors
///
/// When the database fails; the transaction must then be rolled back.
pub fn append(conn: &mut Conn, now: DateTime<Utc>, entry: &Entry) -> Result<i64, Error> {
    let record = chained(now, entry, locked_head(conn)?)?;
    let seq = record.seq;
    diesel::insert_into(log::table)
        .values(LogRow::from(record))
        .execute(conn)?;
    Ok(seq)
}

/// Appends rows in the given order, in the caller's transaction.
///
/// # Errors
///
/// As [`append`].
pub fn append_all<'e>(
    conn: &mut Conn,
    entries: impl IntoIterator<Item = &'e (DateTime<Utc>, Entry)>,
) -> Result<(), Error> {
    let (mut seq, mut hash) = locked_head(conn)?;
    let mut rows = Vec::new();
    for (at, entry) in entries {
        let record = chained(*at, entry, (seq, hash))?;
        (seq, hash) = (record.seq, record.hash.clone());
        rows.push(LogRow::from(record));
    }
    for rows in rows.chunks(ROWS_AT_ONCE) {
        on!(conn, c => diesel::insert_into(log::table).values(rows).execute(c)?);
    }
    Ok(())
}

/// Takes the lock under which rows are appended, until the caller's transaction ends: what is read afterwards no other change of the
/// log can overtake.
///
/// # Errors
///
/// When the database fails.
pub fn hold(conn: &mut Conn) -> Result<(), Error> {
    locked_head(conn).map(drop)
}

/// Number and hash of the last row; nobody else can append until the caller's transaction ends.
fn locked_head(conn: &mut Conn) -> Result<(i64, String), Error> {
    if let Conn::Pg(c) = conn {
        // Held until commit, so that nobody else reads the same head.
        let lock = sql::<Text>(&format!("pg_advisory_xact_lock({LOCK})::text"));
        let _held: String = cached(diesel::select(lock)).get_result(c)?;
    }
    Ok(head(conn)?.map_or_else(|| (0, GENESIS.to_owned()), |head| (head.seq, head.hash)))
}

/// The record of an entry that follows the row with the given number and hash.
fn chained(
    at: DateTime<Utc>,
    entry: &Entry,
    (last, prev_hash): (i64, String),
) -> Result<Record, Error> {
    let (actor_id, actor_role) = match entry.by {
        By::Person(id, role) => (Some(id.0), role.as_str()),
        By::System => (None, "system"),
    };
    let mut record = Record {
        seq: last + 1,
        at: SqlTime::from(at).0,
        actor_id,
        actor_role: actor_role.to_owned(),
        subject_kind: entry.subject.kind().to_owned(),
        subject_id: entry.subject.id(),
        edition_id: entry.edition.map(|id| id.0),
        kind: entry.kind.to_owned(),
        payload: serde_json::to_string(&entry.payload)?,
        prev_hash,
        hash: String::new(),
    };
    record.hash = record.expected_hash();
    Ok(record)
}

/// The end of the log; `None` while it is empty.
///
/// # Errors
///
/// When the database fails.
pub fn head(conn: &mut Conn) -> Result<Option<Head>, Error> {
    let last: Option<(i64, String, SqlTime)> = log::table
        .order(log::seq.desc())
        .select((log::seq, log::hash, log::at))
        .first(conn)
        .optional()?;
    Ok(last.map(|(seq, hash, SqlTime(at))| Head { seq, hash, at }))
}

/// True when the log contains the row that `head` names, unchanged.
///
/// # Errors
///
/// When the database fails.
pub fn holds(conn: &mut Conn, head: &Head) -> Result<bool, Error> {
    let row = log::table
        .find(head.seq)
        .select(LogRow::as_select())
        .first(conn)
        .optional()?;
    Ok(row.is_some_and(|row| Record::from(row).is(head)))
}

/// The rows after `seq`, at most `limit`, in order.
///
/// # Errors
///
/// When the database fails.
pub fn since(conn: &mut Conn, seq: i64, limit: i64) -> Result<Vec<Record>, Error> {
    let rows = log::table
        .filter(log::seq.gt(seq))
        .order(log::seq)
        .limit(limit)
        .select(LogRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Record::from).collect())
}

/// The rows about one subject, oldest first.
///
/// # Errors
///
/// When the database fails.
pub fn of_subject(conn: &mut Conn, subject: Subject) -> Result<Vec<Record>, Error> {
    let rows = log::table
        .filter(log::subject_id.eq(SqlUuid(subject.id())))
        .filter(log::subject_kind.eq(subject.kind()))
        .order(log::seq)
        .select(LogRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Record::from).collect())
}

/// Filters of a page of the log.
#[derive(Debug, Clone, Default)]
pub struct LogQuery {
    /// Only rows before this one.
    pub before: Option<i64>,
    /// Only rows about subjects of this kind.
    pub subject_kind: Option<String>,
    /// Only rows about this subject.
    pub subject: Option<Uuid>,
    /// Only rows of this account.
    pub actor: Option<Uuid>,
    /// Only rows of this kind of change.
    pub kind: Option<String>,
    /// Only rows from this time on.
    pub from: Option<DateTime<Utc>>,
    /// Only rows before this time.
    pub to: Option<DateTime<Utc>>,
    /// Maximum number of rows.
    pub limit: i64,
}

/// The rows that a query selects, newest first.
///
/// # Errors
///
/// When the database fails.
pub fn page(conn: &mut Conn, wanted: LogQuery) -> Result<Vec<Record>, Error> {
    let LogQuery {
        before,
        subject_kind,
        subject,
        actor,
        kind,
        from,
        to,
        limit,
    } = wanted;
    let mut query = log::table
        .order(log::seq.desc())
        .limit(limit)
        .select(LogRow::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(log::seq.lt(before));
    }
    if let Some(kind) = subject_kind {
        query = query.filter(log::subject_kind.eq(kind));
    }
    if let Some(subject) = subject {
        query = query.filter(log::subject_id.eq(SqlUuid(subject)));
    }
    if let Some(actor) = actor {
        query = query.filter(log::actor_id.eq(Some(SqlUuid(actor))));
    }
    if let Some(kind) = kind {
        query = query.filter(log::kind.eq(kind));
    }
    if let Some(from) = from {
        query = query.filter(log::at.ge(SqlTime::from(from)));
    }
    if let Some(to) = to {
        query = query.filter(log::at.lt(SqlTime::from(to)));
    }
    Ok(query.load(conn)?.into_iter().map(Record::from).collect())
}
