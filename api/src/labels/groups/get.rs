//! A group with its members and rules.

use super::access::{present, respond};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::id::ReviewGroupId;
use shared::label::ReviewGroup;

/// Get a review group
///
/// Members, with those who are absent, and rules.
#[utoipa::path(
    tag = "labels",
    params(("id" = ReviewGroupId, Path, description = "Identifier of the group")),
    responses((status = 200, description = "The group; `ETag` is its version", body = ReviewGroup), Refusals)
)]
#[get("/labels/groups/{id}")]
pub(in crate::labels) async fn get_review_group(
    services: Data<Services>,
    actor: Actor,
    id: Path<ReviewGroupId>,
) -> Result<HttpResponse, ApiError> {
    let now = services.clock.now();
    let group = services
        .db
        .read(move |conn| present(conn, &actor, *id, now))
        .await?;
    Ok(respond(&group))
}
