//! The editions.

use super::{MAX_AGE_S, queries};
use crate::app::State;
use crate::error::ApiError;
use crate::http::{Query, etag, problems};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Deserialize;
use shared::edition::EditionSummary;

/// Nothing may be asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// The editions, latest first
///
/// Those that are being prepared are left out.
#[utoipa::path(
    tag = "editions",
    responses((status = 200, description = "The editions", body = [EditionSummary]), problems::PublicRefusals)
)]
#[get("/editions")]
pub(super) async fn list_editions(
    request: HttpRequest,
    state: Data<State>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<HttpResponse, ApiError> {
    let editions = state.db.read(queries::public_summaries).await?;
    etag::public_json(&request, MAX_AGE_S, &editions)
}
