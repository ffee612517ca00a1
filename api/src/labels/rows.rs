//! Rows of the review queue.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::schema::{editions, events};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use shared::event::EventContent;
use shared::label::{LabelState, QueueItem, is_overdue, is_urgent};

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = events)]
pub(super) struct QueueRow {
    id: SqlUuid,
    state: String,
    content: Option<SqlJson>,
    submitted_at: Option<SqlTime>,
    due_at: Option<SqlTime>,
    first_begin: Option<SqlTime>,
    #[diesel(select_expression = editions::slug)]
    edition: String,
}

impl QueueRow {
    /// The queue item, with its urgency at the time `now`.
    pub(super) fn into_item(self, now: DateTime<Utc>) -> anyhow::Result<QueueItem> {
        let Self {
            id,
            state,
            content,
            submitted_at,
            due_at,
            first_begin,
            edition,
        } = self;
        let describe = || format!("event {} in the queue", id.0);
        let content: EventContent = content
            .with_context(describe)?
            .read()
            .with_context(describe)?;
        let first_begin = first_begin.with_context(describe)?.0;
        let due_at = due_at.map(|at| at.0);
        let state = LabelState::parse(&state).with_context(describe)?;
        Ok(QueueItem {
            id: id.into(),
            edition,
            title: content.title,
            organiser: content.organiser.name,
            kind: content.kind,
            city: content.venue.map(|venue| venue.city),
            department: content.department,
            region: content.region,
            state,
            // The clock of a labelled event runs for a change only.
            recheck: state.is_public() && due_at.is_some(),
            submitted_at: submitted_at.with_context(describe)?.0,
            due_at,
            overdue: is_overdue(due_at, now),
            urgent: is_urgent(due_at, first_begin),
            first_begin,
        })
    }
}
