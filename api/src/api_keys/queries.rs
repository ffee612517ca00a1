//! SQL of API keys.

use super::rows::{KeyRow, TokenRow};
use crate::accounts::queries::names;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{accounts, api_keys, key_tokens};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::id::{AccountId, ApiKeyId, PartnerSpaceId};
use shared::partner::{ApiKey, REVOKED_KEYS_SHOWN_MAX, RevokedApiKey};

/// The key with this hash, valid or not, unless the account of its person is disabled.
pub(super) fn by_hash(conn: &mut Conn, hash: &str) -> Result<Option<KeyRow>, Error> {
    Ok(api_keys::table
        .inner_join(accounts::table)
        .filter(api_keys::hash.eq(hash))
        .filter(accounts::disabled_at.is_null())
        .select(KeyRow::as_select())
        .first(conn)
        .optional()?)
}

/// The key that the token with this hash stands for, as [`by_hash`], with the hash of the token, and until when it does so.
pub(super) fn by_token(conn: &mut Conn, hash: &str) -> Result<Option<KeyRow>, Error> {
    let found: Option<(KeyRow, SqlTime)> = key_tokens::table
        .inner_join(api_keys::table.inner_join(accounts::table))
        .filter(key_tokens::hash.eq(hash))
        .filter(accounts::disabled_at.is_null())
        .select((KeyRow::as_select(), key_tokens::expires_at))
        .first(conn)
        .optional()?;
    Ok(found.map(|(row, until)| KeyRow {
        hash: hash.to_owned(),
        expires_at: Some(row.expires_at.map_or(until, |at| at.min(until))),
        ..row
    }))
}

/// Stores a token, and removes those that have expired.
pub(super) fn insert_token(
    conn: &mut Conn,
    row: &TokenRow,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let over = key_tokens::table.filter(key_tokens::expires_at.le(SqlTime::from(now)));
    diesel::delete(over).execute(conn)?;
    diesel::insert_into(key_tokens::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// A key of a space that is neither revoked nor expired.
pub(super) fn find_valid(
    conn: &mut Conn,
    space: PartnerSpaceId,
    id: ApiKeyId,
    now: DateTime<Utc>,
) -> Result<Option<KeyRow>, Error> {
    let row: Option<KeyRow> = api_keys::table
        .filter(api_keys::id.eq(SqlUuid::from(id)))
        .filter(api_keys::partner_id.eq(SqlUuid::from(space)))
        .filter(api_keys::revoked_at.is_null())
        .select(KeyRow::as_select())
        .first(conn)
        .optional()?;
    Ok(row.filter(|row| row.expires_at.is_none_or(|at| at.0 > now)))
}

/// The keys of a space that are neither revoked nor expired, oldest first.
pub(super) fn valid(
    conn: &mut Conn,
    space: PartnerSpaceId,
    now: DateTime<Utc>,
) -> Result<Vec<ApiKey>, Error> {
    let unexpired = api_keys::expires_at
        .is_null()
        .or(api_keys::expires_at.gt(SqlTime::from(now)));
    let rows: Vec<(KeyRow, String)> = api_keys::table
        .inner_join(accounts::table)
        .filter(api_keys::partner_id.eq(SqlUuid::from(space)))
        .filter(api_keys::revoked_at.is_null())
        .filter(unexpired)
        .order((api_keys::created_at, api_keys::id))
        .select((KeyRow::as_select(), accounts::name))
        .load(conn)?;
    let shown = rows.into_iter().map(|(row, name)| row.shown(name));
    Ok(shown.collect::<anyhow::Result<_>>()?)
}

/// The keys of a space that were revoked, the last one first.
pub(super) fn revoked(conn: &mut Conn, space: PartnerSpaceId) -> Result<Vec<RevokedApiKey>, Error> {
    let rows: Vec<(KeyRow, String)> = api_keys::table
        .inner_join(accounts::table)
        .filter(api_keys::partner_id.eq(SqlUuid::from(space)))
        .filter(api_keys::revoked_at.is_not_null())
        .order((api_keys::revoked_at.desc(), api_keys::id.desc()))
        .limit(i64::try_from(REVOKED_KEYS_SHOWN_MAX).unwrap_or(i64::MAX))
        .select((KeyRow::as_select(), accounts::name))
        .load(conn)?;
    let by = rows.iter().filter_map(|(row, _)| row.revoked_by);
    let by: Vec<AccountId> = by.map(AccountId::from).collect();
    let names = names(conn, &by)?;
    let shown = rows.into_iter().map(|(row, made_by)| {
        let by = row.revoked_by.map(AccountId::from);
        let name = by.and_then(|by| names.get(&by).cloned());
        // The name of an erased account is empty.
        row.shown_revoked(made_by, name.filter(|name| !name.is_empty()))
    });
    Ok(shown.collect::<anyhow::Result<_>>()?)
}

pub(super) fn insert(conn: &mut Conn, row: &KeyRow) -> Result<(), Error> {
    diesel::insert_into(api_keys::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Revokes a key; returns false when it was revoked already.
pub(super) fn revoke(
    conn: &mut Conn,
    id: SqlUuid,
    by: AccountId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let open = api_keys::table
        .filter(api_keys::id.eq(id))
        .filter(api_keys::revoked_at.is_null());
    let revoked = diesel::update(open)
        .set((
            api_keys::revoked_at.eq(Some(SqlTime::from(now))),
            api_keys::revoked_by.eq(Some(SqlUuid::from(by))),
        ))
        .execute(conn)?;
    Ok(revoked == 1)
}

/// Lets a key expire.
pub(super) fn expire(conn: &mut Conn, id: SqlUuid, at: DateTime<Utc>) -> Result<(), Error> {
    diesel::update(api_keys::table.find(id))
        .set(api_keys::expires_at.eq(Some(SqlTime::from(at))))
        .execute(conn)?;
    Ok(())
}

/// Writes the last use, unless a later one, or one less than `apart` before, is stored.
pub(super) fn note_use(
    conn: &mut Conn,
    id: ApiKeyId,
    now: DateTime<Utc>,
    apart: TimeDelta,
) -> Result<(), Error> {
    let unknown = api_keys::last_used_at
        .is_null()
        .or(api_keys::last_used_at.le(SqlTime::from(now - apart)));
    let row = api_keys::table
        .filter(api_keys::id.eq(SqlUuid::from(id)))
        .filter(unknown);
    diesel::update(row)
        .set(api_keys::last_used_at.eq(Some(SqlTime::from(now))))
        .execute(conn)?;
    Ok(())
}
