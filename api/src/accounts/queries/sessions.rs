//! SQL of the sessions and their refresh tokens.

use crate::accounts::rows::{RefreshRow, SessionRow};
use diesel::prelude::*;
use diesel::upsert::excluded;
use ground::db::Conn;
use ground::db::schema::{refresh_tokens, sessions, sign_ins};
use ground::db::types::{SqlTime, SqlUuid};
use ground::on;

/// Adds a session, which is the last sign-in of its account.
pub(in crate::accounts) fn insert_session(conn: &mut Conn, row: &SessionRow) -> QueryResult<()> {
    diesel::insert_into(sessions::table)
        .values(row)
        .execute(conn)?;
    let last = (
        sign_ins::account_id.eq(row.account_id),
        sign_ins::last_at.eq(row.opened_at),
    );
    on!(conn, c => diesel::insert_into(sign_ins::table)
        .values(last)
        .on_conflict(sign_ins::account_id)
        .do_update()
        .set(sign_ins::last_at.eq(excluded(sign_ins::last_at)))
        .execute(c)
        .map(drop))
}

/// True when a session of the account was opened from a client address after `since`.
pub(in crate::accounts) fn has_opened_from(
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
pub(in crate::accounts) fn lock_refresh(
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

pub(in crate::accounts) fn insert_refresh(conn: &mut Conn, row: &RefreshRow) -> QueryResult<()> {
    diesel::insert_into(refresh_tokens::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

pub(in crate::accounts) fn find_refresh(
    conn: &mut Conn,
    hash: &str,
) -> QueryResult<Option<RefreshRow>> {
    refresh_tokens::table
        .find(hash)
        .select(RefreshRow::as_select())
        .first(conn)
        .optional()
}

/// Marks a token as used.
pub(in crate::accounts) fn use_refresh(
    conn: &mut Conn,
    hash: &str,
    now: SqlTime,
) -> QueryResult<()> {
    diesel::update(refresh_tokens::table.find(hash))
        .set(refresh_tokens::used_at.eq(Some(now)))
        .execute(conn)
        .map(drop)
}

/// Revokes a session, so that its refresh token no longer works.
pub(in crate::accounts) fn close_session(
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
pub(in crate::accounts) fn living_tokens(
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
pub(in crate::accounts) fn sessions_of(
    conn: &mut Conn,
    account: SqlUuid,
) -> QueryResult<Vec<SessionRow>> {
    sessions::table
        .filter(sessions::account_id.eq(account))
        .select(SessionRow::as_select())
        .load(conn)
}

/// Revokes every session of an account but one.
pub(in crate::accounts) fn close_others(
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

/// Revokes every session of an account.
pub(in crate::accounts) fn close_all(
    conn: &mut Conn,
    account: SqlUuid,
    now: SqlTime,
) -> QueryResult<()> {
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
pub(in crate::accounts) fn delete_ended_sessions(
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
