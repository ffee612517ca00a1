//! Response with an event submission.

use super::commune::commune_of;
use super::correction::InCorrection;
use super::stored::StoredFile;
use super::{change, queries, series};
use crate::organisations::queries::filing;
use actix_web::HttpResponse;
use actix_web::http::header;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use http::etag;
use shared::event::{ChangeStatus, Decision, EventFile, SeriesEvent, Validation};
use shared::label::{self, LabelState};
use shared::organisation::FiledFor;

/// Values that the representation of an event submission needs beside the file: read in the transaction that reads or writes
/// the submission, so that both are of the same moment. [`Self::shown`] needs no database, and nobody waits for it.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    decisions: Vec<Decision>,
    correction: Option<InCorrection>,
    filed_for: Option<FiledFor>,
    change: Option<ChangeStatus>,
    series: Vec<SeriesEvent>,
}

impl Beside {
    /// That of a draft which was just created, in a series of its own and in the name of its owner alone: nothing refers to it yet.
    pub(super) fn new_draft() -> Self {
        Self::default()
    }

    /// Reads what a caller with these capacities sees.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) fn of(
        conn: &mut Conn,
        file: &StoredFile,
        capacities: &[label::Actor],
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        // No transition leads back to a draft.
        let decisions = if file.state == LabelState::Draft {
            Vec::new()
        } else {
            queries::decisions(conn, file.id)?
        };
        let filed_for = if file.alone {
            None
        } else {
            filing::named(conn, &[file.id])?.remove(&file.id)
        };
        Ok(Self {
            correction: InCorrection::of(conn, file, &decisions, now)?,
            filed_for,
            change: change::status(conn, file, capacities)?,
            series: series::others(conn, file, capacities.contains(&label::Actor::Owner))?,
            decisions,
        })
    }

    /// Representation of the submission for the caller.
    pub(crate) fn shown(
        self,
        file: &StoredFile,
        capacities: &[label::Actor],
        now: DateTime<Utc>,
    ) -> EventFile {
        let Self {
            decisions,
            correction,
            filed_for,
            change,
            series,
        } = self;
        let commune = commune_of(&file.form);
        let edition = &file.edition;
        let editable = file.state.is_editable() && edition.is_writable();
        // A submitted form is validated as of its submission: an event that has taken place since was submitted in
        // time.
        let validated_at = file
            .submitted_at
            .filter(|_| !file.state.is_editable())
            .unwrap_or(now);
        let mut validation = Validation::of(&file.form, edition, commune.as_ref(), validated_at);
        if let Some(correction) = &correction {
            validation
                .problems
                .extend(correction.faults(file, &file.form));
            validation.submittable = validation.problems.is_empty();
        }
        EventFile {
            id: file.id,
            edition: edition.slug.clone(),
            version: file.version,
            state: file.state,
            life_status: file.life_status,
            life_note: file.life_note.clone(),
            occurrences: file
                .content
                .as_ref()
                .filter(|_| file.state.is_public())
                .map(|content| content.occurrences.clone()),
            slug: file.slug.clone(),
            filed_for,
            validation,
            correction: correction.map(|correction| correction.scope),
            dates: edition.dates_for(
                commune.as_ref().map(|commune| &commune.department),
                commune.as_ref().map(|commune| &commune.region),
            ),
            allowed: if edition.is_writable() {
                file.state.allowed(capacities)
            } else {
                Vec::new()
            },
            editable: editable && capacities.iter().any(|it| it.edits()),
            change,
            report: file.report,
            submitted_at: file.submitted_at,
            due_at: file.due_at(),
            decisions,
            series,
            created_at: file.created_at,
            updated_at: file.updated_at,
            form: file.form.clone(),
            commune,
        }
    }
}

/// Representation of an event submission for a caller with these capacities.
pub(crate) fn present(
    conn: &mut Conn,
    file: &StoredFile,
    capacities: &[label::Actor],
    now: DateTime<Utc>,
) -> Result<EventFile, Error> {
    let beside = Beside::of(conn, file, capacities, now)?;
    Ok(beside.shown(file, capacities, now))
}

/// Response with an event submission, and its version as `ETag`.
pub(crate) fn respond(file: &EventFile) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(header::ETag(etag::of_version(file.version)))
        .json(file)
}
