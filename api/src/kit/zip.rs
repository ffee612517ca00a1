//! A ZIP archive that is sent while it is written.
//!
//! Entries are stored as they are, with size and checksum in their headers: Java's `ZipInputStream` refuses a stored entry whose size
//! comes after it. Whoever adds a file has its content: the entry is prepared whole, and the writer never goes back. A kit stays far below
//! 4 GiB and 65,536 files: nothing here is ZIP64.

use actix_web::web::Bytes;
use anyhow::Context as _;
use std::cell::RefCell;
use std::io::{self, Write};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, PreparedZipFile, ZipWriter};

/// An archive that is being written.
#[derive(Debug)]
pub(super) struct Archive(ZipWriter<StreamWriter<Unsent>>);

/// Bytes that were written, and not taken to be sent yet.
#[derive(Debug, Default)]
struct Unsent(RefCell<Vec<u8>>);

impl Write for Unsent {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.0.get_mut().write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Each entry as the others: its owner may write it and everybody may read it, since midnight of 1 January 1980, the first time that the
/// format knows, so that the same files are the same archive.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
}

impl Archive {
    pub(super) fn new() -> Self {
        // `ZipWriter::new_stream` writes sizes and checksums after each content. A prepared entry has them before, and `StreamWriter`
        // refuses every way back.
        Self(ZipWriter::new(StreamWriter::new(Unsent::default())))
    }

    /// Adds a file; returns its header and its content, which are sent next.
    ///
    /// # Errors
    ///
    /// When the archive or the name gets too long, or has the name already.
    pub(super) fn add(&mut self, name: &str, content: &[u8]) -> anyhow::Result<Bytes> {
        let file = PreparedZipFile::from_data(name, options(), content)?;
        self.0.add_prepared_file(file)?;
        let unsent = self.0.get_ref().context("an archive that was ended")?;
        Ok(unsent.get_ref().0.take().into())
    }

    /// Ends the archive; returns the rest of it.
    ///
    /// # Errors
    ///
    /// When the directory is too long.
    pub(super) fn end(self) -> anyhow::Result<Bytes> {
        let unsent = self.0.finish()?.into_inner();
        Ok(unsent.0.into_inner().into())
    }

    /// Length of an archive with files of these names and sizes: that of the headers of empty ones, and the sizes.
    ///
    /// # Errors
    ///
    /// As [`Self::add`].
    pub(super) fn length<'a>(files: impl Iterator<Item = (&'a str, u64)>) -> anyhow::Result<u64> {
        let mut archive = Self::new();
        let mut length = 0;
        for (name, size) in files {
            length += archive.add(name, &[])?.len() as u64 + size;
        }
        Ok(length + archive.end()?.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Crc;
    use std::io::{Cursor, Read as _};
    use zip::ZipArchive;

    const FILES: [(&str, &[u8]); 4] = [
        ("affiche-a4.pdf", b"%PDF-1.7\n%%EOF\n"),
        ("Notice d’usage – été.pdf", &[7; 70_000]),
        ("vide.txt", b""),
        ("agenda.ics", b"BEGIN:VCALENDAR"),
    ];

    fn written() -> Vec<u8> {
        let mut archive = Archive::new();
        let mut sent = Vec::new();
        for (name, content) in FILES {
            sent.extend(archive.add(name, content).unwrap());
        }
        sent.extend(archive.end().unwrap());
        sent
    }

    #[test]
    fn an_archive_has_the_length_that_was_announced() {
        let sizes = FILES.map(|(name, content)| (name, content.len() as u64));
        let length = Archive::length(sizes.into_iter()).unwrap();
        assert_eq!(length, written().len() as u64);
    }

    #[test]
    fn each_file_is_handed_out_once_it_is_added() {
        let mut archive = Archive::new();
        for (name, content) in FILES {
            let part = archive.add(name, content).unwrap();
            assert!(part.starts_with(b"PK\x03\x04"), "{name}");
            assert!(part.ends_with(content), "{name}");
        }
        assert!(archive.add("vide.txt", b"").is_err(), "two of a name");
    }

    #[test]
    fn an_archive_without_files_can_be_read() {
        let rest = Archive::new().end().unwrap();
        assert_eq!(rest.len() as u64, Archive::length([].into_iter()).unwrap());
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
