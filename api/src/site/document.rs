//! The document of the bundle into which public pages are inserted, and responses with it.

use super::bundle::{Bundle, Encoding};
use super::missing;
use super::shell::Page;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ground::error::Error;
use http::Answer;
use http::ApiError;

/// Name of the bundle file that serves as the shell of every page.
pub(super) const SHELL: &str = "index.html";

const HTML: &str = "text/html; charset=utf-8";

/// The HTML document into which the public pages are inserted.
pub(super) struct Shell {
    /// Its text; `None` when the server was built without the bundle.
    text: Option<String>,
    /// Part of the cache key, so that pages with the shell of another build are not served.
    pub(super) build_tag: String,
}

impl Shell {
    pub(super) fn of(bundle: &Bundle) -> Self {
        let content = bundle.get(SHELL, Encoding::Identity);
        Self {
            build_tag: content.as_ref().map_or_else(String::new, |content| {
                BASE64_URL_SAFE_NO_PAD.encode(content.hash.split_at(4).0)
            }),
            text: content.and_then(|content| String::from_utf8(content.bytes.into()).ok()),
        }
    }

    pub(super) fn answer(&self, page: &Page) -> Result<Answer, Error> {
        Answer::new(HTML, page.document(self.text.as_deref())?).linked(&page.head.link())
    }

    /// Sends a page that is not cached, such as an error page.
    pub(super) fn refusal(
        &self,
        status: StatusCode,
        page: &Page,
    ) -> Result<HttpResponse, ApiError> {
        Ok(HttpResponse::build(status)
            .content_type(HTML)
            .insert_header((CACHE_CONTROL, "no-cache"))
            .body(page.document(self.text.as_deref())?))
    }
}

/// Sends the 404 page.
///
/// # Errors
///
/// When the template cannot be rendered.
pub(super) fn not_found(bundle: &Bundle, site: &str, path: &str) -> Result<HttpResponse, ApiError> {
    Shell::of(bundle).refusal(StatusCode::NOT_FOUND, &missing::no_page(site, path)?)
}

/// The document of a page.
///
/// # Errors
///
/// When the template cannot be rendered.
pub(super) fn document(bundle: &Bundle, page: &Page) -> Result<String, Error> {
    page.document(Shell::of(bundle).text.as_deref())
}

/// Leads to another address.
pub(super) fn moved(address: &str, for_good: bool) -> HttpResponse {
    let status = if for_good {
        StatusCode::MOVED_PERMANENTLY
    } else {
        StatusCode::FOUND
    };
    HttpResponse::build(status)
        .insert_header((LOCATION, address))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .finish()
}
