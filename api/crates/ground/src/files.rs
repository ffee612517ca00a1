//! Files that people bring, by name: a folder of this machine, or one that all instances share.
//!
//! Whatever is kept is on the disk before [`Files::keep`] answers: written under another name, synchronised, given its own
//! name, and the folder synchronised too. Nobody ever reads half a file. A store of another kind has the same five verbs.

use anyhow::Context as _;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;
use uuid::Uuid;

/// How the name of a file ends that is still being written.
const UNFINISHED: &str = ".part";

/// The files under one folder, which comes into being with the first of them.
#[derive(Debug, Clone)]
pub struct Files {
    root: PathBuf,
}

/// A file as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its name, as it was given to [`Files::keep`].
    pub name: String,
    /// When it was last kept or [renewed](Files::renew).
    pub at: DateTime<Utc>,
    /// Its size in bytes.
    pub bytes: u64,
}

impl Files {
    /// The files under `root`.
    pub fn under(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// Keeps `bytes` under `name`, in the place of what had that name.
    ///
    /// # Errors
    ///
    /// When they are not safely on the disk.
    pub fn keep(&self, name: &str, bytes: &[u8], at: DateTime<Utc>) -> anyhow::Result<()> {
        let path = self.path(name)?;
        let folder = path.parent().context("a file without a folder")?;
        make_folder(folder).with_context(|| format!("folder {}", folder.display()))?;
        let unfinished = folder.join(format!("{}{UNFINISHED}", Uuid::new_v4().simple()));
        let written = write(&unfinished, bytes, at).and_then(|()| fs::rename(&unfinished, &path));
        if let Err(error) = written {
            // What cannot be removed either is swept later.
            let _left = fs::remove_file(&unfinished);
            return Err(error).with_context(|| format!("file {}", path.display()));
        }
        sync_folder(folder).with_context(|| format!("folder {}", folder.display()))
    }

    /// What is kept under `name`, if anything is.
    ///
    /// # Errors
    ///
    /// When it is there and cannot be read.
    pub fn read(&self, name: &str) -> anyhow::Result<Option<Bytes>> {
        let path = self.path(name)?;
        there(fs::read(&path))
            .map(|read| read.map(Bytes::from))
            .with_context(|| format!("file {}", path.display()))
    }

    /// Makes a file as young as if it was kept at this moment; whether there is one.
    ///
    /// # Errors
    ///
    /// When it is there and cannot be changed.
    pub fn renew(&self, name: &str, at: DateTime<Utc>) -> anyhow::Result<bool> {
        let path = self.path(name)?;
        let renewed = File::options()
            .append(true)
            .open(&path)
            .and_then(|file| file.set_modified(SystemTime::from(at)));
        Ok(there(renewed)
            .with_context(|| format!("file {}", path.display()))?
            .is_some())
    }

    /// Every file whose name begins with `folder` and a slash, those that were never finished included, in the order of the
    /// names.
    ///
    /// # Errors
    ///
    /// When a folder cannot be read.
    pub fn list(&self, folder: &str) -> anyhow::Result<Vec<Kept>> {
        let mut kept = Vec::new();
        let mut folders = vec![self.path(folder)?];
        while let Some(folder) = folders.pop() {
            let told = || format!("folder {}", folder.display());
            let Some(entries) = there(fs::read_dir(&folder)).with_context(told)? else {
                continue;
            };
            for entry in entries {
                let path = entry.with_context(told)?.path();
                // What vanishes meanwhile is not there.
                let Some(meta) = there(fs::symlink_metadata(&path)).with_context(told)? else {
                    continue;
                };
                if meta.is_dir() {
                    folders.push(path);
                } else if let Some(name) = self.name(&path) {
                    kept.push(Kept {
                        name,
                        at: meta.modified().with_context(told)?.into(),
                        bytes: meta.len(),
                    });
                }
            }
        }
        kept.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(kept)
    }

    /// Removes a file that is no younger than `before`; whether it is gone.
    ///
    /// # Errors
    ///
    /// When it cannot be removed.
    pub fn remove_older(&self, name: &str, before: DateTime<Utc>) -> anyhow::Result<bool> {
        let path = self.path(name)?;
        let told = || format!("file {}", path.display());
        let Some(meta) = there(fs::symlink_metadata(&path)).with_context(told)? else {
            return Ok(true);
        };
        if DateTime::<Utc>::from(meta.modified().with_context(told)?) >= before {
            return Ok(false);
        }
        there(fs::remove_file(&path)).with_context(told)?;
        Ok(true)
    }

    /// Where a name leads. Names are made here and never by people; one that would leave the folder is refused all the same.
    fn path(&self, name: &str) -> anyhow::Result<PathBuf> {
        let name = Path::new(name);
        let inside = name
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        anyhow::ensure!(inside, "`{}` is no name of a file", name.display());
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

/// Whether a file is one that was never finished: its server fell while it was written.
pub fn is_unfinished(name: &str) -> bool {
    name.ends_with(UNFINISHED)
}

/// What is not there is no failure.
fn there<T>(found: io::Result<T>) -> io::Result<Option<T>> {
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

/// Makes a folder and those above it, each synchronised with the one that it lies in.
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
    fn what_is_kept_is_read_replaced_and_listed() {
        let folder = TempDir::new().unwrap();
        let files = Files::under(&folder.path().join("not/yet/there"));
        assert_eq!(files.list("a").unwrap(), []);
        assert_eq!(files.read("a/b.txt").unwrap(), None);

        files.keep("a/b.txt", b"one", at(0)).unwrap();
        files.keep("a/b.txt", b"three", at(1)).unwrap();
        files.keep("a/c/d.txt", b"", at(2)).unwrap();
        files.keep("e/f.txt", b"", at(2)).unwrap();

        assert_eq!(
            files.read("a/b.txt").unwrap().as_deref(),
            Some(&b"three"[..])
        );
        let listed: Vec<_> = files
            .list("a")
            .unwrap()
            .into_iter()
            .map(|kept| (kept.name, kept.at, kept.bytes))
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
    fn only_what_is_old_enough_is_removed() {
        let folder = TempDir::new().unwrap();
        let files = Files::under(folder.path());
        files.keep("a", b"1", at(0)).unwrap();
        files.keep("b", b"2", at(0)).unwrap();
        assert!(files.renew("a", at(9)).unwrap());
        assert!(!files.renew("nothing", at(9)).unwrap());

        assert!(!files.remove_older("a", at(5)).unwrap());
        assert!(files.remove_older("b", at(5)).unwrap());
        assert!(files.remove_older("b", at(5)).unwrap(), "it is gone");

        assert!(files.read("a").unwrap().is_some());
        assert_eq!(files.read("b").unwrap(), None);
    }

    #[test]
    fn no_name_leaves_the_folder() {
        let folder = TempDir::new().unwrap();
        let files = Files::under(&folder.path().join("files"));
        for name in ["../secret", "/etc/passwd", "a/../../secret"] {
            assert!(files.keep(name, b"x", at(0)).is_err(), "{name}");
            assert!(files.read(name).is_err(), "{name}");
        }
        assert!(!folder.path().join("secret").exists());
    }

    #[test]
    fn a_disk_that_refuses_leaves_nothing_behind() {
        let folder = TempDir::new().unwrap();
        let files = Files::under(folder.path());
        fs::create_dir_all(folder.path().join("a/taken/by a folder")).unwrap();

        assert!(files.keep("a/taken", b"x", at(0)).is_err());

        assert_eq!(files.list("a").unwrap(), []);
    }
}
