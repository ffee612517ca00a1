//! Letters that their recipients may refuse: who wants them, and the links that refuse them.

use super::links;
use super::queries;
use super::rows::MailTokenRow;
use super::secret;
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use ground::db::schema::{accounts, letter_refusals, mail_tokens};
use ground::db::types::{SqlTime, SqlUuid};
use ground::db::{Conn, cached_list};
use ground::error::Error;
use ground::ids;
use ground::mail::{self, Letter};
use ground::on;
use http::Services;
use shared::account::{Account, OptionalLetter};
use shared::id::{AccountId, MailId};

/// Path of the page that refuses a kind of letter, and to which mail programs send their own refusals.
const PAGE: &str = "/desabonnement";
/// Validity of a link that refuses: letters are kept for long.
const LINK_LIFE: Duration = Duration::days(365);
/// Start of the purpose of these links; the kind of letter follows.
const PURPOSE: &str = "refuse_";

/// Kinds of letters that an account refuses.
pub(super) fn refused(conn: &mut Conn, account: AccountId) -> Result<Vec<OptionalLetter>, Error> {
    let stored: Vec<String> = letter_refusals::table
        .filter(letter_refusals::account_id.eq(SqlUuid::from(account)))
        .order(letter_refusals::letter)
        .select(letter_refusals::letter)
        .load(conn)?;
    // A newer release may know further kinds.
    Ok(stored
        .iter()
        .filter_map(|letter| OptionalLetter::parse(letter))
        .collect())
}

/// Refuses a kind of letter, unless the account does already.
pub(super) fn refuse(
    conn: &mut Conn,
    account: AccountId,
    letter: OptionalLetter,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let row = (
        letter_refusals::account_id.eq(SqlUuid::from(account)),
        letter_refusals::letter.eq(letter.as_str()),
        letter_refusals::refused_at.eq(SqlTime::from(now)),
    );
    on!(conn, c => diesel::insert_into(letter_refusals::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c)?);
    Ok(())
}

/// Wants a kind of letter again.
pub(super) fn accept(
    conn: &mut Conn,
    account: AccountId,
    letter: OptionalLetter,
) -> Result<(), Error> {
    let row = letter_refusals::table.find((SqlUuid::from(account), letter.as_str()));
    diesel::delete(row).execute(conn)?;
    Ok(())
}

/// Those of the accounts who may get such a letter: enabled, with a verified address, and not refusing it.
pub(crate) fn wanting(
    conn: &mut Conn,
    among: &[AccountId],
    letter: OptionalLetter,
) -> Result<Vec<Account>, Error> {
    let ids = among.iter().copied().map(SqlUuid::from);
    let refusing: Vec<SqlUuid> = letter_refusals::table
        .filter(letter_refusals::letter.eq(letter.as_str()))
        .filter(letter_refusals::account_id.eq_any(ids))
        .select(letter_refusals::account_id)
        .load(conn)?;
    let mut wanting = reachable(conn, among)?;
    wanting.retain(|account| !refusing.contains(&account.id.into()));
    Ok(wanting)
}

/// Those of the accounts to which letters go: enabled, with a verified address.
pub(crate) fn reachable(conn: &mut Conn, among: &[AccountId]) -> Result<Vec<Account>, Error> {
    let ids = among.iter().copied().map(SqlUuid::from);
    let enabled = accounts::table
        .filter(accounts::id.eq_any(ids))
        .filter(accounts::verified_at.is_not_null())
        .filter(accounts::disabled_at.is_null())
        .order(accounts::id)
        .select(accounts::id);
    let enabled: Vec<SqlUuid> = cached_list(among.len(), enabled).load(conn)?;
    let mut found = Vec::new();
    for id in enabled {
        found.extend(queries::find(conn, id.into())?);
    }
    Ok(found)
}

/// Queues a letter that its recipient may refuse. `compose` gets the link that refuses this kind, for its text.
pub(crate) fn post(
    conn: &mut Conn,
    services: &Services,
    account: AccountId,
    letter: OptionalLetter,
    compose: impl FnOnce(&str) -> Letter,
) -> Result<(), Error> {
    let id = MailId(ids::new(&services.clock));
    let token = MailTokenRow {
        hash: secret::hash(&mail::secret(&services.secrets, id)),
        account_id: account.into(),
        purpose: format!("{PURPOSE}{letter}"),
        expires_at: (services.clock.now() + LINK_LIFE).into(),
        used_at: None,
        address: None,
    };
    diesel::insert_into(mail_tokens::table)
        .values(&token)
        .execute(conn)?;
    let start = format!("{}{PAGE}?jeton=", services.site.url);
    let letter = compose(&mail::secret_link(&start)).refusable(&start);
    mail::post_as(conn, &services.clock, id, &letter)
}

/// The account and the kind of letter that the secret of a link belongs to. A link works as often as it is used.
///
/// # Errors
///
/// `invalid_link` when the secret is wrong or expired.
pub(super) fn of_link(
    conn: &mut Conn,
    token: &str,
    now: DateTime<Utc>,
) -> Result<(AccountId, OptionalLetter), Error> {
    let found: Option<(SqlUuid, String)> = mail_tokens::table
        .find(secret::hash(token))
        .filter(mail_tokens::expires_at.gt(SqlTime::from(now)))
        .select((mail_tokens::account_id, mail_tokens::purpose))
        .first(conn)
        .optional()?;
    let (account, purpose) = found.ok_or_else(links::invalid)?;
    let letter = purpose
        .strip_prefix(PURPOSE)
        .and_then(OptionalLetter::parse)
        .ok_or_else(links::invalid)?;
    Ok((account.into(), letter))
}

/// Deletes the links that have expired.
pub(super) fn forget_expired(conn: &mut Conn, now: DateTime<Utc>) -> Result<(), Error> {
    let expired = mail_tokens::table
        .filter(mail_tokens::purpose.like(format!("{PURPOSE}%")))
        .filter(mail_tokens::expires_at.lt(SqlTime::from(now)));
    diesel::delete(expired).execute(conn)?;
    Ok(())
}
