//! List of the public editions.

use super::MAX_AGE_S;
use crate::catalogue::Live;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use catalogue::Catalogue;
use http::ApiError;
use http::query::Nothing;
use http::{Query, etag, problems};
use shared::edition::{Edition, EditionSummary};
use std::cmp::Reverse;

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
    live: Data<Live>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    let mut editions: Vec<_> = catalogue.editions().collect();
    editions.sort_by_key(|edition| Reverse((edition.week.first(), &edition.slug)));
    let summaries: Vec<_> = editions
        .into_iter()
        .map(|edition| summary(&catalogue, edition))
        .collect();
    etag::public_json(&request, MAX_AGE_S, &summaries)
}

fn summary(catalogue: &Catalogue, edition: &Edition) -> EditionSummary {
    EditionSummary {
        labelled_events: catalogue.labelled_events(&edition.slug),
        slug: edition.slug.clone(),
        name: edition.name.clone(),
        theme: edition.theme.clone(),
        status: edition.status,
        week: edition.week,
        window: edition.window,
        opens_at: edition.opens_at,
        deadline: edition.deadline,
        last_deadline: edition.last_deadline(),
    }
}
