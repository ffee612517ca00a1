use super::Live;
use super::get_public_event::give;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::problems::PublicRefusals;
use shared::event::PublicEvent;

/// Read a labelled event by its address
///
/// 410 when it was public and no longer is: withdrawn, or its label revoked.
#[utoipa::path(
    tag = "catalogue",
    params(
        ("edition" = String, Path, description = "Slug of the edition", example = "2018"),
        ("slug" = String, Path, description = "Slug of the event", example = "visite-de-la-fonderie"),
    ),
    responses(
        (status = 200, description = "The event", body = PublicEvent, headers(
            ("ETag" = String, description = "Changes when the answer does"),
        )),
        (status = 304, description = "The caller holds this answer"),
        (status = 410, description = "It was public and no longer is", body = shared::problem::Problem, content_type = "application/problem+json"),
        PublicRefusals,
    )
)]
#[get("/catalogue/editions/{edition}/events/{slug}")]
pub(super) async fn get_public_event_by_slug(
    request: HttpRequest,
    live: Data<Live>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (edition, slug) = path.into_inner();
    let catalogue = live.get()?;
    let found = catalogue.by_slug(&edition, &slug);
    give(&request, &live, &catalogue, found).await
}
