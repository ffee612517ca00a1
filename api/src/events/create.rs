//! Opens a file.

use super::fact::{self, Fact};
use super::file::present;
use super::queries;
use super::scope::qualities;
use super::stored::{NewDraft, StoredFile};
use crate::editions;
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
use http::{Actor, Body};
use shared::account::{Operation, Role};
use shared::edition::{Edition, FilingClosed};
use shared::event::{EventFile, EventForm, NewEvent};
use shared::id::{EditionId, EventId};
use shared::problem::{Code, FieldProblem};

/// Open a file
///
/// A draft of an edition, with what is known already: nothing of the form is required, nothing is judged. Only its owner
/// sees it until it is filed. The same `Idempotency-Key` opens it once.
#[utoipa::path(
    tag = "events",
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 200 visible ASCII characters; kept for a day")),
    request_body = NewEvent,
    responses(
        (status = 201, description = "The file; `Location` is its address, `ETag` its version", body = EventFile),
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
    let opener = actor.clone();
    let create = move |conn: &mut Conn, services: &Services| {
        let edition = writable(conn, &edition)?;
        if let Some(fault) = images.fault_of(&form, services.clock.now())? {
            return Err(Error::invalid(below("/form", vec![fault])));
        }
        open(services, conn, &opener, edition, form.clone())
    };
    idempotency::create(
        &services,
        &actor,
        Operation::CreateEvent,
        key,
        &digest,
        create,
    )
    .await
}

/// The edition that a draft is opened in.
pub(super) fn writable(conn: &mut Conn, slug: &str) -> Result<(EditionId, Edition), Error> {
    let (id, edition) = editions::queries::by_slug(conn, slug)?
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

/// The refusal of an edition that nobody knows, or that is not public yet.
pub(super) fn no_such_edition() -> Error {
    Error::invalid(vec![FieldProblem::new(
        "/edition",
        Code::UnknownValue,
        "there is no such edition",
    )])
}

/// Opens a new draft of the caller, and tells the caller about it.
pub(super) fn open(
    services: &Services,
    conn: &mut Conn,
    actor: &Actor,
    edition: (EditionId, Edition),
    form: EventForm,
) -> Result<Created, Error> {
    let now = services.clock.now();
    let file = StoredFile::draft(NewDraft {
        id: EventId(ids::new(&services.clock)),
        edition,
        owner: actor.account.id,
        form,
        now,
    });
    store(conn, &file, By::Person(actor.account.id, Role::Organiser))?;
    let answered = present(conn, &file, &qualities(actor, &file), now)?;
    Ok(Created {
        location: format!("{API}/events/{}", file.id),
        version: file.version,
        body: serde_json::to_value(answered)?,
    })
}

/// Stores and logs a new draft, whoever opens it: its owner, an import, the demonstration.
pub(crate) fn store(conn: &mut Conn, file: &StoredFile, by: By) -> Result<(), Error> {
    log::append(conn, file.created_at, &opened(file, by)?)?;
    queries::insert(conn, file)
}

/// The row of the log that tells that a file was opened.
///
/// # Errors
///
/// When it has no JSON form, which its types do not allow.
pub(crate) fn opened(file: &StoredFile, by: By) -> serde_json::Result<Entry> {
    let told = Fact {
        to: Some(file.state),
        ..Fact::default()
    };
    told.entry(file, fact::CREATED, by)
}

/// The faults of a part of the body, with their pointers from its root.
pub(super) fn below(prefix: &str, faults: Vec<FieldProblem>) -> Vec<FieldProblem> {
    faults
        .into_iter()
        .map(|fault| FieldProblem {
            pointer: format!("{prefix}{}", fault.pointer),
            ..fault
        })
        .collect()
}
