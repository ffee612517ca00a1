//! A ZIP archive that is sent while it is written.
//!
//! Entries are stored as they are, with size and checksum in their headers: Java's `ZipInputStream` refuses a stored entry whose size
//! comes after it. The writer therefore goes back to the header of an entry once it has its content, and [`Window`] holds the archive
//! from that header on.

use actix_web::web::Bytes;
use std::io::{self, Cursor, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The end of an archive, from the first byte that was not taken yet.
#[derive(Debug, Clone, Default)]
struct Window(Arc<Mutex<Held>>);

#[derive(Debug, Default)]
struct Held {
    /// Number of bytes that were taken.
    taken: u64,
    bytes: Cursor<Vec<u8>>,
}

impl Window {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Length of the archive so far.
    fn end(&self) -> u64 {
        let held = self.held();
        held.taken + held.bytes.get_ref().len() as u64
    }

    /// Takes the bytes before a place of the archive. The writer stands behind them.
    fn take(&self, end: u64) -> io::Result<Bytes> {
        let mut held = self.held();
        let number = usize::try_from(end - held.taken).map_err(io::Error::other)?;
        let at = held.bytes.position();
        let rest = held.bytes.get_mut().split_off(number);
        let taken = std::mem::replace(held.bytes.get_mut(), rest);
        held.bytes.set_position(at.saturating_sub(number as u64));
        held.taken = end;
        Ok(taken.into())
    }
}

impl Write for Window {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.held().bytes.write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Window {
    fn seek(&mut self, pos: SeekFrom) -> io::Result<u64> {
        let mut held = self.held();
        let taken = held.taken;
        let inside = match pos {
            SeekFrom::Start(at) => SeekFrom::Start(
                at.checked_sub(taken)
                    .ok_or_else(|| io::Error::other("this part of the archive was sent"))?,
            ),
            SeekFrom::End(_) | SeekFrom::Current(_) => pos,
        };
        held.bytes.seek(inside).map(|at| at + taken)
    }
}

/// An archive that is being written.
pub(super) struct Archive {
    zip: ZipWriter<Window>,
    window: Window,
}

impl Archive {
    pub(super) fn new() -> Self {
        let window = Window::default();
        Self {
            zip: ZipWriter::new(window.clone()),
            window,
        }
    }

    /// Adds a file; returns the part of the archive before it, unless that was returned already.
    ///
    /// # Errors
    ///
    /// When the archive has a file of this name.
    pub(super) fn add(&mut self, name: &str, content: &[u8]) -> anyhow::Result<Bytes> {
        let before = self.window.end();
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        // Also goes back to the header of the file before.
        self.zip.start_file(name, options)?;
        self.zip.write_all(content)?;
        Ok(self.window.take(before)?)
    }

    /// Ends the archive; returns the rest of it.
    ///
    /// # Errors
    ///
    /// When the directory cannot be written.
    pub(super) fn end(self) -> anyhow::Result<Bytes> {
        let Self { zip, window } = self;
        zip.finish()?;
        let end = window.end();
        Ok(window.take(end)?)
    }

    /// Length of an archive with files of these names and sizes.
    ///
    /// # Errors
    ///
    /// When two files have the same name.
    pub(super) fn length<'a>(files: impl Iterator<Item = (&'a str, u64)>) -> anyhow::Result<u64> {
        let mut empty = Self::new();
        let mut length = 0;
        for (name, size) in files {
            length += size + empty.add(name, &[])?.len() as u64;
        }
        Ok(length + empty.end()?.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;
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
    fn the_files_are_read_again_under_their_names() {
        let mut archive = ZipArchive::new(Cursor::new(written())).unwrap();
        assert_eq!(archive.len(), FILES.len());
        for (at, (name, content)) in FILES.into_iter().enumerate() {
            let mut file = archive.by_index(at).unwrap();
            assert_eq!(file.name().unwrap(), name);
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
            let size = u32::from_le_bytes(sent[at + 22..at + 26].try_into().unwrap());
            assert_eq!(size as usize, content.len());
            let extra = usize::from(u16::from_le_bytes([sent[at + 28], sent[at + 29]]));
            at += 30 + name.len() + extra + content.len();
        }
    }

    #[test]
    fn a_part_that_was_sent_cannot_be_changed() {
        let mut window = Window::default();
        window.write_all(b"abcdef").unwrap();
        assert_eq!(window.take(4).unwrap(), "abcd");
        assert!(window.seek(SeekFrom::Start(2)).is_err());
        assert_eq!(window.seek(SeekFrom::Start(4)).unwrap(), 4);
        window.write_all(b"X").unwrap();
        assert_eq!(window.take(6).unwrap(), "Xf");
    }
}
