//! Report of the organiser on an event that is over.

use super::fact::{self, Fact};
use super::file::{present, respond};
use super::queries;
use super::scope::{capacities, labelled};
use super::stored::StoredFile;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, put};
use ground::error::Error;
use ground::log::{self, By};
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Arrival, Body};
use shared::account::Role;
use shared::event::{EventFile, EventReportForm, is_reportable};
use shared::id::EventId;
use shared::problem::Code;

/// Report on an event
///
/// Says whether a labelled event was held and how many people took part, from the day after its last occurrence on (409
/// `event_not_over` before), as long as its edition is not archived. The owner, the co-editors and the reviewers see the report; it is
/// not public. It may be handed in again, and replaces the earlier one.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = EventReportForm,
    responses(
        (status = 200, description = "Event submission; `ETag` is its new version", body = EventFile),
        ConditionalRefusals
    )
)]
#[put("/events/{id}/report")]
pub(super) async fn report_event(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    Arrival(now): Arrival,
    body: Body<EventReportForm>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let report = body
        .into_inner()
        .read(now)
        .map_err(|fault| Error::invalid(vec![fault]))?;
    let file = services
        .db
        .write(move |conn| {
            let file = labelled(conn, &actor, id, &expected)?;
            let capacities = capacities(&actor, &file);
            let is_over = file
                .content
                .as_ref()
                .is_some_and(|content| is_reportable(&content.occurrences, now));
            if !is_over {
                return Err(Error::rejected(Code::EventNotOver));
            }
            let reported = StoredFile {
                report: Some(report),
                ..file.touched(now)
            };
            let payload = Fact {
                report: Some(report),
                ..Fact::default()
            };
            let by = By::Person(actor.account.id, Role::Organiser);
            let entry = payload.entry(&reported, fact::REPORTED, by)?;
            log::append(conn, now, &entry)?;
            queries::update_in_place(conn, &reported, file.version)?;
            present(conn, &reported, &capacities, now)
        })
        .await?;
    Ok(respond(&file))
}
