//! Conditional requests: `If-Match` before a write, `If-None-Match` before an answer.

use crate::error::ApiError;
use actix_web::http::header::{self, EntityTag, Header as _, IfMatch, IfNoneMatch};
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ground::error::Error;
use sha2::{Digest as _, Sha256};
use shared::problem::Code;
use std::future::{Ready, ready};

/// Bytes of the digest that stand in a tag.
const TAG_BYTES: usize = 12;

/// The strong tag of a version: `"7"`.
pub fn of_version(version: i32) -> EntityTag {
    EntityTag::new_strong(version.to_string())
}

/// The version that the caller read before it writes; a request without `If-Match` is refused with 428.
///
/// `If-Match: *` is taken as « whatever it is now ».
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Any version.
    Any,
    /// One of these; a tag that is not a number of ours matches nothing.
    Versions(Vec<i32>),
}

impl Expected {
    /// Holds the stored version against what the caller read.
    ///
    /// # Errors
    ///
    /// `precondition_failed` (412), with the present tag as `ETag`.
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
        if !req.headers().contains_key(header::IF_MATCH) {
            return ready(Err(Error::rejected(Code::PreconditionRequired).into()));
        }
        ready(match IfMatch::parse(req) {
            Ok(IfMatch::Any) => Ok(Self::Any),
            Ok(IfMatch::Items(tags)) => Ok(Self::Versions(
                tags.iter()
                    .filter(|tag| !tag.weak)
                    .filter_map(|tag| tag.tag().parse().ok())
                    .collect(),
            )),
            Err(_) => Err(Error::rejected(Code::BadRequest)
                .because("If-Match cannot be read")
                .into()),
        })
    }
}

/// A public answer whose tag follows from its bytes: for what is small and seldom changes.
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

/// The same for what is written already.
///
/// # Errors
///
/// None but what the headers cannot hold, which is a failure of ours.
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

/// A digest of `bytes` as it stands in a tag: 96 bits of SHA-256, base64.
pub fn digest(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    let short = hash
        .split_at_checked(TAG_BYTES)
        .map_or(&*hash, |(head, _)| head);
    BASE64_URL_SAFE_NO_PAD.encode(short)
}

/// Whether the caller already holds what has this tag.
pub fn is_known(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => request.headers().contains_key(header::IF_NONE_MATCH),
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}

/// A public answer with its tag: 304 when the caller holds it, else what `body` makes.
///
/// `max_age_s` is how long a cache may answer by itself, in seconds.
///
/// # Errors
///
/// What `body` answers.
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
