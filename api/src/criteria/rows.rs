//! Rows of the assessments.

use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::schema::assessments;
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use serde::{Deserialize, Serialize};
use shared::calendar::Window;
use shared::criterion::{Assessment, Criterion, Verdict};
use shared::edition::{CriterionWording, Edition, LocalDates};

/// Snapshot of a criterion: its wording in the edition, and the window at the place of the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CriterionSnapshot {
    /// Wording of the criterion; `None` when the edition has none.
    pub(crate) criterion: Option<CriterionWording>,
    /// Days on which the event may take place.
    pub(crate) window: Window,
}

impl CriterionSnapshot {
    /// Snapshot of a criterion of an edition, with the dates at a place.
    pub(crate) fn of(edition: &Edition, dates: &LocalDates, criterion: Criterion) -> Self {
        Self {
            criterion: edition
                .criteria
                .iter()
                .find(|wording| wording.criterion == criterion)
                .cloned(),
            window: dates.window,
        }
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = assessments, primary_key(event_id, round, criterion))]
pub(super) struct AssessmentRow {
    pub(super) event_id: SqlUuid,
    pub(super) round: i32,
    pub(super) criterion: String,
    pub(super) verdict: String,
    pub(super) comment: String,
    pub(super) wording: SqlJson,
    pub(super) assessed_by: SqlUuid,
    pub(super) assessed_at: SqlTime,
}

impl AssessmentRow {
    /// The assessment, by the person with this name.
    pub(super) fn into_assessment(self, assessed_by: String) -> anyhow::Result<Assessment> {
        let Self {
            event_id,
            round,
            criterion,
            verdict,
            comment,
            wording: _,
            assessed_by: _,
            assessed_at,
        } = self;
        let context = || format!("assessment of event {}, round {round}", event_id.0);
        Ok(Assessment {
            criterion: Criterion::parse(&criterion).with_context(context)?,
            verdict: Verdict::parse(&verdict).with_context(context)?,
            comment,
            round: u32::try_from(round).with_context(context)?,
            assessed_by,
            assessed_at: assessed_at.0,
        })
    }
}
