//! Rows of the pending decisions.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::schema::pending_decisions;
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use serde::{Deserialize, Serialize};
use shared::account::Role;
use shared::criterion::Answer;
use shared::event::FormField;
use shared::id::{AccountId, EventId};
use shared::label::{Action, CorrectionPoint, LabelState};

/// What a decision says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Terms {
    /// State of the event when it was taken; it lapses in another one.
    pub(crate) from: LabelState,
    /// Review round when it was taken; it lapses in another one.
    pub(crate) round: u32,
    /// Message or reason, as it was given.
    #[serde(default)]
    pub(crate) comment: Option<String>,
    /// The form fields concerned.
    #[serde(default)]
    pub(crate) fields: Vec<FormField>,
    /// What is wrong with single fields.
    #[serde(default)]
    pub(crate) points: Vec<CorrectionPoint>,
    /// Answers on the criteria to store with it.
    #[serde(default)]
    pub(crate) answers: Vec<Answer>,
    /// Why it does not follow the answers.
    #[serde(default)]
    pub(crate) override_reason: Option<String>,
}

/// A decision that takes effect in a moment.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub(crate) event: EventId,
    pub(crate) action: Action,
    pub(crate) terms: Terms,
    /// Account that took it.
    pub(crate) by: AccountId,
    /// Role in which it was taken: referent or coordinator.
    pub(crate) role: Role,
    pub(crate) decided_at: DateTime<Utc>,
    /// From then on it cannot be undone.
    pub(crate) release_at: DateTime<Utc>,
}

impl Pending {
    /// True when it cannot be undone any more.
    pub(crate) fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.release_at <= now
    }
}

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = pending_decisions)]
pub(super) struct PendingRow {
    event_id: SqlUuid,
    action: String,
    terms: SqlJson,
    actor_id: SqlUuid,
    actor_role: String,
    decided_at: SqlTime,
    release_at: SqlTime,
}

impl PendingRow {
    pub(super) fn of(pending: &Pending) -> anyhow::Result<Self> {
        let Pending {
            event,
            action,
            terms,
            by,
            role,
            decided_at,
            release_at,
        } = pending;
        Ok(Self {
            event_id: (*event).into(),
            action: action.as_str().to_owned(),
            terms: SqlJson::of(terms)?,
            actor_id: (*by).into(),
            actor_role: role.as_str().to_owned(),
            decided_at: SqlTime::from(*decided_at),
            release_at: SqlTime::from(*release_at),
        })
    }

    pub(super) fn into_pending(self) -> anyhow::Result<Pending> {
        let Self {
            event_id,
            action,
            terms,
            actor_id,
            actor_role,
            decided_at,
            release_at,
        } = self;
        let describe = || format!("pending decision on event {}", event_id.0);
        Ok(Pending {
            event: event_id.into(),
            action: Action::parse(&action).with_context(describe)?,
            terms: terms.read().with_context(describe)?,
            by: actor_id.into(),
            role: Role::parse(&actor_role).with_context(describe)?,
            decided_at: decided_at.0,
            release_at: release_at.0,
        })
    }
}
