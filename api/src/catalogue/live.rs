//! The catalogue of this instance: its current version, and the cached responses.

use super::queries::Progress;
use catalogue::{Catalogue, Entry, Key, MemoryBudget};
use chrono::{DateTime, Utc};
use ground::db::Db;
use ground::error::Error;
use ground::log;
use http::Answer;
use http::answer::AnswerCache;
use shared::edition::Edition;
use shared::problem::Code;
use std::sync::Arc;
use tokio::sync::watch;

/// Capacity of the response cache in bytes, encodings included.
const CACHE_BYTES: u64 = 64 << 20;

/// Memory budget of the single-event responses that are cached with their events, in bytes, encodings included.
const EVENT_ANSWERS_BYTES: usize = 32 << 20;
/// Below this remaining budget, single-event responses go to the general cache. The value exceeds the size of any such
/// response, so that one that was rendered always fits.
const EVENT_ANSWER_BYTES: usize = 256 << 10;

/// The cached response for an event, with the state that it depends on.
#[derive(Debug)]
struct EventAnswer {
    answer: Arc<Answer>,
    /// The edition whose labels it contains.
    edition: Arc<Edition>,
    /// Number of occurrences that had ended.
    over: usize,
}

/// A catalogue, and the part of the log that it was built from.
#[derive(Debug)]
struct Version {
    catalogue: Arc<Catalogue>,
    /// End of the log that it contains; `None` while the log is empty.
    head: Option<log::Head>,
}

impl Version {
    /// Sequence number of the last log row that it contains; 0 while the log is empty.
    fn cursor(&self) -> i64 {
        self.head.as_ref().map_or(0, |head| head.seq)
    }
}

#[derive(Debug)]
pub struct Live {
    current: watch::Sender<Option<Version>>,
    answers: AnswerCache<Key>,
    /// Memory budget of the responses that are cached with their events.
    room: MemoryBudget,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            current: watch::Sender::new(None),
            answers: AnswerCache::new(CACHE_BYTES, |key: &Key| key.address.len()),
            room: MemoryBudget::new(EVENT_ANSWERS_BYTES),
        }
    }
}

impl Live {
    /// The latest catalogue that this instance has built; it stays the same while the caller holds it.
    ///
    /// # Errors
    ///
    /// `unavailable` until the first version has been built.
    pub fn get(&self) -> Result<Arc<Catalogue>, Error> {
        self.read(|version| Arc::clone(&version.catalogue))
    }

    /// The end of the log that the current version contains; `None` while the log is empty.
    ///
    /// # Errors
    ///
    /// As [`Self::get`].
    pub fn log_head(&self) -> Result<Option<log::Head>, Error> {
        self.read(|version| version.head.clone())
    }

    fn read<T>(&self, of: impl FnOnce(&Version) -> T) -> Result<T, Error> {
        self.current.borrow().as_ref().map(of).ok_or_else(|| {
            Error::rejected(Code::Unavailable)
                .because("the catalogue is being built")
                .header("Retry-After", "1")
        })
    }

    /// Notices the versions that follow the current one.
    pub(crate) fn versions(&self) -> Versions {
        Versions(self.current.subscribe())
    }

    /// Waits until the current version contains all log rows up to `seq`.
    pub async fn reached(&self, seq: i64) {
        let mut versions = self.current.subscribe();
        // Fails only when the sender is dropped, which `self` owns.
        let _ = versions
            .wait_for(|now| now.as_ref().is_some_and(|version| version.cursor() >= seq))
            .await;
    }

    /// Applies the new rows of the log; builds the catalogue on the first call. Indexes that every reader needs are computed
    /// for `now` before the version is published.
    ///
    /// # Errors
    ///
    /// When the database fails; the current version stays in place.
    pub async fn advance(&self, db: &Db, now: DateTime<Utc>) -> Result<(), Error> {
        let known = self
            .read(|version| (Arc::clone(&version.catalogue), version.cursor()))
            .ok();
        let next = db
            .snapshot(move |conn| {
                let catalogue = match known {
                    Some((known, cursor)) => {
                        match super::queries::advanced(conn, &known, cursor)? {
                            Progress::Same => return Ok(None),
                            Progress::Unaffected => known,
                            Progress::Changed(next) => prepared(*next, now),
                        }
                    }
                    None => prepared(super::queries::build(conn)?, now),
                };
                let head = log::head(conn)?;
                Ok(Some(Version { catalogue, head }))
            })
            .await?;
        if let Some(next) = next {
            tracing::debug!(
                log.seq = next.cursor(),
                catalogue.version = next.catalogue.version(),
                "catalogue advanced"
            );
            self.current.send_replace(Some(next));
        }
        Ok(())
    }

    /// The response cached under `key`, if there is one.
    pub fn cached(&self, key: &Key) -> Option<Arc<Answer>> {
        self.answers.get(key)
    }

    /// Caches a response under `key`.
    pub fn cache(&self, key: Key, answer: Answer) -> Arc<Answer> {
        self.answers.insert(key, answer)
    }

    /// The response cached under `key`, or the one that `render` returns.
    ///
    /// # Errors
    ///
    /// The error of `render`.
    pub fn answer(
        &self,
        key: Key,
        render: impl FnOnce() -> Result<Answer, Error>,
    ) -> Result<Arc<Answer>, Error> {
        self.answers.get_or_render(key, render)
    }

    /// The cached response for this state of the event, of its edition and of the number of occurrences that have
    /// ended, or the one that `render` returns. `key` is used in the general cache when the event's own cache holds
    /// the response of another state, or its budget is exhausted.
    ///
    /// # Errors
    ///
    /// The error of `render`.
    pub(super) fn event_answer(
        &self,
        entry: &Entry,
        edition: &Arc<Edition>,
        over: usize,
        key: impl FnOnce() -> Key,
        render: impl FnOnce() -> Result<Answer, Error>,
    ) -> Result<Arc<Answer>, Error> {
        if let Some(kept) = entry.cache.answer::<EventAnswer>() {
            if kept.over == over && Arc::ptr_eq(&kept.edition, edition) {
                return Ok(Arc::clone(&kept.answer));
            }
            return self.answer(key(), render);
        }
        if !self.room.has(EVENT_ANSWER_BYTES) {
            return self.answer(key(), render);
        }
        let answer = Arc::new(render()?);
        let kept = Arc::new(EventAnswer {
            answer: Arc::clone(&answer),
            edition: Arc::clone(edition),
            over,
        });
        entry
            .cache
            .insert_answer(&kept, answer.weight(), &self.room);
        Ok(answer)
    }
}

/// Notices new versions of the catalogue.
#[derive(Debug)]
pub(crate) struct Versions(watch::Receiver<Option<Version>>);

impl Versions {
    /// Waits for a version that it has not noticed yet; `false` once there is no catalogue any more. The log may have gone on without
    /// any change of the catalogue.
    pub(crate) async fn next(&mut self) -> bool {
        self.0.changed().await.is_ok()
    }
}

/// A version whose indexes that every reader needs are computed for `now`.
fn prepared(catalogue: Catalogue, now: DateTime<Utc>) -> Arc<Catalogue> {
    catalogue.prepare(now);
    Arc::new(catalogue)
}
