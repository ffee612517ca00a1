//! Creation or replacement of a draft by its identifier in another system.

use super::super::acts::Act;
use super::super::file::Beside;
use super::super::new_draft::{slug_of, writable};
use super::super::pointers::below;
use super::super::save::replace;
use super::super::scope::{capacities, editable, owned};
use super::super::stored::StoredFile;
use super::super::upload_check::UploadCheck;
use super::queries;
use crate::images::Images;
use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, put};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use http::etag::{self, Precondition};
use http::problems::PreconditionRefusals;
use http::{API, Actor, ApiError, Arrival, Body, Services, Slug};
use shared::event::{EventFile, EventForm, ExternalId, ExternalKey, NewEvent, Source};
use shared::problem::{Code, FieldProblem};
use std::sync::Arc;

/// Create or replace an event by external id
///
/// Creates a draft (201), or replaces the form of the event that has this identifier (200), as `save_event` does: complete or
/// not, its errors are listed in the response. The identifiers belong to the account: another account may use the same ones
/// for events of its own. Of simultaneous requests one creates the draft; the same form again changes nothing, version
/// included. A submitted or labelled event is read-only (409 `file_locked`), and an event stays in its edition (422 at
/// `/edition`).
#[utoipa::path(
    tag = "events",
    params(
        ("source" = inline(Source), Path, description = "Name of the other system"),
        ("id" = inline(ExternalKey), Path, description = "Identifier of the event in that system; `/` is written `%2F`"),
        ("If-Match" = Option<String>, Header, description = "Version that was read, from `ETag`; any version when absent")
    ),
    request_body = NewEvent,
    responses(
        (status = 200, description = "Saved event submission; `ETag` is its version", body = EventFile),
        (status = 201, description = "New draft; `Location` is its address by its own identifier, `ETag` its version", body = EventFile),
        PreconditionRefusals
    )
)]
#[put("/events/ext/{source}/{id}")]
pub(in super::super) async fn put_external_event(
    services: Data<Services>,
    images: Data<Images>,
    actor: Actor,
    path: Path<(Source, ExternalKey)>,
    precondition: Precondition,
    Arrival(now): Arrival,
    body: Body<NewEvent>,
) -> Result<HttpResponse, ApiError> {
    let (source, key) = path.into_inner();
    let NewEvent { edition, form } = body.into_inner();
    form.check_storable()
        .map_err(|faults| Error::invalid(below("/form", faults)))?;
    let request = Request {
        external: ExternalId { source, key },
        edition: slug_of(edition)?,
        form,
        precondition,
        now,
    };
    let check = UploadCheck::new(images, now);
    let request = Arc::new(request);
    let put = async || {
        let (request, check) = (Arc::clone(&request), check.clone());
        let actor = actor.clone();
        let put = move |conn: &mut Conn, services: &Services| {
            let (status, file) = request.carry_out(services, conn, &check, &actor)?;
            let beside = Beside::of(conn, &file, &capacities(&actor, &file), now)?;
            Ok::<_, Error>((status, file, beside))
        };
        services.write(put).await
    };
    let (status, file, beside) = check.run(put).await?;
    let file = beside.shown(&file, &capacities(&actor, &file), now);
    let mut response = HttpResponse::build(status);
    response.insert_header(header::ETag(etag::of_version(file.version)));
    if status == StatusCode::CREATED {
        response.insert_header((header::LOCATION, format!("{API}/events/{}", file.id)));
    }
    Ok(response.json(file))
}

struct Request {
    external: ExternalId,
    edition: Slug,
    form: EventForm,
    precondition: Precondition,
    now: DateTime<Utc>,
}

impl Request {
    fn carry_out(
        &self,
        services: &Services,
        conn: &mut Conn,
        check: &UploadCheck,
        actor: &Actor,
    ) -> Result<(StatusCode, StoredFile), Error> {
        let owner = actor.account.id;
        let Some(id) = queries::find(conn, owner, &self.external)? else {
            self.precondition.check(None)?;
            let edition = writable(conn, &self.edition)?;
            let act = Act {
                services,
                actor,
                arrival: self.now,
            };
            let file = act.create(conn, check, edition, &self.form, "/form")?;
            queries::insert(conn, owner, &self.external, file.id)?;
            return Ok((StatusCode::CREATED, file));
        };
        let file = owned(conn, actor, id)?;
        self.precondition.check(Some(file.version))?;
        if file.edition.slug != self.edition.as_str() {
            let detail = format!(
                "the event with this identifier belongs to the edition `{}`",
                file.edition.slug
            );
            let fault = FieldProblem::new("/edition", Code::NotAllowed, detail);
            return Err(Error::invalid(vec![fault]));
        }
        if file.form == self.form {
            return Ok((StatusCode::OK, file));
        }
        editable(actor, &file)?;
        let form = self.form.clone();
        let file = replace(conn, check, actor, file, form, "/form", self.now)?;
        Ok((StatusCode::OK, file))
    }
}
