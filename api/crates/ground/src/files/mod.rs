//! Uploaded files by name: in a folder that all instances share, or in a bucket of an S3 store.
//!
//! Both kinds have the same five operations and the same promises. A file is durable before [`Files::store`] returns, nobody ever
//! reads a part of one, and [`Files::remove_older`] never removes a file that was stored or renewed in the meantime. Every
//! operation may block, and each has a time limit in an S3 store: they belong on threads that may wait.
//!
//! Names are ASCII, made by the server from identifiers and hashes. The name that a person gave to a file is kept elsewhere.

mod folder;
mod objects;
mod probe;
mod s3;
pub(crate) mod unreachable;

use crate::config::Config;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use folder::Folder;
use object_store::ObjectStore;
use objects::Objects;
use std::path::Path;
use std::sync::Arc;

pub use s3::S3Config;

/// Suffix of a file that is still being written.
const UNFINISHED: &str = ".part";

/// The files of the server. Clones share one store.
#[derive(Debug, Clone)]
pub struct Files(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Folder(Folder),
    Objects(Arc<Objects>),
}

/// An entry in the list of stored files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInfo {
    /// Name, as passed to [`Files::store`].
    pub name: String,
    /// Size of the file in bytes.
    pub bytes: u64,
}

impl Files {
    /// Opens the store that the configuration names; an S3 store need not be reachable yet.
    ///
    /// # Errors
    ///
    /// When the settings of an S3 store do not fit together.
    pub fn open(config: &Config) -> anyhow::Result<Self> {
        match &config.files_s3 {
            Some(s3) => Ok(Self(Kind::Objects(Arc::new(s3.open()?)))),
            None => Ok(Self::under(&config.files_dir)),
        }
    }

    /// Stores files under the folder `root`, which is created with the first of them.
    pub fn under(root: &Path) -> Self {
        Self(Kind::Folder(Folder::new(root)))
    }

    /// Stores files as objects of `store`, with names below `prefix`, which may be empty.
    pub fn among(store: Arc<dyn ObjectStore>, prefix: &str) -> Self {
        Self(Kind::Objects(Arc::new(Objects::new(store, prefix))))
    }

    /// Stores `bytes` under `name`, replacing any file of that name; `at` becomes its time.
    ///
    /// # Errors
    ///
    /// When the file cannot be written durably.
    pub fn store(&self, name: &str, bytes: &[u8], at: DateTime<Utc>) -> anyhow::Result<()> {
        check(name)?;
        match &self.0 {
            Kind::Folder(folder) => folder.store(name, bytes, at),
            Kind::Objects(objects) => objects.store(name, Bytes::copy_from_slice(bytes), at),
        }
    }

    /// The content of the file `name`; `None` when there is none.
    ///
    /// # Errors
    ///
    /// When the file exists but cannot be read.
    pub fn read(&self, name: &str) -> anyhow::Result<Option<Bytes>> {
        check(name)?;
        match &self.0 {
            Kind::Folder(folder) => folder.read(name),
            Kind::Objects(objects) => objects.read(name),
        }
    }

    /// Sets the time of the file `name` to `at`; returns whether the file exists.
    ///
    /// An S3 store cannot change the time of an object: there, the file is read and stored once more.
    ///
    /// # Errors
    ///
    /// When the file exists but cannot be changed.
    pub fn renew(&self, name: &str, at: DateTime<Utc>) -> anyhow::Result<bool> {
        check(name)?;
        match &self.0 {
            Kind::Folder(folder) => folder.renew(name, at),
            Kind::Objects(objects) => objects.renew(name, at),
        }
    }

    /// Every file whose name begins with `folder` and a slash, sorted by name; includes unfinished files.
    ///
    /// # Errors
    ///
    /// When a folder cannot be read.
    pub fn list(&self, folder: &str) -> anyhow::Result<Vec<FileInfo>> {
        check(folder)?;
        let mut files = match &self.0 {
            Kind::Folder(inside) => inside.list(folder)?,
            Kind::Objects(objects) => objects.list(folder)?,
        };
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(files)
    }

    /// Removes a file whose time is earlier than `before`; returns false if a newer file of that name remains.
    ///
    /// # Errors
    ///
    /// When the file cannot be removed.
    pub fn remove_older(&self, name: &str, before: DateTime<Utc>) -> anyhow::Result<bool> {
        check(name)?;
        match &self.0 {
            Kind::Folder(folder) => folder.remove_older(name, before),
            Kind::Objects(objects) => objects.remove_older(name, before),
        }
    }

    /// True when the store answers. An answer is remembered for a few seconds, so that anybody may ask.
    pub fn is_reachable(&self) -> bool {
        match &self.0 {
            Kind::Folder(folder) => folder.is_reachable(),
            Kind::Objects(objects) => objects.is_reachable(),
        }
    }

    /// Stores, reads, lists and removes a file, and says in words what the store does not do as it should.
    ///
    /// # Errors
    ///
    /// When the store fails at one of these operations.
    pub fn probe(&self, now: DateTime<Utc>) -> anyhow::Result<Vec<&'static str>> {
        probe::probe(self, now)
    }
}

/// True when a file was left unfinished because its server stopped while writing it.
pub fn is_unfinished(name: &str) -> bool {
    name.ends_with(UNFINISHED) && check(name).is_ok()
}

/// Rejects a name that is not plain ASCII, or would leave the store. Names never come from users.
fn check(name: &str) -> anyhow::Result<()> {
    let part_is_plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .bytes()
                .all(|sign| sign.is_ascii_alphanumeric() || b"-_.".contains(&sign))
    };
    anyhow::ensure!(
        name.split('/').all(part_is_plain),
        "`{name}` is not a valid file name"
    );
    Ok(())
}

#[cfg(test)]
mod tests;
