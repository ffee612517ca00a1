//! A brotli copy of each file, compressed once per content.

use crate::files::{File, hex};
use crate::{Profile, workspace};
use anyhow::Context;
use brotli::enc::BrotliEncoderParams;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Extensions of formats that are already compressed.
const COMPRESSED_EXTENSIONS: [&str; 5] = ["woff2", "png", "jpg", "webp", "avif"];
/// In bytes. Below this size the header costs more than compression saves.
const MIN_SIZE_BYTES: usize = 512;

/// A file with its brotli copy, if that is smaller.
pub(crate) struct Packed {
    pub file: File,
    pub brotli: Option<Vec<u8>>,
}

/// Brotli level: 11, the highest, for a release; 5 for a bundle that is served on this machine only.
pub(crate) fn quality(profile: Profile) -> i32 {
    match profile {
        Profile::Dev | Profile::Served => 5,
        Profile::Release => 11,
    }
}

/// Compresses `files` on every core, and caches the results in the target folder.
pub(crate) fn pack(files: Vec<File>, profile: Profile) -> anyhow::Result<Vec<Packed>> {
    let cache = workspace::target().join("bundle-cache");
    fs::create_dir_all(&cache).with_context(|| format!("cannot create {}", cache.display()))?;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let total = files.len();
    let next = AtomicUsize::new(0);
    let work = || -> anyhow::Result<Vec<(usize, Option<Vec<u8>>)>> {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(index) else {
                return Ok(done);
            };
            done.push((index, packed(file, &cache, quality(profile))?));
            progress(index + 1, total);
        }
    };
    let mut all = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_fold(Vec::new(), |mut all, worker| {
            all.extend(worker.join().expect("a worker does not panic")?);
            anyhow::Ok(all)
        })
    })?;
    all.sort_by_key(|(index, _)| *index);
    Ok(files
        .into_iter()
        .zip(all)
        .map(|(file, (_, brotli))| Packed { file, brotli })
        .collect())
}

fn packed(file: &File, cache: &Path, quality: i32) -> anyhow::Result<Option<Vec<u8>>> {
    if file.bytes.len() < MIN_SIZE_BYTES
        || file
            .extension()
            .is_some_and(|extension| COMPRESSED_EXTENSIONS.contains(&extension))
    {
        return Ok(None);
    }
    let key = hex(&Sha256::digest(&file.bytes), 16);
    let brotli = cached(&cache.join(format!("{key}.{quality}.br")), || {
        brotli(&file.bytes, quality)
    })?;
    Ok(if_smaller(&file.bytes, brotli))
}

/// Reads `path`, or calls `make` and stores its result there.
fn cached(
    path: &PathBuf,
    make: impl FnOnce() -> anyhow::Result<Vec<u8>>,
) -> anyhow::Result<Vec<u8>> {
    if let Ok(bytes) = fs::read(path) {
        return Ok(bytes);
    }
    let bytes = make()?;
    // Written to a temporary file and renamed: a build may be interrupted, and two may run at once.
    let mut temporary = path.clone().into_os_string();
    temporary.push(format!(".{}", std::process::id()));
    fs::write(&temporary, &bytes)?;
    fs::rename(&temporary, path)?;
    Ok(bytes)
}

/// `packed`, when it saves more than 5 %.
fn if_smaller(raw: &[u8], packed: Vec<u8>) -> Option<Vec<u8>> {
    (packed.len() < raw.len() / 100 * 95).then_some(packed)
}

fn brotli(bytes: &[u8], quality: i32) -> anyhow::Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters).context("brotli failed")?;
    Ok(packed)
}

/// Prints a progress line, if standard error is a terminal.
fn progress(done: usize, total: usize) {
    if std::io::stderr().is_terminal() {
        let end = if done == total { '\n' } else { '\r' };
        eprint!("web: compressing {done}/{total}{end}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_gives_the_file_back() {
        let text = "La Semaine de l'Industrie. ".repeat(100).into_bytes();

        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &*brotli(&text, 5).unwrap(), &mut unpacked).unwrap();

        assert_eq!(unpacked, text);
    }

    #[test]
    fn a_small_or_packed_file_stays_as_it_is() {
        let cache = tempfile::tempdir().unwrap();
        for (path, size) in [("robots.txt", 30), ("font.woff2", 20_000)] {
            let file = File {
                path: path.to_owned(),
                bytes: vec![b'a'; size],
            };

            let packed = packed(&file, cache.path(), 5).unwrap();

            assert!(packed.is_none(), "{path}");
        }
    }

    #[test]
    fn the_second_call_reads_from_the_cache() {
        let cache = tempfile::tempdir().unwrap();
        let path = cache.path().join("entry");

        cached(&path, || Ok(b"first".to_vec())).unwrap();
        let again = cached(&path, || Ok(b"second".to_vec())).unwrap();

        assert_eq!(again, b"first");
    }
}
