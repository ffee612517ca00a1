//! The website: public pages as server-rendered HTML, and the single-page application that takes over.
//!
//! Receives every path that no other feature handles. A public page ([`readable`]) is rendered completely from the
//! catalogue and cached like the responses of the API; the application mounts over it on the first interaction that
//! requires it ([`shell`]). Other pages of the application are the bundle's `index.html`; an unknown path returns
//! an error page with status 404. The bundle is `dist/`, embedded in release builds and read from disk in builds
//! with debug assertions.

mod agenda;
mod alert;
mod app_links;
mod bundle;
mod event;
mod explorer;
mod explorer_query;
mod filters;
mod guide;
mod head;
mod headers;
mod home;
mod icon;
mod json_ld;
mod map;
mod message;
mod near;
mod organisation;
mod over;
mod partners;
mod picture;

mod context;
mod document;
mod embed;
mod missing;
mod pages;
mod problem_page;
mod readable;
mod route;
mod serve;
mod shell;
mod sitemap;
mod territory;
mod text_pages;
mod texts;
mod times;
mod verify;
mod view;

pub(crate) use app_links::routes as application_links;
pub use headers::headers;

use actix_web::web::{self, Bytes};
use actix_web::{Resource, guard};
use bundle::{Bundle, Encoding};
use ground::error::Error;
use http::register::ServiceConfig;
use shared::problem::Problem;

/// A bundle file used by the server itself; `None` when the server was built without the bundle.
pub(crate) fn built_file(path: &str) -> Option<Bytes> {
    Bundle::built()
        .get(path, Encoding::Identity)
        .map(|content| content.bytes)
}

/// The contours of the communes of a department in the bundle, as in `data/geo/communes`.
pub(crate) fn built_contours(department: &str) -> Option<Vec<u8>> {
    bundle::plain(&format!("/communes/{department}.json"))
}

/// The page that a browser shows in place of a problem document.
///
/// # Errors
///
/// When the template cannot be rendered.
pub(crate) fn error_page(site: &str, path: &str, problem: &Problem) -> Result<String, Error> {
    document::document(&Bundle::built(), &missing::problem(site, path, problem)?)
}

/// The API reference for people; [`routes`] serves its files.
pub(crate) fn documentation() -> Resource {
    web::resource("/api/docs/{file:.*}")
        .guard(guard::Get())
        .to(serve::documentation)
}

/// Registers the operation outside the versioned API.
pub(crate) fn outside(cfg: &mut ServiceConfig<'_>) {
    cfg.service(embed::oembed::get_oembed);
}

/// Registers the fallback for all remaining paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    routes_of(Bundle::built(), cfg);
}

fn routes_of(bundle: Bundle, cfg: &mut web::ServiceConfig) {
    cfg.app_data(web::Data::new(bundle))
        .service(
            web::resource(format!(
                "/evenements/{{edition}}/{{slug}}/{}",
                message::SEGMENT
            ))
            .guard(guard::Post())
            .to(message::post),
        )
        .service(
            web::resource(alert::PATH)
                .guard(guard::Post())
                .to(alert::request),
        )
        .service(
            web::resource(format!("{}/{{secret}}", alert::PATH))
                .guard(guard::Post())
                .to(alert::act),
        )
        .default_service(web::to(serve::serve));
}

#[cfg(test)]
mod tests;
