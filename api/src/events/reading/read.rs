//! Reading with a secret link.

use super::{count, opened};
use crate::events::commune::commune_of;
use actix_web::HttpRequest;
use actix_web::post;
use actix_web::web::{Data, Json};
use http::ApiError;
use http::Services;
use http::{Body, problems};
use shared::event::{Reading, ReadingKey};

/// Read an event submission with a secret link
///
/// The secret is the part of the link after `#`. Names no person: neither the owner nor the contact, and no address or number of
/// the booking, and no answer that describes a person. 422 `invalid_link` once the link is revoked or replaced, or the event withdrawn.
#[utoipa::path(
    tag = "events",
    request_body = ReadingKey,
    responses((status = 200, description = "The submission as last saved", body = Reading), problems::FormRefusals)
)]
#[post("/readings")]
pub(super) async fn read_by_link(
    request: HttpRequest,
    services: Data<Services>,
    body: Body<ReadingKey>,
) -> Result<Json<Reading>, ApiError> {
    let ReadingKey { key } = body.into_inner();
    count(&services, &request).await?;
    let reading = services
        .db
        .read(move |conn| {
            let file = opened(conn, &key)?;
            Ok(Reading {
                edition: file.edition.slug.clone(),
                state: file.state,
                slug: file.slug.clone().filter(|_| file.state.is_public()),
                commune: commune_of(&file.form),
                updated_at: file.updated_at,
                form: file.form.without_persons(&file.edition),
            })
        })
        .await?;
    Ok(Json(reading))
}
