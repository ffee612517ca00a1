//! Files as objects of an S3 store.
//!
//! **Time of a file.** The store notes when it received an object, by its own clock, and nothing can change that. The time of a file
//! is therefore kept with the object, as metadata; an object without it, such as one that was copied from a folder, has the time at
//! which the store received it. To renew a file is to store it once more.
//!
//! **Removal.** S3 has no removal on condition of age, and the tag of an object depends on its content alone, so that a renewal does
//! not change it. [`Objects::remove_older`] therefore announces itself by a mark, an empty object below [`MARKS`], before it looks at
//! the age, and withdraws the mark after the removal. Whoever stores or renews a file looks for marks afterwards: if there is one,
//! the file is stored again once the mark is gone. If there is none, each removal either has not looked at the age yet, and will see
//! the new one, or has ended, so that a last look at the file shows whether it has to be stored again. This needs a store whose reads
//! and lists show what was written before, as those of S3 do.

use super::FileInfo;
use super::unreachable::{TOO_LATE, Unreachable};
use anyhow::Context as _;
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, Error as Refusal, GetOptions, ObjectMeta, ObjectStore,
    ObjectStoreExt as _, PutMode, PutOptions,
};
use parking_lot::Mutex;
use std::io;
use std::sync::{Arc, LazyLock, mpsc};
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

/// Metadata that holds the time of a file.
const TIME: &str = "stored-at";
/// Folder of the marks of removals that are going on.
const MARKS: &str = "removing";

/// Longest time of an operation on one file, repeated requests included.
const ONE_FILE: Duration = Duration::from_secs(10);
/// Longest time in which a folder is listed.
const ONE_LIST: Duration = Duration::from_mins(10);
/// Longest time of the question whether the store answers, and time for which its answer counts.
const ONE_QUESTION: Duration = Duration::from_secs(2);
const ANSWER_COUNTS: Duration = Duration::from_secs(5);
/// Time for which nothing is asked after a store has not answered, so that not every caller waits for it.
const SPARED: Duration = Duration::from_secs(3);
/// Maximum number of operations at once. Each occupies a thread of its caller: a store that hangs must not take all of them.
const AT_ONCE: usize = 64;

/// Time from the mark of a removal after which it does not remove any more.
const REMOVAL: Duration = Duration::from_secs(30);
/// Age of a mark, by the clock of the store, whose removal cannot be going on any more: it was interrupted.
const ABANDONED: TimeDelta = TimeDelta::seconds(120);
/// Number of times that a file is stored while others remove it, and the pause between them.
const ROUNDS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(250);

/// Runs the requests. It is never dropped, since dropping it is not allowed everywhere.
static RUNTIME: LazyLock<io::Result<Runtime>> = LazyLock::new(|| {
    let mut builder = Builder::new_multi_thread();
    builder
        .worker_threads(1)
        .thread_name("files")
        .enable_all()
        .build()
});

/// The files in a store. The operations are those of [`super::Files`], with names that were checked.
#[derive(Debug)]
pub(super) struct Objects {
    store: Arc<dyn ObjectStore>,
    prefix: String,
    free: Arc<Semaphore>,
    answered: Mutex<Option<(Instant, bool)>>,
    spared_until: Mutex<Option<Instant>>,
}

impl Objects {
    pub(super) fn new(store: Arc<dyn ObjectStore>, prefix: &str) -> Self {
        Self {
            store,
            prefix: prefix.to_owned(),
            free: Arc::new(Semaphore::new(AT_ONCE)),
            answered: Mutex::default(),
            spared_until: Mutex::default(),
        }
    }

    pub(super) fn store(&self, name: &str, bytes: Bytes, at: DateTime<Utc>) -> anyhow::Result<()> {
        let file = self.object(name)?;
        self.wait(ONE_FILE, async move { file.keep(bytes, at).await })
            .with_context(|| format!("file {name}"))
    }

    pub(super) fn read(&self, name: &str) -> anyhow::Result<Option<Bytes>> {
        let file = self.object(name)?;
        self.wait(ONE_FILE, async move { file.read().await })
            .with_context(|| format!("file {name}"))
    }

    pub(super) fn renew(&self, name: &str, at: DateTime<Utc>) -> anyhow::Result<bool> {
        let file = self.object(name)?;
        let renewed = async move {
            let Some(bytes) = file.read().await? else {
                return Ok(false);
            };
            file.keep(bytes, at).await?;
            Ok(true)
        };
        self.wait(ONE_FILE, renewed)
            .with_context(|| format!("file {name}"))
    }

    pub(super) fn list(&self, folder: &str) -> anyhow::Result<Vec<FileInfo>> {
        let (store, below) = (Arc::clone(&self.store), self.key(folder)?);
        let listed: Vec<ObjectMeta> = self
            .wait(ONE_LIST, async move {
                Ok(store.list(Some(&below)).try_collect().await?)
            })
            .with_context(|| format!("folder {folder}"))?;
        let files = listed.into_iter().map(|object| FileInfo {
            name: self.name(&object.location),
            bytes: object.size,
        });
        Ok(files.collect())
    }

    pub(super) fn remove_older(&self, name: &str, before: DateTime<Utc>) -> anyhow::Result<bool> {
        let file = self.object(name)?;
        self.wait(ONE_FILE * 2, async move { file.remove_older(before).await })
            .with_context(|| format!("file {name}"))
    }

    pub(super) fn is_reachable(&self) -> bool {
        // Held while the store is asked, so that it is asked once.
        let mut answered = self.answered.lock();
        if let Some((at, answer)) = *answered
            && at.elapsed() < ANSWER_COUNTS
        {
            return answer;
        }
        let store = Arc::clone(&self.store);
        let asked = self.key(MARKS).and_then(|below| {
            self.wait(ONE_QUESTION, async move {
                Ok(store.list(Some(&below)).next().await.transpose()?)
            })
        });
        let answer = match asked {
            Ok(_any) => true,
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "the files are not reachable");
                false
            }
        };
        *answered = Some((Instant::now(), answer));
        answer
    }

    /// True when the store refuses to create the same file twice. The file is removed.
    pub(super) fn creates_once(&self, name: &str) -> anyhow::Result<bool> {
        let file = self.object(name)?;
        self.wait(ONE_FILE, async move {
            let create = || {
                let options = PutOptions::from(PutMode::Create);
                file.store.put_opts(&file.key, Bytes::new().into(), options)
            };
            create().await?;
            let again = create().await;
            file.withdraw(&file.key).await?;
            match again {
                Ok(_) | Err(Refusal::NotImplemented { .. } | Refusal::NotSupported { .. }) => {
                    Ok(false)
                }
                Err(Refusal::AlreadyExists { .. } | Refusal::Precondition { .. }) => Ok(true),
                Err(other) => Err(other.into()),
            }
        })
    }

    /// Waits for an operation, on any thread that may block.
    fn wait<T: Send + 'static>(
        &self,
        longest: Duration,
        operation: impl Future<Output = Result<T, Unreachable>> + Send + 'static,
    ) -> anyhow::Result<T> {
        if self
            .spared_until
            .lock()
            .is_some_and(|until| Instant::now() < until)
        {
            return Err(Unreachable::because("did not answer a moment ago").into());
        }
        let permit = Arc::clone(&self.free)
            .try_acquire_owned()
            .map_err(|_taken| Unreachable::because("has as many requests as it may have"))?;
        let runtime = RUNTIME
            .as_ref()
            .map_err(|error| anyhow::anyhow!("the thread of the files: {error}"))?;
        let (sender, receiver) = mpsc::sync_channel(1);
        runtime.spawn(async move {
            let done = timeout(longest, operation).await;
            drop(permit);
            // The caller waits.
            let _sent = sender.send(done);
        });
        let done = receiver
            .recv()
            .context("an operation on the files was lost")?;
        let done = done.unwrap_or_else(|_elapsed| Err(Unreachable::because(TOO_LATE)));
        let silent = done.as_ref().is_err_and(Unreachable::is_silence);
        *self.spared_until.lock() = silent.then(|| Instant::now() + SPARED);
        // An earlier answer counts no more; whoever holds the lock is asking now.
        if silent && let Some(mut answered) = self.answered.try_lock() {
            *answered = None;
        }
        Ok(done?)
    }

    fn object(&self, name: &str) -> anyhow::Result<Object> {
        Ok(Object {
            store: Arc::clone(&self.store),
            key: self.key(name)?,
            marks: self.key(&format!("{MARKS}/{name}"))?,
        })
    }

    fn key(&self, name: &str) -> anyhow::Result<Path> {
        let name = match self.prefix.as_str() {
            "" => name.to_owned(),
            prefix => format!("{prefix}/{name}"),
        };
        Ok(Path::parse(name)?)
    }

    fn name(&self, key: &Path) -> String {
        let key = key.as_ref();
        let inside = key.strip_prefix(&self.prefix).unwrap_or(key);
        inside.trim_start_matches('/').to_owned()
    }
}

/// A file in the store, which need not exist.
struct Object {
    store: Arc<dyn ObjectStore>,
    key: Path,
    marks: Path,
}

impl Object {
    /// Stores the file, also while others remove it.
    async fn keep(&self, bytes: Bytes, at: DateTime<Utc>) -> Result<(), Unreachable> {
        for _round in 0..ROUNDS {
            let mut time = Attributes::new();
            let text = at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
            time.insert(Attribute::Metadata(TIME.into()), text.into());
            let options = PutOptions::from(time);
            self.store
                .put_opts(&self.key, bytes.clone().into(), options)
                .await?;
            let marks = self.marks().await?;
            let stored = if_found(self.store.head(&self.key).await)?;
            let Some(stored) = stored else {
                continue;
            };
            if marks.is_empty() {
                return Ok(());
            }
            for mark in marks {
                if stored.last_modified - mark.last_modified > ABANDONED {
                    self.withdraw(&mark.location).await?;
                }
            }
            sleep(PAUSE).await;
        }
        Err(Unreachable::because("is removing the same file"))
    }

    async fn read(&self) -> Result<Option<Bytes>, Unreachable> {
        let Some(found) = if_found(self.store.get(&self.key).await)? else {
            return Ok(None);
        };
        Ok(Some(found.bytes().await?))
    }

    async fn remove_older(&self, before: DateTime<Utc>) -> Result<bool, Unreachable> {
        match self.time().await? {
            None => return Ok(true),
            Some(at) if at >= before => return Ok(false),
            Some(_) => {}
        }
        let begun = Instant::now();
        let mark = self.marks.clone().join(Uuid::new_v4().simple().to_string());
        self.store.put(&mark, Bytes::new().into()).await?;
        let removed = match self.time().await {
            Ok(Some(at)) if at < before => {
                if begun.elapsed() < REMOVAL {
                    self.withdraw(&self.key).await.map(|()| true)
                } else {
                    Err(Unreachable::because("is too slow for a removal"))
                }
            }
            Ok(Some(_renewed)) => Ok(false),
            Ok(None) => Ok(true),
            Err(error) => Err(error),
        };
        self.withdraw(&mark).await?;
        removed
    }

    /// The removals of this file that have begun.
    async fn marks(&self) -> Result<Vec<ObjectMeta>, Unreachable> {
        Ok(self.store.list(Some(&self.marks)).try_collect().await?)
    }

    /// The time of the file; `None` when there is none.
    async fn time(&self) -> Result<Option<DateTime<Utc>>, Unreachable> {
        let head = GetOptions {
            head: true,
            ..GetOptions::default()
        };
        let found = if_found(self.store.get_opts(&self.key, head).await)?;
        Ok(found.map(|found| {
            let noted = found.attributes.get(&Attribute::Metadata(TIME.into()));
            let noted = noted.and_then(|text| DateTime::parse_from_rfc3339(text).ok());
            noted.map_or(found.meta.last_modified, DateTime::<Utc>::from)
        }))
    }

    /// Removes an object, which may be gone.
    async fn withdraw(&self, key: &Path) -> Result<(), Unreachable> {
        if_found(self.store.delete(key).await).map(|_| ())
    }
}

/// Turns the answer that there is no such object into `None`. A store without the bucket says almost the same.
fn if_found<T>(answer: Result<T, Refusal>) -> Result<Option<T>, Unreachable> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(Refusal::NotFound { source, .. }) if !source.to_string().contains("NoSuchBucket") => {
            Ok(None)
        }
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use object_store::memory::InMemory;
    use std::thread;

    fn at(day: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000 + day)
    }

    fn objects() -> (Arc<InMemory>, Objects) {
        let memory = Arc::new(InMemory::new());
        let store: Arc<dyn ObjectStore> = Arc::<InMemory>::clone(&memory);
        (memory, Objects::new(store, "site"))
    }

    fn run<T>(operation: impl Future<Output = T>) -> T {
        RUNTIME.as_ref().unwrap().block_on(operation)
    }

    #[test]
    fn a_file_that_is_stored_during_a_removal_is_stored_again() {
        let (memory, objects) = objects();
        let content = Bytes::from_static(b"content");
        let mark = Path::from("site/removing/a/b/someone");
        let key = Path::from("site/a/b");
        run(memory.put(&mark, Bytes::new().into())).unwrap();
        // The removal saw the old file before, and removes the new one.
        let removal = thread::spawn(move || {
            while run(memory.head(&key)).is_err() {
                thread::sleep(Duration::from_millis(5));
            }
            run(memory.delete(&key)).unwrap();
            run(memory.delete(&mark)).unwrap();
        });

        objects.store("a/b", content.clone(), at(9)).unwrap();

        removal.join().unwrap();
        assert_eq!(objects.read("a/b").unwrap(), Some(content));
        assert!(!objects.remove_older("a/b", at(9)).unwrap());
    }

    #[test]
    fn a_file_cannot_be_stored_while_its_removal_goes_on() {
        let (memory, objects) = objects();
        let mark = Path::from("site/removing/a/b/someone");
        run(memory.put(&mark, Bytes::new().into())).unwrap();

        let refused = objects.store("a/b", Bytes::from_static(b"1"), at(0));

        let error = crate::error::Error::from(refused.unwrap_err());
        assert_eq!(error.code(), shared::problem::Code::Unavailable);
    }

    #[test]
    fn a_removal_leaves_no_mark() {
        let (memory, objects) = objects();
        objects
            .store("a/b", Bytes::from_static(b"1"), at(0))
            .unwrap();

        assert!(objects.remove_older("a/b", at(5)).unwrap());

        let left: Vec<ObjectMeta> = run(memory.list(None).try_collect()).unwrap();
        assert_eq!(left, []);
    }

    #[test]
    fn an_object_without_a_time_has_that_of_its_arrival() {
        let (memory, objects) = objects();
        run(memory.put(&Path::from("site/a"), Bytes::from_static(b"1").into())).unwrap();
        let now = crate::clock::Clock::system().now();

        assert!(
            !objects
                .remove_older("a", now - TimeDelta::hours(1))
                .unwrap()
        );
        assert!(
            objects
                .remove_older("a", now + TimeDelta::hours(1))
                .unwrap()
        );
    }
}
