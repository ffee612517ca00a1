//! Files of the bundle in memory, grouped by shared content hash.

use anyhow::Context;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// A file; its path is relative to the group and uses `/`.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub path: String,
    pub bytes: Vec<u8>,
}

impl File {
    /// File name extension, without the dot.
    pub(crate) fn extension(&self) -> Option<&str> {
        Path::new(&self.path).extension()?.to_str()
    }
}

/// Files that change together and therefore share a cache key.
pub(crate) struct Group {
    pub name: &'static str,
    pub files: Vec<File>,
}

impl Group {
    /// Sorts the files by path, so that the hash does not depend on their order.
    pub(crate) fn new(name: &'static str, mut files: Vec<File>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { name, files }
    }

    /// Folder of the group under `/assets`, named after a hash of its paths and contents.
    pub(crate) fn folder(&self) -> String {
        let mut hasher = Sha256::new();
        for file in &self.files {
            hasher.update((file.path.len() as u64).to_le_bytes());
            hasher.update(&file.path);
            hasher.update((file.bytes.len() as u64).to_le_bytes());
            hasher.update(&file.bytes);
        }
        format!("{}-{}", self.name, hex(&hasher.finalize(), 6))
    }

    /// URL path of the group's folder.
    pub(crate) fn url(&self) -> String {
        format!("/assets/{}", self.folder())
    }
}

/// The first `count` bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8], count: usize) -> String {
    bytes
        .iter()
        .take(count)
        .fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to a String does not fail");
            text
        })
}

/// Reads a file; the error names it.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Every file under `folder`, recursively and sorted; empty when the folder does not exist.
pub(crate) fn list(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        collect(folder, &mut found)?;
    }
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// Reads every file under `folder`; `prefix` is prepended to each relative path.
pub(crate) fn read_all(folder: &Path, prefix: &str) -> anyhow::Result<Vec<File>> {
    list(folder)?
        .into_iter()
        .map(|path| {
            let inside = path
                .strip_prefix(folder)
                .context("a listed file is in its folder")?;
            let inside = inside
                .to_str()
                .with_context(|| format!("{} is not named in UTF-8", path.display()))?;
            Ok(File {
                path: format!("{prefix}{inside}"),
                bytes: read(&path)?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, bytes: &[u8]) -> File {
        File {
            path: path.to_owned(),
            bytes: bytes.to_vec(),
        }
    }

    #[test]
    fn the_folder_depends_on_the_content_and_not_on_the_order() {
        let first = Group::new("app", vec![file("a", b"1"), file("b", b"2")]);
        let reordered = Group::new("app", vec![file("b", b"2"), file("a", b"1")]);
        let other = Group::new("app", vec![file("a", b"1"), file("b", b"3")]);

        assert_eq!(first.folder(), reordered.folder());
        assert_ne!(first.folder(), other.folder());
        assert_eq!(first.folder().len(), "app-".len() + 12);
    }

    #[test]
    fn moving_a_byte_from_one_file_to_the_next_changes_the_folder() {
        let first = Group::new("app", vec![file("a", b"12"), file("b", b"3")]);
        let other = Group::new("app", vec![file("a", b"1"), file("b", b"23")]);

        assert_ne!(first.folder(), other.folder());
    }
}
