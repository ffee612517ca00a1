//! List of editions.

use super::{MAX_AGE_S, queries};
use crate::catalogue::Live;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::Services;
use http::query::Nothing;
use http::{Query, etag, problems};
use shared::edition::{Edition, EditionSummary};

/// List the editions
///
/// Latest first; editions in preparation are not listed.
#[utoipa::path(
    tag = "editions",
    responses((status = 200, description = "Editions", body = [EditionSummary]), problems::PublicRefusals)
)]
#[get("/editions")]
pub(super) async fn list_editions(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<HttpResponse, ApiError> {
    let editions = services.db.read(queries::shown).await?;
    let summaries: Vec<_> = editions
        .into_iter()
        .map(|edition| summary(&live, edition))
        .collect();
    etag::public_json(&request, MAX_AGE_S, &summaries)
}

fn summary(live: &Live, edition: Edition) -> EditionSummary {
    EditionSummary {
        labelled_events: live.labelled_events(&edition.slug),
        slug: edition.slug,
        name: edition.name,
        theme: edition.theme,
        status: edition.status,
        week: edition.week,
        window: edition.window,
        opens_at: edition.opens_at,
        deadline: edition.deadline,
    }
}
