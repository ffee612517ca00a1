//! Store of kit files, and the turns in which they are drawn.
//!
//! | Folder | Name of a file |
//! |---|---|
//! | `kits/made` | [`kit::content_key`]: the same facts and template are the same file |
//! | `kits/shared` | SHA-256 of the content |
//!
//! A file that was made can be drawn again. So a store that cannot be read or written delays a kit and loses nothing: the file is drawn,
//! answered and drawn again at the next request.

#[cfg(test)]
mod tests;

use super::studio::{Drawing, Studio};
use super::watch::Watch;
use crate::files::EditionQuota;
use actix_web::web::Bytes;
use chrono::{DateTime, Utc};
use flate2::Crc;
use ground::blocking::blocking;
use ground::db::Conn;
use ground::error::Error;
use ground::files::Files;
use ground::hex::hex;
use kit::{DrawError, Logo, Painter};
use moka::sync::Cache;
use print::Fonts;
use sha2::{Digest as _, Sha256};
use shared::edition::Edition;
use shared::edition::kit::{Kit, KitFormat};
use shared::event::ImageId;
use shared::id::EditionId;
use shared::problem::Code;
use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex as AsyncMutex, Semaphore};
use tokio::time::timeout;

/// Folder of all kit files.
pub(super) const FOLDER: &str = "kits";
/// Folder of the files that were made for an event.
const MADE: &str = "kits/made";
/// Folder of the shared files.
pub(super) const SHARED: &str = "kits/shared";

/// Files that are drawn at the same time for requests; each takes some hundredths of a second of one core.
const DRAWN_AT_ONCE: usize = 2;
/// Painters that are kept for the next file: one for each turn of requests, of visitors and of jobs.
const IDLE_MAX: usize = DRAWN_AT_ONCE + 2;
/// Requests that wait for their turn; more are told to come back.
const WAITING_MAX: usize = 200;
/// Visitors who wait for theirs, of which there is one at a time.
const VISITORS_MAX: usize = 50;
/// Longest wait of a request for its turn.
const WAIT: Duration = Duration::from_secs(10);
/// Files of which the instance remembers that they are being drawn.
const UNDER_WAY_MAX: u64 = 10_000;
/// Logos of partners that the instance keeps drawn, each some two megabytes at most.
const LOGOS_MAX: u64 = 24;
/// Files whose length or checksum the instance remembers, each in some two hundred bytes.
const REMEMBERED_MAX: u64 = 20_000;
/// Time for which it remembers them: much less than the sweep leaves a file in the store.
const REMEMBERED_FOR: Duration = Duration::from_hours(24);
/// Editions whose whole kits the instance keeps.
const KITS_MAX: usize = 8;

/// How long a caller waits for its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// A request of somebody who works with a kit: some seconds, in a queue of bounded length.
    Request,
    /// A request that anybody may make: likewise, in a shorter queue of its own, so that visitors keep nobody from a kit.
    Visitor,
    /// A job, which has a turn of its own.
    Job,
}

/// A file that was made.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) bytes: Bytes,
    /// True when the store has it.
    pub(super) kept: bool,
}

/// The kit files, and the painters that are not in use.
pub struct Kits {
    quota: EditionQuota,
    files: Files,
    font: fn(&str) -> Option<Bytes>,
    idle: Mutex<Vec<Studio>>,
    requests: Queue,
    visitors: Queue,
    background: Semaphore,
    /// A lock for each file that is being drawn, so that it is drawn once for all that ask for it.
    under_way: Cache<String, Arc<AsyncMutex<()>>>,
    drawn: AtomicUsize,
    logos: Cache<ImageId, Logo>,
    /// Lengths of the files that were made, by their keys: what is drawn again has the same bytes.
    lengths: Cache<String, u64>,
    /// CRC-32 of the shared files whose hash was right when they were read, by that hash.
    sums: Cache<String, u32>,
    /// Whole kits of the editions that were read last.
    whole: Mutex<VecDeque<(Arc<Edition>, Arc<Kit>)>>,
    watch: Watch,
}

impl fmt::Debug for Kits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kits").finish_non_exhaustive()
    }
}

/// Turns, and a bounded number of requests that wait for one.
struct Queue {
    turns: Semaphore,
    waiting: AtomicUsize,
    most: usize,
}

impl Queue {
    fn new(at_once: usize, most: usize) -> Self {
        Self {
            turns: Semaphore::new(at_once),
            waiting: AtomicUsize::new(0),
            most,
        }
    }

    /// Waits for `turn`, a turn of this queue or a lock that its requests wait for.
    ///
    /// # Errors
    ///
    /// `unavailable` with `Retry-After` when too many wait already, or it does not come in time.
    async fn in_time<T>(&self, turn: impl Future<Output = T>) -> Result<T, Error> {
        let busy = || {
            Error::rejected(Code::Unavailable)
                .because("other kit files are being drawn")
                .header("Retry-After", "5")
        };
        let waiting = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _place = Place(&self.waiting);
        if waiting >= self.most {
            return Err(busy());
        }
        timeout(WAIT, turn).await.map_err(|_elapsed| busy())
    }
}

/// A place in the queue, given up when it is dropped.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Kits {
    /// Kits in this file store, with shared files as far as the quota of their edition allows; `font` reads a font file by its path in
    /// the bundle.
    pub(crate) fn within(
        quota: EditionQuota,
        files: Files,
        font: fn(&str) -> Option<Bytes>,
    ) -> Self {
        Self {
            quota,
            files,
            font,
            idle: Mutex::default(),
            requests: Queue::new(DRAWN_AT_ONCE, WAITING_MAX),
            visitors: Queue::new(1, VISITORS_MAX),
            background: Semaphore::new(1),
            under_way: Cache::builder()
                .max_capacity(UNDER_WAY_MAX)
                .time_to_idle(Duration::from_mins(5))
                .build(),
            drawn: AtomicUsize::new(0),
            logos: Cache::new(LOGOS_MAX),
            lengths: remembering(),
            sums: remembering(),
            whole: Mutex::default(),
            watch: Watch::default(),
        }
    }

    /// The underlying file store.
    pub(super) const fn files(&self) -> &Files {
        &self.files
    }

    /// The shared files that are missing or damaged in the store.
    pub(super) const fn watch(&self) -> &Watch {
        &self.watch
    }

    /// Number of files that this instance has drawn.
    pub fn drawn(&self) -> usize {
        self.drawn.load(Ordering::Relaxed)
    }

    /// The kit of an edition: its own files over those of the default kit.
    pub(super) fn kit_of(&self, edition: &Arc<Edition>) -> Arc<Kit> {
        let mut whole = self.whole.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, kit)) = whole.iter().find(|(known, _)| Arc::ptr_eq(known, edition)) {
            return Arc::clone(kit);
        }
        let kit = Arc::new(edition.kit.over(kit::default_kit()));
        whole.push_front((Arc::clone(edition), Arc::clone(&kit)));
        whole.truncate(KITS_MAX);
        kit
    }

    /// The file, if the store has it. The drawing needs no bytes of a picture.
    ///
    /// # Errors
    ///
    /// Internal when reading it panics: a store that fails has no files.
    pub(super) async fn found(self: &Arc<Self>, drawing: &Drawing) -> Result<Option<Bytes>, Error> {
        let (kits, key, format) = (Arc::clone(self), drawing.key(), drawing.file.format);
        blocking(move || Ok(kits.kept(&key, format))).await
    }

    /// Length of a file that this instance has read or drawn before; the store may have lost it since.
    pub(super) fn length(&self, drawing: &Drawing) -> Option<u64> {
        self.lengths.get(&drawing.key())
    }

    /// A file that was not [found](Self::found): drawn now, or by another request that was before this one.
    ///
    /// # Errors
    ///
    /// `unavailable` with `Retry-After` when the turn of a request or a visitor does not come; internal when the file cannot be drawn.
    pub(super) async fn made(
        self: &Arc<Self>,
        drawing: Drawing,
        now: DateTime<Utc>,
        patience: Patience,
    ) -> Result<Made, Error> {
        let key = drawing.key();
        // Jobs and visitors take the lock only in their turn: while they wait behind others, nobody who works with a kit waits for them.
        let _turn_before_the_lock = match patience {
            Patience::Request => None,
            Patience::Visitor => {
                let visitors = &self.visitors;
                visitors.in_time(visitors.turns.acquire()).await?.ok()
            }
            Patience::Job => self.background.acquire().await.ok(),
        };
        let lock = self.under_way.get_with(key.clone(), Arc::default);
        let _one_at_a_time = self.in_time(patience, lock.lock()).await?;
        if let Some(bytes) = self.found(&drawing).await? {
            return Ok(Made { bytes, kept: true });
        }
        let _turn_of_request = match patience {
            Patience::Request => Some(self.requests.in_time(self.requests.turns.acquire()).await?),
            Patience::Visitor | Patience::Job => None,
        };
        let kits = Arc::clone(self);
        blocking(move || {
            let bytes = Bytes::from(kits.draw(&drawing)?);
            let stored = kits.files.store(&made_name(&key), &bytes, now);
            let kept = stored.is_ok();
            if kept {
                kits.lengths.insert(key.clone(), bytes.len() as u64);
            }
            if let Err(error) = stored {
                if patience == Patience::Job {
                    // Tried again later.
                    return Err(error.into());
                }
                tracing::error!(
                    error = format!("{error:#}"),
                    key,
                    "a kit file was drawn and could not be kept"
                );
            }
            Ok(Made { bytes, kept })
        })
        .await
    }

    /// A file that was kept before. Should the store have lost it since, it is drawn again without waiting for a turn; `to_draw` adds
    /// the bytes of the picture then.
    ///
    /// # Errors
    ///
    /// Those of `to_draw`; internal when the file cannot be drawn.
    pub(super) fn again(
        &self,
        drawing: Drawing,
        to_draw: impl FnOnce(Drawing) -> Result<Drawing, Error>,
    ) -> Result<Bytes, Error> {
        match self.kept(&drawing.key(), drawing.file.format) {
            Some(bytes) => Ok(bytes),
            None => Ok(Bytes::from(self.draw(&to_draw(drawing)?)?)),
        }
    }

    /// Draws a file that nobody has saved, for a preview; keeps nothing.
    ///
    /// # Errors
    ///
    /// As [`Self::made`].
    pub(super) async fn preview(self: &Arc<Self>, drawing: Drawing) -> Result<Vec<u8>, Error> {
        let _turn = self.requests.in_time(self.requests.turns.acquire()).await?;
        let kits = Arc::clone(self);
        blocking(move || kits.draw(&drawing)).await
    }

    async fn in_time<T>(
        &self,
        patience: Patience,
        lock: impl Future<Output = T>,
    ) -> Result<T, Error> {
        match patience {
            Patience::Request => self.requests.in_time(lock).await,
            // They have their turn already.
            Patience::Visitor | Patience::Job => Ok(lock.await),
        }
    }

    /// The logo of a partner, if this instance has read it before.
    pub(super) fn logo(&self, image: &ImageId) -> Option<Logo> {
        self.logos.get(image)
    }

    /// Keeps a logo that was read for the kits to come.
    pub(super) fn keep_logo(&self, image: &ImageId, logo: Logo) {
        self.logos.insert(image.clone(), logo);
    }

    fn draw(&self, drawing: &Drawing) -> Result<Vec<u8>, Error> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let free = idle().pop();
        let studio = match free {
            Some(studio) => studio,
            None => Studio::open(Painter::new(Fonts::read_typefaces(self.font)?))?,
        };
        let drawn = studio.draw(drawing.clone())?;
        let mut idle = idle();
        if idle.len() < IDLE_MAX {
            idle.push(studio);
        }
        drop(idle);
        self.drawn.fetch_add(1, Ordering::Relaxed);
        drawn.map_err(|error: DrawError| {
            let error = anyhow::Error::from(error);
            error
                .context(format!("file {} of a kit", drawing.file.key))
                .into()
        })
    }

    /// A file that was made, if it is kept whole. Forgets the length of one that is not, so that it is drawn in turn and stored again.
    fn kept(&self, key: &str, format: KitFormat) -> Option<Bytes> {
        let whole = self.read_made(key, format);
        match &whole {
            Some(bytes) => self.lengths.insert(key.to_owned(), bytes.len() as u64),
            None => self.lengths.invalidate(key),
        }
        whole
    }

    fn read_made(&self, key: &str, format: KitFormat) -> Option<Bytes> {
        let found = self.files.read(&made_name(key));
        let bytes = found
            .inspect_err(|error| {
                tracing::error!(
                    error = format!("{error:#}"),
                    key,
                    "a kit file cannot be read, and is drawn again"
                );
            })
            .ok()??;
        if is_whole(format, &bytes) {
            return Some(bytes);
        }
        tracing::error!(key, "a kept kit file is damaged, and is drawn again");
        None
    }

    /// Counts the content of a shared file of an edition. What is drawn is not counted: it can be drawn again.
    ///
    /// # Errors
    ///
    /// `edition_full` when it does not fit any more.
    pub(super) fn count(
        &self,
        conn: &mut Conn,
        edition: EditionId,
        content: &[u8],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let name = shared_name(&hash_of(content));
        let bytes = content.len() as u64;
        self.quota.count(conn, edition, &name, bytes, now)
    }

    /// Stores the content of a shared file; returns its name.
    ///
    /// # Errors
    ///
    /// When it cannot be written durably.
    pub(super) fn share(&self, content: &[u8], now: DateTime<Utc>) -> anyhow::Result<String> {
        let hash = hash_of(content);
        self.files.store(&shared_name(&hash), content, now)?;
        self.watch.note(&hash, Some(content.len() as u64));
        Ok(hash)
    }

    /// The content of a shared file; `None` when it is missing or damaged. Its hash is computed when it is first read, and again when its
    /// checksum, which costs a tenth, is another one.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub(super) fn shared(&self, hash: &str) -> anyhow::Result<Option<Bytes>> {
        let Some(bytes) = self.files.read(&shared_name(hash))? else {
            tracing::error!(hash, "a shared file of a kit is missing");
            self.watch.note_missing(hash);
            return Ok(None);
        };
        let sum = sum_of(&bytes);
        let is_whole = self.sums.get(hash) == Some(sum) || hash_of(&bytes) == hash;
        if is_whole {
            self.sums.insert(hash.to_owned(), sum);
        } else {
            tracing::error!(hash, "a shared file of a kit is damaged");
        }
        self.watch
            .note(hash, is_whole.then_some(bytes.len() as u64));
        Ok(is_whole.then_some(bytes))
    }
}

/// True when a file of the format ends as it should.
fn is_whole(format: KitFormat, bytes: &[u8]) -> bool {
    let ends = |mark: &[u8]| {
        let tail = bytes.get(bytes.len().saturating_sub(64)..);
        tail.is_some_and(|tail| tail.windows(mark.len()).any(|window| window == mark))
    };
    match format {
        KitFormat::Pdf => ends(b"%%EOF"),
        KitFormat::Png => ends(b"IEND"),
        KitFormat::Svg => ends(b"</svg>"),
        KitFormat::Html => ends(b">"),
    }
}

fn hash_of(content: &[u8]) -> String {
    hex(&Sha256::digest(content))
}

/// CRC-32 of a content.
fn sum_of(content: &[u8]) -> u32 {
    let mut sum = Crc::new();
    sum.update(content);
    sum.sum()
}

fn remembering<V: Clone + Send + Sync + 'static>() -> Cache<String, V> {
    Cache::builder()
        .max_capacity(REMEMBERED_MAX)
        .time_to_live(REMEMBERED_FOR)
        .build()
}

fn made_name(key: &str) -> String {
    format!("{MADE}/{}/{key}", key.get(..2).unwrap_or(key))
}

fn shared_name(hash: &str) -> String {
    format!("{SHARED}/{}/{hash}", hash.get(..2).unwrap_or(hash))
}

/// Kind of a file in the folder of the kits, by its name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stored<'a> {
    /// Drawn from these contents.
    Made,
    /// Uploaded, with this hash.
    Shared(&'a str),
    /// Not of a kit.
    Other,
}

/// Kind of a stored file, by its name.
pub(super) fn stored(name: &str) -> Stored<'_> {
    let key = name.rsplit('/').next().unwrap_or_default();
    let is_key = key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_key && made_name(key) == name {
        Stored::Made
    } else if is_key && shared_name(key) == name {
        Stored::Shared(key)
    } else {
        Stored::Other
    }
}
