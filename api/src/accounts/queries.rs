//! SQL of accounts and sessions.

use super::rows::{AccountRow, GrantRow, MailTokenRow, RefreshRow, SessionRow};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use ground::db::Conn;
use ground::db::schema::{accounts, grants, mail_tokens, refresh_tokens, sessions};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use ground::on;
use shared::account::{Account, Grant, Role};
use shared::id::AccountId;
use shared::place::{DepartmentCode, RegionCode, Territory};
use uuid::Uuid;

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
        .filter(refresh_tokens::expires_at.gt(SqlTime::from(now)))
        .count()
        .get_result::<i64>(conn)?;
    if alive == 0 { Ok(None) } else { find(conn, id) }
}

fn with_grants(conn: &mut Conn, row: AccountRow) -> Result<Account, Error> {
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
        let rows = accounts::table
            .inner_join(grants::table)
            .filter(grants::role.eq(role.as_str()))
            .filter(grants::territory.eq(territory.to_string()))
            .filter(accounts::disabled_at.is_null())
            .filter(accounts::verified_at.is_not_null())
            .filter(accounts::id.ne_all(except.iter().copied().map(SqlUuid::from)))
            .order(accounts::id)
            .select(AccountRow::as_select())
            .load(conn)?;
        if !rows.is_empty() {
            return rows.into_iter().map(|row| with_grants(conn, row)).collect();
        }
    }
    Ok(Vec::new())
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

pub(super) fn insert_session(conn: &mut Conn, row: &SessionRow) -> QueryResult<()> {
    diesel::insert_into(sessions::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

/// True when a session of the account was opened from a client address after `since`.
pub(super) fn has_opened_from(
    conn: &mut Conn,
    account: SqlUuid,
    machine: &str,
    since: SqlTime,
) -> QueryResult<bool> {
    sessions::table
        .filter(sessions::account_id.eq(account))
        .filter(sessions::machine.eq(machine))
        .filter(sessions::opened_at.gt(since))
        .count()
        .get_result::<i64>(conn)
        .map(|found| found > 0)
}

/// Locks a session until the end of the transaction: a renewal and a revocation wait for each other.
///
/// Adds the row of a session that an older release opened.
fn lock_session(conn: &mut Conn, id: SqlUuid, account: SqlUuid, now: SqlTime) -> QueryResult<()> {
    let row = SessionRow {
        id,
        account_id: account,
        machine: None,
        opened_at: now,
        device: None,
    };
    on!(conn, c => diesel::insert_into(sessions::table)
        .values(&row)
        .on_conflict(sessions::id)
        .do_update()
        .set(sessions::account_id.eq(excluded(sessions::account_id)))
        .execute(c)
        .map(drop))
}

/// Locks the session of a refresh token and returns the token as stored under that lock.
pub(super) fn lock_refresh(
    conn: &mut Conn,
    hash: &str,
    now: SqlTime,
) -> QueryResult<Option<RefreshRow>> {
    let Some(row) = find_refresh(conn, hash)? else {
        return Ok(None);
    };
    lock_session(conn, row.family_id, row.account_id, now)?;
    find_refresh(conn, hash)
}

pub(super) fn insert_refresh(conn: &mut Conn, row: &RefreshRow) -> QueryResult<()> {
    diesel::insert_into(refresh_tokens::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

pub(super) fn find_refresh(conn: &mut Conn, hash: &str) -> QueryResult<Option<RefreshRow>> {
    refresh_tokens::table
        .find(hash)
        .select(RefreshRow::as_select())
        .first(conn)
        .optional()
}

/// Marks a token as used.
pub(super) fn use_refresh(conn: &mut Conn, hash: &str, now: SqlTime) -> QueryResult<()> {
    diesel::update(refresh_tokens::table.find(hash))
        .set(refresh_tokens::used_at.eq(Some(now)))
        .execute(conn)
        .map(drop)
}

/// Revokes a session, so that its refresh token no longer works.
pub(super) fn close_session(
    conn: &mut Conn,
    session: SqlUuid,
    account: SqlUuid,
    now: SqlTime,
) -> QueryResult<()> {
    lock_session(conn, session, account, now)?;
    diesel::update(
        refresh_tokens::table
            .filter(refresh_tokens::family_id.eq(session))
            .filter(refresh_tokens::revoked_at.is_null()),
    )
    .set(refresh_tokens::revoked_at.eq(Some(now)))
    .execute(conn)
    .map(drop)
}

/// The unused token of each session of an account that has neither expired nor been revoked.
pub(super) fn living_tokens(
    conn: &mut Conn,
    account: SqlUuid,
    now: SqlTime,
) -> QueryResult<Vec<RefreshRow>> {
    refresh_tokens::table
        .filter(refresh_tokens::account_id.eq(account))
        .filter(refresh_tokens::revoked_at.is_null())
        .filter(refresh_tokens::used_at.is_null())
        .filter(refresh_tokens::expires_at.gt(now))
        .order(refresh_tokens::issued_at.desc())
        .select(RefreshRow::as_select())
        .load(conn)
}

/// Sessions of an account, ended ones included.
pub(super) fn sessions_of(conn: &mut Conn, account: SqlUuid) -> QueryResult<Vec<SessionRow>> {
    sessions::table
        .filter(sessions::account_id.eq(account))
        .select(SessionRow::as_select())
        .load(conn)
}

/// Revokes every session of an account but one.
pub(super) fn close_others(
    conn: &mut Conn,
    account: SqlUuid,
    kept: SqlUuid,
    now: SqlTime,
) -> QueryResult<()> {
    let mut others: Vec<SqlUuid> = living_tokens(conn, account, now)?
        .into_iter()
        .map(|token| token.family_id)
        .filter(|session| *session != kept)
        .collect();
    // All transactions lock in the same order, so that two of them never wait for each other.
    others.sort_unstable();
    for session in others {
        close_session(conn, session, account, now)?;
    }
    Ok(())
}

/// Replaces the name of an account.
pub(super) fn set_name(conn: &mut Conn, id: SqlUuid, name: &str, now: SqlTime) -> QueryResult<()> {
    diesel::update(accounts::table.find(id))
        .set((accounts::name.eq(name), accounts::updated_at.eq(now)))
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

/// Deletes the mailed secrets of an account: their links no longer work.
pub(super) fn delete_mail_tokens(conn: &mut Conn, account: SqlUuid) -> QueryResult<()> {
    diesel::delete(mail_tokens::table.filter(mail_tokens::account_id.eq(account)))
        .execute(conn)
        .map(drop)
}

/// Revokes every session of an account.
pub(super) fn close_all(conn: &mut Conn, account: SqlUuid, now: SqlTime) -> QueryResult<()> {
    let living: Vec<SqlUuid> = refresh_tokens::table
        .filter(refresh_tokens::account_id.eq(account))
        .filter(refresh_tokens::revoked_at.is_null())
        .select(refresh_tokens::family_id)
        .distinct()
        // All transactions lock in the same order, so that two of them never wait for each other.
        .order(refresh_tokens::family_id)
        .load(conn)?;
    for session in living {
        lock_session(conn, session, account, now)?;
    }
    diesel::update(
        refresh_tokens::table
            .filter(refresh_tokens::account_id.eq(account))
            .filter(refresh_tokens::revoked_at.is_null()),
    )
    .set(refresh_tokens::revoked_at.eq(Some(now)))
    .execute(conn)
    .map(drop)
}

/// Deletes the tokens that expired before `expired`, and the sessions without any that were opened before `opened`.
pub(super) fn delete_ended_sessions(
    conn: &mut Conn,
    expired: SqlTime,
    opened: SqlTime,
) -> QueryResult<()> {
    diesel::delete(refresh_tokens::table.filter(refresh_tokens::expires_at.lt(expired)))
        .execute(conn)?;
    let with_tokens = refresh_tokens::table.select(refresh_tokens::family_id);
    on!(conn, c => diesel::delete(
        sessions::table
            .filter(sessions::opened_at.lt(opened))
            .filter(sessions::id.ne_all(with_tokens)),
    )
    .execute(c)
    .map(drop))
}

/// Stores the hash of a mailed secret, and deletes earlier ones of the same account and purpose.
pub(super) fn insert_mail_token(conn: &mut Conn, row: &MailTokenRow) -> QueryResult<()> {
    diesel::delete(
        mail_tokens::table
            .filter(mail_tokens::account_id.eq(row.account_id))
            .filter(mail_tokens::purpose.eq(&row.purpose)),
    )
    .execute(conn)?;
    diesel::insert_into(mail_tokens::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

/// True when the mailed secret, even if used or expired, belongs to an account whose address is verified.
pub(super) fn has_verified(conn: &mut Conn, hash: &str, purpose: &str) -> QueryResult<bool> {
    mail_tokens::table
        .inner_join(accounts::table)
        .filter(mail_tokens::hash.eq(hash))
        .filter(mail_tokens::purpose.eq(purpose))
        .filter(accounts::verified_at.is_not_null())
        .filter(accounts::disabled_at.is_null())
        .count()
        .get_result::<i64>(conn)
        .map(|found| found > 0)
}

/// Name and address of the account of a mailed secret, unless it is wrong, used or expired.
pub(super) fn usable_mail_token(
    conn: &mut Conn,
    hash: &str,
    purpose: &str,
    now: SqlTime,
) -> QueryResult<Option<(String, String)>> {
    mail_tokens::table
        .inner_join(accounts::table)
        .filter(mail_tokens::hash.eq(hash))
        .filter(mail_tokens::purpose.eq(purpose))
        .filter(mail_tokens::used_at.is_null())
        .filter(mail_tokens::expires_at.gt(now))
        .filter(accounts::disabled_at.is_null())
        .select((accounts::name, accounts::email))
        .first(conn)
        .optional()
}

/// Marks a mailed secret as used and returns its account, and the address that it confirms, if any; `None` when it
/// is wrong, used or expired.
pub(super) fn use_mail_token(
    conn: &mut Conn,
    hash: &str,
    purpose: &str,
    now: SqlTime,
) -> QueryResult<Option<(SqlUuid, Option<String>)>> {
    diesel::update(
        mail_tokens::table
            .find(hash)
            .filter(mail_tokens::purpose.eq(purpose))
            .filter(mail_tokens::used_at.is_null())
            .filter(mail_tokens::expires_at.gt(now)),
    )
    .set(mail_tokens::used_at.eq(Some(now)))
    .returning((mail_tokens::account_id, mail_tokens::address))
    .get_result(conn)
    .optional()
}
