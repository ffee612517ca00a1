//! Creation of an event draft.

use super::acts::Act;
use super::file::Beside;
use super::new_draft::{slug_of, writable};
use super::pointers::below;
use super::scope::capacities;
use super::stored::StoredFile;
use super::upload_check::UploadCheck;
use crate::images::Images;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use ground::db::Conn;
use ground::error::Error;
use http::API;
use http::ApiError;
use http::Services;
use http::idempotency::{self, Created, IdempotencyKey};
use http::problems::WriteRefusals;
use http::{Actor, Body};
use serde_json::value::to_raw_value;
use shared::account::Operation;
use shared::event::{EventFile, NewEvent};
use std::sync::Arc;

/// Create an event draft
///
/// Creates a draft in an edition, with the fields that are already known: none is required, and the form is not validated, but
/// for answers to additional fields that the edition does not ask for (422).
/// Only its owner sees the draft until it is submitted. Requests with the same `Idempotency-Key` create one draft.
#[utoipa::path(
    tag = "events",
    params(("Idempotency-Key" = Option<String>, Header, description = "Key that makes a retry safe: 1 to 200 visible ASCII characters, valid for one day")),
    request_body = NewEvent,
    responses(
        (status = 201, description = "Event submission; `Location` is its address, `ETag` its version", body = EventFile),
        WriteRefusals
    )
)]
#[post("/events")]
pub(super) async fn create_event(
    services: Data<Services>,
    images: Data<Images>,
    actor: Actor,
    key: IdempotencyKey,
    body: Body<NewEvent>,
) -> Result<HttpResponse, ApiError> {
    let digest = body.digest().to_owned();
    let NewEvent { edition, form } = body.into_inner();
    form.check_storable()
        .map_err(|faults| Error::invalid(below("/form", faults)))?;
    let edition = slug_of(edition)?;
    let arrival = services.clock.now();
    let check = UploadCheck::new(images, arrival);
    let form = Arc::new(form);
    let create = async || {
        let (owner, check) = (actor.clone(), check.clone());
        let (edition, form) = (edition.clone(), Arc::clone(&form));
        let create = move |conn: &mut Conn, services: &Services| {
            let edition = writable(conn, &edition)?;
            let act = Act {
                services,
                actor: &owner,
                arrival,
            };
            act.create(conn, &check, edition, &form, "/form")
        };
        let owner = actor.clone();
        let answer = move |file: StoredFile| created(&owner, &file, Beside::new_draft());
        idempotency::create_then(
            &services,
            &actor,
            Operation::CreateEvent,
            key.clone(),
            &digest,
            create,
            answer,
        )
        .await
        .map_err(|ApiError(error)| error)
    };
    Ok(check.run(create).await?)
}

/// The response with a new draft.
pub(super) fn created(actor: &Actor, file: &StoredFile, beside: Beside) -> Result<Created, Error> {
    let shown = beside.shown(file, &capacities(actor, file), file.created_at);
    Ok(Created {
        location: format!("{API}/events/{}", file.id),
        version: file.version,
        body: to_raw_value(&shown)?,
    })
}
