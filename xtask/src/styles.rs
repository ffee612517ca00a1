//! Concatenates the design system, the base sheet and the component sheets into one style sheet.
//!
//! Cascade layers decide, not selector specificity: `base` (`web/styles`) overrides `ds` (the design system and its theme), and
//! `components` (the sheets next to the components) overrides `base`. No sheet needs a more specific selector to win.

use crate::files;
use anyhow::Context;
use std::path::Path;

const LAYERS: &str = "@layer ds, base, components;\n";

/// Font weights that the pages use.
pub(crate) const FONT_WEIGHTS: [u16; 3] = [400, 600, 700];

/// Path of a font file, relative to the style sheet.
pub(crate) fn font_path(weight: u16) -> String {
    format!("fonts/public-sans-{weight}.woff2")
}

/// The complete style sheet of the application.
pub(crate) fn sheet(web: &Path) -> anyhow::Result<String> {
    let design_system = web.join("node_modules/@digdir/designsystemet-css/dist");
    let mut sheet = String::from(LAYERS);
    for name in ["src/index.css", "theme/designsystemet.css"] {
        sheet.push_str(&text(&design_system.join(name))?);
        sheet.push('\n');
    }
    for weight in FONT_WEIGHTS {
        sheet.push_str(&font_face(weight));
    }
    for (layer, folder) in [("base", "styles"), ("components", "src")] {
        for path in files::list(&web.join(folder))? {
            if path.extension().is_some_and(|extension| extension == "css") {
                sheet.push_str(&layered(layer, &text(&path)?));
            }
        }
    }
    Ok(sheet)
}

fn text(path: &Path) -> anyhow::Result<String> {
    String::from_utf8(files::read(path)?)
        .with_context(|| format!("{} is not UTF-8", path.display()))
}

fn layered(layer: &str, rules: &str) -> String {
    format!("@layer {layer}{{\n{rules}\n}}\n")
}

fn font_face(weight: u16) -> String {
    format!(
        "@font-face{{font-family:\"Public Sans\";font-style:normal;font-weight:{weight};font-display:swap;src:url({}) format(\"woff2\")}}\n",
        font_path(weight)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;
    use std::collections::BTreeMap;

    /// Grounds on which any text may lie.
    const GROUNDS: [&str; 7] = [
        "paper",
        "mist",
        "brand-tint",
        "signal-tint",
        "danger-tint",
        "good-tint",
        "warning-tint",
    ];
    /// Other texts, each with its ground.
    const TEXTS: [(&str, &str); 14] = [
        ("danger", "paper"),
        ("danger", "mist"),
        ("danger", "danger-tint"),
        ("good", "paper"),
        ("good", "mist"),
        ("good", "good-tint"),
        ("warning", "paper"),
        ("warning", "mist"),
        ("warning", "warning-tint"),
        ("warning", "signal-tint"),
        ("on-brand", "brand"),
        ("on-brand", "brand-deep"),
        ("on-ink", "ink"),
        ("paper", "danger"),
    ];

    /// The colours that a block declares, by name.
    fn colours(block: &str) -> BTreeMap<String, String> {
        block
            .lines()
            .filter_map(|line| line.trim().strip_prefix("--color-")?.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.trim_end_matches(';').to_owned()))
            .collect()
    }

    /// Relative luminance of a colour such as `#35258f`.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let digits = colour.get(at..at + 2).unwrap();
            let value = f64::from(u8::from_str_radix(digits, 16).unwrap()) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn texts_are_readable_in_both_schemes() {
        let sheet = text(&workspace::root().join("web/styles/tokens.css")).unwrap();
        let (light, dark) = sheet.split_once("prefers-color-scheme: dark").unwrap();
        let schemes = [colours(light), colours(dark)];
        assert!(schemes[0].len() > 20 && schemes[0].keys().eq(schemes[1].keys()));
        let everywhere = ["ink", "ink-soft", "brand", "brand-deep"]
            .into_iter()
            .flat_map(|text| GROUNDS.map(|ground| (text, ground)));
        let texts = everywhere.chain(TEXTS).map(|pair| (pair, 4.5));
        let edges = ["line-strong", "focus"]
            .into_iter()
            .flat_map(|edge| [(edge, "paper"), (edge, "mist")])
            .map(|pair| (pair, 3.0));

        for ((shape, ground), least) in texts.chain(edges) {
            for scheme in &schemes {
                let found = contrast(&scheme[shape], &scheme[ground]);
                assert!(found >= least, "{shape} on {ground}: {found:.2}");
            }
        }
    }

    #[test]
    fn a_sheet_is_wrapped_in_its_layer() {
        assert_eq!(
            layered("base", "a{color:red}"),
            "@layer base{\na{color:red}\n}\n"
        );
    }

    #[test]
    fn every_sheet_has_balanced_braces_and_no_import() {
        let web = workspace::root().join("web");
        for folder in ["styles", "src"] {
            for path in files::list(&web.join(folder)).expect("the folder can be listed") {
                if path.extension().is_some_and(|extension| extension == "css") {
                    let rules = text(&path).expect("the sheet can be read");
                    assert_eq!(
                        rules.matches('{').count(),
                        rules.matches('}').count(),
                        "{}",
                        path.display()
                    );
                    assert!(
                        !rules.contains("@import"),
                        "{}: an import inside a layer is ignored",
                        path.display()
                    );
                }
            }
        }
    }
}
