//! Operations on accounts, shared by the API, the command line and the importers; each change is logged.

use super::queries;
use super::rows::AccountRow;
use ground::clock::Clock;
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use ground::log::{self, By, Entry, Subject};
use ground::mail::Recipient;
use shared::account::{Account, Grant, NAME_MAX_CHARS};
use shared::id::AccountId;
use shared::letter::Language;
use shared::problem::{Code, FieldProblem};
use shared::text::Limits;

/// An account that has not been created yet, with validated address and name.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// E-mail address, as the person spells it.
    pub email: String,
    pub name: String,
    /// Argon2id hash from [`super::passwords`].
    pub password_hash: String,
    /// True when the address counts as verified from the start.
    pub verified: bool,
}

impl NewAccount {
    pub(super) fn recipient(&self) -> Recipient<'_> {
        Recipient::of(&self.email, &self.name)
    }
}

/// Normalised e-mail address: trimmed, in lower case. Two spellings of one address have the same key.
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Reads the name of a person in a body.
///
/// # Errors
///
/// A fault at `/name` when it is missing, too long or not a line of text.
pub(super) fn read_name(name: &str) -> Result<String, FieldProblem> {
    let name = Limits::line(1, NAME_MAX_CHARS).read("/name", name)?;
    name.ok_or_else(|| FieldProblem::new("/name", Code::Required, "a name is needed"))
}

/// Creates an account.
///
/// # Errors
///
/// `duplicate` at `/email` when the address already has an account.
pub fn create(
    conn: &mut Conn,
    clock: &Clock,
    new_account: &NewAccount,
) -> Result<AccountId, Error> {
    let now = clock.now();
    let id = AccountId(ids::new(clock));
    queries::insert(
        conn,
        &AccountRow {
            id: id.into(),
            email: new_account.email.clone(),
            email_key: email_key(&new_account.email),
            name: new_account.name.clone(),
            password_hash: new_account.password_hash.clone(),
            verified_at: new_account.verified.then_some(now.into()),
            disabled_at: None,
            created_at: now.into(),
            updated_at: now.into(),
            language: Language::DEFAULT.as_str().to_owned(),
        },
    )?;
    record(
        conn,
        clock,
        id,
        "account.created",
        serde_json::json!({ "verified": new_account.verified }),
    )?;
    Ok(id)
}

/// Grants a role; returns false when the account already has it.
///
/// # Errors
///
/// When the database fails, or the account does not exist.
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

/// Finds an account by its address, even if it is disabled.
///
/// # Errors
///
/// When the database fails.
pub fn by_email(conn: &mut Conn, email: &str) -> Result<Option<AccountId>, Error> {
    Ok(queries::by_email(conn, &email_key(email))?.map(|row| row.id.into()))
}

/// Finds an account, unless it is disabled.
///
/// # Errors
///
/// When the database fails.
pub fn find(conn: &mut Conn, id: AccountId) -> Result<Option<Account>, Error> {
    queries::find(conn, id)
}

/// All accounts that were not erased, by address.
///
/// # Errors
///
/// When the database fails.
pub fn all(conn: &mut Conn) -> Result<Vec<Account>, Error> {
    queries::all(conn)
}

/// Appends a change of an account to the log.
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
