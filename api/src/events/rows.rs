//! Rows of events and decisions.

use super::commune::commune_of;
use super::stored::{External, StoredFile};
use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::schema::{decision_details, decisions, event_places, events};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use shared::edition::Edition;
use shared::event::{Decision, EventFileSummary, LifeStatus, OrganiserForm, Sharing};
use shared::label::{Action, LabelState};
use shared::organisation::FiledFor;
use shared::place::DepartmentCode;
use shared::text::search_words;
use std::sync::Arc;

/// Maximum length of a title in a list, in characters: a draft may hold a longer one.
const LISTED_TITLE_CHARS: usize = 140;
/// Maximum length of the text by which a submission is found, in characters.
const SEARCHED_CHARS: usize = 600;

/// Rows per statement: their values stay below the 65,535 parameters of PostgreSQL.
pub(super) const ROWS_AT_ONCE: usize = 500;

/// An event submission. The columns `title` to `last_end` and `due_at` derive from the others, for filters and sorting.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = events, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct EventRow {
    pub(super) id: SqlUuid,
    pub(super) edition_id: SqlUuid,
    owner_id: SqlUuid,
    slug: Option<String>,
    state: String,
    life_status: String,
    life_note: Option<String>,
    form: SqlJson,
    content: Option<SqlJson>,
    version: i32,
    round: i32,
    review_clock: Option<SqlJson>,
    title: String,
    kind: Option<String>,
    department: Option<String>,
    region: Option<String>,
    first_begin: Option<SqlTime>,
    last_end: Option<SqlTime>,
    submitted_at: Option<SqlTime>,
    due_at: Option<SqlTime>,
    decided_at: Option<SqlTime>,
    labelled_at: Option<SqlTime>,
    first_labelled_at: Option<SqlTime>,
    external_source: Option<String>,
    external_id: Option<String>,
    created_at: SqlTime,
    updated_at: SqlTime,
    public_changes: i32,
    /// Null in rows that an older release wrote: such an event is a series of its own.
    series_id: Option<SqlUuid>,
    search_text: Option<String>,
    report: Option<SqlJson>,
}

/// The columns of an event submission that change when its form is saved.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = events, treat_none_as_null = true)]
pub(super) struct FormRow {
    form: SqlJson,
    version: i32,
    title: String,
    kind: Option<String>,
    updated_at: SqlTime,
    search_text: Option<String>,
}

impl FormRow {
    pub(super) fn of(file: &StoredFile) -> anyhow::Result<Self> {
        let content = file.content.as_ref();
        let kind = content.map_or(&file.form.kind, |content| &content.kind);
        Ok(Self {
            form: SqlJson::of(&file.form).with_context(|| format!("form of event {}", file.id))?,
            version: file.version,
            title: file.title().chars().take(LISTED_TITLE_CHARS).collect(),
            kind: Some(kind.chars().take(LISTED_TITLE_CHARS).collect())
                .filter(|kind: &String| !kind.is_empty()),
            updated_at: file.updated_at.into(),
            search_text: Some(search_text(file)),
        })
    }
}

impl EventRow {
    pub(super) fn of(file: &StoredFile) -> anyhow::Result<Self> {
        let describe = || format!("row of event {}", file.id);
        let content = file.content.as_ref();
        let FormRow {
            form,
            version,
            title,
            kind,
            updated_at,
            search_text,
        } = FormRow::of(file)?;
        Ok(Self {
            id: file.id.into(),
            edition_id: file.edition_id.into(),
            owner_id: file.owner.into(),
            slug: file.slug.clone(),
            state: file.state.as_str().to_owned(),
            life_status: file.life_status.as_str().to_owned(),
            life_note: file.life_note.clone(),
            form,
            content: content
                .map(SqlJson::of)
                .transpose()
                .with_context(describe)?,
            version,
            round: i32::try_from(file.round).with_context(describe)?,
            review_clock: file
                .clock
                .as_ref()
                .map(SqlJson::of)
                .transpose()
                .with_context(describe)?,
            title,
            kind,
            department: file.department().map(ToString::to_string),
            region: file.region().map(ToString::to_string),
            first_begin: content.map(|content| content.occurrences.first_begin().to_utc().into()),
            last_end: content.map(|content| content.occurrences.last_end().to_utc().into()),
            submitted_at: file.submitted_at.map(Into::into),
            due_at: file.due_at().map(Into::into),
            decided_at: file.decided_at.map(Into::into),
            labelled_at: file.labelled_at.map(Into::into),
            first_labelled_at: file.first_labelled_at.map(Into::into),
            external_source: file
                .external
                .as_ref()
                .map(|external| external.source.clone()),
            external_id: file.external.as_ref().map(|external| external.id.clone()),
            created_at: file.created_at.into(),
            updated_at,
            public_changes: file.public_changes,
            series_id: Some(file.series.into()),
            search_text,
            report: file
                .report
                .as_ref()
                .map(SqlJson::of)
                .transpose()
                .with_context(describe)?,
        })
    }

    /// The event submission of this row, with its edition.
    pub(super) fn into_file(self, edition: Arc<Edition>) -> anyhow::Result<StoredFile> {
        let Self {
            id,
            edition_id,
            owner_id,
            slug,
            state,
            life_status,
            life_note,
            form,
            content,
            version,
            round,
            review_clock,
            title: _,
            kind: _,
            department: _,
            region: _,
            first_begin: _,
            last_end: _,
            submitted_at,
            due_at: _,
            decided_at,
            labelled_at,
            first_labelled_at,
            external_source,
            external_id,
            created_at,
            updated_at,
            public_changes,
            series_id,
            search_text: _,
            report,
        } = self;
        let describe = || format!("event {}", id.0);
        Ok(StoredFile {
            id: id.into(),
            edition_id: edition_id.into(),
            edition,
            owner: owner_id.into(),
            editors: Vec::new(),
            members: Vec::new(),
            alone: false,
            series: series_id.unwrap_or(id).into(),
            slug,
            state: LabelState::parse(&state).with_context(describe)?,
            life_status: LifeStatus::parse(&life_status).with_context(describe)?,
            life_note,
            form: form.read().with_context(describe)?,
            content: content
                .map(|content| content.read())
                .transpose()
                .with_context(describe)?,
            version,
            round: u32::try_from(round).with_context(describe)?,
            clock: review_clock
                .map(|clock| clock.read())
                .transpose()
                .with_context(describe)?,
            submitted_at: submitted_at.map(|at| at.0),
            decided_at: decided_at.map(|at| at.0),
            labelled_at: labelled_at.map(|at| at.0),
            first_labelled_at: first_labelled_at.map(|at| at.0),
            external: external_source
                .zip(external_id)
                .map(|(source, id)| External { source, id }),
            created_at: created_at.0,
            updated_at: updated_at.0,
            public_changes,
            report: report
                .map(|report| report.read())
                .transpose()
                .with_context(describe)?,
        })
    }
}

/// The words by which its owner finds a submission.
fn search_text(file: &StoredFile) -> String {
    let OrganiserForm {
        name, on_behalf_of, ..
    } = &file.form.organiser;
    let commune = commune_of(&file.form);
    let parts = [
        file.title(),
        name.as_str(),
        on_behalf_of.as_str(),
        file.form.place.name.as_str(),
        commune.as_ref().map_or("", |commune| commune.name.as_str()),
    ];
    parts
        .into_iter()
        .flat_map(search_words)
        .collect::<Vec<_>>()
        .join("-")
        .chars()
        .take(SEARCHED_CHARS)
        .collect()
}

/// Columns of a list, without the form, which may be large.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = events)]
pub(super) struct SummaryRow {
    pub(super) id: SqlUuid,
    pub(super) owner_id: SqlUuid,
    title: String,
    state: String,
    life_status: String,
    slug: Option<String>,
    department: Option<String>,
    first_begin: Option<SqlTime>,
    due_at: Option<SqlTime>,
    updated_at: SqlTime,
    report: Option<SqlJson>,
}

impl SummaryRow {
    /// The summary of this row, with the slug of its edition, how it is shared, and in whose name it is filed.
    pub(super) fn into_summary(
        self,
        edition: String,
        sharing: Option<Sharing>,
        filed_for: Option<FiledFor>,
    ) -> anyhow::Result<EventFileSummary> {
        let Self {
            id,
            owner_id: _,
            title,
            state,
            life_status,
            slug,
            department,
            first_begin,
            due_at,
            updated_at,
            report,
        } = self;
        let describe = || format!("event {}", id.0);
        Ok(EventFileSummary {
            id: id.into(),
            edition,
            title,
            state: LabelState::parse(&state).with_context(describe)?,
            life_status: LifeStatus::parse(&life_status).with_context(describe)?,
            slug,
            first_begin: first_begin.map(|at| at.0),
            department: department.and_then(|code| DepartmentCode::parse(&code).ok()),
            due_at: due_at.map(|at| at.0),
            sharing,
            filed_for,
            unread_messages: 0,
            reported: report.is_some(),
            updated_at: updated_at.0,
            expected: None,
            series: Vec::new(),
        })
    }
}

/// Place and times of an event, by which likely duplicates are found.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = event_places, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct PlaceRow {
    event_id: SqlUuid,
    edition_id: SqlUuid,
    commune: Option<String>,
    cell: Option<i64>,
    begins_at: SqlTime,
    ends_at: SqlTime,
}

impl PlaceRow {
    /// The row of an event; `None` without a place or without a time.
    pub(super) fn of(file: &StoredFile) -> Option<Self> {
        let near = file.place_and_time();
        let cell = near.cell();
        if near.commune.is_none() && cell.is_none() {
            return None;
        }
        Some(Self {
            event_id: file.id.into(),
            edition_id: file.edition_id.into(),
            commune: near.commune.as_ref().map(ToString::to_string),
            cell,
            begins_at: near.begin()?.into(),
            ends_at: near.end()?.into(),
        })
    }
}

/// A decision or correction request. `frozen` is a snapshot of the rules and findings at the time: the wording of the
/// criteria, the dates, and the assessments.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = decisions, treat_none_as_default_value = false)]
pub(super) struct DecisionRow {
    pub(super) id: SqlUuid,
    pub(super) event_id: SqlUuid,
    pub(super) round: i32,
    pub(super) action: String,
    pub(super) actor_id: SqlUuid,
    pub(super) comment: String,
    pub(super) fields: SqlJson,
    pub(super) frozen: SqlJson,
    pub(super) decided_at: SqlTime,
}

impl DecisionRow {
    /// The decision, without the person who took it.
    pub(super) fn into_decision(self, details: Option<DetailsRow>) -> anyhow::Result<Decision> {
        let Self {
            id,
            event_id: _,
            round,
            action,
            actor_id: _,
            comment,
            fields,
            frozen: _,
            decided_at,
        } = self;
        let describe = || format!("decision {}", id.0);
        let (points, override_reason) = match details {
            Some(details) => (
                details.points.read().with_context(describe)?,
                details.override_reason,
            ),
            None => (Vec::new(), None),
        };
        Ok(Decision {
            action: Action::parse(&action).with_context(describe)?,
            comment,
            fields: fields.read().with_context(describe)?,
            points,
            override_reason,
            round: u32::try_from(round).with_context(describe)?,
            decided_at: decided_at.0,
        })
    }
}

/// Details of a decision, which only some have.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = decision_details, treat_none_as_default_value = false)]
pub(super) struct DetailsRow {
    pub(super) decision_id: SqlUuid,
    pub(super) points: SqlJson,
    pub(super) override_reason: Option<String>,
}
