//! Rows of the changes of labelled events.

use super::stored::{Edit, StoredChange, Waiting};
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::schema::{change_decisions, event_changes};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use shared::event::RefusedChange;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = event_changes, treat_none_as_null = true)]
pub(super) struct ChangeRow {
    event_id: SqlUuid,
    version: i32,
    form: Option<SqlJson>,
    fields: Option<SqlJson>,
    submitted: Option<SqlJson>,
    submitted_fields: Option<SqlJson>,
    submitted_at: Option<SqlTime>,
    suspended: i32,
    refusal: Option<String>,
    refused_at: Option<SqlTime>,
    updated_at: SqlTime,
}

/// Columns of an edit: its form and its fields.
type Columns = (Option<SqlJson>, Option<SqlJson>);

fn columns_of(edit: Option<&Edit>) -> serde_json::Result<Columns> {
    Ok(match edit {
        Some(Edit { form, fields }) => (Some(SqlJson::of(form)?), Some(SqlJson::of(fields)?)),
        None => (None, None),
    })
}

fn edit_of((form, fields): Columns) -> anyhow::Result<Option<Edit>> {
    form.zip(fields)
        .map(|(form, fields)| {
            Ok(Edit {
                form: form.read()?,
                fields: fields.read()?,
            })
        })
        .transpose()
}

impl ChangeRow {
    pub(super) fn of(change: &StoredChange, now: DateTime<Utc>) -> anyhow::Result<Self> {
        let describe = || format!("change of event {}", change.event);
        let waiting = change.waiting.as_ref();
        let (form, fields) = columns_of(change.draft.as_ref()).with_context(describe)?;
        let (submitted, submitted_fields) =
            columns_of(waiting.map(|waiting| &waiting.edit)).with_context(describe)?;
        Ok(Self {
            event_id: change.event.into(),
            version: change.version,
            form,
            fields,
            submitted,
            submitted_fields,
            submitted_at: waiting.map(|waiting| waiting.submitted_at.into()),
            suspended: i32::from(waiting.is_some_and(|waiting| waiting.suspended)),
            refusal: change.refused.as_ref().map(|it| it.reason.clone()),
            refused_at: change.refused.as_ref().map(|it| it.refused_at.into()),
            updated_at: now.into(),
        })
    }

    pub(super) fn into_change(self) -> anyhow::Result<StoredChange> {
        let Self {
            event_id,
            version,
            form,
            fields,
            submitted,
            submitted_fields,
            submitted_at,
            suspended,
            refusal,
            refused_at,
            updated_at: _,
        } = self;
        let describe = || format!("change of event {}", event_id.0);
        let submitted = edit_of((submitted, submitted_fields)).with_context(describe)?;
        Ok(StoredChange {
            event: event_id.into(),
            version,
            draft: edit_of((form, fields)).with_context(describe)?,
            waiting: submitted.zip(submitted_at).map(|(edit, at)| Waiting {
                edit,
                submitted_at: at.0,
                suspended: suspended != 0,
            }),
            refused: refusal
                .zip(refused_at)
                .map(|(reason, SqlTime(refused_at))| RefusedChange { reason, refused_at }),
        })
    }
}

#[derive(Debug, Insertable)]
#[diesel(table_name = change_decisions)]
pub(super) struct ChangeDecisionRow {
    pub(super) id: SqlUuid,
    pub(super) event_id: SqlUuid,
    pub(super) decision: String,
    pub(super) actor_id: SqlUuid,
    pub(super) comment: String,
    pub(super) fields: SqlJson,
    pub(super) frozen: SqlJson,
    pub(super) decided_at: SqlTime,
}
