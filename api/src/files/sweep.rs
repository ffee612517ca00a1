//! Daily removal of the files that nothing uses.

use super::{Shelf, quota};
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use ground::blocking::blocking;
use ground::error::Error;
use ground::files::{FileInfo, Files, is_unfinished};
use ground::jobs::{Completion, Jobs, Kind};
use http::Services;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::marker::PhantomData;

/// Job that removes the unused files of a shelf.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
struct Sweep<S> {
    #[serde(skip)]
    shelf: PhantomData<S>,
}

impl<S: Shelf> Kind for Sweep<S> {
    const NAME: &'static str = S::UNUSED.sweep;
}

/// Reads the identifiers in use.
type Used<Id> = fn(&Services, DateTime<Utc>) -> Result<HashSet<Id>, Error>;

/// Registers the daily sweep of a shelf. `used` returns the identifiers in use; it is given the time of the oldest file that stays.
pub(crate) fn sweeps<S: Shelf>(
    jobs: Jobs,
    services: &Data<Services>,
    files: &Files,
    used: Used<S::Id>,
) -> Jobs {
    let (services, files) = (services.clone(), files.clone());
    let shelf = PhantomData;
    jobs.on_outside(move |_, _: Sweep<S>| {
        let (services, files) = (services.clone(), files.clone());
        async move {
            let swept = blocking(move || {
                let now = services.clock.now();
                let before = now - S::UNUSED.stay;
                let swept = sweep::<S>(&files, now, || used(&services, before))?;
                services
                    .db
                    .write_now(|conn| quota::release(conn, S::FOLDER, &swept.names, before))?;
                Ok(swept)
            })
            .await?;
            tracing::info!(
                folder = S::FOLDER,
                removed = swept.removed,
                removed_bytes = swept.removed_bytes,
                kept = swept.kept,
                "unused files were removed"
            );
            Ok(Completion::plain())
        }
    })
    .every(S::UNUSED.swept, Sweep::<S> { shelf })
}

/// Result of a sweep.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Swept {
    /// Stored files, by the [name](Shelf::name) of the identifier.
    names: HashSet<String>,
    /// Number of files retained.
    pub(crate) kept: usize,
    /// Number of files removed.
    pub(crate) removed: usize,
    /// Total size of the removed files, in bytes.
    pub(crate) removed_bytes: u64,
}

impl Swept {
    fn count(&mut self, file: &FileInfo, removed: bool) {
        if removed {
            self.removed += 1;
            self.removed_bytes += file.bytes;
        } else {
            self.kept += 1;
        }
    }
}

/// Removes the files of a shelf that nothing has used for as long as unused ones stay, and unfinished files. `used` returns the
/// identifiers in use.
///
/// May run while the server does: uploading a file or saving a form with it resets its age, which is checked again right
/// before removal.
///
/// # Errors
///
/// When `used` fails or the store does; files that were removed before stay removed.
pub(crate) fn sweep<S: Shelf>(
    files: &Files,
    now: DateTime<Utc>,
    used: impl FnOnce() -> Result<HashSet<S::Id>, Error>,
) -> anyhow::Result<Swept> {
    let before = now - S::UNUSED.stay;
    // List the files first, so that those uploaded later are not in the list.
    let listed = files.list(S::FOLDER)?;
    let used = used()?;
    let mut swept = Swept::default();
    let mut found: BTreeMap<S::Id, Vec<(S::Part, FileInfo)>> = BTreeMap::new();
    for file in listed {
        match S::read(&file.name) {
            Some((id, part)) => found.entry(id).or_default().push((part, file)),
            None if is_unfinished(&file.name) => {
                swept.count(&file, files.remove_older(&file.name, before)?);
            }
            None => swept.count(&file, false),
        }
    }
    for (id, mut parts) in found {
        parts.sort_by_key(|(part, _)| Reverse(*part));
        let mut stays = used.contains(&id);
        for (_, file) in parts {
            stays = stays || !files.remove_older(&file.name, before)?;
            swept.count(&file, !stays);
        }
        if stays {
            swept.names.insert(S::name(&id));
        }
    }
    Ok(swept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Store, Unused, spread};
    use chrono::TimeDelta;
    use ground::jobs::Schedule;
    use rstest::rstest;

    /// Files of a number, each with a letter.
    struct Letters;

    impl Shelf for Letters {
        type Id = u8;
        type Part = char;
        const FOLDER: &'static str = "letters";
        const UNUSED: Unused = Unused {
            stay: TimeDelta::days(7),
            sweep: "letters.sweep",
            swept: Schedule::daily_at(2, 0),
        };

        fn name(id: &u8) -> String {
            format!("letters/{id}")
        }

        fn read(name: &str) -> Option<(u8, char)> {
            let (id, part) = name.strip_prefix("letters/")?.split_once('-')?;
            Some((id.parse().ok()?, part.parse().ok()?))
        }
    }

    const THEN: DateTime<Utc> = DateTime::UNIX_EPOCH;

    #[rstest]
    fn only_old_files_that_nothing_uses_are_removed(
        #[values(Store::Folder, Store::Objects)] store: Store,
    ) {
        let (_folder, files) = store.open();
        let now = THEN + TimeDelta::days(9);
        for name in [
            "1-a",
            "1-b",
            "2-a",
            "2-b",
            "3-a",
            "3-b",
            "notes.txt",
            "9f.part",
        ] {
            files
                .store(&format!("letters/{name}"), b"four", THEN)
                .unwrap();
        }
        for name in ["kits/1-a", "log-head.jws"] {
            files.store(name, b"another's", THEN).unwrap();
        }
        // Whoever saves a form with number 3 renews its last file.
        assert!(files.renew("letters/3-b", now).unwrap());

        let swept = sweep::<Letters>(&files, now, || Ok(HashSet::from([1]))).unwrap();

        let left = files.list("letters").unwrap().into_iter();
        let left: Vec<_> = left.map(|file| file.name).collect();
        assert_eq!(
            left,
            ["1-a", "1-b", "3-a", "3-b", "notes.txt"].map(|name| format!("letters/{name}"))
        );
        assert_eq!(
            swept,
            Swept {
                names: ["letters/1", "letters/3"].map(str::to_owned).into(),
                kept: 5,
                removed: 3,
                removed_bytes: 12
            }
        );
        for name in ["kits/1-a", "log-head.jws"] {
            assert!(files.read(name).unwrap().is_some(), "{name}");
        }
    }

    #[test]
    fn a_file_lies_in_the_folder_of_its_digits() {
        assert_eq!(spread("a", Some("0f"), "0f12"), "a/0f/0f12");
    }
}
