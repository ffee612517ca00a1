//! Rows of co-editors and invitations.

use crate::invitations::invitation_rows;
use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::schema::{event_editors, event_invitations};
use ground::db::types::{SqlTime, SqlUuid};
use shared::event::{FileRole, OpenInvitation};
use shared::id::EventId;

/// A co-editor of an event submission.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = event_editors)]
pub(super) struct EditorRow {
    pub(super) event_id: SqlUuid,
    pub(super) account_id: SqlUuid,
    pub(super) role: String,
    pub(super) since: SqlTime,
}

invitation_rows!(event_invitations, event_id);

impl InvitationRow {
    pub(super) fn event(&self) -> EventId {
        self.event_id.into()
    }

    /// The role that it gives.
    ///
    /// # Errors
    ///
    /// When the stored value is unknown.
    pub(super) fn role(&self) -> anyhow::Result<FileRole> {
        role(&self.role)
    }

    /// As its sender sees it.
    ///
    /// # Errors
    ///
    /// When a stored value is unknown.
    pub(super) fn shown(self) -> anyhow::Result<OpenInvitation> {
        Ok(OpenInvitation {
            role: self.role()?,
            id: self.id.into(),
            email: self.email,
            created_at: self.created_at.0,
            expires_at: self.expires_at.0,
        })
    }
}

/// The role of a stored value.
///
/// # Errors
///
/// When it is unknown.
pub(super) fn role(stored: &str) -> anyhow::Result<FileRole> {
    FileRole::parse(stored).with_context(|| format!("role `{stored}` on an event"))
}
