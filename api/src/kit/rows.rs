//! Rows of the shared files and of the links.

use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::schema::{kit_assets, kit_links, kit_versions};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use shared::conversation::AttachmentKind;
use shared::kit::{KitAsset, KitAssetVersion};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = kit_assets)]
pub(super) struct AssetRow {
    pub(super) id: SqlUuid,
    pub(super) edition_id: SqlUuid,
    pub(super) position: i32,
    pub(super) form: SqlJson,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = kit_versions)]
pub(super) struct VersionRow {
    pub(super) id: SqlUuid,
    pub(super) asset_id: SqlUuid,
    pub(super) name: String,
    pub(super) format: String,
    pub(super) language: String,
    pub(super) number: i32,
    /// SHA-256 of the content.
    pub(super) content: String,
    pub(super) bytes: i64,
    pub(super) uploaded_at: SqlTime,
    pub(super) replaced_at: Option<SqlTime>,
    pub(super) announced_at: Option<SqlTime>,
}

/// A link; its secret is derived from `id`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = kit_links)]
pub(super) struct LinkRow {
    pub(super) id: SqlUuid,
    pub(super) event_id: SqlUuid,
    pub(super) hash: String,
    pub(super) recipient: String,
    pub(super) created_at: SqlTime,
    pub(super) expires_at: SqlTime,
}

impl AssetRow {
    /// The shared file with its versions.
    ///
    /// # Errors
    ///
    /// When a stored value is none; likewise below.
    pub(super) fn shown(&self, versions: Vec<KitAssetVersion>) -> anyhow::Result<KitAsset> {
        let form = self.form.read();
        Ok(KitAsset {
            id: self.id.into(),
            form: form.with_context(|| format!("shared file {}", self.id.0))?,
            versions,
        })
    }
}

impl VersionRow {
    /// Format of the file.
    pub(super) fn format(&self) -> anyhow::Result<AttachmentKind> {
        AttachmentKind::parse(&self.format)
            .with_context(|| format!("format of version {}", self.id.0))
    }

    /// Size of the content in bytes.
    pub(super) fn size(&self) -> u64 {
        self.bytes.unsigned_abs()
    }

    /// The version, as people see it; `lost` is true when its content is missing or damaged.
    pub(super) fn shown(&self, lost: bool) -> anyhow::Result<KitAssetVersion> {
        Ok(KitAssetVersion {
            id: self.id.into(),
            name: self.name.clone(),
            format: self.format()?,
            language: self.language.clone(),
            number: self.number.unsigned_abs(),
            bytes: self.size(),
            uploaded_at: self.uploaded_at.0,
            replaced_at: self.replaced_at.map(|at| at.0),
            announced_at: self.announced_at.map(|at| at.0),
            lost,
        })
    }
}
