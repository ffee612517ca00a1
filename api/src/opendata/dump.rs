//! One edition in one form: its name, its bytes, its checksum.

use crate::addresses::{DUMP_PREFIX, GEO_JSON_EXTENSION, dump_file};
use actix_web::web::Bytes;
use catalogue::Entry;
use flate2::Compression;
use flate2::write::GzEncoder;
use ground::error::Error;
use sha2::{Digest as _, Sha256};
use shared::edition::Edition;
use std::io::Write;
use std::sync::Arc;

/// Most of the gain at half the price of the best.
const GZIP_LEVEL: u32 = 6;

/// A form of a dump.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// One event a line, as the API answers it.
    Lines,
    /// Features.
    GeoJson,
}

impl Form {
    pub(super) const ALL: [Self; 2] = [Self::Lines, Self::GeoJson];

    /// How its files end, before `.gz`.
    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::Lines => "ndjson",
            Self::GeoJson => GEO_JSON_EXTENSION,
        }
    }

    /// Media type of what is compressed.
    pub(super) const fn media_type(self) -> &'static str {
        match self {
            Self::Lines => "application/x-ndjson",
            Self::GeoJson => "application/geo+json",
        }
    }
}

/// Which dump.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Name {
    pub(super) edition: String,
    pub(super) form: Form,
}

impl Name {
    /// The name of its file: `evenements-2018.ndjson.gz`.
    pub(super) fn file(&self) -> String {
        dump_file(&self.edition, self.form.extension())
    }

    /// Reads the name of a file.
    pub(super) fn parse(file: &str) -> Option<Self> {
        let (edition, extension) = file
            .strip_prefix(DUMP_PREFIX)?
            .strip_suffix(".gz")?
            .split_once('.')?;
        let form = Form::ALL
            .into_iter()
            .find(|form| form.extension() == extension)?;
        Some(Self {
            edition: edition.to_owned(),
            form,
        })
    }
}

/// A file.
#[derive(Debug)]
pub(super) struct Dump {
    /// What is sent.
    pub(super) bytes: Bytes,
    /// Its SHA-256.
    pub(super) sha256: [u8; 32],
}

impl Dump {
    /// Renders the events of an edition.
    ///
    /// # Errors
    ///
    /// When one of them cannot be written, which its types do not allow.
    pub(super) fn render(
        form: Form,
        edition: &Edition,
        entries: &[Arc<Entry>],
        site: &str,
    ) -> Result<Self, Error> {
        // No name and no time in the header: the same events give the same bytes.
        let mut gzip = GzEncoder::new(Vec::new(), Compression::new(GZIP_LEVEL));
        match form {
            Form::Lines => lines(&mut gzip, entries)?,
            Form::GeoJson => crate::ogc::write_features(&mut gzip, edition, entries, site)?,
        }
        let bytes = gzip.finish()?;
        Ok(Self {
            sha256: Sha256::digest(&bytes).into(),
            bytes: bytes.into(),
        })
    }

    /// Its SHA-256 as people compare it.
    pub(super) fn hex(&self) -> String {
        ground::hex::hex(&self.sha256)
    }
}

fn lines(to: &mut impl Write, entries: &[Arc<Entry>]) -> Result<(), Error> {
    for entry in entries {
        serde_json::to_writer(&mut *to, &entry.event)?;
        to.write_all(b"\n")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("evenements-2018.ndjson.gz", Some(("2018", Form::Lines)))]
    #[case("evenements-semaine-2026.geojson.gz", Some(("semaine-2026", Form::GeoJson)))]
    #[case("evenements-2018.ndjson", None)]
    #[case("evenements-2018.xml.gz", None)]
    #[case("2018.ndjson.gz", None)]
    #[case("evenements-2018.gz", None)]
    fn the_name_of_a_file_tells_edition_and_form(
        #[case] file: &str,
        #[case] expected: Option<(&str, Form)>,
    ) {
        let name = Name::parse(file);

        let read = name.as_ref().map(|name| (name.edition.as_str(), name.form));
        assert_eq!(read, expected);
        assert!(name.is_none_or(|name| name.file() == file));
    }
}
