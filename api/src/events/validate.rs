//! Validation of a form without storing it.

use super::commune::commune_of;
use super::new_draft::{no_such_edition, slug_of};
use super::pointers::below;
use super::upload_check::UploadCheck;
use crate::editions::queries as edition_queries;
use crate::images::Images;
use actix_web::post;
use actix_web::web::{Data, Json};
use ground::db::Conn;
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::problems::WriteRefusals;
use http::{Actor, Arrival, Body};
use shared::event::{Validation, ValidationRequest};
use std::sync::Arc;

/// Validate an event form
///
/// Returns the errors that a submission would get now, and the automatic check of the four criteria. Nothing is stored.
/// Whether the edition accepts submissions is not checked.
#[utoipa::path(
    tag = "events",
    request_body = ValidationRequest,
    responses((status = 200, description = "Errors and findings", body = Validation), WriteRefusals)
)]
#[post("/events/validate")]
pub(super) async fn validate_event(
    services: Data<Services>,
    images: Data<Images>,
    _actor: Actor,
    Arrival(now): Arrival,
    body: Body<ValidationRequest>,
) -> Result<Json<Validation>, ApiError> {
    let ValidationRequest { edition, form } = body.into_inner();
    form.check_storable()
        .map_err(|faults| Error::invalid(below("/form", faults)))?;
    let slug = slug_of(edition)?;
    let check = UploadCheck::new(images, now);
    let form = Arc::new(form);
    let validate = async || {
        let (slug, form, check) = (slug.clone(), Arc::clone(&form), check.clone());
        let validate = move |conn: &mut Conn| -> Result<Validation, Error> {
            let (_, edition) = edition_queries::by_slug(conn, &slug)?
                .filter(|(_, edition)| edition.is_public())
                .ok_or_else(no_such_edition)?;
            let commune = commune_of(&form);
            let mut validation = Validation::of(&form, &edition, commune.as_ref(), now);
            let misfits = form.check_answers(&edition, None).err();
            validation.problems.extend(misfits.unwrap_or_default());
            validation.problems.extend(check.missing(&form, None)?);
            validation.submittable = validation.problems.is_empty();
            Ok(validation)
        };
        services.db.read(validate).await
    };
    Ok(Json(check.run(validate).await?))
}
