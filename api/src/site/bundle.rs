//! Files of the bundle by path, with the content types that are known.

use rust_embed::RustEmbed;
use std::borrow::Cow;
#[cfg(test)]
use std::path::PathBuf;

#[derive(RustEmbed)]
#[folder = "../dist"]
#[allow_missing = true]
struct Dist;

/// Where the files come from.
pub(super) enum Bundle {
    /// `dist/` as it was when this binary was built; a debug build reads it anew each time.
    Built,
    /// A folder that a test has made.
    #[cfg(test)]
    Folder(PathBuf),
}

/// One representation of a file.
pub(super) struct Content {
    pub bytes: Cow<'static, [u8]>,
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
}

impl Bundle {
    pub(super) const fn built() -> Self {
        Self::Built
    }

    /// The file of this path, as it is or as its twin of an encoding (`.br`, `.gz`).
    pub(super) fn get(&self, path: &str, ending: &str) -> Option<Content> {
        let whole = path
            .split('/')
            .all(|segment| !matches!(segment, "" | "." | ".."))
            && !path.contains(['\\', '\0']);
        if !whole {
            return None;
        }
        let name = format!("{path}{ending}");
        match self {
            Self::Built => Dist::get(&name).map(|file| Content {
                hash: file.metadata.sha256_hash(),
                bytes: file.data,
            }),
            #[cfg(test)]
            Self::Folder(folder) => std::fs::read(folder.join(name)).ok().map(|bytes| Content {
                hash: sha2::Digest::finalize(sha2::Digest::chain_update(
                    <sha2::Sha256 as sha2::Digest>::new(),
                    &bytes,
                ))
                .into(),
                bytes: bytes.into(),
            }),
        }
    }
}

/// Content type of a path; `None` for a file that the bundle does not offer, an encoded twin for instance.
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
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => return None,
    })
}
