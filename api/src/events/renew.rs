//! Renewal of an event in another edition, as a new draft of the same series.

use super::file::present;
use super::new_draft::{slug_of, store_draft, writable};
use super::organisation;
use super::scope::{capacities, owned};
use super::series;
use super::stored::{NewDraft, StoredFile};
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use http::problems::WriteRefusals;
use http::{API, Actor, ApiError, Body, Services, etag};
use shared::edition::Edition;
use shared::event::{EndedTerm, Renewal, RenewalOutcome};
use shared::id::{EditionId, EventId};
use shared::problem::{Code, FieldProblem};
use std::sync::Arc;

/// Renew an event in another edition
///
/// Creates a draft of the same series: texts, venue, image and organiser are copied; dates, booking deadlines, commitments and
/// decisions are not. Terms that the vocabularies of the edition do not have are left out, and listed in `endedTerms`. A series
/// has one event in an edition: when there is one already, nothing is created, and the answer is that event with status 200. The
/// request may therefore be repeated.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event to renew")),
    request_body = shared::event::RenewEvent,
    responses(
        (status = 201, description = "New draft; `Location` is its address, `ETag` its version", body = Renewal),
        (status = 200, description = "Event of the series that the edition has already", body = Renewal),
        WriteRefusals
    )
)]
#[post("/events/{id}/renew")]
pub(super) async fn renew_event(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    body: Body<shared::event::RenewEvent>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let slug = slug_of(body.into_inner().edition)?;
    let renewal = again_when_overtaken(async || {
        let (actor, slug) = (actor.clone(), slug.clone());
        services
            .write(move |conn, services| {
                let original = owned(conn, &actor, id)?;
                let edition = writable(conn, &slug)?;
                let renewed = renew(services, conn, &actor, &original, &edition)?;
                let file = &renewed.file;
                Ok(Renewal {
                    outcome: renewed.outcome,
                    event: present(conn, file, &capacities(&actor, file), services.clock.now())?,
                    ended_terms: renewed.ended_terms,
                })
            })
            .await
    })
    .await?;
    let mut answer = match renewal.outcome {
        RenewalOutcome::Created => HttpResponse::Created(),
        RenewalOutcome::Exists | RenewalOutcome::Refused => HttpResponse::Ok(),
    };
    Ok(answer
        .insert_header((
            header::LOCATION,
            format!("{API}/events/{}", renewal.event.id),
        ))
        .insert_header(header::ETag(etag::of_version(renewal.event.version)))
        .json(renewal))
}

/// An event in another edition of its series.
pub(super) struct Renewed {
    pub(super) outcome: RenewalOutcome,
    pub(super) file: StoredFile,
    pub(super) ended_terms: Vec<EndedTerm>,
}

/// Finds the event of the series in the edition, or creates it as a draft of the caller.
///
/// # Errors
///
/// `invalid` when the edition is that of the original; `too_many_requests`, `too_many_drafts`.
pub(super) fn renew(
    services: &Services,
    conn: &mut Conn,
    actor: &Actor,
    original: &StoredFile,
    edition: &(EditionId, Arc<Edition>),
) -> Result<Renewed, Error> {
    if edition.0 == original.edition_id {
        return Err(same_edition());
    }
    let (form, ended_terms) = original.form.renewed_in(&original.edition, &edition.1);
    if let Some(file) =
        series::member(conn, original.series, edition.0)?.filter(|file| actor.owns(file.owner))
    {
        return Ok(Renewed {
            outcome: RenewalOutcome::Exists,
            file,
            ended_terms,
        });
    }
    let draft = StoredFile::draft(NewDraft {
        id: EventId(ids::new(&services.clock)),
        edition: (edition.0, Arc::clone(&edition.1)),
        owner: actor.account.id,
        form,
        now: services.clock.now(),
    });
    let file = store_draft(conn, actor, draft.in_series(original.series))?;
    organisation::carry(conn, actor, original.id, &file)?;
    Ok(Renewed {
        outcome: RenewalOutcome::Created,
        file,
        ended_terms,
    })
}

/// Error for a renewal in the edition of the original.
pub(super) fn same_edition() -> Error {
    Error::invalid(vec![FieldProblem::new(
        "/edition",
        Code::NotAllowed,
        "the event is of this edition; to copy it, duplicate it",
    )])
}

/// Runs the request once more when another one renewed the same event at the same moment: it then finds the new event.
pub(super) async fn again_when_overtaken<T>(
    run: impl AsyncFn() -> Result<T, Error>,
) -> Result<T, Error> {
    match run().await {
        Err(error) if error.code() == Code::Duplicate => run().await,
        outcome => outcome,
    }
}
