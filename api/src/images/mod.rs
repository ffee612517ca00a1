//! Images of events: decoded strictly, stored small and without camera metadata, public.
//!
//! An uploaded file is decoded, turned upright, scaled to a few widths and re-encoded as JPEG ([`pictures`]). The
//! file itself is not stored, nor the place where it was taken or other hidden data in it. An image is named by the
//! hash of its content ([`store`]); only the form of an event refers to it. Its square crop is cut at the first request.
//! [`sweep`] removes images that no event uses, and [`forget`] at once those of events that were deleted.

pub(crate) mod forget;
mod get;
mod store;
pub(crate) mod sweep;

pub(crate) use forget::ForgetImages;
pub use store::Images;
pub(crate) use store::Seat;

use utoipa_actix_web::service_config::ServiceConfig;

/// Media types of the formats that are accepted.
pub(crate) const MEDIA_TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// Routes outside the versioned API.
pub(crate) fn outside(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get::get_square_image).service(get::get_image);
}

/// Root path of image URLs, which stay valid across API versions.
pub(crate) const ROOT: &str = crate::addresses::MEDIA;
