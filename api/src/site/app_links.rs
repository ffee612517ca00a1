//! The files by which phones open links of the site in a mobile application.
//!
//! Sources: <https://developer.android.com/training/app-links/configure-assetlinks>,
//! <https://developer.apple.com/documentation/xcode/supporting-associated-domains>.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{self, Data};
use ground::config::AppsConfig;
use ground::error::Error;
use http::{ApiError, Services};
use serde_json::{Value, json};

/// Paths that an application opens: the pages of visitors without forms.
const OPENED: [&str; 7] = [
    "/",
    "/evenements",
    "/evenements/*",
    "/favoris",
    "/regions/*",
    "/departements/*",
    "/organisateurs/*",
];

/// Registers `assetlinks.json` and `apple-app-site-association`; each is 404 without an application.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    let android_links =
        |services: Data<Services>| async move { file(android(&services.site.apps)) };
    let ios_links = |services: Data<Services>| async move { file(ios(&services.site.apps)) };
    cfg.route("/.well-known/assetlinks.json", web::get().to(android_links))
        .route(
            "/.well-known/apple-app-site-association",
            web::get().to(ios_links),
        );
}

fn file(links: Option<Value>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .json(links.ok_or_else(Error::not_found)?))
}

/// The content of `assetlinks.json`; `None` when there is no application for Android.
fn android(apps: &AppsConfig) -> Option<Value> {
    let targets = apps.android.iter().map(|app| {
        json!({
            "relation": ["delegate_permission/common.handle_all_urls"],
            "target": {
                "namespace": "android_app",
                "package_name": app.package,
                "sha256_cert_fingerprints": app.fingerprints,
            },
        })
    });
    (!apps.android.is_empty()).then(|| targets.collect())
}

/// The content of `apple-app-site-association`; `None` when there is no application for iOS.
fn ios(apps: &AppsConfig) -> Option<Value> {
    let form = json!({ "/": "/evenements/*/message", "exclude": true });
    let opened = OPENED.iter().map(|path| json!({ "/": path }));
    (!apps.ios.is_empty()).then(|| {
        let components: Vec<Value> = std::iter::once(form).chain(opened).collect();
        json!({ "applinks": { "details": [{ "appIDs": apps.ios, "components": components }] } })
    })
}
