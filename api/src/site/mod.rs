//! The site: the public pages as HTML that anybody can read, and the single-page application that takes their place.
//!
//! Every address that no other feature takes comes here. A public page ([`readable`]) answers its whole content, written from
//! the catalogue and kept as the answers of the API are; the application mounts over it when there is something to do
//! ([`shell`]). Another page of the application answers the bundle's `index.html`; an address that is no page answers that
//! there is none, with status 404. The bundle is `dist/`, embedded in a release and read from the disk by a build with debug assertions.

mod asked;
mod bundle;
mod event;
mod explorer;
mod filters;
mod head;
mod headers;
mod home;
mod icon;
mod json_ld;
mod map;
mod missing;
mod pages;
mod readable;
mod reading;
mod serve;
mod shell;
mod sitemap;
mod territory;
mod text_pages;
mod view;
mod words;

pub use headers::headers;

use actix_web::web::{self, Bytes};
use actix_web::{Resource, guard};
use bundle::{Bundle, Encoding};

/// A file of the bundle that the server itself needs; `None` when the bundle was built without it.
pub(crate) fn built_file(path: &str) -> Option<Bytes> {
    Bundle::built()
        .get(path, Encoding::Identity)
        .map(|content| content.bytes)
}

/// The reference of the API for people; [`routes`] brings the files.
pub(crate) fn documentation() -> Resource {
    web::resource("/api/docs/{file:.*}")
        .guard(guard::Get())
        .to(serve::documentation)
}

/// Takes everything that the routes before it have left.
pub fn routes(cfg: &mut web::ServiceConfig) {
    routes_of(Bundle::built(), cfg);
}

fn routes_of(bundle: Bundle, cfg: &mut web::ServiceConfig) {
    cfg.app_data(web::Data::new(bundle))
        .default_service(web::to(serve::serve));
}

#[cfg(test)]
mod tests;
