//! Reading with a secret link.

use super::{READ, hash_of, queries};
use crate::events::file::commune_of;
use crate::events::queries as files;
use actix_web::HttpRequest;
use actix_web::post;
use actix_web::web::{Data, Json};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::limits::{self, Attempt};
use http::{Body, client, problems};
use shared::event::{Reading, ReadingKey};
use shared::label::LabelState;
use shared::problem::Code;

/// Read an event submission with a secret link
///
/// The secret is the part of the link after `#`. Names no person: neither the owner nor the contact, and no address or number of
/// the booking. 422 `invalid_link` once the link is revoked or replaced, or the event withdrawn.
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
    let attempt = Attempt {
        person: String::new(),
        machine: client::address(&services, &request),
    };
    limits::count(&services, READ, &attempt).await?;
    let hash = hash_of(&key);
    let reading = services
        .db
        .read(move |conn| {
            let invalid = || Error::rejected(Code::InvalidLink);
            let event = queries::by_hash(conn, &hash)?.ok_or_else(invalid)?;
            let file = files::find(conn, event)?
                .filter(|file| file.state != LabelState::Withdrawn)
                .ok_or_else(invalid)?;
            Ok(Reading {
                edition: file.edition.slug.clone(),
                state: file.state,
                slug: file.slug.clone().filter(|_| file.state.is_public()),
                commune: commune_of(&file.form),
                updated_at: file.updated_at,
                form: file.form.without_persons(),
            })
        })
        .await?;
    Ok(Json(reading))
}
