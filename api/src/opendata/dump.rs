//! The dump of one edition in one format: file name, content and checksum.

use crate::addresses::{DUMP_PREFIX, GEO_JSON_EXTENSION, dump_file};
use crate::catalogue::published;
use crate::ogc::{COLLECTION_FRAME, write_features};
use actix_web::web::Bytes;
use catalogue::Entry;
use formats::document::ends_part;
use ground::error::Error;
use http::parts::{Part, PartKey, Parts, join};
use sha2::{Digest as _, Sha256};
use shared::edition::Edition;
use shared::event::EventContext;
use std::io::Write;
use std::sync::Arc;

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

    /// Text before the events, between two of them, and after them.
    const fn frame(self) -> [&'static [u8]; 3] {
        match self {
            Self::JsonLines => [b"", b"", b""],
            Self::GeoJson => COLLECTION_FRAME,
        }
    }

    /// The events in this format, without what stands before and after them.
    fn events(
        self,
        edition: &Edition,
        entries: &[Arc<Entry>],
        site: &str,
    ) -> Result<Vec<u8>, Error> {
        let mut content = Vec::new();
        match self {
            Self::JsonLines => lines(&mut content, edition, entries, site)?,
            Self::GeoJson => write_features(&mut content, edition, entries, site)?,
        }
        Ok(content)
    }
}

/// Events of an edition that follow each other in its dumps, and are one part of them.
#[derive(Debug)]
pub(super) struct Run<'a> {
    entries: &'a [Arc<Entry>],
    /// Hash of everything its content depends on: the edition's data, and the last change of each event.
    state: [u8; 32],
}

impl<'a> Run<'a> {
    /// The runs of an edition, with a hash of everything that its dumps depend on.
    ///
    /// # Errors
    ///
    /// When the edition cannot be serialised, which its types rule out.
    pub(super) fn of(
        edition: &Edition,
        entries: &'a [Arc<Entry>],
    ) -> Result<(Vec<Self>, [u8; 32]), Error> {
        let edition = serde_json::to_vec(edition)?;
        let mut whole = Sha256::new_with_prefix(&edition);
        let mut runs = Vec::new();
        for entries in entries.split_inclusive(|entry| ends_part(entry)) {
            let mut hash = Sha256::new_with_prefix(&edition);
            for entry in entries {
                hash.update(entry.id().0.as_bytes());
                hash.update(entry.event.updated_at.timestamp_micros().to_be_bytes());
            }
            let state: [u8; 32] = hash.finalize().into();
            whole.update(state);
            runs.push(Self { entries, state });
        }
        Ok((runs, whole.finalize().into()))
    }

    fn key(&self, format: DumpFormat) -> PartKey {
        Sha256::new_with_prefix(format.extension())
            .chain_update(self.state)
            .finalize()
            .into()
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
    /// Renders and compresses the events of an edition: of each run, what `parts` does not keep.
    ///
    /// # Errors
    ///
    /// When an event cannot be serialised, which its types rule out.
    pub(super) fn render(
        format: DumpFormat,
        edition: &Edition,
        runs: &[Run<'_>],
        site: &str,
        parts: &Parts,
    ) -> Result<Self, Error> {
        let [begin, between, end] = format.frame();
        let (begin, between, end) = (Part::of(begin)?, Part::of(between)?, Part::of(end)?);
        let kept = runs.iter().map(|run| {
            parts.part(run.key(format), || {
                format.events(edition, run.entries, site)
            })
        });
        let kept = kept.collect::<Result<Vec<_>, Error>>()?;
        let mut all = vec![&begin];
        for (place, part) in kept.iter().enumerate() {
            if place > 0 {
                all.push(&between);
            }
            all.push(part);
        }
        all.push(&end);
        let bytes = join(all);
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
