//! Lists the files of the bundle, by group.

use crate::files::{self, File, Group};
use crate::{styles, workspace};
use std::path::{Path, PathBuf};

/// The application: code, style sheet and fonts.
pub(crate) fn app(code: Vec<File>) -> anyhow::Result<Group> {
    let web = workspace::root().join("web");
    let mut files = code;
    files.push(read_as(&web.join("boot.js"), "boot.js")?);
    files.push(File {
        path: "app.css".to_owned(),
        bytes: styles::sheet(&web)?.into_bytes(),
    });
    for weight in styles::FONT_WEIGHTS {
        let name = format!("public-sans-latin-{weight}-normal.woff2");
        files.push(read_as(
            &fonts("public-sans").join(name),
            &styles::font_path(weight),
        )?);
    }
    Ok(Group::new("app", files))
}

/// The map library, loaded only by pages with a map.
pub(crate) fn map() -> anyhow::Result<Group> {
    let packages = workspace::root().join("web/node_modules");
    let maplibre = packages.join("maplibre-gl/dist");
    let mut files = Vec::new();
    for name in [
        "maplibre-gl.mjs",
        "maplibre-gl-worker.mjs",
        "maplibre-gl.css",
    ] {
        files.push(read_as(&maplibre.join(name), name)?);
    }
    files.push(topojson(&packages)?);
    Ok(Group::new("map", files))
}

/// The base map, and the commune boundaries of each department.
pub(crate) fn geo() -> anyhow::Result<Group> {
    let data = workspace::root().join("data/geo");
    let mut files = files::read_all(&data.join("base"), "")?;
    files.extend(files::read_all(&data.join("communes"), "communes/")?);
    Ok(Group::new("geo", files))
}

/// The reference of the API for people: Swagger UI, and the page that it is drawn in.
pub(crate) fn docs() -> anyhow::Result<Vec<File>> {
    let web = workspace::root().join("web");
    let mut files = files::read_all(&web.join("docs"), "api/docs/")?;
    for name in ["swagger-ui.css", "swagger-ui-bundle.js"] {
        files.push(read_as(
            &web.join("node_modules/swagger-ui-dist").join(name),
            &format!("api/docs/{name}"),
        )?);
    }
    Ok(files)
}

const BOTH: &[u16] = &[400, 700];
const REGULAR: &[u16] = &[400];

/// Fonts that the server sets documents in, as package, file name and weights: the letters of the pages, of the languages
/// that names come from, the signs that people use in texts, and the typefaces of communication kits.
const PRINT_FONTS: [(&str, &str, &[u16]); 11] = [
    ("public-sans", "public-sans-latin", BOTH),
    ("public-sans", "public-sans-latin-ext", BOTH),
    ("noto-sans", "noto-sans-greek", BOTH),
    ("noto-sans", "noto-sans-cyrillic", BOTH),
    ("open-sans", "open-sans-math", REGULAR),
    ("noto-sans-symbols", "noto-sans-symbols-symbols", REGULAR),
    ("noto-emoji", "noto-emoji-2", REGULAR),
    ("noto-sans", "noto-sans-latin", BOTH),
    ("noto-sans", "noto-sans-latin-ext", BOTH),
    ("open-sans", "open-sans-latin", BOTH),
    ("open-sans", "open-sans-latin-ext", BOTH),
];

/// The fonts for printed documents, unpacked to TrueType. The server reads them itself and never sends them.
pub(crate) fn print() -> anyhow::Result<Vec<File>> {
    let mut files = Vec::new();
    for (package, name, weights) in PRINT_FONTS {
        for weight in weights {
            let packed = format!("{name}-{weight}-normal.woff2");
            let packed = files::read(&fonts(package).join(packed))?;
            let bytes = wuff::decompress_woff2(&packed)
                .map_err(|error| anyhow::anyhow!("a font cannot be unpacked: {error:?}"))?;
            files.push(File {
                path: format!("print/{name}-{weight}.ttf"),
                bytes,
            });
        }
    }
    Ok(files)
}

fn fonts(package: &str) -> PathBuf {
    let packages = workspace::root().join("web/node_modules/@fontsource");
    packages.join(package).join("files")
}

/// Files at the root of the site, whose names are fixed because others refer to them.
pub(crate) fn public() -> anyhow::Result<Vec<File>> {
    files::read_all(&workspace::root().join("web/public"), "")
}

/// topojson-client ships one classic script and twelve modules; this turns the script into a single module.
fn topojson(packages: &Path) -> anyhow::Result<File> {
    let mut bytes = files::read(&packages.join("topojson-client/dist/topojson-client.min.js"))?;
    bytes.extend_from_slice(
        b"\nexport const { bbox, feature, merge, mesh, neighbors } = globalThis.topojson;\n",
    );
    Ok(File {
        path: "topojson-client.mjs".to_owned(),
        bytes,
    })
}

fn read_as(from: &Path, path: &str) -> anyhow::Result<File> {
    Ok(File {
        path: path.to_owned(),
        bytes: files::read(from)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_for_print_is_truetype() {
        let files = print().unwrap();

        assert_eq!(files.len(), 19);
        for file in files {
            assert!(file.bytes.starts_with(&[0, 1, 0, 0]), "{}", file.path);
        }
    }
}
