//! Shared files that the store has lost.
//!
//! A file that was made is drawn again; a shared file comes back only when somebody uploads it once more. So the pages say which ones
//! are missing or damaged, before anybody asks for them: from a list of the store, which is read at most once a minute, and from what
//! was found damaged when it was read.

use super::rows::VersionRow;
use super::store::{Kits, SHARED, Stored, stored};
use chrono::{DateTime, TimeDelta, Utc};
use ground::blocking::blocking;
use ground::files::FileInfo;
use moka::sync::Cache;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::timeout;

/// Time for which a list of the store counts.
const COUNTS: TimeDelta = TimeDelta::minutes(1);
/// Longest wait of a request for the list. It answers with what was known before, then.
const WAIT: Duration = Duration::from_secs(2);
/// Damaged files that the instance remembers.
const DAMAGED_MAX: u64 = 1_000;
/// Time for which it remembers one: it may be uploaded again through another instance, and the list does not tell that.
const DAMAGED_FOR: Duration = Duration::from_hours(1);

/// Shared files that an instance has found missing or damaged in the store.
pub(super) struct Watch {
    /// Time at which the store was asked last.
    asked: Mutex<Option<DateTime<Utc>>>,
    listed: Mutex<Option<Listed>>,
    /// Hashes of the contents that were read and were not whole.
    damaged: Cache<String, ()>,
}

/// The shared files in the store at a time: hash and size.
struct Listed {
    at: DateTime<Utc>,
    sizes: HashMap<String, u64>,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            asked: Mutex::default(),
            listed: Mutex::default(),
            damaged: Cache::builder()
                .max_capacity(DAMAGED_MAX)
                .time_to_live(DAMAGED_FOR)
                .build(),
        }
    }
}

impl Watch {
    /// True when a content with this hash and size, uploaded at that time, is missing or damaged.
    pub(super) fn has_lost(&self, hash: &str, bytes: u64, uploaded_at: DateTime<Utc>) -> bool {
        if self.damaged.contains_key(hash) {
            return true;
        }
        let listed = locked(&self.listed);
        listed.as_ref().is_some_and(|listed| {
            // A file is stored soon after the time of its upload, maybe while the store is listed.
            uploaded_at + COUNTS < listed.at && listed.sizes.get(hash) != Some(&bytes)
        })
    }

    /// Notes that a content was not there, until the store is listed again.
    pub(super) fn note_missing(&self, hash: &str) {
        if let Some(listed) = locked(&self.listed).as_mut() {
            listed.sizes.remove(hash);
        }
    }

    /// Notes the size of a content that was read or stored; `None` when it was damaged.
    pub(super) fn note(&self, hash: &str, whole: Option<u64>) {
        let Some(bytes) = whole else {
            self.damaged.insert(hash.to_owned(), ());
            return;
        };
        self.damaged.invalidate(hash);
        if let Some(listed) = locked(&self.listed).as_mut() {
            listed.sizes.insert(hash.to_owned(), bytes);
        }
    }

    /// True for the caller that has to list the store, which is one in a minute.
    fn is_due(&self, now: DateTime<Utc>) -> bool {
        let mut asked = locked(&self.asked);
        let due = asked.is_none_or(|at| now - at >= COUNTS);
        if due {
            *asked = Some(now);
        }
        due
    }

    fn replace(&self, at: DateTime<Utc>, files: Vec<FileInfo>) {
        let sizes = files.into_iter().filter_map(|file| {
            let Stored::Shared(hash) = stored(&file.name) else {
                return None;
            };
            Some((hash.to_owned(), file.bytes))
        });
        *locked(&self.listed) = Some(Listed {
            at,
            sizes: sizes.collect(),
        });
    }
}

impl Kits {
    /// True when the content of a version is known to be missing or damaged.
    pub(super) fn has_lost(&self, row: &VersionRow) -> bool {
        let uploaded_at = row.uploaded_at.0;
        self.watch().has_lost(&row.content, row.size(), uploaded_at)
    }

    /// Lists the shared files in the store, unless that was done a short while ago. A store that does not answer delays the caller by a
    /// moment and changes nothing.
    pub(super) async fn look(self: &Arc<Self>, now: DateTime<Utc>) {
        if !self.watch().is_due(now) {
            return;
        }
        let kits = Arc::clone(self);
        let looking = blocking(move || {
            let files = kits.files().list(SHARED)?;
            kits.watch().replace(now, files);
            Ok(())
        });
        if let Ok(Err(error)) = timeout(WAIT, looking).await {
            tracing::error!(
                error = format!("{error:?}"),
                "the shared files of the kits cannot be listed"
            );
        }
    }
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES: u64 = 7;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    fn file(hash: &str, bytes: u64) -> FileInfo {
        let (folder, _) = hash.split_at(2);
        FileInfo {
            name: format!("{SHARED}/{folder}/{hash}"),
            bytes,
        }
    }

    #[test]
    fn a_file_that_is_not_in_the_list_or_has_another_size_is_lost() {
        let [kept, cut, missing] = ["0a", "0b", "0c"].map(|byte| byte.repeat(32));
        let watch = Watch::default();
        let lost = |hash: &str, uploaded| watch.has_lost(hash, BYTES, at(uploaded));
        assert!(!lost(&missing, 0), "nothing is known yet");

        watch.replace(at(10), vec![file(&kept, BYTES), file(&cut, BYTES - 1)]);

        assert!(!lost(&kept, 0));
        assert!(lost(&cut, 0));
        assert!(lost(&missing, 0));
        assert!(!lost(&missing, 9), "it may have been stored afterwards");
    }

    #[test]
    fn a_damaged_file_is_lost_until_it_is_stored_again() {
        let hash = "0a".repeat(32);
        let watch = Watch::default();
        watch.replace(at(10), Vec::new());

        watch.note(&hash, None);
        assert!(watch.has_lost(&hash, BYTES, at(10)));

        watch.note(&hash, Some(BYTES));
        assert!(!watch.has_lost(&hash, BYTES, at(0)));
    }

    #[test]
    fn a_file_that_was_not_there_is_lost_until_the_next_list_has_it() {
        let hash = "0a".repeat(32);
        let watch = Watch::default();
        watch.replace(at(10), vec![file(&hash, BYTES)]);

        watch.note_missing(&hash);
        assert!(watch.has_lost(&hash, BYTES, at(0)));

        watch.replace(at(11), vec![file(&hash, BYTES)]);
        assert!(!watch.has_lost(&hash, BYTES, at(0)));
    }

    #[test]
    fn the_store_is_listed_once_a_minute() {
        let watch = Watch::default();
        assert!(watch.is_due(at(0)));
        assert!(!watch.is_due(at(0) + TimeDelta::seconds(59)));
        assert!(watch.is_due(at(1)));
    }
}
