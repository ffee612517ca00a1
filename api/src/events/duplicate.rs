//! Duplication of an event into a new draft.

use super::create::created;
use super::file::Beside;
use super::new_draft::{open_draft, slug_of, writable};
use super::organisation;
use super::scope::{capacities, edited};
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

/// Duplicate an event
///
/// Copies an event submission into a new draft. Texts, place and audiences are copied; dates, booking deadlines, commitments
/// and decisions are not. The copy may belong to another edition. Requests with the same `Idempotency-Key` create one copy.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("Idempotency-Key" = Option<String>, Header, description = "Key that makes a retry safe: 1 to 200 visible ASCII characters, valid for one day")
    ),
    request_body = DuplicateEvent,
    responses(
        (status = 201, description = "Copy; `Location` is its address, `ETag` its version", body = EventFile),
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
    // The digest covers the path too, since it identifies the original.
    let digest = format!("{id} {}", body.digest());
    let DuplicateEvent { edition } = body.into_inner();
    let wanted = edition.map(slug_of).transpose()?;
    let owner = actor.clone();
    let create = move |conn: &mut Conn, services: &Services| {
        let original = edited(conn, &owner, id)?;
        let slug = match &wanted {
            Some(slug) => slug.clone(),
            None => slug_of(original.edition.slug.clone())?,
        };
        let edition = writable(conn, &slug)?;
        let form = original.form.renewed().carried_to(&edition.1);
        let file = open_draft(services, conn, &owner, edition, form)?;
        organisation::carry(conn, &owner, id, &file)?;
        let beside = Beside::of(conn, &file, &capacities(&owner, &file), file.created_at)?;
        created(&owner, &file, beside)
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
