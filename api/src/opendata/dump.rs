//! The dump of one edition in one format: file name, content and checksum.

use crate::addresses::{DUMP_PREFIX, GEO_JSON_EXTENSION, dump_file};
use crate::catalogue::published;
use actix_web::web::Bytes;
use catalogue::Entry;
use flate2::Compression;
use flate2::write::GzEncoder;
use ground::error::Error;
use sha2::{Digest as _, Sha256};
use shared::edition::Edition;
use shared::event::EventContext;
use std::io::Write;
use std::sync::Arc;

/// Compression level: most of the gain at half the cost of the best level.
const GZIP_LEVEL: u32 = 6;

/// Format of a dump.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum DumpFormat {
    /// One event per line, as the API returns it, without the next occurrence.
    JsonLines,
    /// All events in one GeoJSON `FeatureCollection`.
    GeoJson,
}

impl DumpFormat {
    pub(super) const ALL: [Self; 2] = [Self::JsonLines, Self::GeoJson];

    /// File extension, without `.gz`.
    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::JsonLines => "ndjson",
            Self::GeoJson => GEO_JSON_EXTENSION,
        }
    }

    /// Media type of the content before compression.
    pub(super) const fn media_type(self) -> &'static str {
        match self {
            Self::JsonLines => "application/x-ndjson",
            Self::GeoJson => formats::geojson::TYPE,
        }
    }
}

/// Edition and format of a dump, which make its file name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Name {
    pub(super) edition: String,
    pub(super) format: DumpFormat,
}

impl Name {
    /// File name, for example `evenements-2018.ndjson.gz`.
    pub(super) fn file(&self) -> String {
        dump_file(&self.edition, self.format.extension())
    }

    /// Parses a file name; `None` when it is not that of a dump.
    pub(super) fn parse(file: &str) -> Option<Self> {
        let (edition, extension) = file
            .strip_prefix(DUMP_PREFIX)?
            .strip_suffix(".gz")?
            .split_once('.')?;
        let format = DumpFormat::ALL
            .into_iter()
            .find(|format| format.extension() == extension)?;
        Some(Self {
            edition: edition.to_owned(),
            format,
        })
    }
}

/// A rendered dump, ready to be sent.
#[derive(Debug)]
pub(super) struct Dump {
    /// Compressed content, in the gzip format.
    pub(super) bytes: Bytes,
    /// SHA-256 of the compressed content.
    pub(super) sha256: [u8; 32],
}

impl Dump {
    /// Renders and compresses the events of an edition.
    ///
    /// # Errors
    ///
    /// When an event cannot be serialised, which its types rule out.
    pub(super) fn render(
        format: DumpFormat,
        edition: &Edition,
        entries: &[Arc<Entry>],
        site: &str,
    ) -> Result<Self, Error> {
        // No file name and no time in the gzip header: the same events give the same bytes.
        let mut gzip = GzEncoder::new(Vec::new(), Compression::new(GZIP_LEVEL));
        match format {
            DumpFormat::JsonLines => lines(&mut gzip, edition, entries, site)?,
            DumpFormat::GeoJson => crate::ogc::write_features(&mut gzip, edition, entries, site)?,
        }
        let bytes = gzip.finish()?;
        Ok(Self {
            sha256: Sha256::digest(&bytes).into(),
            bytes: bytes.into(),
        })
    }

    /// The SHA-256 in hexadecimal.
    pub(super) fn hex(&self) -> String {
        ground::hex::hex(&self.sha256)
    }
}

/// One event per line. The next occurrence is left out: a file is read later than it is written, and contains all
/// occurrences.
fn lines(
    to: &mut impl Write,
    edition: &Edition,
    entries: &[Arc<Entry>],
    site: &str,
) -> Result<(), Error> {
    for entry in entries {
        let context = EventContext::of(&entry.event, edition, site);
        serde_json::to_writer(&mut *to, &published(entry, edition, context))?;
        to.write_all(b"\n")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("evenements-2018.ndjson.gz", Some(("2018", DumpFormat::JsonLines)))]
    #[case("evenements-semaine-2026.geojson.gz", Some(("semaine-2026", DumpFormat::GeoJson)))]
    #[case("evenements-2018.ndjson", None)]
    #[case("evenements-2018.xml.gz", None)]
    #[case("2018.ndjson.gz", None)]
    #[case("evenements-2018.gz", None)]
    fn a_file_name_identifies_edition_and_format(
        #[case] file: &str,
        #[case] expected: Option<(&str, DumpFormat)>,
    ) {
        let name = Name::parse(file);

        let read = name
            .as_ref()
            .map(|name| (name.edition.as_str(), name.format));
        assert_eq!(read, expected);
        assert!(name.is_none_or(|name| name.file() == file));
    }
}
