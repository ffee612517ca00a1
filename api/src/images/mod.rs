//! Images of events and logos of partners: decoded strictly, stored small and without camera metadata, public.
//!
//! An uploaded file is decoded, turned upright, scaled to a few widths and re-encoded as JPEG ([`pictures`]). The
//! file itself is not stored, nor the place where it was taken or other hidden data in it. An image is named by the
//! hash of its content ([`store`]); only the form of an event or the partner of an edition refers to it. Its square crop is cut at the
//! first request. Those that nothing uses are removed after a week ([`ImageShelf`]), and at once those of events that were deleted.

mod get;
mod receive;
mod shelf;
mod store;

pub(crate) use receive::{Reception, keep};
pub(crate) use shelf::ImageShelf;
pub use store::Images;
pub(crate) use store::Seat;

use http::register::ServiceConfig;

/// Media types of the formats that are accepted.
pub(crate) const MEDIA_TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// Routes outside the versioned API.
pub(crate) fn outside(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get::get_square_image).service(get::get_image);
}

/// Root path of image URLs, which stay valid across API versions.
pub(crate) const ROOT: &str = crate::addresses::MEDIA;
