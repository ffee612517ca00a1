//! Copies a file into a new draft.

use super::create::{open, writable};
use super::scope::owned;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::db::Conn;
use http::ApiError;
use http::Services;
use http::idempotency::{self, IdempotencyKey};
use http::problems::WriteRefusals;
use http::{Actor, Body};
use shared::account::Operation;
use shared::event::{DuplicateEvent, EventFile};
use shared::id::EventId;

/// Copy a file into a new draft
///
/// Texts, place and audiences are kept; dates, booking deadlines, commitments and everything that was decided are not. The
/// copy may belong to another edition. The same `Idempotency-Key` copies it once.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 200 visible ASCII characters; kept for a day")
    ),
    request_body = DuplicateEvent,
    responses(
        (status = 201, description = "The copy; `Location` is its address, `ETag` its version", body = EventFile),
        WriteRefusals
    )
)]
#[post("/events/{id}/duplicate")]
pub(super) async fn duplicate_event(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    key: IdempotencyKey,
    body: Body<DuplicateEvent>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    // The address is part of what is asked for.
    let digest = format!("{id} {}", body.digest());
    let asked = body.into_inner();
    let copier = actor.clone();
    let create = move |conn: &mut Conn, services: &Services| {
        let original = owned(conn, &copier, id)?;
        let slug = asked.edition.as_ref().unwrap_or(&original.edition.slug);
        let edition = writable(conn, slug)?;
        open(services, conn, &copier, edition, original.form.renewed())
    };
    idempotency::create(
        &services,
        &actor,
        Operation::DuplicateEvent,
        key,
        &digest,
        create,
    )
    .await
}
