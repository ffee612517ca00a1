//! Public facts about an organisation.

use super::public::{find, present};
use crate::catalogue::Live;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use ground::error::Error;
use http::problems::{NotModified, PublicRefusals};
use http::{ApiError, Services, etag};
use shared::id::OrganisationId;
use shared::organisation::PublicOrganisation;

/// `max-age` of the response, in seconds: an organisation changes seldom, its events more often.
const MAX_AGE_S: u32 = 60;

/// Get an organisation
///
/// Public facts about an organisation with labelled events, and how to select these; 404 for any other. The identifier of an
/// organisation that was merged answers with the one that stayed.
#[utoipa::path(
    tag = "organisations",
    params(("id" = OrganisationId, Path, description = "Identifier of the organisation")),
    responses(
        (status = 200, description = "The organisation", body = PublicOrganisation, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        PublicRefusals,
    )
)]
#[get("/organisations/{id}")]
pub(super) async fn get_organisation(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    id: Path<OrganisationId>,
) -> Result<HttpResponse, ApiError> {
    let key = id.into_inner().to_string();
    let found = services.db.read(move |conn| find(conn, &key)).await?;
    let found = found.ok_or_else(Error::not_found)?;
    let (catalogue, now) = (live.get()?, services.clock.now());
    let shown = present(&found, &catalogue, &services.site.url, now)?;
    let shown = shown.ok_or_else(Error::not_found)?;
    etag::public_json(&request, MAX_AGE_S, &shown)
}
