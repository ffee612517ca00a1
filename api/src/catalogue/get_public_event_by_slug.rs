use super::Live;
use super::get_public_event::respond;
use super::view::View;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::Services;
use http::problems::{Gone, NotModified, PublicRefusals};
use shared::event::{PUBLISHED_FIELDS, PublishedEvent};

/// Get a labelled event by edition and slug
///
/// Returns 410 when the event was public and no longer is, because it was withdrawn or its label was revoked.
#[utoipa::path(
    tag = "catalogue",
    params(
        ("edition" = String, Path, description = "Slug of the edition", example = "2018"),
        ("slug" = String, Path, description = "Slug of the event", example = "visite-de-la-fonderie"),
        ("fields" = Option<String>, Query, description = "Members of the answer, comma separated; all when absent. The answer then lacks the others, required ones too", example = "id,title,url,venue,occurrences"),
        ("lang" = Option<String>, Query, description = "Language of the labels: `fr` or `en`; a label without English words stays French, and so does what organisers wrote. French when absent", example = "en"),
    ),
    responses(
        (status = 200, description = "The event", body = PublishedEvent<'_>, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        Gone,
        PublicRefusals,
    )
)]
#[get("/catalogue/editions/{edition}/events/{slug}")]
pub(super) async fn get_public_event_by_slug(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let view = View::parse(request.query_string(), PUBLISHED_FIELDS)?;
    let (edition, slug) = path.into_inner();
    let catalogue = live.get()?;
    let found = catalogue.by_slug(&edition, &slug);
    respond(&request, &services, &live, &catalogue, found, &view).await
}
