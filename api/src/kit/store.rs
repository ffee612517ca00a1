//! Store of kit files, and the turns in which they are drawn.
//!
//! | Folder | Name of a file |
//! |---|---|
//! | `kits/made` | [`kit::content_key`]: the same facts and template are the same file |
//! | `kits/shared` | SHA-256 of the content |
//!
//! A file that was made can be drawn again. So a store that cannot be read or written delays a kit and loses nothing: the file is drawn,
//! answered and drawn again at the next request.

use super::watch::Watch;
use crate::files::EditionQuota;
use actix_web::web::Bytes;
use chrono::{DateTime, Utc};
use ground::blocking::blocking;
use ground::db::Conn;
use ground::error::Error;
use ground::files::Files;
use ground::hex::hex;
use kit::{DrawError, Facts, Logo, Painter};
use moka::sync::Cache;
use print::Fonts;
use sha2::{Digest as _, Sha256};
use shared::edition::kit::{Kit, KitFile, KitFormat};
use shared::event::ImageId;
use shared::id::EditionId;
use shared::problem::Code;
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
/// Requests that wait for their turn; more are told to come back.
const WAITING_MAX: usize = 200;
/// Longest wait of a request for its turn.
const WAIT: Duration = Duration::from_secs(10);
/// Files of which the instance remembers that they are being drawn.
const UNDER_WAY_MAX: u64 = 10_000;
/// Logos of partners that the instance keeps drawn, each some two megabytes at most.
const LOGOS_MAX: u64 = 24;

/// How long a caller waits for its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// A request: some seconds, in a queue of bounded length.
    Request,
    /// A job, which has a turn of its own.
    Job,
}

/// A file to draw.
#[derive(Debug, Clone)]
pub(super) struct Drawing {
    pub(super) kit: Arc<Kit>,
    pub(super) file: KitFile,
    pub(super) facts: Arc<Facts>,
    /// True for the variant for a printer.
    pub(super) press: bool,
}

impl Drawing {
    /// Identifier of the content.
    pub(super) fn key(&self) -> String {
        kit::content_key(&self.kit, &self.file, &self.facts, self.press)
    }
}

/// A file that was made.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) bytes: Bytes,
    /// True when the store has it.
    pub(super) kept: bool,
}

/// The kit files, and the painters that are not in use: as many as files were drawn at the same time.
pub struct Kits {
    quota: EditionQuota,
    files: Files,
    font: fn(&str) -> Option<Bytes>,
    idle: Mutex<Vec<Painter>>,
    turns: Semaphore,
    background: Semaphore,
    waiting: AtomicUsize,
    /// A lock for each file that is being drawn, so that it is drawn once for all that ask for it.
    under_way: Cache<String, Arc<AsyncMutex<()>>>,
    drawn: AtomicUsize,
    logos: Cache<ImageId, Logo>,
    watch: Watch,
}

impl fmt::Debug for Kits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kits").finish_non_exhaustive()
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
            turns: Semaphore::new(DRAWN_AT_ONCE),
            background: Semaphore::new(1),
            waiting: AtomicUsize::new(0),
            under_way: Cache::builder()
                .max_capacity(UNDER_WAY_MAX)
                .time_to_idle(Duration::from_mins(5))
                .build(),
            drawn: AtomicUsize::new(0),
            logos: Cache::new(LOGOS_MAX),
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

    /// The file, as it is kept, or drawn now.
    ///
    /// # Errors
    ///
    /// `unavailable` with `Retry-After` when the turn of a request does not come; internal when the file cannot be drawn.
    pub(super) async fn made(
        self: &Arc<Self>,
        drawing: Drawing,
        now: DateTime<Utc>,
        patience: Patience,
    ) -> Result<Made, Error> {
        let key = drawing.key();
        let kept = |key: String, format: KitFormat| {
            let kits = Arc::clone(self);
            let made = |bytes| Made { bytes, kept: true };
            blocking(move || Ok(kits.kept(&key, format).map(made)))
        };
        if let Some(made) = kept(key.clone(), drawing.file.format).await? {
            return Ok(made);
        }
        // A job takes the lock only in its turn: while it waits behind other jobs, no request waits for it.
        let _turn_of_job = match patience {
            Patience::Request => None,
            Patience::Job => self.background.acquire().await.ok(),
        };
        let lock = self.under_way.get_with(key.clone(), Arc::default);
        let _one_at_a_time = self.in_time(patience, lock.lock()).await?;
        if let Some(made) = kept(key.clone(), drawing.file.format).await? {
            return Ok(made);
        }
        let _turn_of_request = match patience {
            Patience::Request => Some(self.in_time(patience, self.turns.acquire()).await?),
            Patience::Job => None,
        };
        let kits = Arc::clone(self);
        blocking(move || {
            let bytes = Bytes::from(kits.draw(&drawing)?);
            let stored = kits.files.store(&made_name(&key), &bytes, now);
            let kept = stored.is_ok();
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

    /// A file that was kept a moment ago. Should the store have lost it since, it is drawn again without waiting for a turn.
    ///
    /// # Errors
    ///
    /// Internal when the file cannot be drawn.
    pub(super) fn again(&self, drawing: &Drawing) -> Result<Bytes, Error> {
        match self.kept(&drawing.key(), drawing.file.format) {
            Some(bytes) => Ok(bytes),
            None => Ok(Bytes::from(self.draw(drawing)?)),
        }
    }

    /// Draws a file that nobody has saved, for a preview; keeps nothing.
    ///
    /// # Errors
    ///
    /// As [`Self::made`].
    pub(super) async fn preview(self: &Arc<Self>, drawing: Drawing) -> Result<Vec<u8>, Error> {
        let _turn = self
            .in_time(Patience::Request, self.turns.acquire())
            .await?;
        let kits = Arc::clone(self);
        blocking(move || kits.draw(&drawing)).await
    }

    async fn in_time<T>(
        &self,
        patience: Patience,
        turn: impl Future<Output = T>,
    ) -> Result<T, Error> {
        if patience == Patience::Job {
            return Ok(turn.await);
        }
        let busy = || {
            Error::rejected(Code::Unavailable)
                .because("other kit files are being drawn")
                .header("Retry-After", "5")
        };
        let waiting = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _place = Place(&self.waiting);
        if waiting >= WAITING_MAX {
            return Err(busy());
        }
        timeout(WAIT, turn).await.map_err(|_elapsed| busy())
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
        let Drawing {
            kit,
            file,
            facts,
            press,
        } = drawing;
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let free = idle().pop();
        let mut painter = match free {
            Some(painter) => painter,
            None => Painter::new(Fonts::read_typefaces(self.font)?),
        };
        let drawn = painter.draw(kit, file, facts, *press);
        idle().push(painter);
        self.drawn.fetch_add(1, Ordering::Relaxed);
        drawn.map_err(|error: DrawError| {
            let error = anyhow::Error::from(error);
            error.context(format!("file {} of a kit", file.key)).into()
        })
    }

    /// A file that was made, if it is kept whole.
    fn kept(&self, key: &str, format: KitFormat) -> Option<Bytes> {
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

    /// The content of a shared file; `None` when it is missing or damaged.
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
        let is_whole = hash_of(&bytes) == hash;
        if !is_whole {
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

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    #[actix_web::test]
    async fn a_request_does_not_wait_for_a_job_that_waits_for_its_turn() {
        let folder = TempDir::new().unwrap();
        let files = Files::under(folder.path());
        let kits = Arc::new(Kits::within(EditionQuota::UNBOUNDED, files, |_| None));
        let kit = Arc::new(kit::default_kit().clone());
        let (_, facts) = kit::events::twelve().swap_remove(0);
        let drawing = Drawing {
            file: kit.files.first().unwrap().clone(),
            kit,
            facts: Arc::new(facts),
            press: false,
        };
        let now = DateTime::UNIX_EPOCH;
        let other_job = kits.background.acquire().await.unwrap();
        let (of_job, wanted) = (Arc::clone(&kits), drawing.clone());
        let job =
            actix_web::rt::spawn(async move { of_job.made(wanted, now, Patience::Job).await });
        // Time enough for the job to reach its turn.
        actix_web::rt::time::sleep(Duration::from_millis(200)).await;

        let answer = timeout(
            Duration::from_secs(5),
            kits.made(drawing, now, Patience::Request),
        );
        // It is refused at once, since these kits have no fonts: it did not wait for the job.
        assert!(
            answer
                .await
                .expect("the request waits for the job")
                .is_err()
        );
        assert!(!job.is_finished());
        drop(other_job);
        job.abort();
    }

    #[test]
    fn a_file_is_known_by_its_name() {
        let key = "0a".repeat(32);
        assert_eq!(stored(&made_name(&key)), Stored::Made);
        assert_eq!(stored(&shared_name(&key)), Stored::Shared(&key));
        for other in ["kits/made/0a/short", "kits/made/0b/0a", "images/0a/x"] {
            assert_eq!(stored(other), Stored::Other, "{other}");
        }
    }

    #[test]
    fn a_file_that_was_cut_off_is_not_whole() {
        assert!(is_whole(KitFormat::Pdf, b"%PDF-1.7 ... %%EOF\n"));
        assert!(!is_whole(KitFormat::Pdf, b"%PDF-1.7 ..."));
        assert!(!is_whole(KitFormat::Png, b""));
        assert!(is_whole(KitFormat::Svg, b"<svg></svg>\n"));
    }
}
