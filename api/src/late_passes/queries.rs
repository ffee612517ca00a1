//! SQL of late passes.

use super::rows::{PassRow, StoredPass};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{editions, late_passes};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::id::{EditionId, EventId, LatePassId};
use shared::place::Territory;

/// Maximum number of passes of one organiser that a submission looks through.
const OWN_MAX: i64 = 100;

/// Stores a new pass.
pub(crate) fn insert(conn: &mut Conn, pass: &StoredPass) -> Result<(), Error> {
    diesel::insert_into(late_passes::table)
        .values(PassRow::of(pass))
        .execute(conn)?;
    Ok(())
}

/// Finds a pass by its identifier.
pub(crate) fn find(conn: &mut Conn, id: LatePassId) -> Result<Option<StoredPass>, Error> {
    let row = late_passes::table
        .inner_join(editions::table)
        .filter(late_passes::id.eq(SqlUuid::from(id)))
        .select((PassRow::as_select(), editions::slug))
        .first(conn)
        .optional()?;
    into_pass(row)
}

/// Finds the pass whose code has this hash.
pub(crate) fn by_hash(conn: &mut Conn, hash: &str) -> Result<Option<StoredPass>, Error> {
    let row = late_passes::table
        .inner_join(editions::table)
        .filter(late_passes::hash.eq(hash))
        .select((PassRow::as_select(), editions::slug))
        .first(conn)
        .optional()?;
    into_pass(row)
}

fn into_pass(row: Option<(PassRow, String)>) -> Result<Option<StoredPass>, Error> {
    let pass = row.map(|(row, edition)| row.into_pass(edition));
    Ok(pass.transpose()?)
}

/// The passes of an edition for these addresses that can be used at that time, the first to expire first.
pub(crate) fn usable_by(
    conn: &mut Conn,
    email_keys: &[String],
    edition: EditionId,
    at: DateTime<Utc>,
) -> Result<Vec<StoredPass>, Error> {
    let rows: Vec<(PassRow, String)> = late_passes::table
        .inner_join(editions::table)
        .filter(late_passes::email_key.eq_any(email_keys))
        .filter(late_passes::edition_id.eq(SqlUuid::from(edition)))
        .filter(late_passes::used_at.is_null())
        .filter(late_passes::revoked_at.is_null())
        .filter(late_passes::expires_at.ge(SqlTime::from(at)))
        .order((late_passes::expires_at, late_passes::id))
        .limit(OWN_MAX)
        .select((PassRow::as_select(), editions::slug))
        .load(conn)?;
    all(rows)
}

/// Filter of the list of passes.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// These territories only; all when absent.
    pub(crate) territories: Option<Vec<Territory>>,
    /// This edition only; all when absent.
    pub(crate) edition: Option<EditionId>,
}

/// Passes issued before `before`, the latest first.
pub(crate) fn list(
    conn: &mut Conn,
    wanted: &Wanted,
    before: Option<LatePassId>,
    limit: i64,
) -> Result<Vec<StoredPass>, Error> {
    let mut query = late_passes::table.inner_join(editions::table).into_boxed();
    if let Some(territories) = &wanted.territories {
        let territories = territories.iter().map(ToString::to_string);
        query = query.filter(late_passes::territory.eq_any(territories));
    }
    if let Some(edition) = wanted.edition {
        query = query.filter(late_passes::edition_id.eq(SqlUuid::from(edition)));
    }
    if let Some(before) = before {
        query = query.filter(late_passes::id.lt(SqlUuid::from(before)));
    }
    let rows: Vec<(PassRow, String)> = query
        .order(late_passes::id.desc())
        .limit(limit)
        .select((PassRow::as_select(), editions::slug))
        .load(conn)?;
    all(rows)
}

fn all(rows: Vec<(PassRow, String)>) -> Result<Vec<StoredPass>, Error> {
    let passes = rows
        .into_iter()
        .map(|(row, edition)| row.into_pass(edition));
    Ok(passes.collect::<anyhow::Result<_>>()?)
}

/// Marks a pass as used for an event; returns false when it cannot be used any more.
pub(crate) fn use_up(
    conn: &mut Conn,
    id: LatePassId,
    event: EventId,
    at: DateTime<Utc>,
) -> Result<bool, Error> {
    let usable = late_passes::table
        .filter(late_passes::id.eq(SqlUuid::from(id)))
        .filter(late_passes::used_at.is_null())
        .filter(late_passes::revoked_at.is_null())
        .filter(late_passes::expires_at.ge(SqlTime::from(at)));
    let used = diesel::update(usable)
        .set((
            late_passes::used_at.eq(Some(SqlTime::from(at))),
            late_passes::event_id.eq(Some(SqlUuid::from(event))),
        ))
        .execute(conn)?;
    Ok(used == 1)
}

/// Revokes a pass; returns false when it was used or revoked before.
pub(crate) fn revoke(conn: &mut Conn, id: LatePassId, now: DateTime<Utc>) -> Result<bool, Error> {
    let unused = late_passes::table
        .filter(late_passes::id.eq(SqlUuid::from(id)))
        .filter(late_passes::used_at.is_null())
        .filter(late_passes::revoked_at.is_null());
    let revoked = diesel::update(unused)
        .set(late_passes::revoked_at.eq(Some(SqlTime::from(now))))
        .execute(conn)?;
    Ok(revoked == 1)
}
