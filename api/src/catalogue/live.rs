//! The catalogue of this instance: the version that holds, and the answers that were made of it.

use catalogue::{Catalogue, Entry, Key, MemoryBudget};
use chrono::{DateTime, Utc};
use ground::db::Db;
use ground::error::Error;
use http::Answer;
use http::answer::AnswerCache;
use shared::problem::Code;
use std::sync::Arc;
use tokio::sync::watch;

/// Bytes of rendered answers kept, with their encodings.
const CACHE_BYTES: u64 = 64 << 20;

/// Bytes of answers about one event that are kept with the events, with their encodings.
const EVENT_ANSWERS_BYTES: usize = 32 << 20;
/// With less than this left, answers about one event are kept like all others: more than any takes, so that one that is made
/// is kept.
const EVENT_ANSWER_BYTES: usize = 256 << 10;

/// The catalogue of this instance.
#[derive(Debug)]
pub struct Live {
    current: watch::Sender<Option<Arc<Catalogue>>>,
    answers: AnswerCache<Key>,
    /// For answers that are kept with the events.
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
    /// The version that holds now.
    ///
    /// # Errors
    ///
    /// `unavailable` as long as the first one is being built.
    pub fn get(&self) -> Result<Arc<Catalogue>, Error> {
        self.current.borrow().clone().ok_or_else(|| {
            Error::rejected(Code::Unavailable)
                .because("the catalogue is being built")
                .header("Retry-After", "1")
        })
    }

    /// Labelled events of an edition; none as long as the catalogue is being built.
    pub fn labelled_events(&self, edition: &str) -> u64 {
        let now = self.current.borrow().clone();
        now.map_or(0, |catalogue| catalogue.labelled_events(edition))
    }

    /// Waits until all rows of the log up to `seq` are in the version that holds.
    pub async fn reached(&self, seq: i64) {
        let mut versions = self.current.subscribe();
        // Fails only when the sender is dropped, and this is the sender.
        let _ = versions
            .wait_for(|now| {
                now.as_ref()
                    .is_some_and(|catalogue| catalogue.cursor() >= seq)
            })
            .await;
    }

    /// Takes what the log has that the catalogue has not; the first time, builds it. What every reader asks for is made ready
    /// for the present moment before the version is shown.
    ///
    /// # Errors
    ///
    /// When the database does not answer; the version that holds stays.
    pub async fn advance(&self, db: &Db, now: DateTime<Utc>) -> Result<(), Error> {
        let known = self.current.borrow().clone();
        let next = db
            .snapshot(move |conn| {
                let next = match known {
                    Some(known) => super::queries::advanced(conn, &known)?,
                    None => Some(super::queries::build(conn)?),
                };
                if let Some(next) = &next {
                    next.prepare(now);
                }
                Ok(next)
            })
            .await?;
        if let Some(next) = next {
            tracing::debug!(
                log.seq = next.cursor(),
                catalogue.version = next.version(),
                "catalogue advanced"
            );
            self.current.send_replace(Some(Arc::new(next)));
        }
        Ok(())
    }

    /// The answer that was made under `key`.
    pub fn kept(&self, key: &Key) -> Option<Arc<Answer>> {
        self.answers.get(key)
    }

    /// Caches an answer under `key`.
    pub fn keep(&self, key: Key, answer: Answer) -> Arc<Answer> {
        self.answers.insert(key, answer)
    }

    /// The cached answer under `key`, or the one that `render` makes.
    ///
    /// # Errors
    ///
    /// Whatever `render` returns.
    pub fn answer(
        &self,
        key: Key,
        render: impl FnOnce() -> Result<Answer, Error>,
    ) -> Result<Arc<Answer>, Error> {
        self.answers.get_or_render(key, render)
    }

    /// The answer about one event, made by `render` unless it was made before of this state of it; `key` is its place among
    /// the answers when there is no room for it with the event.
    ///
    /// # Errors
    ///
    /// What `render` answers.
    pub(super) fn event_answer(
        &self,
        entry: &Entry,
        key: impl FnOnce() -> Key,
        render: impl FnOnce() -> Result<Answer, Error>,
    ) -> Result<Arc<Answer>, Error> {
        if let Some(answer) = entry.cache.answer() {
            return Ok(answer);
        }
        if !self.room.has(EVENT_ANSWER_BYTES) {
            return self.answer(key(), render);
        }
        let answer = Arc::new(render()?);
        entry
            .cache
            .insert_answer(&answer, answer.weight(), &self.room);
        Ok(answer)
    }
}
