//! Conditional requests: `If-Match` on writes, `If-None-Match` on reads.

use crate::error::ApiError;
use actix_web::http::header::{self, EntityTag, Header as _, IfMatch, IfNoneMatch};
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ground::error::Error;
use sha2::{Digest as _, Sha256};
use shared::problem::Code;
use std::future::{Ready, ready};

/// Number of bytes of the digest that an entity tag contains.
const TAG_BYTES: usize = 12;

/// The strong entity tag of a version: `"7"`.
pub fn of_version(version: i32) -> EntityTag {
    EntityTag::new_strong(version.to_string())
}

/// The version that the caller expects to overwrite, from `If-Match`; a request without the header is rejected with 428.
///
/// `If-Match: *` accepts any version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Any version: `If-Match: *`.
    Any,
    /// One of these versions; an entity tag that is not a version number matches nothing.
    Versions(Vec<i32>),
}

impl Expected {
    /// Compares the stored version with the expected one.
    ///
    /// # Errors
    ///
    /// `precondition_failed` (412), with the current entity tag in `ETag`.
    pub fn check(&self, version: i32) -> Result<(), Error> {
        match self {
            Self::Versions(read) if !read.contains(&version) => {
                Err(Error::rejected(Code::PreconditionFailed)
                    .header("ETag", of_version(version).to_string()))
            }
            Self::Any | Self::Versions(_) => Ok(()),
        }
    }
}

impl FromRequest for Expected {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match expected(req) {
            Ok(Some(expected)) => Ok(expected),
            Ok(None) => Err(Error::rejected(Code::PreconditionRequired).into()),
            Err(error) => Err(error.into()),
        })
    }
}

/// `If-Match` of a write that does not require it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precondition(Option<Expected>);

impl Precondition {
    /// Compares the stored version, if the resource exists, with the expected one.
    ///
    /// # Errors
    ///
    /// `precondition_failed` (412), also when there is no resource and the header is present.
    pub fn check(&self, version: Option<i32>) -> Result<(), Error> {
        match (&self.0, version) {
            (None, _) => Ok(()),
            (Some(expected), Some(version)) => expected.check(version),
            (Some(_), None) => Err(Error::rejected(Code::PreconditionFailed)),
        }
    }
}

impl FromRequest for Precondition {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(expected(req).map(Self).map_err(ApiError::from))
    }
}

/// `If-Match` of a request; `None` when it has none.
fn expected(request: &HttpRequest) -> Result<Option<Expected>, Error> {
    if !request.headers().contains_key(header::IF_MATCH) {
        return Ok(None);
    }
    match IfMatch::parse(request) {
        Ok(IfMatch::Any) => Ok(Some(Expected::Any)),
        Ok(IfMatch::Items(tags)) => Ok(Some(Expected::Versions(
            tags.iter()
                .filter(|tag| !tag.weak)
                .filter_map(|tag| tag.tag().parse().ok())
                .collect(),
        ))),
        Err(_) => Err(Error::rejected(Code::BadRequest).because("If-Match is malformed")),
    }
}

/// A public JSON response whose entity tag is a digest of the body: for small resources that seldom change.
///
/// A cache may reuse it for `max_age_s` seconds.
///
/// # Errors
///
/// When the value has no JSON form.
pub fn public_json(
    request: &HttpRequest,
    max_age_s: u32,
    value: &impl serde::Serialize,
) -> Result<HttpResponse, ApiError> {
    let body = serde_json::to_string(value)?;
    public_text(request, max_age_s, "application/json", body)
}

/// [`public_json`] for a body that is already text.
///
/// # Errors
///
/// When a header value is invalid, which is an internal failure.
pub fn public_text(
    request: &HttpRequest,
    max_age_s: u32,
    media_type: &'static str,
    body: String,
) -> Result<HttpResponse, ApiError> {
    let tag = EntityTag::new_strong(digest(body.as_bytes()));
    public(request, tag, max_age_s, || {
        Ok(HttpResponse::Ok().content_type(media_type).body(body))
    })
}

/// Digest of `bytes` for an entity tag: 96 bits of SHA-256 in URL-safe base64.
pub fn digest(bytes: &[u8]) -> String {
    shortened(&Sha256::digest(bytes))
}

/// The strong entity tag of content with this SHA-256 hash: [`digest`] of the content, without hashing it again.
pub fn of_hash(hash: &[u8]) -> EntityTag {
    EntityTag::new_strong(shortened(hash))
}

/// The first 96 bits of a hash in URL-safe base64.
fn shortened(hash: &[u8]) -> String {
    let short = hash
        .split_at_checked(TAG_BYTES)
        .map_or(hash, |(head, _)| head);
    BASE64_URL_SAFE_NO_PAD.encode(short)
}

/// True when `If-None-Match` contains this entity tag: the caller's copy is current.
pub fn is_known(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => request.headers().contains_key(header::IF_NONE_MATCH),
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}

/// A public response with an entity tag: 304 if the caller's copy is current, else the response of `body`.
///
/// A cache may reuse it for `max_age_s` seconds.
///
/// # Errors
///
/// The error of `body`.
pub fn public(
    request: &HttpRequest,
    tag: EntityTag,
    max_age_s: u32,
    body: impl FnOnce() -> Result<HttpResponse, ApiError>,
) -> Result<HttpResponse, ApiError> {
    let mut response = if is_known(request, &tag) {
        HttpResponse::NotModified().finish()
    } else {
        body()?
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::ETAG, tag.to_string()),
        (
            header::CACHE_CONTROL,
            format!("public, max-age={max_age_s}"),
        ),
    ] {
        headers.insert(
            name,
            value
                .parse()
                .map_err(|error| Error::Internal(anyhow::Error::new(error)))?,
        );
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_of_a_hash_is_that_of_the_content() {
        let hash = Sha256::digest(b"text");
        assert_eq!(of_hash(&hash), EntityTag::new_strong(digest(b"text")));
    }
}
