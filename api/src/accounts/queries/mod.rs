//! SQL of accounts, and of their sessions and mailed secrets.

mod mailed;
mod sessions;

pub(super) use mailed::{
    delete_mail_tokens, has_verified, insert_mail_token, usable_mail_token, use_mail_token,
};
pub(super) use sessions::{
    close_all, close_others, close_session, delete_ended_sessions, find_refresh, has_opened_from,
    insert_refresh, insert_session, living_tokens, lock_refresh, sessions_of, use_refresh,
};

use super::rows::{AccountRow, GrantRow};
use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use ground::db::schema::{accounts, grants, refresh_tokens};
use ground::db::types::{SqlTime, SqlUuid};
use ground::db::{Conn, cached_list};
use ground::error::Error;
use ground::on;
use shared::account::{Account, Grant, Role};
use shared::id::AccountId;
use shared::letter::Language;
use shared::place::{DepartmentCode, RegionCode, Territory};
use std::collections::HashMap;
use uuid::Uuid;

/// Identifiers per query of [`names`].
const NAMES_BATCH: usize = 500;

/// Finds an account, unless it is disabled.
pub(crate) fn find(conn: &mut Conn, id: AccountId) -> Result<Option<Account>, Error> {
    let row = accounts::table
        .find(SqlUuid::from(id))
        .filter(accounts::disabled_at.is_null())
        .select(AccountRow::as_select())
        .first(conn)
        .optional()?;
    row.map(|row| with_grants(conn, row)).transpose()
}

/// Finds the account of an access token: enabled, with a session that is neither expired nor revoked.
pub(crate) fn signed_in(
    conn: &mut Conn,
    id: AccountId,
    session: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Account>, Error> {
    let alive = refresh_tokens::table
        .filter(refresh_tokens::family_id.eq(SqlUuid(session)))
        .filter(refresh_tokens::account_id.eq(SqlUuid::from(id)))
        .filter(refresh_tokens::revoked_at.is_null())
        .filter(refresh_tokens::expires_at.gt(SqlTime::from(now)));
    let row = accounts::table
        .find(SqlUuid::from(id))
        .filter(accounts::disabled_at.is_null())
        .filter(exists(alive))
        .select(AccountRow::as_select())
        .first(conn)
        .optional()?;
    row.map(|row| with_grants(conn, row)).transpose()
}

pub(super) fn with_grants(conn: &mut Conn, row: AccountRow) -> Result<Account, Error> {
    let held = grants::table
        .filter(grants::account_id.eq(row.id))
        .order((grants::role, grants::territory))
        .select(GrantRow::as_select())
        .load(conn)?;
    Ok(row.into_account(held)?)
}

/// Reviewers of a place: the referents of its department, or else of its region, or else of the whole country, or else the
/// coordinators. Only enabled accounts with a verified address; never `except`.
pub(crate) fn reviewers(
    conn: &mut Conn,
    department: Option<&DepartmentCode>,
    region: Option<&RegionCode>,
    except: &[AccountId],
) -> Result<Vec<Account>, Error> {
    let pools = [
        department.map(|code| (Role::Referent, Territory::Department(code.clone()))),
        region.map(|code| (Role::Referent, Territory::Region(code.clone()))),
        Some((Role::Referent, Territory::National)),
        Some((Role::Coordinator, Territory::National)),
    ];
    for (role, territory) in pools.into_iter().flatten() {
        let found = accounts::table
            .inner_join(grants::table)
            .filter(grants::role.eq(role.as_str()))
            .filter(grants::territory.eq(territory.to_string()))
            .filter(accounts::disabled_at.is_null())
            .filter(accounts::verified_at.is_not_null())
            .filter(accounts::id.ne_all(except.iter().copied().map(SqlUuid::from)))
            .order(accounts::id)
            .select(AccountRow::as_select());
        let rows: Vec<AccountRow> = cached_list(except.len(), found).load(conn)?;
        if !rows.is_empty() {
            return rows.into_iter().map(|row| with_grants(conn, row)).collect();
        }
    }
    Ok(Vec::new())
}

/// The people who hold a role: enabled accounts with a verified address.
pub(crate) fn holders(conn: &mut Conn, role: Role) -> Result<Vec<Account>, Error> {
    let rows: Vec<AccountRow> = accounts::table
        .inner_join(grants::table)
        .filter(grants::role.eq(role.as_str()))
        .filter(accounts::disabled_at.is_null())
        .filter(accounts::verified_at.is_not_null())
        .distinct()
        .order(accounts::id)
        .select(AccountRow::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| with_grants(conn, row)).collect()
}

/// All accounts that were not erased, by address.
pub(crate) fn all(conn: &mut Conn) -> Result<Vec<Account>, Error> {
    let rows = accounts::table
        .filter(accounts::erased_at.is_null())
        .order(accounts::email_key)
        .select(AccountRow::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| with_grants(conn, row)).collect()
}

/// Finds an account by the key of its address, even if it is disabled.
pub(super) fn by_email(conn: &mut Conn, email_key: &str) -> QueryResult<Option<AccountRow>> {
    accounts::table
        .filter(accounts::email_key.eq(email_key))
        .select(AccountRow::as_select())
        .first(conn)
        .optional()
}

/// True when the account is enabled and its password still has this hash; the row is locked until the end of the
/// transaction.
pub(super) fn hold_password(conn: &mut Conn, id: SqlUuid, hash: &str) -> QueryResult<bool> {
    let account = accounts::table
        .find(id)
        .filter(accounts::disabled_at.is_null())
        .select(accounts::password_hash);
    let stored: Option<String> = on!(
        conn, c =>
        account.for_share().first(c).optional()?,
        // The transaction holds the write lock.
        account.first(c).optional()?,
    );
    Ok(stored.as_deref() == Some(hash))
}

/// Password hash of an account, unless it is disabled.
pub(super) fn password_hash(conn: &mut Conn, id: SqlUuid) -> QueryResult<Option<String>> {
    accounts::table
        .find(id)
        .filter(accounts::disabled_at.is_null())
        .select(accounts::password_hash)
        .first(conn)
        .optional()
}

pub(super) fn insert(conn: &mut Conn, row: &AccountRow) -> QueryResult<()> {
    diesel::insert_into(accounts::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

/// Adds a grant; returns false when the account already has it.
pub(super) fn insert_grant(
    conn: &mut Conn,
    id: AccountId,
    grant: &Grant,
    now: SqlTime,
) -> QueryResult<bool> {
    let row = GrantRow {
        account_id: id.into(),
        role: grant.role.as_str().to_owned(),
        territory: grant.territory.to_string(),
        granted_at: now,
    };
    let held = grants::table
        .find((row.account_id, &row.role, &row.territory))
        .count()
        .get_result::<i64>(conn)?;
    if held > 0 {
        return Ok(false);
    }
    diesel::insert_into(grants::table)
        .values(&row)
        .execute(conn)?;
    Ok(true)
}

/// Marks the address as verified; returns false when it already was.
pub(super) fn set_verified(conn: &mut Conn, id: SqlUuid, now: SqlTime) -> QueryResult<bool> {
    diesel::update(
        accounts::table
            .find(id)
            .filter(accounts::verified_at.is_null())
            .filter(accounts::disabled_at.is_null()),
    )
    .set((
        accounts::verified_at.eq(Some(now)),
        accounts::updated_at.eq(now),
    ))
    .execute(conn)
    .map(|changed| changed == 1)
}

pub(super) fn set_password(
    conn: &mut Conn,
    id: SqlUuid,
    hash: &str,
    now: SqlTime,
) -> QueryResult<()> {
    diesel::update(accounts::table.find(id))
        .set((
            accounts::password_hash.eq(hash),
            accounts::updated_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Replaces the name of an account.
pub(super) fn set_name(conn: &mut Conn, id: SqlUuid, name: &str, now: SqlTime) -> QueryResult<()> {
    diesel::update(accounts::table.find(id))
        .set((accounts::name.eq(name), accounts::updated_at.eq(now)))
        .execute(conn)
        .map(drop)
}

/// Replaces the language of the letters to the owner of an account.
pub(super) fn set_language(conn: &mut Conn, id: SqlUuid, language: Language) -> QueryResult<()> {
    diesel::update(accounts::table.find(id))
        .set(accounts::language.eq(language.as_str()))
        .execute(conn)
        .map(drop)
}

/// Replaces the address of an account with a verified one.
pub(super) fn set_address(
    conn: &mut Conn,
    id: SqlUuid,
    (email, email_key): (&str, &str),
    now: SqlTime,
) -> QueryResult<()> {
    diesel::update(accounts::table.find(id))
        .set((
            accounts::email.eq(email),
            accounts::email_key.eq(email_key),
            accounts::verified_at.eq(Some(now)),
            accounts::updated_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Names of accounts; those of erased ones are empty.
pub(crate) fn names(
    conn: &mut Conn,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, String>, Error> {
    let mut found = HashMap::new();
    for ids in ids.chunks(NAMES_BATCH) {
        let named = accounts::table
            .filter(accounts::id.eq_any(ids.iter().copied().map(SqlUuid::from)))
            .select((accounts::id, accounts::name));
        let rows: Vec<(SqlUuid, String)> = cached_list(ids.len(), named).load(conn)?;
        found.extend(rows.into_iter().map(|(id, name)| (id.into(), name)));
    }
    Ok(found)
}
