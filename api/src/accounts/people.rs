//! What is done to accounts, from the API, the command line and the importers alike; each change is logged.

use super::queries;
use super::rows::AccountRow;
use ground::clock::Clock;
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use ground::log::{self, By, Entry, Subject};
use shared::account::{Account, Grant};
use shared::id::AccountId;

/// An account to be; address and name have been checked.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Address, as the person writes it.
    pub email: String,
    /// Name.
    pub name: String,
    /// Argon2id, as [`super::passwords`] makes it.
    pub password_hash: String,
    /// Whether the address is taken as verified.
    pub verified: bool,
}

/// What two spellings of one address have in common.
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Creates an account.
///
/// # Errors
///
/// `duplicate` at `/email` when the address has one.
pub fn create(conn: &mut Conn, clock: &Clock, asked: &NewAccount) -> Result<AccountId, Error> {
    let now = clock.now();
    let id = AccountId(ids::new(clock));
    queries::insert(
        conn,
        &AccountRow {
            id: id.into(),
            email: asked.email.clone(),
            email_key: email_key(&asked.email),
            name: asked.name.clone(),
            password_hash: asked.password_hash.clone(),
            verified_at: asked.verified.then_some(now.into()),
            disabled_at: None,
            created_at: now.into(),
            updated_at: now.into(),
        },
    )?;
    record(
        conn,
        clock,
        id,
        "account.created",
        serde_json::json!({ "verified": asked.verified }),
    )?;
    Ok(id)
}

/// Grants a role; `false` when it was held already.
///
/// # Errors
///
/// When the database fails, as for an account that does not exist.
pub fn grant(conn: &mut Conn, clock: &Clock, id: AccountId, grant: &Grant) -> Result<bool, Error> {
    let new = queries::insert_grant(conn, id, grant, clock.now().into())?;
    if new {
        record(
            conn,
            clock,
            id,
            "account.granted",
            serde_json::to_value(grant)?,
        )?;
    }
    Ok(new)
}

/// The account with that address, disabled or not.
///
/// # Errors
///
/// When the database fails.
pub fn by_email(conn: &mut Conn, email: &str) -> Result<Option<AccountId>, Error> {
    Ok(queries::by_email(conn, &email_key(email))?.map(|row| row.id.into()))
}

/// The account, if it is not disabled.
///
/// # Errors
///
/// When the database fails.
pub fn find(conn: &mut Conn, id: AccountId) -> Result<Option<Account>, Error> {
    queries::find(conn, id)
}

/// All accounts, by address.
///
/// # Errors
///
/// When the database fails.
pub fn all(conn: &mut Conn) -> Result<Vec<Account>, Error> {
    queries::all(conn)
}

pub(super) fn record(
    conn: &mut Conn,
    clock: &Clock,
    id: AccountId,
    kind: &'static str,
    payload: serde_json::Value,
) -> Result<(), Error> {
    let entry = Entry {
        by: By::System,
        subject: Subject::Account(id),
        edition: None,
        kind,
        payload,
    };
    log::append(conn, clock.now(), &entry).map(drop)
}
