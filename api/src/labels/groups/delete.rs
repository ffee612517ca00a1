//! Deletes a review group and its rules.

use super::access::{by, found};
use crate::sharing::{fact, groups, moves, rules};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete};
use ground::log;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, ApiError, Services};
use serde_json::json;
use shared::id::ReviewGroupId;
use shared::label::RoutingRule;

/// Delete a review group
///
/// Its rules are deleted too. Its files go where the other rules lead, and each move is logged.
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = ReviewGroupId, Path, description = "Identifier of the group"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    responses((status = 204, description = "There is no such group any more"), ConditionalRefusals)
)]
#[delete("/labels/groups/{id}")]
pub(in crate::labels) async fn delete_review_group(
    services: Data<Services>,
    actor: Actor,
    id: Path<ReviewGroupId>,
    expected: Expected,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    services
        .write(move |conn, services| {
            let now = services.clock.now();
            let edition = found(conn, id)?.edition;
            let entry = fact::of_group((id, edition), fact::DELETED, by(&actor), json!({}));
            // First, since appending takes the lock under which nobody else changes it.
            log::append(conn, now, &entry)?;
            let group = found(conn, id)?;
            expected.check(group.version)?;
            let own = rules::of_group(conn, id)?;
            let keys: Vec<String> = own.iter().map(RoutingRule::key).collect();
            rules::delete(conn, edition, &keys)?;
            groups::set_default(conn, &group, false)?;
            moves::dissolve(conn, now, edition, id)?;
            groups::delete(conn, id)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
