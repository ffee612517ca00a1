//! Retrieval of an event submission by its identifier in another system.

use super::super::file::{present, respond};
use super::super::scope::capacities;
use super::Address;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::event::{EventFile, ExternalKey, Source};

/// Get an event by external id
///
/// The caller's own event submission that was created under this identifier.
#[utoipa::path(
    tag = "events",
    params(
        ("source" = inline(Source), Path, description = "Name of the other system"),
        ("id" = inline(ExternalKey), Path, description = "Identifier of the event in that system; `/` is written `%2F`")
    ),
    responses(
        (status = 200, description = "Event submission; `ETag` is its version", body = EventFile),
        Refusals
    )
)]
#[get("/events/ext/{source}/{id}")]
pub(in super::super) async fn get_external_event(
    services: Data<Services>,
    actor: Actor,
    path: Path<(Source, ExternalKey)>,
) -> Result<HttpResponse, ApiError> {
    let now = services.clock.now();
    let address = Address::of(path.into_inner());
    let file = services
        .db
        .read(move |conn| {
            let file = address.owned(conn, &actor)?;
            present(conn, &file, &capacities(&actor, &file), now)
        })
        .await?;
    Ok(respond(&file))
}
