//! The map of streets, which maps show close up.

use anyhow::{Context as _, bail, ensure};
use url::Url;

/// Parts of the address of a tile that browsers fill in: zoom, column and row.
const PARTS: [&str; 3] = ["{z}", "{x}", "{y}"];

/// A map of streets, made of tiles that browsers fetch from another site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreetsConfig {
    /// Address of a tile, with `{z}`, `{x}` and `{y}`.
    pub tiles: String,
    /// Origin of that address, as `https://tile.example.org`.
    pub origin: String,
    /// Authors of the map, as they are to be named.
    pub attribution: String,
}

impl StreetsConfig {
    /// Reads the address of the tiles and the authors of the map, which belong together.
    ///
    /// # Errors
    ///
    /// When one is missing or invalid; the message names the variable.
    pub(super) fn read(get: &impl Fn(&str) -> Option<String>) -> anyhow::Result<Option<Self>> {
        match (
            get("SEMAINE_STREETS_URL"),
            get("SEMAINE_STREETS_ATTRIBUTION"),
        ) {
            (None, None) => Ok(None),
            (Some(tiles), Some(attribution)) => Self::new(tiles, attribution).map(Some),
            (Some(_), None) => {
                bail!("SEMAINE_STREETS_URL needs SEMAINE_STREETS_ATTRIBUTION beside it")
            }
            (None, Some(_)) => {
                bail!("SEMAINE_STREETS_ATTRIBUTION is for SEMAINE_STREETS_URL, which is not set")
            }
        }
    }

    fn new(tiles: String, attribution: String) -> anyhow::Result<Self> {
        const EXPECTED: &str = "SEMAINE_STREETS_URL must be the address of a tile, as https://tile.example.org/{z}/{x}/{y}.png";
        let url = Url::parse(&tiles).ok().context(EXPECTED)?;
        let is_plain = matches!(url.scheme(), "http" | "https")
            && url.username().is_empty()
            && url.password().is_none();
        let has_parts = PARTS.iter().all(|part| tiles.contains(part));
        ensure!(is_plain && has_parts, EXPECTED);
        // The map shows it as HTML.
        ensure!(
            !attribution.contains('<'),
            "SEMAINE_STREETS_ATTRIBUTION must be plain text"
        );
        Ok(Self {
            origin: url.origin().ascii_serialization(),
            tiles,
            attribution,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(
        tiles: Option<&str>,
        attribution: Option<&str>,
    ) -> anyhow::Result<Option<StreetsConfig>> {
        StreetsConfig::read(&|name| {
            let value = match name {
                "SEMAINE_STREETS_URL" => tiles,
                _ => attribution,
            };
            value.map(str::to_owned)
        })
    }

    #[test]
    fn the_parts_of_an_address_may_be_in_its_path_or_query() {
        for tiles in [
            "https://tile.example.org:8443/{z}/{x}/{y}.png",
            "https://tile.example.org:8443/wmts?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}",
        ] {
            let streets = read(Some(tiles), Some("© Rues")).unwrap().unwrap();
            assert_eq!(streets.tiles, tiles);
            assert_eq!(streets.origin, "https://tile.example.org:8443");
        }
        assert_eq!(read(None, None).unwrap(), None);
    }

    #[test]
    fn an_address_that_is_incomplete_or_names_nobody_is_refused() {
        for (tiles, attribution) in [
            (Some("https://tile.example.org/{z}/{x}.png"), Some("© Rues")),
            (
                Some("ftp://tile.example.org/{z}/{x}/{y}.png"),
                Some("© Rues"),
            ),
            (
                Some("https://me:hush@tile.example.org/{z}/{x}/{y}.png"),
                Some("© Rues"),
            ),
            (Some("/{z}/{x}/{y}.png"), Some("© Rues")),
            (Some("https://tile.example.org/{z}/{x}/{y}.png"), None),
            (
                Some("https://tile.example.org/{z}/{x}/{y}.png"),
                Some("<b>Rues</b>"),
            ),
            (None, Some("© Rues")),
        ] {
            let error = read(tiles, attribution).unwrap_err().to_string();
            assert!(error.contains("SEMAINE_STREETS_"), "{error}");
            assert!(!error.contains("hush"), "{error}");
        }
    }
}
