//! The single-page application: the bundle in `dist/`, embedded in a release and read from the disk in a debug build.
//!
//! Every address that no other feature takes comes here. A page of the application answers `index.html`; an address that is no page
//! answers it too, with status 404, so that the person sees the application's own "not found".

mod bundle;
mod headers;
mod pages;
mod serve;

pub use headers::headers;

use actix_web::web;
use bundle::Bundle;

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
