//! Columns of `api_keys` and `key_tokens`, and the keys that they describe.

use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::schema::{api_keys, key_tokens};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use shared::id::ApiKeyId;
use shared::partner::{ApiKey, KeySettings, RevokedApiKey};

/// A key as it is stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = api_keys)]
pub(super) struct KeyRow {
    pub(super) id: SqlUuid,
    pub(super) partner_id: SqlUuid,
    pub(super) account_id: SqlUuid,
    pub(super) name: String,
    pub(super) settings: SqlJson,
    pub(super) hash: String,
    pub(super) hint: String,
    pub(super) created_at: SqlTime,
    pub(super) expires_at: Option<SqlTime>,
    pub(super) revoked_at: Option<SqlTime>,
    pub(super) last_used_at: Option<SqlTime>,
    pub(super) revoked_by: Option<SqlUuid>,
}

impl KeyRow {
    pub(super) fn id(&self) -> ApiKeyId {
        self.id.into()
    }

    /// Scopes, limits and expiry of the key.
    ///
    /// # Errors
    ///
    /// When the stored settings cannot be read.
    pub(super) fn settings(&self) -> anyhow::Result<KeySettings> {
        let read = self.settings.read();
        read.with_context(|| format!("settings of API key {}", self.id.0))
    }

    /// As the members see it; `made_by` is the name of the person who made it.
    ///
    /// # Errors
    ///
    /// As [`Self::settings`].
    pub(super) fn shown(&self, made_by: String) -> anyhow::Result<ApiKey> {
        Ok(ApiKey {
            id: self.id(),
            name: self.name.clone(),
            settings: self.settings()?,
            hint: self.hint.clone(),
            made_by,
            created_at: self.created_at.0,
            expires_at: self.expires_at.map(|at| at.0),
            last_used_at: self.last_used_at.map(|at| at.0),
        })
    }

    /// As the members see it once it was revoked, by a person of the given name.
    ///
    /// # Errors
    ///
    /// As [`Self::settings`], and when it was not revoked.
    pub(super) fn shown_revoked(
        &self,
        made_by: String,
        revoked_by: Option<String>,
    ) -> anyhow::Result<RevokedApiKey> {
        let at = self.revoked_at;
        let at = at.with_context(|| format!("API key {} is not revoked", self.id.0))?;
        Ok(RevokedApiKey {
            key: self.shown(made_by)?,
            revoked_at: at.0,
            revoked_by,
        })
    }
}

/// A token that stands for a key.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = key_tokens)]
pub(super) struct TokenRow {
    pub(super) hash: String,
    pub(super) key_id: SqlUuid,
    pub(super) created_at: SqlTime,
    pub(super) expires_at: SqlTime,
}
