//! Columns of `certificates`.

use super::content::CertificateContent;
use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::schema::certificates;
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use shared::certificate::{CertificateCode, CertificateEnd};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = certificates)]
pub(super) struct CertificateRow {
    pub(super) code: String,
    pub(super) event_id: SqlUuid,
    pub(super) number: i32,
    pub(super) decision_id: Option<SqlUuid>,
    pub(super) content: SqlJson,
    pub(super) issued_at: SqlTime,
    pub(super) replaced_at: Option<SqlTime>,
    pub(super) replaced_by: Option<String>,
    pub(super) ended_at: Option<SqlTime>,
    pub(super) ended_as: Option<String>,
}

impl CertificateRow {
    fn describe(&self) -> String {
        format!("certificate {} of event {}", self.number, self.event_id.0)
    }

    /// The code by which the certificate is verified.
    ///
    /// # Errors
    ///
    /// When the stored value is none; likewise below.
    pub(super) fn code(&self) -> anyhow::Result<CertificateCode> {
        CertificateCode::parse(&self.code).with_context(|| self.describe())
    }

    /// Number among the certificates of the event, from 1.
    pub(super) fn number(&self) -> anyhow::Result<u32> {
        u32::try_from(self.number).with_context(|| self.describe())
    }

    pub(super) fn content(&self) -> anyhow::Result<CertificateContent> {
        self.content.read().with_context(|| self.describe())
    }

    /// Act that ended the label; `None` while the label is in force.
    pub(super) fn ended_as(&self) -> anyhow::Result<Option<CertificateEnd>> {
        let read = |end: &String| CertificateEnd::parse(end).with_context(|| self.describe());
        self.ended_as.as_ref().map(read).transpose()
    }
}
