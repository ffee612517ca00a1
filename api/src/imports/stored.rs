//! Columns of `imports`, and the import that they describe.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::schema::imports;
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use shared::event::Source;
use shared::id::{AccountId, EditionId, ImportId};
use shared::import::{
    CellFault, Import, ImportColumn, ImportProgress, ImportReport, ImportState, ImportSummary,
};

/// An import, without its file.
#[derive(Debug, Clone)]
pub(super) struct StoredImport {
    pub(super) id: ImportId,
    pub(super) owner: AccountId,
    pub(super) edition: EditionId,
    pub(super) source: Source,
    pub(super) file_name: String,
    pub(super) state: ImportState,
    /// Empty until the file has been read.
    pub(super) columns: Vec<ImportColumn>,
    pub(super) report: Option<ImportReport>,
    pub(super) failure: Option<CellFault>,
    /// Rows that the job has done, in the state that it works towards.
    pub(super) rows_done: u32,
    /// Rows that the job has to do; 0 until they are known.
    pub(super) rows_total: u32,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// All columns but the file.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = imports, treat_none_as_null = true)]
pub(super) struct ImportRow {
    id: SqlUuid,
    owner_id: SqlUuid,
    edition_id: SqlUuid,
    source: String,
    file_name: String,
    state: String,
    mapping: SqlJson,
    report: Option<SqlJson>,
    failure: Option<SqlJson>,
    rows_done: i32,
    rows_total: i32,
    created_at: SqlTime,
    updated_at: SqlTime,
}

impl ImportRow {
    pub(super) fn of(import: &StoredImport) -> anyhow::Result<Self> {
        Ok(Self {
            id: import.id.into(),
            owner_id: import.owner.into(),
            edition_id: import.edition.into(),
            source: import.source.as_str().to_owned(),
            file_name: import.file_name.clone(),
            state: import.state.as_str().to_owned(),
            mapping: SqlJson::of(&import.columns)?,
            report: import.report.as_ref().map(SqlJson::of).transpose()?,
            failure: import.failure.as_ref().map(SqlJson::of).transpose()?,
            rows_done: i32::try_from(import.rows_done)?,
            rows_total: i32::try_from(import.rows_total)?,
            created_at: import.created_at.into(),
            updated_at: import.updated_at.into(),
        })
    }

    pub(super) fn into_import(self) -> anyhow::Result<StoredImport> {
        let describe = || format!("import {}", self.id.0);
        Ok(StoredImport {
            id: self.id.into(),
            owner: self.owner_id.into(),
            edition: self.edition_id.into(),
            source: Source::parse(self.source.clone()).with_context(describe)?,
            file_name: self.file_name.clone(),
            state: ImportState::parse(&self.state).with_context(describe)?,
            columns: self.mapping.read().with_context(describe)?,
            report: self
                .report
                .as_ref()
                .map(SqlJson::read)
                .transpose()
                .with_context(describe)?,
            failure: self
                .failure
                .as_ref()
                .map(SqlJson::read)
                .transpose()
                .with_context(describe)?,
            rows_done: u32::try_from(self.rows_done).with_context(describe)?,
            rows_total: u32::try_from(self.rows_total).with_context(describe)?,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}

impl StoredImport {
    /// Representation for the owner; `edition` is the slug of its edition.
    pub(super) fn present(self, edition: String) -> Import {
        let progress = ImportProgress {
            done: self.rows_done.into(),
            total: self.rows_total.into(),
        };
        Import {
            id: self.id,
            edition,
            source: self.source.as_str().to_owned(),
            file_name: self.file_name,
            state: self.state,
            failure: self.failure,
            columns: self.columns,
            report: self.report,
            progress: self.state.is_working().then_some(progress),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    /// Short form for the owner; `edition` is the slug of its edition.
    pub(super) fn summary(self, edition: String) -> ImportSummary {
        ImportSummary {
            id: self.id,
            edition,
            file_name: self.file_name,
            state: self.state,
            counts: self.report.map(|report| report.counts),
            created_at: self.created_at,
        }
    }
}
