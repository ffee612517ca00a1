//! Kinds of uploaded files.

use chrono::TimeDelta;
use ground::files::Files;
use ground::jobs::Schedule;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::hash::Hash;

/// A kind of uploaded files, in a folder of its own.
pub(crate) trait Shelf: Send + Sync + 'static {
    /// Identifier in forms and rows; it may have several files.
    type Id: Ord + Hash + Send + Sync + Serialize + DeserializeOwned + 'static;
    /// Which of the files of an identifier. The last in order is the one that is renewed: it is removed first, and while it exists
    /// the others do.
    type Part: Ord + Copy;
    /// Folder in the store.
    const FOLDER: &'static str;
    /// When unused files are removed.
    const UNUSED: Unused;

    /// Name of the file of an identifier, or of the folder of its files.
    fn name(id: &Self::Id) -> String;

    /// Reads the name of a file; `None` for one that is not of this kind.
    fn read(name: &str) -> Option<(Self::Id, Self::Part)>;
}

/// A kind of files of which those of a deleted event or account are removed at once.
pub(crate) trait Forgettable: Shelf {
    /// Name of the job that removes them.
    const FORGET: &'static str;

    /// Names of the stored files of an identifier, in any order.
    ///
    /// # Errors
    ///
    /// When the store fails.
    fn files_of(files: &Files, id: &Self::Id) -> anyhow::Result<Vec<String>>;
}

/// How unused files of a kind are removed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unused {
    /// Time for which they stay: somebody may be about to use them.
    pub(crate) stay: TimeDelta,
    /// Name of the job that looks for them, and when it does.
    pub(crate) sweep: &'static str,
    pub(crate) swept: Schedule,
}

/// Name of a file, or of a folder of files, in one of 256 folders, so that none holds tens of thousands. `key` is what differs
/// between identifiers: two digits of `id` that are evenly distributed.
pub(crate) fn spread(folder: &str, key: Option<&str>, id: &str) -> String {
    format!("{folder}/{}/{id}", key.unwrap_or(id))
}
