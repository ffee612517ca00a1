//! The files that pages of other sites load: the element at its address that never moves, and the frames.

use crate::files::{self, File, Group};
use crate::workspace;
use anyhow::ensure;
use serde_json::Value;
use shared::event::EventQuery;
use shared::french::Words;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Folder of the files whose addresses are in pages of other sites.
const STABLE: &str = "integration";
/// Parts of the element's module, in their order.
const PARTS: [&str; 5] = [
    "settings.js",
    "words.js",
    "parts.js",
    "map.js",
    "element.js",
];
/// Modules of the application that draw the map of events.
const MAP_PARTS: [&str; 2] = ["base.js", "events.js"];
const STYLES: &str = "semaine-evenements.css";

/// The element as one module, and its styles for browsers without constructed style sheets.
pub(crate) fn element() -> anyhow::Result<Vec<File>> {
    let styles = text(STYLES)?;
    Ok(vec![
        File {
            path: format!("{STABLE}/semaine-evenements.js"),
            bytes: module(&styles)?.into_bytes(),
        },
        File {
            path: format!("{STABLE}/{STYLES}"),
            bytes: styles.into_bytes(),
        },
    ])
}

/// Scripts and styles of the frames, which load the map only in a frame that shows one.
pub(crate) fn frames() -> anyhow::Result<Group> {
    let map = workspace::root().join("web/src/map");
    let mut frames = Vec::new();
    for name in ["cadre.js", "cadre.css", "carte.js"] {
        frames.push(File {
            path: name.to_owned(),
            bytes: files::read(&source(name))?,
        });
    }
    for name in MAP_PARTS {
        frames.push(File {
            path: name.to_owned(),
            bytes: files::read(&map.join(name))?,
        });
    }
    Ok(Group::new("embed", frames))
}

/// The document into which the server inserts the content of a frame.
pub(crate) fn page(app: &Group, map: &Group, geo: &Group, frames: &Group) -> anyhow::Result<File> {
    let page = text("cadre.html")?
        .replace("{{app_assets}}", &app.url())
        .replace("{{map_assets}}", &map.url())
        .replace("{{geo_assets}}", &geo.url())
        .replace("{{embed_assets}}", &frames.url());
    ensure!(
        !page.contains("{{"),
        "web/embed/cadre.html has a placeholder that is not filled"
    );
    Ok(File {
        path: format!("{STABLE}/cadre.html"),
        bytes: page.into_bytes(),
    })
}

/// Joins the parts, and fills in texts, styles and names of filters.
fn module(styles: &str) -> anyhow::Result<String> {
    let parts = PARTS
        .iter()
        .map(|name| text(name))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let module = parts
        .join("\n")
        .replace("{{texts}}", &serde_json::to_string(&texts()?)?)
        .replace(
            "{{filters}}",
            &serde_json::to_string(EventQuery::PARAMETERS)?,
        )
        .replace("{{styles}}", &Value::from(styles).to_string());
    ensure!(
        !module.contains("{{"),
        "web/embed has a placeholder that is not filled"
    );
    Ok(module)
}

/// Texts by language and key; the French ones with the signs and spaces of French typography.
fn texts() -> anyhow::Result<BTreeMap<&'static str, BTreeMap<String, String>>> {
    let french = Words::parse(&text("locales/fr.json")?)?;
    let french = french
        .iter()
        .map(|(key, text)| (key.to_owned(), text.to_owned()))
        .collect::<BTreeMap<_, _>>();
    let english: BTreeMap<String, String> = serde_json::from_str(&text("locales/en.json")?)?;
    ensure!(
        french.keys().eq(english.keys()),
        "the message files of web/embed have different keys"
    );
    Ok(BTreeMap::from([("fr", french), ("en", english)]))
}

fn source(name: &str) -> PathBuf {
    workspace::root().join("web/embed").join(name)
}

fn text(name: &str) -> anyhow::Result<String> {
    Ok(String::from_utf8(files::read(&source(name))?)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use brotli::enc::BrotliEncoderParams;

    /// Maximum size of the files that a page of another site loads before somebody asks for the map.
    const MOST_BYTES: usize = 60_000;

    fn packed(bytes: &[u8]) -> usize {
        let mut packed = Vec::new();
        let parameters = BrotliEncoderParams::default();
        brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters).unwrap();
        packed.len()
    }

    #[test]
    fn the_element_and_its_frame_stay_small_without_the_map() {
        let element = element().unwrap();
        let frames = frames().unwrap();
        let before_map = frames
            .files
            .iter()
            .filter(|file| file.path.starts_with("cadre."));

        let sizes: Vec<_> = element
            .iter()
            .chain(before_map)
            .map(|file| (file.path.as_str(), packed(&file.bytes)))
            .collect();

        assert_eq!(sizes.len(), 4, "{sizes:?}");
        let all: usize = sizes.iter().map(|(_, bytes)| bytes).sum();
        assert!((1_000..=MOST_BYTES).contains(&all), "{sizes:?}");
    }

    #[test]
    fn the_module_needs_neither_markup_nor_storage_nor_another_file() {
        let module = module(&text(STYLES).unwrap()).unwrap();

        for forbidden in [
            "innerHTML",
            "insertAdjacentHTML",
            "srcdoc",
            "DOMParser",
            "eval(",
            "document.cookie",
            "localStorage",
            "sessionStorage",
            "import(",
            "\nimport ",
            "createElement(\"style\")",
        ] {
            assert!(!module.contains(forbidden), "{forbidden}");
        }
        assert!(module.contains("\"industrialTerritory\"") && module.contains(":host"));
        // A policy may forbid every origin but the one of the module.
        assert_eq!(module.matches("https://").count(), 0);
    }

    #[test]
    fn every_text_that_the_element_shows_exists_in_both_languages() {
        let texts = texts().unwrap();
        let parts = PARTS.map(|name| text(name).unwrap()).join("\n");
        let keys = |call: &str| -> Vec<String> {
            parts
                .split(call)
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .map(str::to_owned)
                .collect()
        };

        let said = keys("say(\"");
        let counted = keys("count(\"");

        assert!(said.len() > 10 && counted.len() > 2);
        let counted = counted
            .iter()
            .flat_map(|key| ["one", "other"].map(|form| format!("{key}.{form}")));
        for key in said.into_iter().chain(counted) {
            for (language, texts) in &texts {
                assert!(texts.contains_key(&key), "{language}: {key}");
            }
        }
    }

    #[test]
    fn the_document_of_the_frames_names_the_hashed_folders() {
        let group = |name| Group::new(name, Vec::new());
        let frames = frames().unwrap();

        let page = page(&group("app"), &group("map"), &group("geo"), &frames).unwrap();

        let page = String::from_utf8(page.bytes).unwrap();
        assert!(page.contains(&format!("src=\"{}/carte.js\"", frames.url())));
        for part in ["head", "list", "map", "body"] {
            assert!(
                page.contains(&format!("<!--{part}-->"))
                    && page.contains(&format!("<!--/{part}-->")),
                "{part}"
            );
        }
    }
}
