//! Files of the web bundle by path, with their content types.
//!
//! The bundle stores each file once: compressed with brotli (`path.br`) when that makes it smaller, otherwise uncompressed.
//! Only the shell of the public pages is stored in both forms. Other encodings are made on the first request of a client
//! without brotli, and cached.

use actix_web::web::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write as _;
#[cfg(test)]
use std::path::PathBuf;
use std::sync::{LazyLock, PoisonError, RwLock};

#[derive(RustEmbed)]
#[folder = "../dist"]
#[allow_missing = true]
struct Dist;

/// Source of the files.
pub(super) enum Bundle {
    /// `dist/`: embedded when this binary was built, or, with debug assertions, read from disk on each request.
    Built,
    /// A folder created by a test.
    #[cfg(test)]
    Folder(PathBuf),
}

/// Content encoding of a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// From smallest to largest.
    pub(super) const ALL: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Identity];

    /// Token of the encoding in `Accept-Encoding` and `Content-Encoding`.
    pub(super) const fn token(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }
}

/// A file in one encoding.
#[derive(Clone)]
pub(super) struct Content {
    pub bytes: Bytes,
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
}

impl Content {
    fn new(bytes: Vec<u8>) -> Self {
        Self {
            hash: Sha256::digest(&bytes).into(),
            bytes: bytes.into(),
        }
    }
}

/// Recoded files by the hash of the brotli file that they were made from.
type Recoded = HashMap<([u8; 32], Encoding), Content>;

/// Encodings requested by clients without brotli: at most 17 MB, when every file has been requested.
static RECODED: LazyLock<RwLock<Recoded>> = LazyLock::new(Default::default);

impl Bundle {
    pub(super) const fn built() -> Self {
        Self::Built
    }

    /// The file at this path in an encoding; `None` when there is no such file, or when it is not worth compressing.
    pub(super) fn get(&self, path: &str, encoding: Encoding) -> Option<Content> {
        let whole = path
            .split('/')
            .all(|segment| !matches!(segment, "" | "." | ".."))
            && !path.contains(['\\', '\0']);
        if !whole {
            return None;
        }
        if encoding == Encoding::Identity
            && let Some(content) = self.read(path)
        {
            return Some(content);
        }
        let packed = self.read(&format!("{path}.br"))?;
        match encoding {
            Encoding::Brotli => Some(packed),
            Encoding::Gzip | Encoding::Identity => recoded(&packed, encoding),
        }
    }

    /// A file of the bundle as stored.
    fn read(&self, name: &str) -> Option<Content> {
        match self {
            Self::Built => Dist::get(name).map(|file| Content {
                hash: file.metadata.sha256_hash(),
                bytes: match file.data {
                    Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                    Cow::Owned(bytes) => bytes.into(),
                },
            }),
            #[cfg(test)]
            Self::Folder(folder) => std::fs::read(folder.join(name)).ok().map(Content::new),
        }
    }
}

/// The first built file whose path ends with `ending`, uncompressed and not cached: for the server's own use.
pub(super) fn plain(ending: &str) -> Option<Vec<u8>> {
    let packed_ending = format!("{ending}.br");
    let name =
        Dist::iter().find(|name| name.ends_with(ending) || name.ends_with(&packed_ending))?;
    let file = Dist::get(&name)?;
    if !name.ends_with(&packed_ending) {
        return Some(file.data.into_owned());
    }
    let mut plain = Vec::new();
    brotli::BrotliDecompress(&mut file.data.as_ref(), &mut plain).ok()?;
    Some(plain)
}

/// Recodes a brotli file, or returns the cached result; `None` when the content is not brotli.
fn recoded(packed: &Content, encoding: Encoding) -> Option<Content> {
    let key = (packed.hash, encoding);
    let cached = RECODED
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(&key)
        .cloned();
    if cached.is_some() {
        return cached;
    }
    let mut plain = Vec::new();
    brotli::BrotliDecompress(&mut packed.bytes.as_ref(), &mut plain).ok()?;
    let bytes = match encoding {
        Encoding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&plain).ok()?;
            encoder.finish().ok()?
        }
        Encoding::Brotli | Encoding::Identity => plain,
    };
    let content = Content::new(bytes);
    RECODED
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(key, content.clone());
    Some(content)
}

/// Content type of a path; `None` for a file that is not served by its own name, such as the brotli form of another file.
pub(super) fn content_type(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit('/').next()?.rsplit_once('.')?;
    Some(match extension {
        "css" => "text/css; charset=utf-8",
        "geojson" | "json" | "topojson" => "application/json",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webp" => "image/webp",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => return None,
    })
}
