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
use shared::event::{EventFile, Validation};
use shared::label;

/// Representation of an event submission for a caller with these capacities.
pub(crate) fn present(
    conn: &mut Conn,
    file: &StoredFile,
    capacities: &[label::Actor],
    now: DateTime<Utc>,
) -> Result<EventFile, Error> {
    let commune = commune_of(&file.form);
    let edition = &file.edition;
    let editable = file.state.is_editable() && edition.is_writable();
    let decisions = queries::decisions(conn, file.id)?;
    let correction = InCorrection::of(conn, file, &decisions, now)?;
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
    Ok(EventFile {
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
        filed_for: filing::named(conn, &[file.id])?.remove(&file.id),
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
        change: change::status(conn, file, capacities)?,
        report: file.report,
        submitted_at: file.submitted_at,
        due_at: file.due_at(),
        decisions,
        series: series::others(conn, file, capacities.contains(&label::Actor::Owner))?,
        created_at: file.created_at,
        updated_at: file.updated_at,
        form: file.form.clone(),
        commune,
    })
}

/// Response with an event submission, and its version as `ETag`.
pub(crate) fn respond(file: &EventFile) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(header::ETag(etag::of_version(file.version)))
        .json(file)
}
