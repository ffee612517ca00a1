//! Rows of webhooks and of attempts to deliver.

use crate::changes::Reader;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::schema::{webhook_deliveries, webhooks};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use shared::event::EventQuery;
use shared::id::{EventId, PartnerSpaceId, WebhookDeliveryId, WebhookId};
use shared::partner::{
    DeliveryFault, DeliveryKind, DeliveryState, Webhook, WebhookDelivery, WebhookState,
    webhook_filters,
};

/// Stands in the column `known` for a reader that began with nothing and is not complete.
const NOTHING: i64 = -1;

/// A webhook as it is stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = webhooks)]
pub(super) struct WebhookRow {
    pub(super) id: SqlUuid,
    pub(super) partner_id: SqlUuid,
    pub(super) name: String,
    pub(super) url: String,
    pub(super) filters: String,
    pub(super) batch: i32,
    pub(super) state: String,
    pub(super) secret_number: i32,
    pub(super) old_secret_until: Option<SqlTime>,
    pub(super) reader: SqlJson,
    pub(super) known: i64,
    pub(super) epoch: i64,
    pub(super) run: i32,
    pub(super) message: Option<String>,
    pub(super) message_since: Option<SqlTime>,
    pub(super) message_changes: i32,
    pub(super) failures: i32,
    pub(super) failing_since: Option<SqlTime>,
    pub(super) next_at: Option<SqlTime>,
    pub(super) delivered_at: Option<SqlTime>,
    pub(super) created_at: SqlTime,
}

/// Columns that a worker changes.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = webhooks, treat_none_as_null = true)]
pub(super) struct Progress {
    state: String,
    reader: SqlJson,
    known: i64,
    message: Option<String>,
    message_since: Option<SqlTime>,
    message_changes: i32,
    failures: i32,
    failing_since: Option<SqlTime>,
    next_at: Option<SqlTime>,
    delivered_at: Option<SqlTime>,
}

/// Value of the column `known` for a reader.
pub(super) fn known(reader: Reader) -> i64 {
    reader.known().unwrap_or(NOTHING)
}

impl WebhookRow {
    pub(super) fn id(&self) -> WebhookId {
        self.id.into()
    }

    pub(super) fn space(&self) -> PartnerSpaceId {
        self.partner_id.into()
    }

    /// State; one that a later release wrote reads as paused.
    pub(super) fn state(&self) -> WebhookState {
        WebhookState::parse(&self.state).unwrap_or(WebhookState::Paused)
    }

    /// The filters of the stream; `None` when this release does not know them any more.
    pub(super) fn filters(&self) -> Option<EventQuery> {
        webhook_filters("/filters", &self.filters).ok()
    }

    /// Maximum number of changes in a message.
    pub(super) fn batch(&self) -> usize {
        usize::try_from(self.batch).unwrap_or(1).max(1)
    }

    /// Position in the stream.
    ///
    /// # Errors
    ///
    /// When the stored position cannot be read.
    pub(super) fn reader(&self) -> anyhow::Result<Reader> {
        let read = self.reader.read();
        read.with_context(|| format!("position of webhook {}", self.id.0))
    }

    /// Numbers of the secrets that sign at a time, the newest first.
    pub(super) fn secret_numbers(&self, now: DateTime<Utc>) -> Vec<i32> {
        let overlaps = self.old_secret_until.is_some_and(|until| until.0 > now);
        let old = overlaps.then_some(self.secret_number - 1);
        std::iter::once(self.secret_number).chain(old).collect()
    }

    /// The columns that a worker changes, with its position.
    ///
    /// # Errors
    ///
    /// When the position has no JSON form, which its type rules out.
    pub(super) fn progress(&self, reader: Reader) -> serde_json::Result<Progress> {
        Ok(Progress {
            state: self.state.clone(),
            reader: SqlJson::of(&reader)?,
            known: known(reader),
            message: self.message.clone(),
            message_since: self.message_since,
            message_changes: self.message_changes,
            failures: self.failures,
            failing_since: self.failing_since,
            next_at: self.next_at,
            delivered_at: self.delivered_at,
        })
    }

    /// As the members see it.
    pub(super) fn shown(&self, now: DateTime<Utc>) -> Webhook {
        let state = self.state();
        let until = self.old_secret_until.map(|at| at.0);
        Webhook {
            id: self.id(),
            name: self.name.clone(),
            url: self.url.clone(),
            filters: self.filters.clone(),
            batch: u16::try_from(self.batch).unwrap_or(1),
            state,
            created_at: self.created_at.0,
            old_secret_until: until.filter(|until| *until > now),
            delivered_at: self.delivered_at.map(|at| at.0),
            failing_since: self.failing_since.map(|at| at.0),
            next_attempt_at: self
                .next_at
                .map(|at| at.0)
                .filter(|_| state == WebhookState::Active),
        }
    }
}

/// An attempt as it is stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = webhook_deliveries, treat_none_as_null = true)]
pub(super) struct DeliveryRow {
    pub(super) id: SqlUuid,
    pub(super) webhook_id: SqlUuid,
    pub(super) message: String,
    pub(super) kind: String,
    pub(super) events: SqlJson,
    pub(super) attempt: i32,
    pub(super) state: String,
    pub(super) at: SqlTime,
    pub(super) duration_ms: Option<i32>,
    pub(super) status: Option<i32>,
    pub(super) fault: Option<String>,
    pub(super) request_head: Option<String>,
    pub(super) answer_head: Option<String>,
}

impl DeliveryRow {
    pub(super) fn id(&self) -> WebhookDeliveryId {
        self.id.into()
    }

    /// The events that the message tells of.
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    pub(super) fn events(&self) -> anyhow::Result<Vec<EventId>> {
        let read = self.events.read();
        read.with_context(|| format!("events of delivery {}", self.id.0))
    }

    /// As the members see it.
    ///
    /// # Errors
    ///
    /// As [`Self::events`].
    pub(super) fn shown(&self) -> anyhow::Result<WebhookDelivery> {
        Ok(WebhookDelivery {
            id: self.id(),
            message: self.message.clone(),
            kind: DeliveryKind::parse(&self.kind).unwrap_or(DeliveryKind::Changes),
            events: self.events()?,
            attempt: u32::try_from(self.attempt).unwrap_or(1),
            state: DeliveryState::parse(&self.state).unwrap_or(DeliveryState::Failed),
            at: self.at.0,
            duration_ms: self.duration_ms.and_then(|it| u32::try_from(it).ok()),
            status: self.status.and_then(|it| u16::try_from(it).ok()),
            fault: self.fault.as_deref().and_then(DeliveryFault::parse),
            request_head: self.request_head.clone(),
            answer_head: self.answer_head.clone(),
        })
    }
}
