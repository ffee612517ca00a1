//! How a document is given: 304 to whoever holds it; from memory when it was made before; at once when it is short; and else
//! in chunks, each made when the connection takes it, so that the first byte does not wait for the last event.
//!
//! A long document that is asked for a second time is made as a whole and kept. Once alone it is not: it would push out of the
//! memory what many ask for.

use super::asked::Asked;
use crate::catalogue::Live;
use actix_web::http::header::{self, EntityTag};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use catalogue::{Catalogue, Key, MemoryBudget};
use chrono::{DateTime, Utc};
use formats::collection::Collection;
use formats::document::{Chunks, Document, whole};
use futures_util::stream::{self, StreamExt as _};
use ground::blocking::blocking;
use ground::error::Error;
use http::Answer;
use http::ApiError;
use http::Services;
use http::answer::CACHE_CONTROL;
use http::etag;
use http::etag::digest;
use moka::sync::Cache;
use shared::problem::Code;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Occurrences of a document that is made at once: a millisecond's work or two.
const SHORT_SLOTS: usize = 500;
/// Events of a document that is kept at most, and their occurrences: some 20 MB.
const KEPT_EVENTS: usize = 10_000;
const KEPT_SLOTS: usize = 40_000;
/// Events of a file that takes long to make, and their occurrences: of so many, some seconds.
const HEAVY_EVENTS: usize = 3_000;
const HEAVY_SLOTS: usize = 12_000;
/// Longest wait for the turn to make one.
const HEAVY_WAIT: Duration = Duration::from_secs(10);
/// Bytes of parts of documents that are kept with their events.
const KEPT_PARTS_BYTES: usize = 24 << 20;
/// Long documents of which it is remembered that somebody asked.
const REMEMBERED: u64 = 1_000;

/// What is known of the long documents that were asked for lately.
#[derive(Debug)]
pub struct Exports {
    services: Data<Services>,
    live: Data<Live>,
    asked: Cache<Key, ()>,
    /// Room for parts of documents: those of an edition or two.
    room: MemoryBudget,
    /// Who may make a heavy file now: one at a time, so that the others' requests keep their threads.
    turn: Arc<Semaphore>,
}

impl Exports {
    /// Exports of what is public in `live`.
    pub fn new(services: Data<Services>, live: Data<Live>) -> Self {
        Self {
            services,
            live,
            asked: Cache::new(REMEMBERED),
            room: MemoryBudget::new(KEPT_PARTS_BYTES),
            turn: Arc::new(Semaphore::new(1)),
        }
    }

    /// Whether somebody asked for it before; from now on, somebody did.
    fn asked_before(&self, key: &Key) -> bool {
        let before = self.asked.contains_key(key);
        if !before {
            self.asked.insert(key.clone(), ());
        }
        before
    }
}

/// The order of the events where the query asks for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// By first beginning, then by id: it is the same tomorrow.
    FirstBeginning,
    /// What changed last first, whatever the query asks for.
    LastChange,
}

/// What a format is on the wire.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    /// Path of the document after the site's address.
    pub(super) path: &'static str,
    /// Its media type.
    pub(super) content_type: &'static str,
    /// Order of its events.
    pub(super) order: Order,
    /// End of the name of the file that it is saved as; `None` for what is read in place.
    pub(super) saved_as: Option<&'static str>,
}

/// A request that was read, at the version of the catalogue that answers it.
pub(super) struct Request<'a> {
    http: &'a HttpRequest,
    exports: &'a Exports,
    form: Form,
    asked: Asked,
    catalogue: Arc<Catalogue>,
    now: DateTime<Utc>,
    key: Key,
}

impl<'a> Request<'a> {
    /// # Errors
    ///
    /// `unavailable` as long as the catalogue is being built.
    pub(super) fn new(
        http: &'a HttpRequest,
        exports: &'a Exports,
        form: Form,
        asked: Asked,
    ) -> Result<Self, Error> {
        let (catalogue, now) = (exports.live.get()?, exports.services.clock.now());
        let name = format!("{}?{}", form.path, asked.own_query());
        let key = if form.order == Order::FirstBeginning && asked.filters.sort.is_some() {
            catalogue.key(&name, &asked.filters, now)
        } else {
            catalogue.unordered_key(&name, &asked.filters, now)
        };
        Ok(Self {
            http,
            exports,
            form,
            asked,
            catalogue,
            now,
            key,
        })
    }

    /// The answer that needs no rendering.
    ///
    /// # Errors
    ///
    /// When a kept answer cannot be encoded.
    async fn known(&self) -> Result<Option<HttpResponse>, ApiError> {
        let tag = self.tag();
        if etag::is_known(self.http, &tag) {
            let mut response = HttpResponse::NotModified();
            headers(&mut response, &tag);
            return Ok(Some(response.finish()));
        }
        match self.exports.live.kept(&self.key) {
            Some(answer) => answer.respond(self.http).await.map(Some),
            None => Ok(None),
        }
    }

    /// The tag of the answer, whatever its encoding: it follows from what the answer is made of, so that nothing need be made
    /// to know it, and is the same on every instance.
    fn tag(&self) -> EntityTag {
        let made_of = format!(
            "{}\n{:?}\n{}",
            env!("CARGO_PKG_VERSION"),
            self.key,
            self.exports.services.site.url
        );
        EntityTag::new_weak(digest(made_of.as_bytes()))
    }

    /// The events.
    ///
    /// # Errors
    ///
    /// `invalid_parameter` for a term that the edition does not have.
    fn collect(&self) -> Result<Collection, Error> {
        let found = self.catalogue.find(&self.asked.filters, self.now)?;
        let edition = match found.editions() {
            [only] => Some(Arc::clone(only)),
            _ => None,
        };
        let mut events: Vec<_> = found.entries().cloned().collect();
        match self.form.order {
            Order::LastChange => events.sort_by_cached_key(|entry| {
                (std::cmp::Reverse(entry.event.updated_at), entry.event.id)
            }),
            Order::FirstBeginning if self.asked.filters.sort.is_none() => events
                .sort_by_cached_key(|entry| {
                    (
                        entry.event.occurrences.first_begin().timestamp(),
                        entry.event.id,
                    )
                }),
            Order::FirstBeginning => {}
        }
        let room = (events.len() <= KEPT_EVENTS).then(|| self.exports.room.clone());
        Ok(Collection {
            catalogue: Arc::clone(&self.catalogue),
            edition,
            events,
            site: self.exports.services.site.url.clone(),
            path: self.form.path.into(),
            query: self.asked.query(),
            filters: self.asked.filters.to_search(),
            room,
        })
    }

    /// The file's name, with that of the edition.
    fn disposition(&self, of: &Collection) -> Option<String> {
        let ending = self.form.saved_as?;
        let edition = of
            .edition
            .as_ref()
            .map(|edition| format!("-{}", edition.slug))
            .unwrap_or_default();
        Some(format!(
            "attachment; filename=\"semaine-industrie{edition}.{ending}\""
        ))
    }

    /// Keeps what was made, and gives it.
    async fn keep(
        self,
        body: Vec<u8>,
        disposition: Option<&str>,
        packed: bool,
    ) -> Result<HttpResponse, ApiError> {
        let mut answer = Answer::tagged(self.form.content_type, body, self.tag());
        if let Some(disposition) = disposition {
            answer = answer.with(header::CONTENT_DISPOSITION, disposition)?;
        }
        if packed {
            answer = answer.unencoded();
        }
        let answer = self.exports.live.keep(self.key, answer);
        answer.respond(self.http).await
    }
}

fn headers(response: &mut HttpResponseBuilder, tag: &EntityTag) {
    response
        .insert_header((header::ETAG, tag.to_string()))
        .insert_header((header::CACHE_CONTROL, CACHE_CONTROL))
        .insert_header((header::VARY, "accept-encoding"));
}

/// Gives a document that `make` begins.
///
/// # Errors
///
/// As [`Request::new`]; and `invalid_parameter` for a term that the edition does not have.
pub(super) async fn document<D: Document + Send + 'static>(
    asked: Request<'_>,
    make: impl FnOnce(&mut Collection) -> D,
) -> Result<HttpResponse, ApiError> {
    if let Some(response) = asked.known().await? {
        return Ok(response);
    }
    let mut of = asked.collect()?;
    let document = make(&mut of);
    let disposition = asked.disposition(&of);
    let slots = of.slots();
    if slots <= SHORT_SLOTS {
        let body = whole(document, &of)?;
        return asked
            .keep(body.into_bytes(), disposition.as_deref(), false)
            .await;
    }
    let fits = of.events.len() <= KEPT_EVENTS && slots <= KEPT_SLOTS;
    if fits && asked.exports.asked_before(&asked.key) {
        let body = blocking(move || Ok(whole(document, &of)?)).await?;
        return asked
            .keep(body.into_bytes(), disposition.as_deref(), false)
            .await;
    }
    let mut response = HttpResponse::Ok();
    headers(&mut response, &asked.tag());
    response.content_type(asked.form.content_type);
    if let Some(disposition) = disposition {
        response.insert_header((header::CONTENT_DISPOSITION, disposition));
    }
    let chunks = Chunks::new(document, of);
    Ok(response.streaming(stream::iter(chunks).map(|chunk| {
        chunk.map_err(|error| {
            tracing::error!(error = format!("{error:#}"), "a document broke off");
            std::io::Error::other(error)
        })
    })))
}

/// Gives a file that is made as a whole, off the threads that answer, and is packed already.
///
/// # Errors
///
/// As [`document`].
pub(super) async fn file(
    asked: Request<'_>,
    make: impl FnOnce(&Collection) -> anyhow::Result<Vec<u8>> + Send + 'static,
) -> Result<HttpResponse, ApiError> {
    if let Some(response) = asked.known().await? {
        return Ok(response);
    }
    let of = asked.collect()?;
    let disposition = asked.disposition(&of);
    let body = blocking(move || Ok(make(&of)?)).await?;
    asked.keep(body, disposition.as_deref(), true).await
}

/// Gives a file that takes a second to make, and not a millisecond: of few enough events, and one at a time.
///
/// # Errors
///
/// As [`document`]; `too_many` for more than that, and `unavailable` when others' files take too long.
pub(super) async fn heavy_file(
    asked: Request<'_>,
    make: impl FnOnce(&Collection) -> anyhow::Result<Vec<u8>> + Send + 'static,
) -> Result<HttpResponse, ApiError> {
    if let Some(response) = asked.known().await? {
        return Ok(response);
    }
    let of = asked.collect()?;
    check_weight(of.events.len(), of.slots())?;
    let turn = Arc::clone(&asked.exports.turn).acquire_owned();
    let Ok(Ok(turn)) = timeout(HEAVY_WAIT, turn).await else {
        return Err(Error::rejected(Code::Unavailable)
            .because("other files are being made")
            .header("Retry-After", "10")
            .into());
    };
    // Whoever waited may have waited for the same.
    if let Some(response) = asked.known().await? {
        return Ok(response);
    }
    let disposition = asked.disposition(&of);
    let body = blocking(move || {
        // Ends with the work, also where nobody waits for it any more.
        let _turn = turn;
        Ok(make(&of)?)
    })
    .await?;
    asked.keep(body, disposition.as_deref(), true).await
}

/// Whether a heavy file may be made of so many events and occurrences.
fn check_weight(events: usize, slots: usize) -> Result<(), Error> {
    if events <= HEAVY_EVENTS && slots <= HEAVY_SLOTS {
        return Ok(());
    }
    let told = format!(
        "{events} events with {slots} occurrences are too many; of at most {HEAVY_EVENTS} and {HEAVY_SLOTS}, ask by region or department"
    );
    Err(Error::rejected(Code::TooMany).because(told))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(HEAVY_EVENTS, HEAVY_SLOTS, true)]
    #[case(HEAVY_EVENTS + 1, HEAVY_EVENTS + 1, false)]
    // Few events may have eight hundred occurrences each.
    #[case(20, HEAVY_SLOTS + 1, false)]
    fn a_heavy_file_is_of_few_enough(
        #[case] events: usize,
        #[case] slots: usize,
        #[case] made: bool,
    ) {
        let checked = check_weight(events, slots);

        assert_eq!(checked.is_ok(), made);
        assert!(
            checked
                .err()
                .is_none_or(|refusal| refusal.problem().code == Code::TooMany)
        );
    }
}
