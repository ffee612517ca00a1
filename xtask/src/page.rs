//! Fills the template `index.html` with this build's URLs.

use crate::files::Group;
use crate::styles;
use anyhow::ensure;
use std::fmt::Write;

/// Fills the template. Nothing is inlined: the content security policy forbids inline scripts and styles.
pub(crate) fn render(
    template: &str,
    app: &Group,
    map: &Group,
    geo: &Group,
) -> anyhow::Result<String> {
    let base = app.url();
    let mut head = String::new();
    writeln!(head, r#"<link rel="stylesheet" href="{base}/app.css">"#)?;
    writeln!(
        head,
        r#"    <link rel="preload" href="{base}/{}" as="font" type="font/woff2" crossorigin>"#,
        styles::font_path(400)
    )?;
    write!(
        head,
        r#"    <script type="module" src="{base}/boot.js"></script>"#
    )?;

    // A server-rendered page that starts the application later omits this part.
    let mut start = format!(
        r#"<link rel="preload" href="{base}/web_bg.wasm" as="fetch" type="application/wasm" crossorigin>"#
    );
    for script in app
        .files
        .iter()
        .filter(|file| file.extension() == Some("js") && file.path != "boot.js")
    {
        write!(
            start,
            "\n    <link rel=\"modulepreload\" href=\"{base}/{}\">",
            script.path
        )?;
    }

    let page = template
        .replace("{{head}}", &head)
        .replace("{{start}}", &start)
        .replace("{{map_assets}}", &map.url())
        .replace("{{geo_assets}}", &geo.url());
    ensure!(
        !page.contains("{{"),
        "web/index.html has a placeholder that is not filled"
    );
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::File;

    fn group(name: &'static str, paths: &[&str]) -> Group {
        let files = paths.iter().map(|path| File {
            path: (*path).to_owned(),
            bytes: Vec::new(),
        });
        Group::new(name, files.collect())
    }

    #[test]
    fn the_page_names_the_hashed_folders() {
        let (app, map, geo) = (
            group("app", &["web.js", "boot.js", "snippets/map.js"]),
            group("map", &[]),
            group("geo", &[]),
        );

        let page = render(
            "<html data-map-assets={{map_assets}} data-geo-assets={{geo_assets}}>{{head}}<!--start-->{{start}}",
            &app,
            &map,
            &geo,
        )
        .unwrap();

        assert!(page.contains(&map.url()) && page.contains(&geo.url()));
        assert!(page.contains(&format!("src=\"{}/boot.js\"", app.url())));
        let (now, start) = page.split_once("<!--start-->").unwrap();
        assert!(start.contains("snippets/map.js\">") && start.contains("web_bg.wasm"));
        assert!(!now.contains("modulepreload") && !now.contains("wasm"));
        assert!(!page.contains("modulepreload\" href=\"/assets/app-boot.js"));
    }

    #[test]
    fn an_unknown_placeholder_is_refused() {
        let none = group("app", &[]);

        assert!(render("{{title}}", &none, &none, &none).is_err());
    }
}
