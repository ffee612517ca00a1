//! A rendered response with its entity tag and its encodings: rendered once, sent many times.

use crate::error::ApiError;
use crate::parts::Parts;
use crate::{encoding, etag, modified, ranges};
use actix_web::http::header::{self, EntityTag, HeaderName, HeaderValue, HttpDate};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use ground::blocking::blocking;
use ground::error::Error;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use std::hash::Hash;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;

/// Lifetime of a response in a cache. For one second: a label is then public everywhere within a second of the
/// decision, and revalidation costs only a 304. For one more second a cache may serve the stale response while it
/// fetches the new one, so that a crowd does not wait in line.
pub const CACHE_CONTROL: &str = "public, max-age=1, stale-while-revalidate=1";
/// Bodies smaller than this are not compressed.
const ENCODED_FROM_BYTES: usize = 256;
/// Bodies of at least this size are compressed on the blocking pool.
const INLINE_BYTES: usize = 16 << 10;
/// Bodies smaller than this are always compressed well.
const QUICK_FROM_BYTES: usize = 32 << 10;
/// At this quality Brotli is much smaller than gzip at the same cost; the highest qualities cost ten times as much for a few
/// per cent.
const BROTLI_QUALITY: u32 = 5;
const BROTLI_QUICK_QUALITY: u32 = 1;
const BROTLI_WINDOW: u32 = 20;
const BROTLI_BUFFER_BYTES: usize = 4096;
const GZIP_LEVEL: u32 = 6;
const GZIP_QUICK_LEVEL: u32 = 1;
/// Number of requests for which a body in parts is sent as gzip, which then costs next to nothing: Brotli of a long document takes
/// a third of a second to save a third of the bytes, which pays when many clients request it.
const GZIP_FIRST: u32 = 8;

/// A response that does not depend on the caller.
#[derive(Debug)]
pub struct Answer {
    content_type: &'static str,
    body: Bytes,
    /// Entity tag of the unencoded body.
    tag: String,
    headers: Vec<(HeaderName, HeaderValue)>,
    modified: Option<HttpDate>,
    brotli: OnceCell<Bytes>,
    gzip: OnceCell<Bytes>,
    effort: Effort,
    parts: Option<InParts>,
}

/// Parts of a body that are kept from one version of it to the next.
#[derive(Debug)]
struct InParts {
    kept: Arc<Parts>,
    /// Places in the body at which a part ends.
    ends: Vec<usize>,
    /// Number of times that it was sent as gzip.
    sent: AtomicU32,
}

/// Effort that goes into the compression of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effort {
    /// Not at all: it is compressed already, or too expensive to compress.
    None,
    /// Quickly: few clients will request it.
    Quick,
    /// Well: many clients will request it.
    Thorough,
}

/// Content encoding of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// No encoding: the body as it is.
    Identity,
    /// Brotli, sent as `br`.
    Brotli,
    /// Gzip, sent as `gzip`.
    Gzip,
}

impl Encoding {
    /// Token in `Content-Encoding` and `Accept-Encoding`.
    pub const fn token(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// The most compact encoding that the request accepts; none for a range, which is one of the unencoded body.
    pub fn of(request: &HttpRequest) -> Self {
        if ranges::is_wanted(request) {
            return Self::Identity;
        }
        [Self::Brotli, Self::Gzip]
            .into_iter()
            .find(|encoding| encoding::accepts(request, encoding.token()))
            .unwrap_or(Self::Identity)
    }

    /// The entity tag of this encoding of a body: two encodings are two representations, so their strong tags must differ.
    pub fn tag(self, body: &str) -> EntityTag {
        match self {
            Self::Identity => EntityTag::new_strong(body.to_owned()),
            Self::Brotli | Self::Gzip => EntityTag::new_strong(format!("{body}-{}", self.token())),
        }
    }

    /// True when `If-None-Match` names the body in any encoding.
    pub fn is_known(request: &HttpRequest, body: &str) -> bool {
        Self::named(request, body).is_some()
    }

    /// The encoding of the body whose tag a 304 confirms: one that `If-None-Match` names, as a cache updates only the copy
    /// with the same tag; without such a tag, the most compact one that the request accepts.
    pub fn confirmed(request: &HttpRequest, body: &str) -> Self {
        Self::named(request, body).unwrap_or_else(|| Self::of(request))
    }

    fn named(request: &HttpRequest, body: &str) -> Option<Self> {
        [Self::of(request), Self::Brotli, Self::Gzip, Self::Identity]
            .into_iter()
            .find(|form| etag::is_known(request, &form.tag(body)))
    }
}

impl Answer {
    /// A response of this media type, tagged with a digest of its body.
    pub fn new(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let tag = etag::digest(&body);
        Self::tagged(content_type, body, tag)
    }

    /// A response with an entity tag that is known without hashing its body.
    pub fn tagged(content_type: &'static str, body: impl Into<Bytes>, tag: String) -> Self {
        let body = body.into();
        Self {
            content_type,
            tag,
            body,
            headers: Vec::new(),
            modified: None,
            brotli: OnceCell::new(),
            gzip: OnceCell::new(),
            effort: Effort::Thorough,
            parts: None,
        }
    }

    /// Joins the gzip encoding from parts that end at these places, and prefers it to Brotli for the first requests.
    #[must_use]
    pub fn in_parts(mut self, kept: Arc<Parts>, ends: Vec<usize>) -> Self {
        self.parts = Some(InParts {
            kept,
            ends,
            sent: AtomicU32::new(0),
        });
        self
    }

    /// Disables compression, for a body that is already compressed.
    #[must_use]
    pub fn unencoded(mut self) -> Self {
        self.effort = Effort::None;
        self
    }

    /// Compresses a long body quickly rather than well, unless many clients will request the answer.
    #[must_use]
    pub fn seldom_unless(mut self, often: bool) -> Self {
        if !often && self.body.len() >= QUICK_FROM_BYTES {
            self.effort = Effort::Quick;
        }
        self
    }

    /// Dates the last change of the response, which was rendered `now`.
    #[must_use]
    pub fn modified(mut self, at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        self.modified = modified::date(at, now);
        self
    }

    /// Adds a `Link` header.
    ///
    /// # Errors
    ///
    /// When the link is not a valid header value.
    pub fn linked(self, link: &str) -> Result<Self, Error> {
        self.with(header::LINK, link)
    }

    /// Adds a header, such as `Content-Disposition`.
    ///
    /// # Errors
    ///
    /// When the value is not a valid header value.
    pub fn with(mut self, name: HeaderName, value: &str) -> Result<Self, Error> {
        let value = HeaderValue::from_str(value).map_err(anyhow::Error::new)?;
        self.headers.push((name, value));
        Ok(self)
    }

    /// Upper bound of its size in memory, in bytes, including the compressed bodies.
    pub fn weight(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(_, value)| value.len()).sum();
        self.body.len() * 3 / 2 + headers
    }

    /// Responds to a request: 304 if the caller's copy is current, else the body in the best encoding, or one range of it.
    ///
    /// The entity tag of [`Answer::new`] derives from the content: it changes only when the response does, and is the same on
    /// every instance.
    ///
    /// # Errors
    ///
    /// When the body cannot be compressed; `range_not_satisfiable`.
    pub async fn respond(self: Arc<Self>, request: &HttpRequest) -> Result<HttpResponse, ApiError> {
        let known = modified::is_known(request, &self.tag, self.modified);
        let encoding = if known && self.is_encoded() {
            Encoding::confirmed(request, &self.tag)
        } else {
            self.encoding_for(request)
        };
        let mut response = if known {
            HttpResponse::NotModified()
        } else {
            HttpResponse::Ok()
        };
        let tag = self.tag(encoding);
        response
            .insert_header((header::ETAG, tag.to_string()))
            .insert_header((header::CACHE_CONTROL, CACHE_CONTROL))
            .insert_header((header::VARY, "accept-encoding"));
        if let Some(date) = self.modified {
            response.insert_header((header::LAST_MODIFIED, date));
        }
        for (name, value) in &self.headers {
            response.insert_header((name.clone(), value.clone()));
        }
        if known {
            return Ok(response.finish());
        }
        // Also set for an uncompressed body, so that no middleware compresses it again; the outermost one removes it.
        response
            .insert_header((header::CONTENT_ENCODING, encoding.token()))
            .content_type(self.content_type);
        if let (Encoding::Gzip, Some(parts)) = (encoding, &self.parts) {
            parts.sent.fetch_add(1, Ordering::Relaxed);
        }
        if encoding != Encoding::Identity {
            return Ok(response.body(encoding::body(self.encoded(encoding).await?)));
        }
        let length = self.body.len() as u64;
        let bounds = ranges::of(request, &tag, length)?;
        ranges::describe(&mut response, &bounds, length);
        Ok(response.body(encoding::body(ranges::slice(&self.body, &bounds))))
    }

    fn tag(&self, encoding: Encoding) -> EntityTag {
        encoding.tag(&self.tag)
    }

    /// True when the body is sent in the encodings that clients accept.
    fn is_encoded(&self) -> bool {
        self.body.len() >= ENCODED_FROM_BYTES && self.effort != Effort::None
    }

    /// The encoding in which the body is sent to this client.
    fn encoding_for(&self, request: &HttpRequest) -> Encoding {
        if !self.is_encoded() {
            return Encoding::Identity;
        }
        let smallest = Encoding::of(request);
        let is_seldom_sent = |parts: &InParts| parts.sent.load(Ordering::Relaxed) < GZIP_FIRST;
        if smallest == Encoding::Brotli
            && self.parts.as_ref().is_some_and(is_seldom_sent)
            && encoding::accepts(request, Encoding::Gzip.token())
        {
            return Encoding::Gzip;
        }
        smallest
    }

    /// The body in an encoding, compressed by the first request that accepts it while others wait for it.
    async fn encoded(self: Arc<Self>, encoding: Encoding) -> Result<Bytes, Error> {
        let cell = match encoding {
            Encoding::Identity => return Ok(self.body.clone()),
            Encoding::Brotli => &self.brotli,
            Encoding::Gzip => &self.gzip,
        };
        let answer = Arc::clone(&self);
        let compressed = cell.get_or_try_init(|| async move {
            if answer.body.len() < INLINE_BYTES {
                Ok(answer.encode(encoding)?)
            } else {
                blocking(move || Ok(answer.encode(encoding)?)).await
            }
        });
        compressed.await.cloned()
    }

    fn encode(&self, encoding: Encoding) -> std::io::Result<Bytes> {
        match (encoding, &self.parts) {
            (Encoding::Identity, _) => Ok(self.body.clone()),
            (Encoding::Brotli, _) => brotli(&self.body, self.effort),
            (Encoding::Gzip, Some(parts)) => Ok(parts.kept.gzip(&self.body, &parts.ends)?.into()),
            (Encoding::Gzip, None) => gzip(&self.body, self.effort),
        }
    }
}

fn brotli(body: &[u8], effort: Effort) -> std::io::Result<Bytes> {
    let quality = match effort {
        Effort::None | Effort::Thorough => BROTLI_QUALITY,
        Effort::Quick => BROTLI_QUICK_QUALITY,
    };
    let mut compressed = Vec::with_capacity(body.len() / 4);
    let mut encoder =
        brotli::CompressorWriter::new(&mut compressed, BROTLI_BUFFER_BYTES, quality, BROTLI_WINDOW);
    encoder.write_all(body)?;
    drop(encoder);
    Ok(compressed.into())
}

fn gzip(body: &[u8], effort: Effort) -> std::io::Result<Bytes> {
    let level = match effort {
        Effort::None | Effort::Thorough => GZIP_LEVEL,
        Effort::Quick => GZIP_QUICK_LEVEL,
    };
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::new(level));
    encoder.write_all(body)?;
    Ok(encoder.finish()?.into())
}

/// Rendered responses by key. Evicts the least recently used: responses of an old version are never requested again.
#[derive(Debug)]
pub struct AnswerCache<K: Hash + Eq + Send + Sync + 'static>(Cache<K, Arc<Answer>>);

impl<K: Hash + Eq + Send + Sync + 'static> AnswerCache<K> {
    /// A cache of at most `bytes`, including keys and compressed bodies; `key_bytes` returns the size of a key.
    pub fn new(bytes: u64, key_bytes: impl Fn(&K) -> usize + Send + Sync + 'static) -> Self {
        let cache = Cache::builder()
            .max_capacity(bytes)
            .weigher(move |key: &K, answer: &Arc<Answer>| {
                u32::try_from(key_bytes(key) + answer.weight()).unwrap_or(u32::MAX)
            })
            .eviction_policy(EvictionPolicy::lru())
            .build();
        Self(cache)
    }

    /// The cached response for `key`, if there is one.
    pub fn get(&self, key: &K) -> Option<Arc<Answer>> {
        self.0.get(key)
    }

    /// Caches a response for `key`.
    pub fn insert(&self, key: K, answer: Answer) -> Arc<Answer> {
        let answer = Arc::new(answer);
        self.0.insert(key, Arc::clone(&answer));
        answer
    }

    /// The cached response for `key`; if there is none, renders and caches it.
    ///
    /// # Errors
    ///
    /// The error of `render`.
    pub fn get_or_render<E>(
        &self,
        key: K,
        render: impl FnOnce() -> Result<Answer, E>,
    ) -> Result<Arc<Answer>, E> {
        match self.0.get(&key) {
            Some(answer) => Ok(answer),
            None => Ok(self.insert(key, render()?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use rstest::rstest;

    #[rstest]
    #[case("br, gzip", Some("br"))]
    #[case("br", Some("br"))]
    #[case("gzip", Some("gzip"))]
    #[tokio::test]
    async fn a_body_in_parts_is_sent_as_gzip_until_many_request_it(
        #[case] accepted: &str,
        #[case] at_last: Option<&str>,
    ) {
        let body = "Visite guidée des ateliers ; ".repeat(5_000);
        let answer = Arc::new(
            Answer::new("text/plain", body)
                .in_parts(Arc::new(Parts::new(1 << 20)), vec![60_000, 90_000]),
        );
        let request = TestRequest::default()
            .insert_header((header::ACCEPT_ENCODING, accepted))
            .to_http_request();
        let mut sent = Vec::new();

        for _ in 0..=GZIP_FIRST {
            let response = Arc::clone(&answer).respond(&request).await.unwrap();
            let value = response.headers().get(header::CONTENT_ENCODING).unwrap();
            sent.push(value.to_str().unwrap().to_owned());
        }

        let first = if accepted == "br" { "br" } else { "gzip" };
        assert_eq!(sent.first().map(String::as_str), Some(first));
        assert_eq!(sent.last().map(String::as_str), at_last);
    }

    #[rstest]
    #[case("gzip")]
    #[case("br")]
    #[case("identity")]
    #[tokio::test]
    async fn the_copy_that_a_client_has_is_confirmed(#[case] accepted: &'static str) {
        let body = "Visite guidée des ateliers ; ".repeat(5_000);
        let answer = Arc::new(Answer::new("text/plain", body));
        let get = |accepted: &'static str, known: Option<String>| {
            let mut request = TestRequest::default();
            request = request.insert_header((header::ACCEPT_ENCODING, accepted));
            if let Some(tag) = known {
                request = request.insert_header((header::IF_NONE_MATCH, tag));
            }
            request.to_http_request()
        };
        let tag_of = |response: &HttpResponse| {
            let tag = response.headers().get(header::ETAG).unwrap();
            tag.to_str().unwrap().to_owned()
        };
        let first = Arc::clone(&answer);
        let first = first.respond(&get(accepted, None)).await.unwrap();
        let tag = tag_of(&first);

        let again = get("gzip, br", Some(tag.clone()));
        let again = answer.respond(&again).await.unwrap();

        assert_eq!(again.status().as_u16(), 304);
        assert_eq!(tag_of(&again), tag);
    }
}
