//! Columns of `late_passes`, and the pass that they describe.

use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::schema::late_passes;
use ground::db::types::{SqlTime, SqlUuid};
use shared::id::{AccountId, EditionId};
use shared::late_pass::LatePass;
use shared::place::Territory;

/// A late pass, with what its readers do not see.
#[derive(Debug, Clone)]
pub(crate) struct StoredPass {
    pub(crate) pass: LatePass,
    pub(crate) edition_id: EditionId,
    /// Hash of the code.
    pub(crate) hash: String,
    pub(crate) issued_by: AccountId,
    /// Key of the only address that can use it; empty once that account was erased.
    pub(crate) email_key: Option<String>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = late_passes)]
pub(super) struct PassRow {
    id: SqlUuid,
    edition_id: SqlUuid,
    hash: String,
    issued_by: SqlUuid,
    territory: String,
    kind: Option<String>,
    email: Option<String>,
    email_key: Option<String>,
    created_at: SqlTime,
    expires_at: SqlTime,
    used_at: Option<SqlTime>,
    event_id: Option<SqlUuid>,
    revoked_at: Option<SqlTime>,
}

impl PassRow {
    pub(super) fn of(stored: &StoredPass) -> Self {
        let pass = &stored.pass;
        Self {
            id: pass.id.into(),
            edition_id: stored.edition_id.into(),
            hash: stored.hash.clone(),
            issued_by: stored.issued_by.into(),
            territory: pass.territory.to_string(),
            kind: pass.kind.clone(),
            email: pass.email.clone(),
            email_key: stored.email_key.clone(),
            created_at: pass.created_at.into(),
            expires_at: pass.expires_at.into(),
            used_at: pass.used_at.map(Into::into),
            event_id: pass.event.map(Into::into),
            revoked_at: pass.revoked_at.map(Into::into),
        }
    }

    /// The pass of this row, with the slug of its edition.
    ///
    /// # Errors
    ///
    /// When the territory is malformed.
    pub(super) fn into_pass(self, edition: String) -> anyhow::Result<StoredPass> {
        let territory = Territory::parse(&self.territory)
            .with_context(|| format!("territory of late pass {}", self.id.0))?;
        Ok(StoredPass {
            pass: LatePass {
                id: self.id.into(),
                edition,
                territory,
                kind: self.kind,
                email: self.email,
                created_at: self.created_at.0,
                expires_at: self.expires_at.0,
                used_at: self.used_at.map(|at| at.0),
                event: self.event_id.map(Into::into),
                revoked_at: self.revoked_at.map(|at| at.0),
            },
            edition_id: self.edition_id.into(),
            hash: self.hash,
            issued_by: self.issued_by.into(),
            email_key: self.email_key,
        })
    }
}
