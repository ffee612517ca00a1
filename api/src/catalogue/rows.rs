//! The columns of an event that the catalogue reads.

use super::geo_json;
use anyhow::Context as _;
use catalogue::{Change, Entry, GoneEvent, OtherIds, Rendered};
use diesel::prelude::*;
use ground::db::schema::events;
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use serde_json::value::to_raw_value;
use shared::change::RemovalReason;
use shared::event::{EventContent, EventSummary, LifeStatus, PublicEvent, Publication};
use shared::id::{EventId, OrganisationId};
use shared::label::LabelState;
use std::sync::Arc;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = events)]
pub(super) struct CatalogueRow {
    pub(super) id: SqlUuid,
    slug: Option<String>,
    state: String,
    life_status: String,
    life_note: Option<String>,
    content: Option<SqlJson>,
    labelled_at: Option<SqlTime>,
    first_labelled_at: Option<SqlTime>,
    updated_at: SqlTime,
    public_changes: i32,
    series_id: Option<SqlUuid>,
    external_source: Option<String>,
    external_id: Option<String>,
}

impl CatalogueRow {
    /// The change of the public content that the row describes; a suspended event is not public. An unreadable row is logged and left out, so that
    /// it does not fail the whole build.
    pub(super) fn change(
        self,
        edition: String,
        suspended: bool,
        organisation: Option<OrganisationId>,
        ids: OtherIds,
    ) -> Change {
        let id = EventId::from(self.id);
        let state = LabelState::parse(&self.state);
        if state.is_some_and(LabelState::is_public) && !suspended {
            let published = self.publish(edition, organisation, ids);
            published.map_or_else(
                |error| {
                    tracing::error!(event.id = %id, error = format!("{error:#}"), "a labelled event cannot be read");
                    Change::Unseen(id)
                },
                |entry| Change::Public(Box::new(entry)),
            )
        } else if self.first_labelled_at.is_some() {
            let withdrawn = matches!(state, Some(LabelState::Withdrawn | LabelState::Revoked));
            let reason = match state {
                Some(LabelState::Withdrawn) => RemovalReason::Withdrawn,
                Some(LabelState::Revoked) => RemovalReason::Revoked,
                Some(LabelState::Labelled) => RemovalReason::UnderReview,
                Some(
                    LabelState::Draft
                    | LabelState::Submitted
                    | LabelState::CorrectionRequested
                    | LabelState::Refused,
                )
                | None => RemovalReason::Unlabelled,
            };
            let slug = self.slug.clone();
            // A row that can no longer be parsed counts as gone, without its dates.
            let event = self
                .publish(edition.clone(), organisation, ids)
                .ok()
                .map(|entry| GoneEvent {
                    entry: Arc::new(entry),
                    withdrawn,
                });
            Change::Gone {
                id,
                edition,
                event,
                slug,
                reason,
            }
        } else {
            Change::Unseen(id)
        }
    }

    fn publish(
        self,
        edition: String,
        organisation: Option<OrganisationId>,
        mut ids: OtherIds,
    ) -> anyhow::Result<Entry> {
        let imported = self.external_source.clone().zip(self.external_id.clone());
        if let Some(imported) = imported.filter(|imported| !ids.external.contains(imported)) {
            ids.external.insert(0, imported);
        }
        let content: EventContent = self.content.context("no content")?.read()?;
        let labelled_at = self.labelled_at.or(self.first_labelled_at);
        let series = self.series_id.unwrap_or(self.id).into();
        let publication = Publication {
            id: self.id.into(),
            edition,
            slug: self.slug.context("no slug")?,
            life_status: LifeStatus::parse(&self.life_status).context("unknown life status")?,
            life_note: self.life_note,
            organisation,
            labelled_at: labelled_at.context("no time of labelling")?.0,
            updated_at: self.updated_at.0,
        };
        let (department, region) = (content.department.clone(), content.region.clone());
        let event = PublicEvent::publish(content, publication);
        let summary = EventSummary::of(&event, department.clone(), region.clone());
        let rendered = Rendered {
            summary: to_raw_value(&summary)?,
            feature: geo_json::feature(&event)?,
        };
        let sequence = u32::try_from(self.public_changes).unwrap_or_default();
        Ok(Entry::new(event, department, region, rendered)
            .changed(sequence)
            .in_series(series)
            .known_as(ids))
    }
}
