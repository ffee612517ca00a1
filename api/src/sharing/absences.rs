//! SQL of the absences of reviewers.

use anyhow::Context as _;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{accounts, review_absences};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::id::{AccountId, ReviewAbsenceId};
use shared::label::{NamedReviewer, ReviewAbsence};
use std::collections::HashSet;

/// Maximum number of absences of one account that are not over.
pub(crate) const MOST: usize = 50;
/// Maximum number of absences in a list.
const LISTED: i64 = 2_000;

type Row = (SqlUuid, SqlUuid, String, String, String);

fn absence((id, account, name, first, last): Row) -> anyhow::Result<ReviewAbsence> {
    Ok(ReviewAbsence {
        id: id.into(),
        reviewer: NamedReviewer {
            id: account.into(),
            name,
        },
        first: first.parse().context("first day")?,
        last: last.parse().context("last day")?,
    })
}

/// Accounts among these that are absent on a day.
pub(crate) fn absent(
    conn: &mut Conn,
    accounts: &[AccountId],
    day: NaiveDate,
) -> Result<HashSet<AccountId>, Error> {
    let day = day.to_string();
    let rows: Vec<SqlUuid> = review_absences::table
        .filter(review_absences::account_id.eq_any(accounts.iter().copied().map(SqlUuid::from)))
        .filter(review_absences::first_day.le(&day))
        .filter(review_absences::last_day.ge(&day))
        .select(review_absences::account_id)
        .load(conn)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The absences of these accounts, or of all, that are not over on a day; the next ones first.
pub(crate) fn list(
    conn: &mut Conn,
    of: Option<&[AccountId]>,
    day: NaiveDate,
) -> Result<Vec<ReviewAbsence>, Error> {
    let mut query = review_absences::table
        .inner_join(accounts::table)
        .filter(review_absences::last_day.ge(day.to_string()))
        .into_boxed();
    if let Some(of) = of {
        let of = of.iter().copied().map(SqlUuid::from);
        query = query.filter(review_absences::account_id.eq_any(of));
    }
    let rows: Vec<Row> = query
        .order((review_absences::first_day, review_absences::id))
        .limit(LISTED)
        .select((
            review_absences::id,
            accounts::id,
            accounts::name,
            review_absences::first_day,
            review_absences::last_day,
        ))
        .load(conn)?;
    let read = rows.into_iter().map(absence);
    Ok(read.collect::<anyhow::Result<_>>()?)
}

/// The absence with this identifier; `None` when it does not exist.
pub(crate) fn find(conn: &mut Conn, id: ReviewAbsenceId) -> Result<Option<ReviewAbsence>, Error> {
    let row: Option<Row> = review_absences::table
        .inner_join(accounts::table)
        .filter(review_absences::id.eq(SqlUuid::from(id)))
        .select((
            review_absences::id,
            accounts::id,
            accounts::name,
            review_absences::first_day,
            review_absences::last_day,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(absence).transpose()?)
}

/// Stores a new absence.
pub(crate) fn insert(
    conn: &mut Conn,
    absence: &ReviewAbsence,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(review_absences::table)
        .values((
            review_absences::id.eq(SqlUuid::from(absence.id)),
            review_absences::account_id.eq(SqlUuid::from(absence.reviewer.id)),
            review_absences::first_day.eq(absence.first.to_string()),
            review_absences::last_day.eq(absence.last.to_string()),
            review_absences::entered_at.eq(SqlTime::from(now)),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn delete(conn: &mut Conn, id: ReviewAbsenceId) -> Result<(), Error> {
    diesel::delete(review_absences::table.find(SqlUuid::from(id))).execute(conn)?;
    Ok(())
}
