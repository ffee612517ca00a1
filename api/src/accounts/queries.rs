//! The SQL of people and their sessions.

use super::rows::{AccountRow, GrantRow};
use crate::db::Conn;
use crate::db::schema::{accounts, grants, refresh_tokens};
use crate::db::types::{SqlTime, SqlUuid};
use crate::error::ApiError;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::account::Account;
use shared::id::AccountId;
use uuid::Uuid;

/// The account, if it is not disabled.
pub(crate) fn find(conn: &mut Conn, id: AccountId) -> Result<Option<Account>, ApiError> {
    let row = accounts::table
        .find(SqlUuid::from(id))
        .filter(accounts::disabled_at.is_null())
        .select(AccountRow::as_select())
        .first(conn)
        .optional()?;
    row.map(|row| with_grants(conn, row)).transpose()
}

/// The account behind an access token: enabled, and its session neither ended nor revoked.
pub(crate) fn signed_in(
    conn: &mut Conn,
    id: AccountId,
    session: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Account>, ApiError> {
    let alive = refresh_tokens::table
        .filter(refresh_tokens::family_id.eq(SqlUuid(session)))
        .filter(refresh_tokens::account_id.eq(SqlUuid::from(id)))
        .filter(refresh_tokens::revoked_at.is_null())
        .filter(refresh_tokens::expires_at.gt(SqlTime::from(now)))
        .count()
        .get_result::<i64>(conn)?;
    if alive == 0 { Ok(None) } else { find(conn, id) }
}

fn with_grants(conn: &mut Conn, row: AccountRow) -> Result<Account, ApiError> {
    let held = grants::table
        .filter(grants::account_id.eq(row.id))
        .order((grants::role, grants::territory))
        .select(GrantRow::as_select())
        .load(conn)?;
    Ok(row.into_account(held)?)
}
