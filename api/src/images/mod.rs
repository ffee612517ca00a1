//! Pictures of events: read strictly, kept small and without anything that their camera told, given to everybody.
//!
//! What somebody sends is decoded, turned upright, brought to a few widths and written anew as JPEG ([`pictures`]): of the
//! file itself nothing is kept, and so neither where it was taken nor what else may hide in it. A picture is named by its
//! content ([`store`]); which event shows it is written in the form of the event alone. [`sweep`] removes those that no
//! event shows any more.

mod get;
mod store;
pub(crate) mod sweep;

pub use store::Images;

use utoipa_actix_web::service_config::ServiceConfig;

/// What lies outside the versioned API.
pub(crate) fn outside(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get::get_image);
}

/// Where pictures are read: an address that is good for ever, whatever becomes of the API.
pub(crate) const ROOT: &str = crate::addresses::MEDIA;
