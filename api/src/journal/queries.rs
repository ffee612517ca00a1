//! SQL of the names in the log, and of its verifications.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{accounts, editions, events, log_verifications, organisations};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use ground::log::Record;
use shared::log::LogSubjectKind;
use std::collections::HashMap;
use uuid::Uuid;

/// Names of the people and subjects of some rows.
#[derive(Debug, Default)]
pub(super) struct Names {
    accounts: HashMap<Uuid, String>,
    others: HashMap<(LogSubjectKind, Uuid), String>,
}

impl Names {
    /// Name of an account; `None` when it was erased.
    pub(super) fn account(&self, id: Uuid) -> Option<String> {
        self.accounts
            .get(&id)
            .filter(|name| !name.is_empty())
            .cloned()
    }

    /// Name or title of a subject; `None` when it was deleted or erased, or has none.
    pub(super) fn of(&self, kind: LogSubjectKind, id: Uuid) -> Option<String> {
        match kind {
            LogSubjectKind::Account => self.account(id),
            kind => self
                .others
                .get(&(kind, id))
                .filter(|name| !name.is_empty())
                .cloned(),
        }
    }
}

/// The names that these rows need.
pub(super) fn names(conn: &mut Conn, records: &[Record]) -> Result<Names, Error> {
    let subjects = |kind: LogSubjectKind| -> Vec<SqlUuid> {
        records
            .iter()
            .filter(|record| record.subject_kind == kind.as_str())
            .map(|record| SqlUuid(record.subject_id))
            .collect()
    };
    let mut people = subjects(LogSubjectKind::Account);
    people.extend(
        records
            .iter()
            .filter_map(|record| record.actor_id)
            .map(SqlUuid),
    );
    let mut names = Names::default();
    let rows: Vec<(SqlUuid, String)> = accounts::table
        .filter(accounts::id.eq_any(people))
        .select((accounts::id, accounts::name))
        .load(conn)?;
    names
        .accounts
        .extend(rows.into_iter().map(|(id, name)| (id.0, name)));
    let rows: Vec<(SqlUuid, String)> = events::table
        .filter(events::id.eq_any(subjects(LogSubjectKind::Event)))
        .select((events::id, events::title))
        .load(conn)?;
    names.take(LogSubjectKind::Event, rows);
    let rows: Vec<(SqlUuid, String)> = organisations::table
        .filter(organisations::id.eq_any(subjects(LogSubjectKind::Organisation)))
        .select((organisations::id, organisations::name))
        .load(conn)?;
    names.take(LogSubjectKind::Organisation, rows);
    let rows: Vec<(SqlUuid, String)> = editions::table
        .filter(editions::id.eq_any(subjects(LogSubjectKind::Edition)))
        .select((editions::id, editions::slug))
        .load(conn)?;
    names.take(LogSubjectKind::Edition, rows);
    Ok(names)
}

impl Names {
    fn take(&mut self, kind: LogSubjectKind, rows: Vec<(SqlUuid, String)>) {
        let rows = rows.into_iter();
        self.others
            .extend(rows.map(|(id, name)| ((kind, id.0), name)));
    }
}

/// A verification of the log.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = log_verifications)]
pub(super) struct VerificationRow {
    pub(super) id: SqlUuid,
    pub(super) requested_at: SqlTime,
    pub(super) ended_at: Option<SqlTime>,
    pub(super) verdict: Option<String>,
    pub(super) verified: i64,
    pub(super) total: i64,
    pub(super) compared_with: Option<i64>,
    pub(super) fault: Option<String>,
    pub(super) fault_row: Option<i64>,
}

/// Result of a verification.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = log_verifications, treat_none_as_null = true)]
pub(super) struct Outcome {
    pub(super) ended_at: Option<SqlTime>,
    pub(super) verdict: Option<String>,
    pub(super) verified: i64,
    pub(super) compared_with: Option<i64>,
    pub(super) fault: Option<String>,
    pub(super) fault_row: Option<i64>,
}

pub(super) fn insert(conn: &mut Conn, row: &VerificationRow) -> QueryResult<()> {
    diesel::insert_into(log_verifications::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

/// The verification that was requested last; `None` before the first.
pub(super) fn latest(conn: &mut Conn) -> QueryResult<Option<VerificationRow>> {
    log_verifications::table
        .order(log_verifications::id.desc())
        .select(VerificationRow::as_select())
        .first(conn)
        .optional()
}

pub(super) fn find(conn: &mut Conn, id: SqlUuid) -> QueryResult<VerificationRow> {
    log_verifications::table
        .find(id)
        .select(VerificationRow::as_select())
        .first(conn)
}

/// Stores the number of rows that a verification has read.
pub(super) fn advance(conn: &mut Conn, id: SqlUuid, verified: i64) -> QueryResult<()> {
    diesel::update(log_verifications::table.find(id))
        .set(log_verifications::verified.eq(verified))
        .execute(conn)
        .map(drop)
}

/// Stores the result of a verification.
pub(super) fn end(conn: &mut Conn, id: SqlUuid, outcome: &Outcome) -> QueryResult<()> {
    diesel::update(log_verifications::table.find(id))
        .set(outcome)
        .execute(conn)
        .map(drop)
}

/// Deletes the verifications that were requested before `before`.
pub(super) fn forget(conn: &mut Conn, before: DateTime<Utc>) -> QueryResult<()> {
    let old =
        log_verifications::table.filter(log_verifications::requested_at.lt(SqlTime::from(before)));
    diesel::delete(old).execute(conn).map(drop)
}
