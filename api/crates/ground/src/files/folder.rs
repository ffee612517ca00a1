//! Files in a folder of this machine, or in one that all instances share.
//!
//! A file is written under a temporary name, synced and renamed, and then its folder is synced.

use super::{FileInfo, UNFINISHED};
use anyhow::Context as _;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use uuid::Uuid;

/// The files under one folder. The operations are those of [`super::Files`], with names that were checked.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    pub(super) fn store(&self, name: &str, bytes: &[u8], at: DateTime<Utc>) -> anyhow::Result<()> {
        let path = self.root.join(name);
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

    pub(super) fn read(&self, name: &str) -> anyhow::Result<Option<Bytes>> {
        let path = self.root.join(name);
        if_found(fs::read(&path))
            .map(|read| read.map(Bytes::from))
            .with_context(|| format!("file {}", path.display()))
    }

    pub(super) fn renew(&self, name: &str, at: DateTime<Utc>) -> anyhow::Result<bool> {
        let path = self.root.join(name);
        let renewed = File::options()
            .append(true)
            .open(&path)
            .and_then(|file| file.set_modified(SystemTime::from(at)));
        Ok(if_found(renewed)
            .with_context(|| format!("file {}", path.display()))?
            .is_some())
    }

    pub(super) fn list(&self, folder: &str) -> anyhow::Result<Vec<FileInfo>> {
        let mut files = Vec::new();
        let mut folders = vec![self.root.join(folder)];
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
                        bytes: meta.len(),
                    });
                }
            }
        }
        Ok(files)
    }

    pub(super) fn remove_older(&self, name: &str, before: DateTime<Utc>) -> anyhow::Result<bool> {
        let path = self.root.join(name);
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

    pub(super) fn is_reachable(&self) -> bool {
        if_found(fs::metadata(&self.root)).is_ok()
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
