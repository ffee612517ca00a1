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
