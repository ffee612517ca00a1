//! Uploaded files by name, in a folder of this machine or one that all instances share.
//!
//! A file is on disk before [`Files::store`] returns: it is written under a temporary name, synced and renamed, and then its
//! folder is synced. Nobody ever reads a partial file. Another kind of storage would implement the same five operations.

use anyhow::Context as _;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;
use uuid::Uuid;

/// Suffix of a file that is still being written.
const UNFINISHED: &str = ".part";

/// The files under one folder, which is created with the first of them.
#[derive(Debug, Clone)]
pub struct Files {
    root: PathBuf,
}

/// An entry in the list of stored files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInfo {
    /// Name, as passed to [`Files::store`].
    pub name: String,
    /// Time of the last store or [renewal](Files::renew).
    pub at: DateTime<Utc>,
    /// Size of the file in bytes.
    pub bytes: u64,
}

impl Files {
    /// Stores files under `root`.
    pub fn under(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// Stores `bytes` under `name`, replacing any file of that name; `at` becomes its time.
    ///
    /// # Errors
    ///
    /// When the file cannot be written and synced to disk.
    pub fn store(&self, name: &str, bytes: &[u8], at: DateTime<Utc>) -> anyhow::Result<()> {
        let path = self.path(name)?;
        let folder = path.parent().context("a file without a folder")?;
        make_folder(folder).with_context(|| format!("folder {}", folder.display()))?;
        let unfinished = folder.join(format!("{}{UNFINISHED}", Uuid::new_v4().simple()));
        let written = write(&unfinished, bytes, at).and_then(|()| fs::rename(&unfinished, &path));
        if let Err(error) = written {
            // If it cannot be removed now, a later sweep removes it.
            let _ignored = fs::remove_file(&unfinished);
            return Err(error).with_context(|| format!("file {}", path.display()));
        }
        sync_folder(folder).with_context(|| format!("folder {}", folder.display()))
    }

    /// The content of the file `name`; `None` when there is none.
    ///
    /// # Errors
    ///
    /// When the file exists but cannot be read.
    pub fn read(&self, name: &str) -> anyhow::Result<Option<Bytes>> {
        let path = self.path(name)?;
        if_found(fs::read(&path))
            .map(|read| read.map(Bytes::from))
            .with_context(|| format!("file {}", path.display()))
    }

    /// Sets the time of the file `name` to `at`; returns whether the file exists.
    ///
    /// # Errors
    ///
    /// When the file exists but cannot be changed.
    pub fn renew(&self, name: &str, at: DateTime<Utc>) -> anyhow::Result<bool> {
        let path = self.path(name)?;
        let renewed = File::options()
            .append(true)
            .open(&path)
            .and_then(|file| file.set_modified(SystemTime::from(at)));
        Ok(if_found(renewed)
            .with_context(|| format!("file {}", path.display()))?
            .is_some())
    }

    /// Every file whose name begins with `folder` and a slash, sorted by name; includes unfinished files.
    ///
    /// # Errors
    ///
    /// When a folder cannot be read.
    pub fn list(&self, folder: &str) -> anyhow::Result<Vec<FileInfo>> {
        let mut files = Vec::new();
        let mut folders = vec![self.path(folder)?];
        while let Some(folder) = folders.pop() {
            let context = || format!("folder {}", folder.display());
            let Some(entries) = if_found(fs::read_dir(&folder)).with_context(context)? else {
                continue;
            };
            for entry in entries {
                let path = entry.with_context(context)?.path();
                // Another process may have removed it in the meantime.
                let Some(meta) = if_found(fs::symlink_metadata(&path)).with_context(context)?
                else {
                    continue;
                };
                if meta.is_dir() {
                    folders.push(path);
                } else if let Some(name) = self.name(&path) {
                    files.push(FileInfo {
                        name,
                        at: meta.modified().with_context(context)?.into(),
                        bytes: meta.len(),
                    });
                }
            }
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(files)
    }

    /// Removes a file whose time is earlier than `before`; returns false if a newer file of that name remains.
    ///
    /// # Errors
    ///
    /// When the file cannot be removed.
    pub fn remove_older(&self, name: &str, before: DateTime<Utc>) -> anyhow::Result<bool> {
        let path = self.path(name)?;
        let context = || format!("file {}", path.display());
        let Some(meta) = if_found(fs::symlink_metadata(&path)).with_context(context)? else {
            return Ok(true);
        };
        if DateTime::<Utc>::from(meta.modified().with_context(context)?) >= before {
            return Ok(false);
        }
        if_found(fs::remove_file(&path)).with_context(context)?;
        Ok(true)
    }

    /// The path of a name. Names never come from users; still, one that would leave the folder is rejected.
    fn path(&self, name: &str) -> anyhow::Result<PathBuf> {
        let name = Path::new(name);
        let inside = name
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        anyhow::ensure!(inside, "`{}` is not a valid file name", name.display());
        Ok(self.root.join(name))
    }

    fn name(&self, path: &Path) -> Option<String> {
        let parts: Option<Vec<_>> = path
            .strip_prefix(&self.root)
            .ok()?
            .components()
            .map(|part| part.as_os_str().to_str())
            .collect();
        Some(parts?.join("/"))
    }
}

/// True when a file was left unfinished because its server stopped while writing it.
pub fn is_unfinished(name: &str) -> bool {
    name.ends_with(UNFINISHED)
}

/// Turns the error of a missing file into `None`.
fn if_found<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn write(path: &Path, bytes: &[u8], at: DateTime<Utc>) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.set_modified(SystemTime::from(at))?;
    file.sync_all()
}

/// Creates a folder and its parents, syncing the parent of each folder that is created.
fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().unwrap_or(Path::new(""));
    make_folder(above)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        Ok(()) | Err(_) => sync_folder(above),
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use tempfile::TempDir;

    fn at(day: u64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Days::new(20_000 + day)
    }

    #[test]
    fn a_stored_file_is_read_replaced_and_listed() {
        let folder = TempDir::new().unwrap();
        let files = Files::under(&folder.path().join("not/yet/there"));
        assert_eq!(files.list("a").unwrap(), []);
        assert_eq!(files.read("a/b.txt").unwrap(), None);

        files.store("a/b.txt", b"one", at(0)).unwrap();
        files.store("a/b.txt", b"three", at(1)).unwrap();
        files.store("a/c/d.txt", b"", at(2)).unwrap();
        files.store("e/f.txt", b"", at(2)).unwrap();

        assert_eq!(
            files.read("a/b.txt").unwrap().as_deref(),
            Some(&b"three"[..])
        );
        let listed: Vec<_> = files
            .list("a")
            .unwrap()
            .into_iter()
            .map(|file| (file.name, file.at, file.bytes))
            .collect();
        assert_eq!(
            listed,
            [
                ("a/b.txt".to_owned(), at(1), 5),
                ("a/c/d.txt".to_owned(), at(2), 0)
            ]
        );
    }

    #[test]
    fn only_old_files_are_removed() {
        let folder = TempDir::new().unwrap();
        let files = Files::under(folder.path());
        files.store("a", b"1", at(0)).unwrap();
        files.store("b", b"2", at(0)).unwrap();
        assert!(files.renew("a", at(9)).unwrap());
        assert!(!files.renew("nothing", at(9)).unwrap());

        assert!(!files.remove_older("a", at(5)).unwrap());
        assert!(files.remove_older("b", at(5)).unwrap());
        assert!(files.remove_older("b", at(5)).unwrap(), "it is gone");

        assert!(files.read("a").unwrap().is_some());
        assert_eq!(files.read("b").unwrap(), None);
    }

    #[test]
    fn a_name_cannot_leave_the_folder() {
        let folder = TempDir::new().unwrap();
        let files = Files::under(&folder.path().join("files"));
        for name in ["../secret", "/etc/passwd", "a/../../secret"] {
            assert!(files.store(name, b"x", at(0)).is_err(), "{name}");
            assert!(files.read(name).is_err(), "{name}");
        }
        assert!(!folder.path().join("secret").exists());
    }

    #[test]
    fn a_failed_write_leaves_no_file_behind() {
        let folder = TempDir::new().unwrap();
        let files = Files::under(folder.path());
        fs::create_dir_all(folder.path().join("a/taken/by a folder")).unwrap();

        assert!(files.store("a/taken", b"x", at(0)).is_err());

        assert_eq!(files.list("a").unwrap(), []);
    }
}
