//! A rendered answer with its tag and its encodings, made once and given often.

use crate::error::ApiError;
use crate::{encoding, etag};
use actix_web::http::header::{self, EntityTag, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use flate2::Compression;
use flate2::write::GzEncoder;
use ground::blocking::blocking;
use ground::error::Error;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use std::hash::Hash;
use std::io::Write as _;
use std::sync::{Arc, OnceLock};

/// How long a cache may answer by itself. One second: a label is public within a second of the decision, on every screen;
/// asking again costs a 304. One more, in which a cache gives the old answer while it fetches the new one, keeps a crowd
/// from waiting in line.
pub const CACHE_CONTROL: &str = "public, max-age=1, stale-while-revalidate=1";
/// Smaller bodies are not worth an encoding.
const ENCODED_FROM_BYTES: usize = 256;
/// Larger bodies are encoded where it may take a while.
const INLINE_BYTES: usize = 16 << 10;
/// Brotli: much smaller than gzip at its price; the higher qualities cost ten times that for a few per cent.
const BROTLI_QUALITY: u32 = 5;
const BROTLI_WINDOW: u32 = 20;
const BROTLI_BUFFER_BYTES: usize = 4096;
const GZIP_LEVEL: u32 = 6;

/// An answer that anybody gets who asks the same.
#[derive(Debug)]
pub struct Answer {
    content_type: &'static str,
    body: Bytes,
    tag: Tag,
    headers: Vec<(HeaderName, HeaderValue)>,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
    /// Whether an encoding would make it smaller.
    encodable: bool,
}

/// What an answer is known by.
#[derive(Debug)]
enum Tag {
    /// A digest of its bytes.
    Content(String),
    /// What its maker says, for every encoding; weak, therefore.
    Given(EntityTag),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Identity,
    Brotli,
    Gzip,
}

impl Encoding {
    /// The word of HTTP.
    const fn word(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// The smallest form that the request takes.
    fn of(request: &HttpRequest) -> Self {
        [Self::Brotli, Self::Gzip]
            .into_iter()
            .find(|encoding| encoding::accepts(request, encoding.word()))
            .unwrap_or(Self::Identity)
    }
}

impl Answer {
    /// An answer of that media type.
    pub fn new(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let tag = Tag::Content(etag::digest(&body));
        Self::made(content_type, body, tag)
    }

    /// An answer whose maker knows a tag for it without looking at its bytes.
    pub fn tagged(content_type: &'static str, body: impl Into<Bytes>, tag: EntityTag) -> Self {
        Self::made(content_type, body.into(), Tag::Given(tag))
    }

    fn made(content_type: &'static str, body: Bytes, tag: Tag) -> Self {
        Self {
            content_type,
            tag,
            body,
            headers: Vec::new(),
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
            encodable: true,
        }
    }

    /// The same, for a body that is packed already.
    #[must_use]
    pub fn unencoded(mut self) -> Self {
        self.encodable = false;
        self
    }

    /// The same with a `Link` header.
    ///
    /// # Errors
    ///
    /// When the link is none that a header can hold.
    pub fn linked(self, link: &str) -> Result<Self, Error> {
        self.with(header::LINK, link)
    }

    /// The same with one more header, as `Content-Disposition`.
    ///
    /// # Errors
    ///
    /// When the value is none that a header can hold.
    pub fn with(mut self, name: HeaderName, value: &str) -> Result<Self, Error> {
        let value = HeaderValue::from_str(value).map_err(anyhow::Error::new)?;
        self.headers.push((name, value));
        Ok(self)
    }

    /// Bytes that it takes at most, its encodings included.
    pub fn weight(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(_, value)| value.len()).sum();
        self.body.len() * 3 / 2 + headers
    }

    /// The answer to this request: 304 for who holds it, else the body in the best form.
    ///
    /// The tag is made of the content, so that it changes only when this answer does, and is the same on every instance.
    ///
    /// # Errors
    ///
    /// When the body cannot be encoded.
    pub async fn give(self: Arc<Self>, request: &HttpRequest) -> Result<HttpResponse, ApiError> {
        let encoding = if self.body.len() < ENCODED_FROM_BYTES || !self.encodable {
            Encoding::Identity
        } else {
            Encoding::of(request)
        };
        let known = [Encoding::Identity, Encoding::Brotli, Encoding::Gzip]
            .into_iter()
            .any(|form| etag::is_known(request, &self.tag(form)));
        let mut response = if known {
            HttpResponse::NotModified()
        } else {
            HttpResponse::Ok()
        };
        response
            .insert_header((header::ETAG, self.tag(encoding).to_string()))
            .insert_header((header::CACHE_CONTROL, CACHE_CONTROL))
            .insert_header((header::VARY, "accept-encoding"));
        for (name, value) in &self.headers {
            response.insert_header((name.clone(), value.clone()));
        }
        if known {
            return Ok(response.finish());
        }
        // Also for the body as it is, so that nobody encodes it again on the way out.
        response
            .insert_header((header::CONTENT_ENCODING, encoding.word()))
            .content_type(self.content_type);
        Ok(response.body(encoding::body(self.encoded(encoding).await?)))
    }

    /// Two encodings are two representations: a strong tag tells them apart.
    fn tag(&self, encoding: Encoding) -> EntityTag {
        match (&self.tag, encoding) {
            (Tag::Given(tag), _) => tag.clone(),
            (Tag::Content(digest), Encoding::Identity) => EntityTag::new_strong(digest.clone()),
            (Tag::Content(digest), Encoding::Brotli | Encoding::Gzip) => {
                EntityTag::new_strong(format!("{digest}-{}", encoding.word()))
            }
        }
    }

    async fn encoded(self: Arc<Self>, encoding: Encoding) -> Result<Bytes, Error> {
        let made = match encoding {
            Encoding::Identity => return Ok(self.body.clone()),
            Encoding::Brotli => self.brotli.get(),
            Encoding::Gzip => self.gzip.get(),
        };
        if let Some(made) = made {
            return Ok(made.clone());
        }
        if self.body.len() < INLINE_BYTES {
            self.encode(encoding)
        } else {
            blocking(move || self.encode(encoding)).await
        }
    }

    fn encode(&self, encoding: Encoding) -> Result<Bytes, Error> {
        let (kept, made) = match encoding {
            Encoding::Identity => return Ok(self.body.clone()),
            Encoding::Brotli => (&self.brotli, brotli(&self.body)?),
            Encoding::Gzip => (&self.gzip, gzip(&self.body)?),
        };
        Ok(kept.get_or_init(|| made).clone())
    }
}

fn brotli(body: &[u8]) -> std::io::Result<Bytes> {
    let mut made = Vec::with_capacity(body.len() / 4);
    let mut encoder = brotli::CompressorWriter::new(
        &mut made,
        BROTLI_BUFFER_BYTES,
        BROTLI_QUALITY,
        BROTLI_WINDOW,
    );
    encoder.write_all(body)?;
    drop(encoder);
    Ok(made.into())
}

fn gzip(body: &[u8]) -> std::io::Result<Bytes> {
    let mut encoder = GzEncoder::new(
        Vec::with_capacity(body.len() / 4),
        Compression::new(GZIP_LEVEL),
    );
    encoder.write_all(body)?;
    Ok(encoder.finish()?.into())
}

/// Rendered answers by key, the least recently used dropped first: answers of an old version are never requested again.
#[derive(Debug)]
pub struct AnswerCache<K: Hash + Eq + Send + Sync + 'static>(Cache<K, Arc<Answer>>);

impl<K: Hash + Eq + Send + Sync + 'static> AnswerCache<K> {
    /// A cache of at most `bytes`, with the keys and the encodings; `key_bytes` tells the size of a key.
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

    /// The cached answer under `key`.
    pub fn get(&self, key: &K) -> Option<Arc<Answer>> {
        self.0.get(key)
    }

    /// Caches an answer under `key`.
    pub fn insert(&self, key: K, answer: Answer) -> Arc<Answer> {
        let answer = Arc::new(answer);
        self.0.insert(key, Arc::clone(&answer));
        answer
    }

    /// The cached answer under `key`, or the one that `render` makes, which is cached then.
    ///
    /// # Errors
    ///
    /// Whatever `render` returns.
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
