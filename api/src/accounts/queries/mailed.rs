//! SQL of the secrets in mailed links.

use crate::accounts::rows::MailTokenRow;
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{accounts, mail_tokens};
use ground::db::types::{SqlTime, SqlUuid};

/// Deletes the mailed secrets of an account: their links no longer work.
pub(in crate::accounts) fn delete_mail_tokens(
    conn: &mut Conn,
    account: SqlUuid,
) -> QueryResult<()> {
    diesel::delete(mail_tokens::table.filter(mail_tokens::account_id.eq(account)))
        .execute(conn)
        .map(drop)
}

/// Stores the hash of a mailed secret, and deletes earlier ones of the same account and purpose.
pub(in crate::accounts) fn insert_mail_token(
    conn: &mut Conn,
    row: &MailTokenRow,
) -> QueryResult<()> {
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
pub(in crate::accounts) fn has_verified(
    conn: &mut Conn,
    hash: &str,
    purpose: &str,
) -> QueryResult<bool> {
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
pub(in crate::accounts) fn usable_mail_token(
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
pub(in crate::accounts) fn use_mail_token(
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
