//! SQL of the recipients of e-mails.

use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::accounts;
use ground::db::types::SqlUuid;
use ground::error::Error;
use ground::mail::Recipient;
use shared::id::AccountId;
use shared::letter::Language;

/// Owner of an event, as recipient of e-mails.
#[derive(Debug)]
pub(super) struct Owner {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) language: Language,
}

impl Owner {
    /// Name, address and language for a letter to the owner.
    pub(super) fn recipient(&self) -> Recipient<'_> {
        Recipient {
            email: &self.email,
            name: &self.name,
            language: self.language,
        }
    }
}

/// Finds the owner of an event, even if the account is disabled; `None` when the person deleted it.
///
/// # Errors
///
/// When the database fails.
pub(super) fn owner(conn: &mut Conn, id: AccountId) -> Result<Option<Owner>, Error> {
    let found: Option<(String, String, String)> = accounts::table
        .find(SqlUuid::from(id))
        .filter(accounts::erased_at.is_null())
        .select((accounts::name, accounts::email, accounts::language))
        .first(conn)
        .optional()?;
    Ok(found.map(|(name, email, language)| Owner {
        name,
        email,
        language: Language::parse(&language).unwrap_or_default(),
    }))
}
