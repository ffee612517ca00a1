//! Row type of the audit log, and its conversion from and to [`Record`].

use super::Record;
use crate::db::schema::log;
use crate::db::types::{SqlTime, SqlUuid};
use diesel::prelude::*;

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = log, treat_none_as_default_value = false)]
pub(super) struct LogRow {
    seq: i64,
    at: SqlTime,
    actor_id: Option<SqlUuid>,
    actor_role: String,
    subject_kind: String,
    subject_id: SqlUuid,
    edition_id: Option<SqlUuid>,
    kind: String,
    payload: String,
    prev_hash: String,
    hash: String,
}

impl From<Record> for LogRow {
    fn from(record: Record) -> Self {
        let Record {
            seq,
            at,
            actor_id,
            actor_role,
            subject_kind,
            subject_id,
            edition_id,
            kind,
            payload,
            prev_hash,
            hash,
        } = record;
        Self {
            seq,
            at: SqlTime(at),
            actor_id: actor_id.map(SqlUuid),
            actor_role,
            subject_kind,
            subject_id: SqlUuid(subject_id),
            edition_id: edition_id.map(SqlUuid),
            kind,
            payload,
            prev_hash,
            hash,
        }
    }
}

impl From<LogRow> for Record {
    fn from(row: LogRow) -> Self {
        let LogRow {
            seq,
            at,
            actor_id,
            actor_role,
            subject_kind,
            subject_id,
            edition_id,
            kind,
            payload,
            prev_hash,
            hash,
        } = row;
        Self {
            seq,
            at: at.0,
            actor_id: actor_id.map(|id| id.0),
            actor_role,
            subject_kind,
            subject_id: subject_id.0,
            edition_id: edition_id.map(|id| id.0),
            kind,
            payload,
            prev_hash,
            hash,
        }
    }
}
