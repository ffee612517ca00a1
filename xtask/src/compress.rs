//! brotli and gzip twins of each file, made once for each content.

use crate::files::{File, hex};
use crate::{Profile, workspace};
use anyhow::Context;
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Formats that are compressed already, and one that never travels.
const PACKED: [&str; 6] = ["woff2", "png", "jpg", "webp", "avif", "ttf"];
/// Below this, the header costs more than the body saves.
const SMALLEST_BYTES: usize = 512;

/// A file with its compressed twins, where they are worth having.
pub(crate) struct Packed {
    pub file: File,
    pub brotli: Option<Vec<u8>>,
    pub gzip: Option<Vec<u8>>,
}

/// Effort of brotli: all of it for a release, little while developing.
pub(crate) fn quality(profile: Profile) -> i32 {
    match profile {
        Profile::Dev => 5,
        Profile::Release => 11,
    }
}

/// Compresses `files` on every core, and remembers the results in the target folder.
pub(crate) fn pack(files: Vec<File>, profile: Profile) -> anyhow::Result<Vec<Packed>> {
    let cache = workspace::target().join("bundle-cache");
    fs::create_dir_all(&cache).with_context(|| format!("cannot make {}", cache.display()))?;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let total = files.len();
    let next = AtomicUsize::new(0);
    let work = || -> anyhow::Result<Vec<(usize, Twins)>> {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(index) else {
                return Ok(done);
            };
            done.push((index, twins(file, &cache, quality(profile))?));
            progress(index + 1, total);
        }
    };
    let mut packed = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_fold(Vec::new(), |mut all, worker| {
            all.extend(worker.join().expect("a worker does not panic")?);
            anyhow::Ok(all)
        })
    })?;
    packed.sort_by_key(|(index, _)| *index);
    Ok(files
        .into_iter()
        .zip(packed)
        .map(|(file, (_, Twins { brotli, gzip }))| Packed { file, brotli, gzip })
        .collect())
}

struct Twins {
    brotli: Option<Vec<u8>>,
    gzip: Option<Vec<u8>>,
}

fn twins(file: &File, cache: &Path, quality: i32) -> anyhow::Result<Twins> {
    if file.bytes.len() < SMALLEST_BYTES
        || file
            .extension()
            .is_some_and(|extension| PACKED.contains(&extension))
    {
        return Ok(Twins {
            brotli: None,
            gzip: None,
        });
    }
    let key = hex(&Sha256::digest(&file.bytes), 16);
    let brotli = remembered(&cache.join(format!("{key}.{quality}.br")), || {
        brotli(&file.bytes, quality)
    })?;
    let gzip = remembered(&cache.join(format!("{key}.gz")), || gzip(&file.bytes))?;
    Ok(Twins {
        brotli: worth_it(&file.bytes, brotli),
        gzip: worth_it(&file.bytes, gzip),
    })
}

/// What is kept under `path`, or else what `make` gives, kept there from now on.
fn remembered(
    path: &PathBuf,
    make: impl FnOnce() -> anyhow::Result<Vec<u8>>,
) -> anyhow::Result<Vec<u8>> {
    if let Ok(bytes) = fs::read(path) {
        return Ok(bytes);
    }
    let bytes = make()?;
    // Whole or not at all: a build may be interrupted, and another may run beside it.
    let mut half = path.clone().into_os_string();
    half.push(format!(".{}", std::process::id()));
    fs::write(&half, &bytes)?;
    fs::rename(&half, path)?;
    Ok(bytes)
}

fn worth_it(raw: &[u8], packed: Vec<u8>) -> Option<Vec<u8>> {
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

fn gzip(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish().context("gzip failed")
}

/// A line that counts up, where somebody can see it.
fn progress(done: usize, total: usize) {
    if std::io::stderr().is_terminal() {
        let end = if done == total { '\n' } else { '\r' };
        eprint!("web: compressing {done}/{total}{end}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::io::Read;

    #[test]
    fn both_twins_give_the_file_back() {
        let text = "La Semaine de l'Industrie. ".repeat(100).into_bytes();

        let mut from_brotli = Vec::new();
        brotli::BrotliDecompress(&mut &*brotli(&text, 5).unwrap(), &mut from_brotli).unwrap();
        let mut from_gzip = Vec::new();
        GzDecoder::new(&*gzip(&text).unwrap())
            .read_to_end(&mut from_gzip)
            .unwrap();

        assert_eq!(from_brotli, text);
        assert_eq!(from_gzip, text);
    }

    #[test]
    fn a_small_or_packed_file_has_no_twin() {
        let cache = tempfile::tempdir().unwrap();
        for (path, size) in [("robots.txt", 30), ("font.woff2", 20_000)] {
            let file = File {
                path: path.to_owned(),
                bytes: vec![b'a'; size],
            };

            let twins = twins(&file, cache.path(), 5).unwrap();

            assert!(twins.brotli.is_none() && twins.gzip.is_none(), "{path}");
        }
    }

    #[test]
    fn the_second_time_comes_from_the_cache() {
        let cache = tempfile::tempdir().unwrap();
        let path = cache.path().join("kept");

        remembered(&path, || Ok(b"first".to_vec())).unwrap();
        let again = remembered(&path, || Ok(b"second".to_vec())).unwrap();

        assert_eq!(again, b"first");
    }
}
