//! The JSON Schema of the form of an edition.

mod additional;
mod conditions;
mod form;
#[cfg(test)]
mod tests;
mod values;

use super::MAX_AGE_S;
use super::get::shown;
use crate::catalogue::Live;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use http::{API, ApiError, Services, Slug, etag, problems};

pub(crate) use form::schema;

/// Media type of JSON Schema.
const TYPE: &str = "application/schema+json";

/// Get the JSON Schema of the event form
///
/// JSON Schema 2020-12 of `form` as an event of the edition must have it to be submitted: required fields, lengths, terms, and
/// the additional fields of the edition with the conditions under which they are asked or required. A form that fits it may
/// still have faults that JSON Schema cannot express, such as occurrences that overlap or lie outside the window:
/// `validate_event` finds those too. Lengths are those of texts without superfluous white space.
#[utoipa::path(
    tag = "editions",
    params(("edition" = String, Path, description = "Slug of the edition", example = "2018")),
    responses(
        (status = 200, description = "JSON Schema", body = Object, content_type = "application/schema+json", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        problems::NotModified,
        problems::PublicRefusals
    )
)]
#[get("/editions/{edition}/event.schema.json")]
pub(super) async fn get_event_schema(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    slug: Path<Slug>,
) -> Result<HttpResponse, ApiError> {
    let edition = shown(&live, &slug)?;
    let address = format!(
        "{}{API}/editions/{}/event.schema.json",
        services.site.url, edition.slug
    );
    let schema = schema(&edition, &address);
    etag::public_text(&request, MAX_AGE_S, TYPE, serde_json::to_string(&schema)?)
}
