//! Rows of accounts and sessions.

use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::schema::{accounts, grants, mail_tokens, refresh_tokens, sessions};
use ground::db::types::{SqlTime, SqlUuid};
use ground::mail::Recipient;
use shared::account::{Account, Grant, Role};
use shared::letter::Language;
use shared::place::Territory;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = accounts)]
pub(super) struct AccountRow {
    pub(super) id: SqlUuid,
    pub(super) email: String,
    pub(super) email_key: String,
    pub(super) name: String,
    pub(super) password_hash: String,
    pub(super) verified_at: Option<SqlTime>,
    pub(super) disabled_at: Option<SqlTime>,
    pub(super) created_at: SqlTime,
    pub(super) updated_at: SqlTime,
    /// Identifier of a [`Language`].
    pub(super) language: String,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = grants)]
pub(super) struct GrantRow {
    pub(super) account_id: SqlUuid,
    pub(super) role: String,
    pub(super) territory: String,
    pub(super) granted_at: SqlTime,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub(super) struct SessionRow {
    pub(super) id: SqlUuid,
    pub(super) account_id: SqlUuid,
    pub(super) machine: Option<String>,
    pub(super) opened_at: SqlTime,
    pub(super) device: Option<String>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_tokens)]
pub(super) struct RefreshRow {
    pub(super) hash: String,
    pub(super) family_id: SqlUuid,
    pub(super) account_id: SqlUuid,
    pub(super) issued_at: SqlTime,
    pub(super) expires_at: SqlTime,
    pub(super) used_at: Option<SqlTime>,
    pub(super) revoked_at: Option<SqlTime>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = mail_tokens, treat_none_as_default_value = false)]
pub(super) struct MailTokenRow {
    pub(super) hash: String,
    pub(super) account_id: SqlUuid,
    pub(super) purpose: String,
    pub(super) expires_at: SqlTime,
    pub(super) used_at: Option<SqlTime>,
    /// The new address that the link confirms, if it confirms one.
    pub(super) address: Option<String>,
}

impl GrantRow {
    pub(super) fn into_grant(self) -> anyhow::Result<Grant> {
        let Self {
            account_id,
            role,
            territory,
            granted_at: _,
        } = self;
        let context = || format!("grant of account {}", account_id.0);
        Ok(Grant {
            role: Role::parse(&role).with_context(context)?,
            territory: Territory::parse(&territory).with_context(context)?,
        })
    }
}

/// The language of an account; that of the platform when an older release does not know it.
fn language(id: &str) -> Language {
    Language::parse(id).unwrap_or_default()
}

impl AccountRow {
    pub(super) fn recipient(&self) -> Recipient<'_> {
        Recipient {
            email: &self.email,
            name: &self.name,
            language: language(&self.language),
        }
    }

    pub(super) fn into_account(self, grants: Vec<GrantRow>) -> anyhow::Result<Account> {
        let Self {
            id,
            email,
            email_key: _,
            name,
            password_hash: _,
            verified_at,
            disabled_at: _,
            created_at: _,
            updated_at: _,
            language: known,
        } = self;
        Ok(Account {
            id: id.into(),
            email,
            name,
            verified: verified_at.is_some(),
            grants: grants
                .into_iter()
                .map(GrantRow::into_grant)
                .collect::<anyhow::Result<_>>()?,
            language: language(&known),
        })
    }
}
