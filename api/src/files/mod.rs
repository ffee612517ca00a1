//! Rules that all kinds of uploaded files share: how they are named, removed when nothing uses them, and counted.
//!
//! A kind is a [`Shelf`]: its folder in the store, and the names in it. `images`, `documents` and `conversation` have one each. Only the
//! folders of shelves are looked through for unused files here: what else lies in the store stays, such as the head of the log. The
//! files of communication kits have a sweep of their own.

mod forget;
mod quota;
mod shelf;
mod sweep;

pub(crate) use forget::{Forget, forgets};
pub(crate) use quota::{EditionQuota, release, uncount};
pub(crate) use shelf::{Forgettable, Shelf, Unused, spread};
pub(crate) use sweep::{sweep, sweeps};

#[cfg(test)]
pub(crate) use testing::Store;

#[cfg(test)]
mod testing {
    use ground::files::Files;
    use object_store::memory::InMemory;
    use std::sync::Arc;
    use tempfile::TempDir;

    /// The kinds of stores that the tests run on.
    #[derive(Debug, Clone, Copy)]
    pub(crate) enum Store {
        Folder,
        Objects,
    }

    impl Store {
        /// An empty store, and the folder that it may be in.
        pub(crate) fn open(self) -> (TempDir, Files) {
            let folder = TempDir::new().unwrap();
            let files = match self {
                Self::Folder => Files::under(folder.path()),
                Self::Objects => Files::among(Arc::new(InMemory::new()), "site"),
            };
            (folder, files)
        }
    }
}
