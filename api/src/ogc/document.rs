//! A response as JSON or HTML, rendered once per version of the catalogue.

use super::crs::Crs;
use super::format::Format;
use super::link::Link;
use super::page::Page;
use crate::catalogue::Live;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use catalogue::Catalogue;
use ground::error::Error;
use http::Answer;
use http::ApiError;
use http::Services;
use serde::Serialize;
use std::sync::Arc;

/// The response of a handler: JSON, and the same content as an HTML page.
pub(super) struct Document {
    /// Media type of the JSON.
    pub(super) media_type: &'static str,
    /// The serialised JSON, from [`json_content`].
    pub(super) content: String,
    /// The same content as an HTML page.
    pub(super) page: Page,
    /// Links that are also sent in the `Link` header.
    pub(super) links: Vec<Link>,
    /// The system of the geometries of the JSON, if it may have any.
    pub(super) crs: Option<Crs>,
}

/// Sends the document at `address` in the requested format; `make` is called once per version of the catalogue.
///
/// # Errors
///
/// The error of `make`.
pub(super) async fn respond(
    request: &HttpRequest,
    services: &Services,
    live: &Live,
    format: Format,
    address: &str,
    make: impl FnOnce(&Arc<Catalogue>, &str) -> Result<Document, Error>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    let key = catalogue.timeless_key(format!("ogc {} {address}", format.word()));
    let answer = live.answer(key, || {
        let document = make(&catalogue, &services.site.url)?;
        let links: Vec<_> = document.links.iter().map(Link::header).collect();
        let (media_type, body) = match format {
            Format::Json => (document.media_type, document.content),
            Format::Html => ("text/html; charset=utf-8", document.page.html()?),
        };
        // The long ones are pages of items, and clients ask for different ones.
        let answer = Answer::new(media_type, body).seldom_unless(false);
        let answer = answer.linked(&links.join(", "))?;
        match document.crs {
            Some(crs) if format == Format::Json => {
                let name = HeaderName::from_static("content-crs");
                answer.with(name, &format!("<{}>", crs.uri()))
            }
            _ => Ok(answer),
        }
    })?;
    let mut response = answer.respond(request).await?;
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// Serialises the JSON of a document; empty when the page is requested.
///
/// # Errors
///
/// When the value cannot be serialised.
pub(super) fn json_content(format: Format, content: &impl Serialize) -> Result<String, Error> {
    match format {
        Format::Json => Ok(serde_json::to_string(content)?),
        Format::Html => Ok(String::new()),
    }
}
