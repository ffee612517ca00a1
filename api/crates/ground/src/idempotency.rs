//! Stored responses to create requests, by the client's `Idempotency-Key`.

use crate::clock::Clock;
use crate::db::Conn;
use crate::db::schema::idempotency_keys;
use crate::db::types::{SqlJson, SqlTime, SqlUuid};
use crate::error::Error;
use crate::jobs::{Jobs, Kind, Schedule};
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::account::Operation;
use shared::id::AccountId;
use shared::problem::Code;

/// Time for which a response is stored.
const KEPT: Duration = Duration::hours(24);

/// A create request that carries an `Idempotency-Key`.
#[derive(Debug, Clone)]
pub struct Creation {
    /// The account that creates.
    pub account: AccountId,
    pub operation: Operation,
    /// Value of `Idempotency-Key`, as the client sent it.
    pub key: String,
    /// SHA-256 of the request body, in hexadecimal; empty without a body.
    pub digest: String,
}

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency_keys, treat_none_as_default_value = false)]
struct AnswerRow {
    account_id: SqlUuid,
    operation: String,
    key: String,
    request_hash: String,
    answer: SqlJson,
    created_at: SqlTime,
}

/// Runs `create` in the caller's transaction and stores its response; returns the stored response when the same request has
/// succeeded before. If two instances handle the same key at once, one violates the primary key and is retried.
///
/// # Errors
///
/// `idempotency_mismatch` when the key was used with another body; or the error of `create`, which is not stored.
pub fn once<T: Serialize + DeserializeOwned>(
    conn: &mut Conn,
    now: DateTime<Utc>,
    creation: &Creation,
    create: impl FnOnce(&mut Conn) -> Result<T, Error>,
) -> Result<T, Error> {
    match find(conn, creation)? {
        Some(row) if row.created_at.0 < now - KEPT => remove(conn, creation)?,
        Some(row) if row.request_hash == creation.digest => return Ok(row.answer.read()?),
        Some(_) => return Err(Error::rejected(Code::IdempotencyMismatch)),
        None => {}
    }
    let created = create(conn)?;
    let row = AnswerRow {
        account_id: creation.account.into(),
        operation: creation.operation.id().to_owned(),
        key: creation.key.clone(),
        request_hash: creation.digest.clone(),
        answer: SqlJson::of(&created)?,
        created_at: now.into(),
    };
    diesel::insert_into(idempotency_keys::table)
        .values(&row)
        .execute(conn)?;
    Ok(created)
}

fn find(conn: &mut Conn, creation: &Creation) -> QueryResult<Option<AnswerRow>> {
    let key = (
        SqlUuid::from(creation.account),
        creation.operation.id(),
        &creation.key,
    );
    idempotency_keys::table
        .find(key)
        .select(AnswerRow::as_select())
        .first(conn)
        .optional()
}

fn remove(conn: &mut Conn, creation: &Creation) -> QueryResult<()> {
    let key = (
        SqlUuid::from(creation.account),
        creation.operation.id(),
        &creation.key,
    );
    diesel::delete(idempotency_keys::table.find(key))
        .execute(conn)
        .map(drop)
}

/// Job that removes responses older than a day.
#[derive(Debug, Serialize, Deserialize)]
struct ForgetAnswers {}

impl Kind for ForgetAnswers {
    const NAME: &'static str = "idempotency.forget";
}

/// Registers the hourly removal of old responses.
pub fn jobs(jobs: Jobs, clock: &Clock) -> Jobs {
    let clock = clock.clone();
    jobs.on(move |conn, ForgetAnswers {}| {
        let before = SqlTime::from(clock.now() - KEPT);
        let old = idempotency_keys::table.filter(idempotency_keys::created_at.lt(before));
        diesel::delete(old).execute(conn)?;
        Ok(())
    })
    .every(Schedule::every(Duration::hours(1)), ForgetAnswers {})
}
