//! List of all editions.

use super::queries::numbers_of_events;
use crate::editions::queries;
use actix_web::get;
use actix_web::web::{Data, Json};
use http::problems::Refusals;
use http::query::Nothing;
use http::{Actor, ApiError, Query, Services};
use shared::edition::ManagedEditionSummary;

/// List all editions
///
/// Editions in preparation included, latest first. For the coordination and administrators.
#[utoipa::path(
    tag = "editions",
    responses((status = 200, description = "Editions", body = [ManagedEditionSummary]), Refusals)
)]
#[get("/administration/editions")]
pub(super) async fn list_managed_editions(
    services: Data<Services>,
    _actor: Actor,
    Query(Nothing {}): Query<Nothing>,
) -> Result<Json<Vec<ManagedEditionSummary>>, ApiError> {
    let editions = services
        .db
        .read(|conn| {
            let numbers = numbers_of_events(conn)?;
            let editions = queries::all(conn)?.into_iter();
            Ok(editions
                .map(|(id, edition)| ManagedEditionSummary {
                    slug: edition.slug.clone(),
                    name: edition.name.clone(),
                    status: edition.status,
                    week: edition.week,
                    deadline: edition.deadline,
                    events: numbers.get(&id).copied().unwrap_or_default(),
                })
                .collect())
        })
        .await?;
    Ok(Json(editions))
}
