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
use shared::id::{AccountId, DecisionBatchId, EventId};
use shared::label::{Action, CorrectionPoint, LabelState};

/// Content of a decision.
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
    /// Single fields that need a correction, each with its reason.
    #[serde(default)]
    pub(crate) points: Vec<CorrectionPoint>,
    /// Answers on the criteria to store with it.
    #[serde(default)]
    pub(crate) answers: Vec<Answer>,
    /// Reason why the decision does not follow the answers; `None` when it does.
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
    pub(crate) until: Until,
    /// Decisions with which it was taken, and is undone.
    pub(crate) batch: Option<DecisionBatchId>,
}

/// Moment at which a pending decision takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// From then on it cannot be undone.
    Time(DateTime<Utc>),
    /// A coordinator releases it.
    Released,
}

impl Pending {
    /// True when it cannot be undone any more.
    pub(crate) fn is_due(&self, now: DateTime<Utc>) -> bool {
        matches!(self.until, Until::Time(at) if at <= now)
    }

    /// True when it waits for a coordinator.
    pub(crate) fn is_held(&self) -> bool {
        self.until == Until::Released
    }

    /// From then on it cannot be undone; `None` for one that is held.
    pub(crate) const fn release_at(&self) -> Option<DateTime<Utc>> {
        match self.until {
            Until::Time(at) => Some(at),
            Until::Released => None,
        }
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
    /// For a held decision, the time at which it was taken.
    release_at: SqlTime,
    held: i32,
    batch_id: Option<SqlUuid>,
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
            until: _,
            batch,
        } = pending;
        Ok(Self {
            event_id: (*event).into(),
            action: action.as_str().to_owned(),
            terms: SqlJson::of(terms)?,
            actor_id: (*by).into(),
            actor_role: role.as_str().to_owned(),
            decided_at: SqlTime::from(*decided_at),
            release_at: SqlTime::from(pending.release_at().unwrap_or(*decided_at)),
            held: i32::from(pending.is_held()),
            batch_id: batch.map(SqlUuid::from),
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
            held,
            batch_id,
        } = self;
        let describe = || format!("pending decision on event {}", event_id.0);
        Ok(Pending {
            event: event_id.into(),
            action: Action::parse(&action).with_context(describe)?,
            terms: terms.read().with_context(describe)?,
            by: actor_id.into(),
            role: Role::parse(&actor_role).with_context(describe)?,
            decided_at: decided_at.0,
            until: if held == 0 {
                Until::Time(release_at.0)
            } else {
                Until::Released
            },
            batch: batch_id.map(DecisionBatchId::from),
        })
    }
}
