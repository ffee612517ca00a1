//! Sends exports over HTTP.
//!
//! A conditional request whose entity tag matches receives 304, and a cached export is sent from memory. Otherwise
//! the export is rendered as a whole, a long one on the blocking pool and a very long one into a temporary file:
//! every response has a length, and any range of it can be requested.
//!
//! A long export of a whole edition is cached at once, any other when it is requested for the second time: the first request
//! would evict responses that many clients request. That of a whole edition is compressed in parts, and a change compresses only
//! the parts that it changes ([`http::parts`]). Compressing a long export takes the client's time ([`Turns`]); a client that
//! has none left gets it as it is.

use super::query::ExportQuery;
use super::turns::{Sizes, Turns};
use crate::catalogue::Live;
use actix_web::body::SizedStream;
use actix_web::http::header::{self, EntityTag, HttpDate};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use catalogue::{Catalogue, Key, MemoryBudget};
use chrono::{DateTime, TimeDelta, Utc};
use formats::calendar::WITHDRAWN_DAYS;
use formats::collection::EventCollection;
use formats::document::{Chunks, EventDocument, whole, whole_in_parts};
use futures_util::stream;
use ground::blocking::blocking;
use ground::error::Error;
use http::Answer;
use http::ApiError;
use http::Services;
use http::answer::{CACHE_CONTROL, Encoding};
use http::client;
use http::etag::digest;
use http::modified;
use http::parts::Parts;
use http::ranges;
use moka::sync::Cache;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::Arc;
use std::time::Duration;

/// Maximum number of occurrences of an export that is rendered at once; takes a millisecond or two.
const SHORT_OCCURRENCES: usize = 500;
/// Maximum numbers of events and occurrences of an export that is cached: about 20 MB.
const CACHED_EVENTS: usize = 10_000;
const CACHED_OCCURRENCES: usize = 40_000;
/// Memory for rendered fragments that are cached with their events, in bytes.
const CACHED_FRAGMENTS_BYTES: usize = 24 << 20;
/// Memory for compressed parts of exports of whole editions, in bytes: enough for every format of an edition or two.
const CACHED_PARTS_BYTES: u64 = 24 << 20;
/// Time for which a withdrawn event stays in the exports that contain such events.
const WITHDRAWN: TimeDelta = TimeDelta::days(WITHDRAWN_DAYS);
/// Longest body that is compressed without taking the client's time, in bytes.
const COMPRESSED_FREELY_BYTES: u64 = 1 << 20;
/// Processor time that compressing a megabyte takes.
const PER_MEGABYTE: Duration = Duration::from_millis(10);
/// Size of the parts in which a temporary file is sent, in bytes.
const DISK_BYTES: u64 = 256 << 10;
/// Number of requested long exports that are remembered.
const REMEMBERED_REQUESTS: u64 = 1_000;

/// Cached fragments, and the long exports that were requested recently.
#[derive(Debug)]
pub struct Exports {
    services: Data<Services>,
    live: Data<Live>,
    requested: Cache<Key, ()>,
    /// Memory budget of the rendered fragments: enough for one or two editions.
    room: MemoryBudget,
    parts: Arc<Parts>,
    turns: Turns,
}

impl Exports {
    /// Exports of the public events in `live`; `per_client` is the processor time that each client may take in ten minutes.
    pub fn new(services: Data<Services>, live: Data<Live>, per_client: Duration) -> Self {
        Self {
            services,
            live,
            requested: Cache::new(REMEMBERED_REQUESTS),
            room: MemoryBudget::new(CACHED_FRAGMENTS_BYTES),
            parts: Arc::new(Parts::new(CACHED_PARTS_BYTES)),
            turns: Turns::new(per_client),
        }
    }

    /// True when the export was requested before; records the request.
    fn requested_before(&self, key: &Key) -> bool {
        let before = self.requested.contains_key(key);
        if !before {
            self.requested.insert(key.clone(), ());
        }
        before
    }
}

/// Order of the events in an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// By first beginning, then by id, unless the query sets `sort`; does not depend on the current time.
    FirstBeginning,
    /// Most recently updated first, whatever the query contains.
    LastChange,
}

/// HTTP properties of an export format.
#[derive(Debug, Clone, Copy)]
pub(super) struct ExportFormat {
    /// Path of the document on this site.
    pub(super) path: &'static str,
    pub(super) content_type: &'static str,
    pub(super) order: Order,
    /// File extension for downloads; `None` when the document is displayed inline.
    pub(super) saved_as: Option<&'static str>,
    /// True when the export contains events that were withdrawn a short time ago.
    pub(super) keeps_withdrawn: bool,
    /// True when the format compresses its content itself, so that the file is sent without a content encoding.
    pub(super) is_packed: bool,
}

/// A parsed request, bound to one version of the catalogue.
pub(super) struct Request<'a> {
    http: &'a HttpRequest,
    exports: &'a Exports,
    format: ExportFormat,
    query: ExportQuery,
    catalogue: Arc<Catalogue>,
    now: DateTime<Utc>,
    key: Key,
    /// Time of the last change of the response.
    modified: DateTime<Utc>,
}

impl<'a> Request<'a> {
    /// Binds a parsed query to the current version of the catalogue.
    ///
    /// # Errors
    ///
    /// `unavailable` until the catalogue has been built.
    pub(super) fn new(
        http: &'a HttpRequest,
        exports: &'a Exports,
        format: ExportFormat,
        query: ExportQuery,
    ) -> Result<Self, Error> {
        let (catalogue, now) = (exports.live.get()?, exports.services.clock.now());
        let mut name = format!("{}?{}", format.path, query.distinction());
        let mut modified = catalogue.changed_at();
        if format.keeps_withdrawn {
            let (kept, last) = catalogue.withdrawals_since(now - WITHDRAWN);
            name = format!("{name}#{kept}");
            modified = modified.max(last.map_or(modified, |last| last + WITHDRAWN));
        }
        let key = if format.order == Order::FirstBeginning && query.filters.sort.is_some() {
            catalogue.key(&name, &query.filters, now)
        } else {
            catalogue.unordered_key(&name, &query.filters, now)
        };
        // The order of the events, and which of them match, may depend on the time.
        let moment = DateTime::from_timestamp_micros(key.moment).filter(|_| key.depends_on_time());
        Ok(Self {
            http,
            exports,
            format,
            query,
            catalogue,
            now,
            modified: modified.max(moment.unwrap_or(modified)),
            key,
        })
    }

    /// A 304 or a cached response, if either applies.
    ///
    /// # Errors
    ///
    /// When the cached response cannot be encoded.
    async fn cached_response(&self) -> Result<Option<HttpResponse>, ApiError> {
        if modified::is_known(self.http, &self.tag(), self.last_modified()) {
            let mut response = HttpResponse::NotModified();
            self.headers(&mut response);
            return Ok(Some(response.finish()));
        }
        match self.exports.live.cached(&self.key) {
            Some(answer) => answer.respond(self.http).await.map(Some),
            None => Ok(None),
        }
    }

    /// Value of `Last-Modified`; `None` when the last change is too recent to be dated.
    fn last_modified(&self) -> Option<HttpDate> {
        modified::date(self.modified, self.now)
    }

    fn headers(&self, response: &mut HttpResponseBuilder) {
        response
            .insert_header((header::ETAG, self.confirmed_tag().to_string()))
            .insert_header((header::CACHE_CONTROL, CACHE_CONTROL))
            .insert_header((header::VARY, "accept-encoding"));
        if let Some(date) = self.last_modified() {
            response.insert_header((header::LAST_MODIFIED, date));
        }
    }

    /// Entity tag of the unencoded response. It is derived from the inputs of the response, so that it is
    /// known before rendering and is the same on every instance.
    fn tag(&self) -> String {
        let made_of = format!(
            "{}\n{:?}\n{}",
            env!("CARGO_PKG_VERSION"),
            self.key,
            self.exports.services.site.url
        );
        digest(made_of.as_bytes())
    }

    /// Entity tag to answer 304 with: that of the encoding which the client holds.
    fn confirmed_tag(&self) -> EntityTag {
        if self.format.is_packed {
            Encoding::Identity.tag(&self.tag())
        } else {
            let tag = self.tag();
            Encoding::confirmed(self.http, &tag).tag(&tag)
        }
    }

    /// True when a body of this length may be compressed for this client; takes the time for it from the client's share.
    fn may_compress(&self, length: u64) -> bool {
        if Encoding::of(self.http) == Encoding::Identity || length <= COMPRESSED_FREELY_BYTES {
            return true;
        }
        let client = client::address(&self.exports.services, self.http);
        let has_time = self.exports.turns.has_time(&client);
        if has_time {
            let megabytes = u32::try_from(length >> 20).unwrap_or(u32::MAX);
            let time = PER_MEGABYTE.saturating_mul(megabytes);
            self.exports.turns.take(time, &client);
        }
        has_time
    }

    /// Loads the matching events in the order of the export.
    ///
    /// # Errors
    ///
    /// `invalid_parameter` for a term that the edition does not have.
    fn collect(&self) -> Result<EventCollection, Error> {
        let found = self.catalogue.find(&self.query.filters, self.now)?;
        let edition = match found.editions() {
            [only] => Some(Arc::clone(only)),
            _ => None,
        };
        let wanted = found
            .entries()
            .filter(|entry| self.query.wants(entry.event.id));
        let mut events: Vec<_> = wanted.cloned().collect();
        match self.format.order {
            Order::LastChange => events.sort_by_cached_key(|entry| {
                (std::cmp::Reverse(entry.event.updated_at), entry.event.id)
            }),
            Order::FirstBeginning if self.query.filters.sort.is_none() => events
                .sort_by_cached_key(|entry| {
                    (
                        entry.event.occurrences.first_begin().timestamp(),
                        entry.event.id,
                    )
                }),
            Order::FirstBeginning => {}
        }
        let room = (events.len() <= CACHED_EVENTS).then(|| self.exports.room.clone());
        Ok(EventCollection {
            catalogue: Arc::clone(&self.catalogue),
            edition,
            events,
            withdrawn: if self.format.keeps_withdrawn && !self.query.is_narrowed() {
                let filters = &self.query.filters;
                self.catalogue
                    .find_withdrawn(filters, self.now - WITHDRAWN, self.now)?
            } else {
                Vec::new()
            },
            site: self.exports.services.site.url.clone(),
            path: self.format.path.into(),
            query: self.query.to_search(),
            filters: self.query.filters.to_search(),
            room,
        })
    }

    /// Value of `Content-Disposition`; the file name contains the slug of the edition.
    fn disposition(&self, collection: &EventCollection) -> Option<String> {
        let extension = self.format.saved_as?;
        let edition = collection
            .edition
            .as_ref()
            .map(|edition| format!("-{}", edition.slug))
            .unwrap_or_default();
        Some(format!(
            "attachment; filename=\"semaine-industrie{edition}.{extension}\""
        ))
    }

    /// The rendered body as a response.
    fn answer(&self, body: Vec<u8>, disposition: Option<&str>) -> Result<Answer, Error> {
        let mut answer = Answer::tagged(self.format.content_type, body, self.tag())
            .modified(self.modified, self.now);
        if let Some(disposition) = disposition {
            answer = answer.with(header::CONTENT_DISPOSITION, disposition)?;
        }
        Ok(if self.format.is_packed {
            answer.unencoded()
        } else {
            answer.seldom_unless(self.query.is_whole_edition())
        })
    }

    /// Caches the rendered body and sends it.
    async fn store_and_send(
        self,
        body: Vec<u8>,
        disposition: Option<&str>,
    ) -> Result<HttpResponse, ApiError> {
        let answer = self.answer(body, disposition)?;
        self.cache_and_send(answer).await
    }

    async fn cache_and_send(self, answer: Answer) -> Result<HttpResponse, ApiError> {
        let answer = self.exports.live.cache(self.key, answer);
        answer.respond(self.http).await
    }
}

/// Sends a text document.
///
/// # Errors
///
/// As [`Request::new`]; and `invalid_parameter` for a term that the edition does not have.
pub(super) async fn document<D: EventDocument + Send + 'static>(
    query: Request<'_>,
    make: impl FnOnce(&mut EventCollection) -> D,
) -> Result<HttpResponse, ApiError> {
    if let Some(response) = query.cached_response().await? {
        return Ok(response);
    }
    let mut collection = query.collect()?;
    let document = make(&mut collection);
    let disposition = query.disposition(&collection);
    let slots = collection.slots();
    if slots <= SHORT_OCCURRENCES {
        let body = whole(document, &collection)?;
        return query
            .store_and_send(body.into_bytes(), disposition.as_deref())
            .await;
    }
    if collection.events.len() > CACHED_EVENTS || slots > CACHED_OCCURRENCES {
        return from_disk(&query, Chunks::new(document, collection), disposition).await;
    }
    let (body, ends) = blocking(move || Ok(whole_in_parts(document, &collection)?)).await?;
    if query.query.is_whole_edition() {
        let answer = query.answer(body.into_bytes(), disposition.as_deref())?;
        let answer = answer.in_parts(Arc::clone(&query.exports.parts), ends);
        return query.cache_and_send(answer).await;
    }
    let keep = query.exports.requested_before(&query.key);
    if !query.may_compress(body.len() as u64) {
        let answer = query.answer(body.into_bytes(), disposition.as_deref())?;
        return Arc::new(answer.unencoded()).respond(query.http).await;
    }
    if keep {
        return query
            .store_and_send(body.into_bytes(), disposition.as_deref())
            .await;
    }
    let answer = query.answer(body.into_bytes(), disposition.as_deref())?;
    Arc::new(answer).respond(query.http).await
}

/// Sends a document that is too large to be held in memory: written to a temporary file first, so that its length is known and
/// any range of it can be sent.
///
/// # Errors
///
/// As [`document`]; or when the temporary file cannot be written.
async fn from_disk<D: EventDocument + Send + 'static>(
    query: &Request<'_>,
    chunks: Chunks<D>,
    disposition: Option<String>,
) -> Result<HttpResponse, ApiError> {
    let (file, length) = blocking(move || Ok(written(chunks)?)).await?;
    let encoding = if query.may_compress(length) {
        Encoding::of(query.http)
    } else {
        Encoding::Identity
    };
    let tag = encoding.tag(&query.tag());
    let bounds = ranges::of(query.http, &tag, length)?;
    let mut response = HttpResponse::Ok();
    query.headers(&mut response);
    response.insert_header((header::ETAG, tag.to_string()));
    response.content_type(query.format.content_type);
    if let Some(disposition) = disposition {
        response.insert_header((header::CONTENT_DISPOSITION, disposition));
    }
    if encoding == Encoding::Identity {
        response.insert_header((header::CONTENT_ENCODING, encoding.token()));
        ranges::describe(&mut response, &bounds, length);
    }
    let sent = bounds.end - bounds.start;
    let parts = stream::try_unfold((file, bounds), |(file, bounds)| async move {
        if bounds.is_empty() {
            return Ok(None);
        }
        let end = bounds.end.min(bounds.start + DISK_BYTES);
        let read = blocking(move || {
            let size = usize::try_from(end - bounds.start).map_err(anyhow::Error::new)?;
            let mut part = vec![0; size];
            let mut from = &file;
            from.seek(SeekFrom::Start(bounds.start))?;
            from.read_exact(&mut part)?;
            Ok((Bytes::from(part), (file, end..bounds.end)))
        });
        read.await.map(Some).map_err(|error| {
            tracing::error!(
                error = format!("{error:?}"),
                "a streamed export was aborted"
            );
            std::io::Error::other("a temporary file cannot be read")
        })
    });
    Ok(response.body(SizedStream::new(sent, Box::pin(parts))))
}

/// A temporary file with all chunks, and its length.
fn written(
    chunks: impl Iterator<Item = anyhow::Result<Bytes>>,
) -> anyhow::Result<(std::fs::File, u64)> {
    let mut file = tempfile::tempfile()?;
    let mut length = 0;
    for chunk in chunks {
        let chunk = chunk?;
        file.write_all(&chunk)?;
        length += chunk.len() as u64;
    }
    Ok((file, length))
}

/// Sends a binary file that is rendered as a whole on a blocking thread, once the client's turn has come.
///
/// # Errors
///
/// As [`document`]; `too_many` above the limit, and the errors of [`Turns::wait`].
pub(super) async fn file(
    query: Request<'_>,
    sizes: Sizes,
    make: impl FnOnce(&EventCollection) -> anyhow::Result<Vec<u8>> + Send + 'static,
) -> Result<HttpResponse, ApiError> {
    if let Some(response) = query.cached_response().await? {
        return Ok(response);
    }
    let collection = query.collect()?;
    let cost = sizes.weigh(collection.events.len(), collection.slots())?;
    let client = client::address(&query.exports.services, query.http);
    let turn = query.exports.turns.wait(cost.weight, &client).await?;
    // Whoever had the turn before may have rendered the same file.
    if let Some(response) = query.cached_response().await? {
        return Ok(response);
    }
    query.exports.turns.take(cost.time, &client);
    let disposition = query.disposition(&collection);
    let body = blocking(move || {
        // Ends when rendering ends, even if the client has disconnected.
        let _turn = turn;
        Ok(make(&collection)?)
    })
    .await?;
    query.store_and_send(body, disposition.as_deref()).await
}
