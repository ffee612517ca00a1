//! Selects the response: a public page, a bundle file, a page of the application, or an error.

use super::bundle::{Bundle, Content, Encoding, content_type};
use super::document::{SHELL, not_found};
use super::pages::is_page;
use super::readable;
use super::route::Route;
use crate::catalogue::Live;
use actix_web::http::header::{
    ACCEPT, ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, ETag,
    EntityTag, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::auth::Gate;
use http::encoding;
use http::etag::{self, is_known};
use shared::problem::Code;

/// For folders whose name contains a hash of their content: the content at such a URL never changes.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const AN_HOUR: &str = "public, max-age=3600";
/// Cached, but revalidated on every use: these files refer to the folders of the current build.
const REVALIDATE: &str = "no-cache";

const WORKER: &str = "sw.js";
/// Folders whose files pages of other sites load: modules, and in frames without an origin everything else too.
const SHARED: [&str; 2] = ["assets/", "integration/"];

/// The methods of a page, with those of an operation at the same path.
fn allowed(req: &HttpRequest) -> String {
    let gate = req.app_data::<Data<Gate>>();
    let operations = gate.and_then(|gate| gate.routes.at(req.path(), req.method()));
    let (methods, _) = operations.unwrap_or_default();
    let others = methods.iter().map(Method::as_str);
    ["GET", "HEAD"]
        .into_iter()
        .chain(others.filter(|method| *method != "GET"))
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) async fn serve(
    req: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    bundle: Data<Bundle>,
) -> Result<HttpResponse, ApiError> {
    if !matches!(*req.method(), Method::GET | Method::HEAD) {
        return Err(Error::rejected(Code::MethodNotAllowed)
            .header("Allow", allowed(&req))
            .into());
    }
    let route = Route::of(req.path());
    if let Some(route) = route.filter(|route| !route.is_page() || may_be_navigation(&req)) {
        return readable::answer(&req, &services, &live, &bundle, route).await;
    }
    let path = req.path().trim_start_matches('/');
    if let Some(kind) = content_type(path) {
        let cache = match path {
            // The service worker controls the cache of the device; an outdated one must not stay in use.
            SHELL | WORKER => REVALIDATE,
            _ if path.starts_with("assets/") => IMMUTABLE,
            _ => AN_HOUR,
        };
        return file(&req, &bundle, path, kind, cache, StatusCode::OK)
            .ok_or_else(|| Error::not_found().into());
    }
    if !may_be_navigation(&req) {
        return Err(Error::not_found().into());
    }
    if !is_page(req.path()) {
        return not_found(&bundle, &services.site.url, req.path());
    }
    file(
        &req,
        &bundle,
        SHELL,
        "text/html; charset=utf-8",
        REVALIDATE,
        StatusCode::OK,
    )
    .ok_or_else(|| {
        Error::rejected(Code::Unavailable)
            .because("This server was built without its pages; `make web` makes them.")
            .into()
    })
}

/// Serves a file of the API reference, which the bundle has under the same path.
pub(super) async fn documentation(
    req: HttpRequest,
    bundle: Data<Bundle>,
) -> Result<HttpResponse, ApiError> {
    let path = match req.path().trim_start_matches('/') {
        "api/docs/" => "api/docs/index.html",
        path => path,
    };
    content_type(path)
        .and_then(|kind| file(&req, &bundle, path, kind, REVALIDATE, StatusCode::OK))
        .ok_or_else(|| Error::not_found().into())
}

/// True when the request may be a browser navigation: the path has no file extension, and the client accepts HTML.
fn may_be_navigation(req: &HttpRequest) -> bool {
    let extension = req
        .path()
        .rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'));
    let html = req
        .headers()
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_none_or(|accept| {
            accept.contains("text/html") || accept.contains("*/*") || accept.contains("text/*")
        });
    !extension && html
}

/// The file in the best accepted encoding; `None` when there is no such file.
fn file(
    req: &HttpRequest,
    bundle: &Bundle,
    path: &str,
    kind: &str,
    cache: &str,
    status: StatusCode,
) -> Option<HttpResponse> {
    let (encoding, content) = Encoding::ALL
        .into_iter()
        .filter(|&form| form == Encoding::Identity || encoding::accepts(req, form.token()))
        .find_map(|form| Some((form, bundle.get(path, form)?)))?;
    let tag = tag(&content);
    let mut response = HttpResponse::build(status);
    response
        .content_type(kind)
        .insert_header((CACHE_CONTROL, cache))
        .insert_header((VARY, ACCEPT_ENCODING.as_str()))
        .insert_header(ETag(tag.clone()));
    if SHARED.iter().any(|folder| path.starts_with(folder)) {
        response.insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
    }
    if status == StatusCode::OK && is_known(req, &tag) {
        return Some(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    // Set even for `identity`: the server compresses responses without a content encoding, and the entity tag would no
    // longer match.
    response.insert_header((CONTENT_ENCODING, encoding.token()));
    Some(response.body(encoding::body(content.bytes)))
}

fn tag(content: &Content) -> EntityTag {
    etag::of_hash(&content.hash)
}
