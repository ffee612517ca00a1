//! Leaves the decision on a file to another reviewer.

use super::queries;
use crate::events::fact::{self, Fact};
use crate::events::queries as event_queries;
use crate::events::transition::Performer;
use crate::labels::act::{none_pending, settled};
use crate::labels::assess::assessable;
use crate::labels::sheet;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::error::Error;
use ground::log;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::id::EventId;
use shared::label::{ReviewSheet, SecondLookForm};
use shared::problem::Code;

/// Ask for a second look
///
/// Another reviewer then grants or refuses the label: whoever asked may not (403 `second_look_needed`), in this review round. The
/// file is in the tab `second_look` of the queue until then. Only a submitted event, and once in a round (409
/// `second_look_asked`).
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = SecondLookForm,
    responses(
        (status = 200, description = "Review sheet; `ETag` is the new version", body = ReviewSheet),
        ConditionalRefusals
    )
)]
#[post("/labels/events/{id}/second-look")]
pub(in crate::labels) async fn ask_second_look(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    body: Body<SecondLookForm>,
) -> Result<HttpResponse, ApiError> {
    let note = body.into_inner().parse().map_err(Error::invalid)?;
    let id = id.into_inner();
    let sheet = services
        .write(move |conn, services| {
            let (file, pending) = settled(conn, services, &actor, id)?;
            let performer = Performer::of(&actor, &file);
            none_pending(&file, pending.as_ref())?;
            assessable(&file, &performer, &expected)?;
            if queries::find(conn, id, file.round)?.is_some() {
                return Err(Error::rejected(Code::SecondLookAsked));
            }
            let now = services.clock.now();
            let payload = Fact {
                round: Some(file.round),
                comment: Some(note.clone()),
                ..Fact::default()
            };
            let entry = payload.entry(&file, fact::SECOND_LOOK_ASKED, performer.by)?;
            log::append(conn, now, &entry)?;
            let asked = file.touched(now);
            event_queries::update(conn, &asked, file.version)?;
            queries::insert(conn, (id, file.round), performer.account, &note, now)?;
            sheet::of(conn, &actor, &asked, now)
        })
        .await?;
    Ok(sheet::respond(&sheet))
}
