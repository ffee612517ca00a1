//! A ZIP archive that is sent while it is written.
//!
//! Entries are stored as they are, with size and checksum in their headers: Java's `ZipInputStream` refuses a stored entry whose size
//! comes after it. Whoever adds a file has its content, so that it is neither copied nor gone back to. A kit stays far below 4 GiB and
//! 65,536 files: nothing here is ZIP64.

use actix_web::web::Bytes;
use anyhow::Context as _;
use flate2::Crc;

const LOCAL_HEADER: u32 = 0x0403_4b50;
const CENTRAL_HEADER: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// Lengths of these three without names.
const LOCAL_BYTES: u64 = 30;
const CENTRAL_BYTES: u64 = 46;
const END_BYTES: u64 = 22;

/// Version 2.0 of the format, on Unix.
const MADE_BY: u16 = 0x0314;
/// Version 1.0: entries that are stored.
const NEEDED: u16 = 10;
/// Flag: the name is UTF-8.
const UTF8: u16 = 1 << 11;
/// Method: not compressed.
const STORED: u16 = 0;
/// Midnight of 1 January 1980, the first time that the format knows: the same files are the same archive.
const TIME: u16 = 0;
const DATE: u16 = (1 << 5) | 1;
/// A file that its owner may write and everybody may read.
const ATTRIBUTES: u32 = 0o100_644 << 16;

/// An archive that is being written.
#[derive(Debug, Default)]
pub(super) struct Archive {
    /// Headers of the files so far, which stand at the end again.
    directory: Vec<u8>,
    files: u16,
    /// Length of the archive so far.
    length: u32,
}

impl Archive {
    /// Adds a file; returns what stands before its content, which follows next.
    ///
    /// # Errors
    ///
    /// When the archive or the name gets too long.
    pub(super) fn add(&mut self, name: &str, content: &[u8]) -> anyhow::Result<Bytes> {
        let mut sum = Crc::new();
        sum.update(content);
        let size = u32::try_from(content.len()).context("size of a file")?;
        let name_bytes = u16::try_from(name.len()).context("name of a file")?;
        let flags = if name.is_ascii() { 0 } else { UTF8 };
        // Fields of both headers, up to the length of the extra field.
        let mut both = Vec::with_capacity(26);
        for value in [NEEDED, flags, STORED, TIME, DATE] {
            both.extend_from_slice(&value.to_le_bytes());
        }
        for value in [sum.sum(), size, size] {
            both.extend_from_slice(&value.to_le_bytes());
        }
        for value in [name_bytes, 0] {
            both.extend_from_slice(&value.to_le_bytes());
        }
        let local: [&[u8]; 3] = [&LOCAL_HEADER.to_le_bytes(), &both, name.as_bytes()];
        let local = local.concat();
        let central: [&[u8]; 7] = [
            &CENTRAL_HEADER.to_le_bytes(),
            &MADE_BY.to_le_bytes(),
            &both,
            // No comment, first disk, no internal attributes.
            &[0; 6],
            &ATTRIBUTES.to_le_bytes(),
            &self.length.to_le_bytes(),
            name.as_bytes(),
        ];
        for part in central {
            self.directory.extend_from_slice(part);
        }
        self.files = self.files.checked_add(1).context("number of files")?;
        let length = u64::from(self.length) + local.len() as u64 + u64::from(size);
        self.length = u32::try_from(length).context("length of an archive")?;
        Ok(local.into())
    }

    /// Ends the archive; returns the rest of it.
    ///
    /// # Errors
    ///
    /// When the directory is too long.
    pub(super) fn end(self) -> anyhow::Result<Bytes> {
        let Self {
            directory,
            files,
            length,
        } = self;
        let bytes = u32::try_from(directory.len()).context("length of a directory")?;
        let mut rest = directory;
        rest.extend_from_slice(&END.to_le_bytes());
        // This disk, that of the directory, its entries here and in all.
        for value in [0, 0, files, files] {
            rest.extend_from_slice(&value.to_le_bytes());
        }
        for value in [bytes, length] {
            rest.extend_from_slice(&value.to_le_bytes());
        }
        // No comment.
        rest.extend_from_slice(&[0; 2]);
        Ok(rest.into())
    }

    /// Length of an archive with files of these names and sizes.
    pub(super) fn length<'a>(files: impl Iterator<Item = (&'a str, u64)>) -> u64 {
        let of =
            |(name, size): (&str, u64)| LOCAL_BYTES + CENTRAL_BYTES + 2 * name.len() as u64 + size;
        files.map(of).sum::<u64>() + END_BYTES
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Read as _};
    use zip::ZipArchive;

    const FILES: [(&str, &[u8]); 4] = [
        ("affiche-a4.pdf", b"%PDF-1.7\n%%EOF\n"),
        ("Notice d’usage – été.pdf", &[7; 70_000]),
        ("vide.txt", b""),
        ("agenda.ics", b"BEGIN:VCALENDAR"),
    ];

    fn written() -> Vec<u8> {
        let mut archive = Archive::default();
        let mut sent = Vec::new();
        for (name, content) in FILES {
            sent.extend(archive.add(name, content).unwrap());
            sent.extend(content);
        }
        sent.extend(archive.end().unwrap());
        sent
    }

    #[test]
    fn an_archive_has_the_length_that_was_announced() {
        let sizes = FILES.map(|(name, content)| (name, content.len() as u64));
        let length = Archive::length(sizes.into_iter());
        assert_eq!(length, written().len() as u64);
    }

    #[test]
    fn an_archive_without_files_can_be_read() {
        let rest = Archive::default().end().unwrap();
        assert_eq!(rest.len() as u64, Archive::length([].into_iter()));
        assert!(ZipArchive::new(Cursor::new(rest)).unwrap().is_empty());
    }

    #[test]
    fn the_files_are_read_again_under_their_names() {
        let mut archive = ZipArchive::new(Cursor::new(written())).unwrap();
        assert_eq!(archive.len(), FILES.len());
        for (at, (name, content)) in FILES.into_iter().enumerate() {
            let mut file = archive.by_index(at).unwrap();
            assert_eq!(file.name().unwrap(), name);
            // Reading also compares the checksum.
            let mut read = Vec::new();
            file.read_to_end(&mut read).unwrap();
            assert_eq!(read, content);
        }
    }

    #[test]
    fn sizes_stand_before_the_content_and_accents_are_marked() {
        let sent = written();
        let flags = |at: usize| u16::from_le_bytes([sent[at + 6], sent[at + 7]]);
        let mut at = 0;
        for (name, content) in FILES {
            assert_eq!(sent[at..at + 4], *b"PK\x03\x04");
            assert_eq!(flags(at) & 0b1000, 0, "no descriptor follows");
            assert_eq!(flags(at) & 0x800 != 0, !name.is_ascii(), "{name}");
            let mut sum = Crc::new();
            sum.update(content);
            assert_eq!(sent[at + 14..at + 18], sum.sum().to_le_bytes());
            let size = u32::from_le_bytes(sent[at + 22..at + 26].try_into().unwrap());
            assert_eq!(size as usize, content.len());
            let extra = usize::from(u16::from_le_bytes([sent[at + 28], sent[at + 29]]));
            at += 30 + name.len() + extra + content.len();
        }
    }
}
