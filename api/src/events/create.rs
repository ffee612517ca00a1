//! Creation of an event draft.

use super::acts::Act;
use super::fact::{self, Fact};
use super::file::present;
use super::scope::{capacities, within_key};
use super::stored::{NewDraft, StoredFile};
use super::upload_check::UploadCheck;
use super::{queries, quota};
use crate::accounts::erasure;
use crate::editions::queries as edition_queries;
use crate::images::Images;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use ground::log::{self, By, Entry};
use http::API;
use http::ApiError;
use http::Services;
use http::idempotency::{self, Created, IdempotencyKey};
use http::problems::WriteRefusals;
use http::{Actor, Body, Slug};
use serde_json::value::to_raw_value;
use shared::account::{Operation, Role};
use shared::edition::{Edition, FilingClosed};
use shared::event::{EventFile, EventForm, NewEvent};
use shared::id::{EditionId, EventId};
use shared::problem::{Code, FieldProblem};
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
            let file = act.create(conn, &check, edition, &form, "/form")?;
            created(conn, &owner, &file)
        };
        let operation = Operation::CreateEvent;
        idempotency::create(&services, &actor, operation, key.clone(), &digest, create)
            .await
            .map_err(|ApiError(error)| error)
    };
    Ok(check.run(create).await?)
}

/// Finds the edition in which a draft is created.
///
/// # Errors
///
/// `invalid` when there is no such edition, `edition_closed` when it takes no drafts.
pub(crate) fn writable(conn: &mut Conn, slug: &Slug) -> Result<(EditionId, Arc<Edition>), Error> {
    let (id, edition) = edition_queries::by_slug(conn, slug)?
        .filter(|(_, edition)| edition.is_public())
        .ok_or_else(no_such_edition)?;
    if edition.is_writable() {
        Ok((id, edition))
    } else {
        Err(super::transition::closed(FilingClosed::Status(
            edition.status,
        )))
    }
}

/// The slug of an edition in a body.
///
/// # Errors
///
/// `invalid` when it cannot be one, as for an edition that does not exist.
pub(super) fn slug_of(edition: String) -> Result<Slug, Error> {
    Slug::try_from(edition).map_err(|_malformed| no_such_edition())
}

/// Error for an edition that does not exist or is not public yet.
pub(super) fn no_such_edition() -> Error {
    Error::invalid(vec![FieldProblem::new(
        "/edition",
        Code::UnknownValue,
        "there is no such edition",
    )])
}

/// The response with a new draft.
pub(super) fn created(conn: &mut Conn, actor: &Actor, file: &StoredFile) -> Result<Created, Error> {
    let presented = present(conn, file, &capacities(actor, file), file.created_at)?;
    Ok(Created {
        location: format!("{API}/events/{}", file.id),
        version: file.version,
        body: to_raw_value(&presented)?,
    })
}

/// Creates a draft owned by the caller, within the caller's quotas.
pub(super) fn open_draft(
    services: &Services,
    conn: &mut Conn,
    actor: &Actor,
    edition: (EditionId, Arc<Edition>),
    form: EventForm,
) -> Result<StoredFile, Error> {
    let file = StoredFile::draft(NewDraft {
        id: EventId(ids::new(&services.clock)),
        edition,
        owner: actor.account.id,
        form,
        now: services.clock.now(),
    });
    store_draft(conn, actor, file)
}

/// Stores a new draft of the caller, within the caller's quotas.
pub(super) fn store_draft(
    conn: &mut Conn,
    actor: &Actor,
    file: StoredFile,
) -> Result<StoredFile, Error> {
    within_key(actor, &file.edition.slug, &file.form, "/form")?;
    quota::count_write(conn, actor, file.created_at)?;
    store(conn, &file, By::Person(actor.account.id, Role::Organiser))?;
    erasure::ensure_present(conn, actor.account.id)?;
    quota::check_drafts(conn, actor)?;
    Ok(file)
}

/// Stores and logs a new draft, created by its owner, an import or the demonstration.
pub(crate) fn store(conn: &mut Conn, file: &StoredFile, by: By) -> Result<(), Error> {
    log::append(conn, file.created_at, &opened(file, by)?)?;
    queries::insert(conn, file)
}

/// Log entry for the creation of a draft.
///
/// # Errors
///
/// When the entry cannot be serialised to JSON; its types rule this out.
pub(crate) fn opened(file: &StoredFile, by: By) -> serde_json::Result<Entry> {
    let payload = Fact {
        to: Some(file.state),
        ..Fact::default()
    };
    payload.entry(file, fact::CREATED, by)
}

/// Prefixes the pointers of faults in a part of the body, so that they start at its root.
pub(super) fn below(prefix: &str, faults: Vec<FieldProblem>) -> Vec<FieldProblem> {
    faults
        .into_iter()
        .map(|fault| FieldProblem {
            pointer: format!("{prefix}{}", fault.pointer),
            ..fault
        })
        .collect()
}
