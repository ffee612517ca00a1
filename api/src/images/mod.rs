//! Pictures of events: read strictly, kept small and without anything that their camera told, given to everybody.
//!
//! What somebody sends is decoded, turned upright, brought to a few widths and written anew as JPEG ([`picture`]): of the
//! file itself nothing is kept, and so neither where it was taken nor what else may hide in it. A picture is named by its
//! content ([`store`]); which event shows it is written in the form of the event alone. [`sweep`] removes those that no
//! event shows any more.

mod get;
mod picture;
mod store;
pub(crate) mod sweep;
mod upload;

pub use picture::{Fault, Picture};
pub use store::Images;

use crate::app::State;
use crate::error::ApiError;
use shared::event::EventForm;
use shared::problem::{Code, FieldProblem};
use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(upload::upload_image);
}

/// What lies outside the versioned API.
pub(crate) fn outside(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get::get_image);
}

/// Where pictures are read: an address that is good for ever, whatever becomes of the API.
pub(crate) const ROOT: &str = "/media";

/// The fault of a form whose picture is not kept here as it is told. A picture that is passes for one of today, so that it
/// is not swept before the form is stored.
///
/// # Errors
///
/// When the store fails.
pub(crate) fn fault_of(state: &State, form: &EventForm) -> Result<Option<FieldProblem>, ApiError> {
    let Some(told) = &form.image.file else {
        return Ok(None);
    };
    let known = state.images.knows(told, state.clock.now())?;
    Ok((!known).then(|| {
        FieldProblem::new(
            "/image/file",
            Code::UnknownImage,
            "send the image to /events/{id}/image first, and pass on what that answers",
        )
    }))
}
