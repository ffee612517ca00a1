//! A document in both forms, made once a version of the catalogue.

use super::format::Format;
use super::link::Link;
use super::page::Page;
use crate::catalogue::Live;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use catalogue::Catalogue;
use ground::error::Error;
use http::Answer;
use http::ApiError;
use http::Services;
use serde::Serialize;
use std::sync::Arc;

/// What a handler makes: the JSON of a program, or the page of a person.
pub(super) struct Document {
    /// Media type of the JSON.
    pub(super) media_type: &'static str,
    /// The JSON; [`written`] makes it.
    pub(super) content: String,
    /// The same for people.
    pub(super) page: Page,
    /// What stands in the `Link` header too.
    pub(super) links: Vec<Link>,
}

/// Answers the document at `address` in the form that is asked for; `make` is called once a version.
///
/// # Errors
///
/// What `make` answers.
pub(super) async fn give(
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
        Answer::new(media_type, body).linked(&links.join(", "))
    })?;
    let mut response = answer.respond(request).await?;
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// The JSON of a document; nothing where a page is asked for.
///
/// # Errors
///
/// When the value has no JSON form.
pub(super) fn written(format: Format, content: &impl Serialize) -> Result<String, Error> {
    match format {
        Format::Json => Ok(serde_json::to_string(content)?),
        Format::Html => Ok(String::new()),
    }
}
