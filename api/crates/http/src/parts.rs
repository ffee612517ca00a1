//! Gzip files of parts: each part is compressed once and kept, so that a change compresses only the part around it.
//!
//! A part is a run of deflate blocks that refers to nothing before it and ends on a whole byte (a sync flush). Parts are therefore
//! joined by writing one after the other, as one member that every reader of gzip reads. The file is a few per cent longer than one
//! that is compressed as a whole, as long as a part is much longer than the 32 KiB that deflate looks back.

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use sha2::{Digest as _, Sha256};
use std::io::{self, ErrorKind, Write as _};
use std::sync::Arc;

/// Compression level: most of the gain at half the cost of the best level.
const LEVEL: u32 = 6;
/// Header of a gzip file without name and time, so that the same content gives the same bytes.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
/// The last block of a deflate stream, empty.
const LAST_BLOCK: [u8; 2] = [0x03, 0x00];
/// Memory that a kept part takes beside its blocks, in bytes.
const OVERHEAD_BYTES: usize = 128;

/// Identifies the content of a part: a digest of it, or of all that it is made of.
pub type PartKey = [u8; 32];

/// A compressed part of a file.
#[derive(Debug, Default)]
pub struct Part {
    blocks: Vec<u8>,
    /// Checksum and length of the content.
    crc: Crc,
}

impl Part {
    /// Compresses the content of a part.
    ///
    /// # Errors
    ///
    /// Those of the encoder.
    pub fn of(content: &[u8]) -> io::Result<Self> {
        if content.is_empty() {
            return Ok(Self::default());
        }
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(LEVEL));
        encoder.write_all(content)?;
        encoder.flush()?;
        let mut crc = Crc::new();
        crc.update(content);
        Ok(Self {
            blocks: encoder.get_ref().clone(),
            crc,
        })
    }
}

/// Joins parts into one gzip file.
pub fn join<'a>(parts: impl IntoIterator<Item = &'a Part>) -> Vec<u8> {
    let mut file = HEADER.to_vec();
    let mut crc = Crc::new();
    for part in parts {
        file.extend_from_slice(&part.blocks);
        crc.combine(&part.crc);
    }
    file.extend_from_slice(&LAST_BLOCK);
    file.extend_from_slice(&crc.sum().to_le_bytes());
    file.extend_from_slice(&crc.amount().to_le_bytes());
    file
}

/// The parts that were compressed last.
#[derive(Debug)]
pub struct Parts(Cache<PartKey, Arc<Part>>);

impl Parts {
    /// Keeps parts of at most so many bytes, compressed.
    pub fn new(bytes: u64) -> Self {
        let cache = Cache::builder()
            .max_capacity(bytes)
            .weigher(|_, part: &Arc<Part>| {
                u32::try_from(OVERHEAD_BYTES + part.blocks.len()).unwrap_or(u32::MAX)
            })
            .eviction_policy(EvictionPolicy::lru())
            .build();
        Self(cache)
    }

    /// The kept part of a key; if there is none, compresses and keeps its content.
    ///
    /// # Errors
    ///
    /// The error of `content`, and those of [`Part::of`].
    pub fn part<C: AsRef<[u8]>, E: From<io::Error>>(
        &self,
        key: PartKey,
        content: impl FnOnce() -> Result<C, E>,
    ) -> Result<Arc<Part>, E> {
        if let Some(part) = self.0.get(&key) {
            return Ok(part);
        }
        let part = Arc::new(Part::of(content()?.as_ref())?);
        self.0.insert(key, Arc::clone(&part));
        Ok(part)
    }

    /// The gzip file of a body, of which parts end at these places and at its end.
    ///
    /// # Errors
    ///
    /// Those of [`Part::of`]; or when the places are not in order or lie outside the body.
    pub fn gzip(&self, body: &[u8], ends: &[usize]) -> io::Result<Vec<u8>> {
        let mut parts = Vec::with_capacity(ends.len() + 1);
        let mut start = 0;
        for end in ends.iter().copied().chain(std::iter::once(body.len())) {
            let content = body
                .get(start..end)
                .ok_or_else(|| io::Error::from(ErrorKind::InvalidInput))?;
            let key: PartKey = Sha256::digest(content).into();
            parts.push(self.part(key, || Ok::<_, io::Error>(content))?);
            start = end;
        }
        Ok(join(parts.iter().map(AsRef::as_ref)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::bufread::GzDecoder;
    use proptest::prelude::*;
    use std::io::Read as _;

    const BYTES: u64 = 1 << 20;

    fn read(file: &[u8]) -> Vec<u8> {
        let mut decoder = GzDecoder::new(file);
        let mut content = Vec::new();
        decoder.read_to_end(&mut content).unwrap();
        let rest = decoder.into_inner();
        assert!(rest.is_empty(), "{} bytes after the member", rest.len());
        content
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn parts_are_one_member_with_the_whole_content(
            contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..3_000), 0..8),
        ) {
            let body = contents.concat();
            let ends: Vec<_> = contents
                .iter()
                .scan(0, |end, content| {
                    *end += content.len();
                    Some(*end)
                })
                .collect();

            let file = Parts::new(BYTES).gzip(&body, &ends).unwrap();

            prop_assert_eq!(read(&file), body);
        }
    }

    #[test]
    fn long_repetitive_content_is_compressed_and_read_back() {
        let content = "Visite guidée des ateliers ; ".repeat(20_000);
        let half = "Visite guidée des ateliers ; ".len() * 10_000;

        let file = Parts::new(BYTES).gzip(content.as_bytes(), &[half]).unwrap();

        assert!(file.len() < content.len() / 50, "{}", file.len());
        assert_eq!(read(&file), content.as_bytes());
    }

    #[test]
    fn parts_as_long_as_the_buffer_of_the_encoder_end_on_whole_bytes() {
        let content: Vec<u8> = (0..60_000_u32)
            .flat_map(|number| <[u8; 32]>::from(Sha256::digest(number.to_le_bytes())))
            .collect();
        let ends: Vec<usize> = (32_740..32_790_usize)
            .scan(0_usize, |end, length| {
                *end += length;
                Some(*end)
            })
            .collect();

        let file = Parts::new(BYTES).gzip(&content, &ends).unwrap();

        assert!(read(&file) == content);
    }

    #[test]
    fn a_kept_part_is_not_made_again() {
        let parts = Parts::new(BYTES);
        let made = parts
            .part([1; 32], || Ok::<_, io::Error>(b"content"))
            .unwrap();

        let kept = parts
            .part([1; 32], || {
                Err::<&[u8], _>(io::Error::from(ErrorKind::Other))
            })
            .unwrap();

        assert!(Arc::ptr_eq(&made, &kept));
    }

    #[test]
    fn a_change_leaves_the_other_parts_as_they_are() {
        let parts = Parts::new(BYTES);
        parts.gzip(b"one two three", &[4, 8]).unwrap();
        let kept = |content: &[u8]| {
            let key: PartKey = Sha256::digest(content).into();
            parts.0.contains_key(&key)
        };

        parts.gzip(b"one 2 three", &[4, 6]).unwrap();

        assert!(kept(b"one ") && kept(b"three") && kept(b"2 "));
        parts.0.run_pending_tasks();
        assert_eq!(parts.0.entry_count(), 4);
    }

    #[test]
    fn ends_outside_the_body_are_refused() {
        let parts = Parts::new(BYTES);

        assert!(parts.gzip(b"short", &[9]).is_err());
        assert!(parts.gzip(b"short", &[3, 2]).is_err());
    }
}
