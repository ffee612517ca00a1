//! The application's icons, rendered from `web/public/favicon.svg`.

use crate::files::File;
use anyhow::Context;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// Fill around the drawing in a maskable icon, which devices crop to their own shape.
const BACKGROUND: &str = "#35258f";
/// Size of the drawing within a maskable icon; every mask shows at least a circle of 80 %.
const SAFE_SHARE: f32 = 0.7;

/// Renders every icon that the manifest lists.
pub(crate) fn all(drawing: &[u8]) -> anyhow::Result<Vec<File>> {
    let text = std::str::from_utf8(drawing).context("the icon is not UTF-8")?;
    let margin = (1.0 - SAFE_SHARE) / 2.0 * 100.0;
    let inner = text.replacen(
        "<svg ",
        &format!(
            r#"<svg x="{margin}" y="{margin}" width="{0}" height="{0}" "#,
            SAFE_SHARE * 100.0
        ),
        1,
    );
    let maskable = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><path fill="{BACKGROUND}" d="M0 0h100v100H0z"/>{inner}</svg>"#
    );
    [
        ("icons/192.png", text, 192),
        ("icons/512.png", text, 512),
        ("icons/maskable-512.png", &maskable, 512),
    ]
    .into_iter()
    .map(|(path, svg, size)| {
        Ok(File {
            path: path.to_owned(),
            bytes: png(svg, size).with_context(|| format!("cannot draw {path}"))?,
        })
    })
    .collect()
}

fn png(svg: &str, size: u16) -> anyhow::Result<Vec<u8>> {
    let tree = Tree::from_str(svg, &Options::default())?;
    let scale = f32::from(size) / tree.size().width();
    let mut pixels = Pixmap::new(size.into(), size.into()).context("an icon size of zero")?;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixels.as_mut(),
    );
    Ok(pixels.encode_png()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWING: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path fill="#fff" d="M0 0h40v40H0z"/></svg>"##;

    #[test]
    fn every_icon_of_the_manifest_is_drawn() {
        let manifest = include_str!("../../web/public/manifest.webmanifest");

        let icons = all(DRAWING.as_bytes()).unwrap();

        for icon in &icons {
            assert!(icon.bytes.starts_with(b"\x89PNG"), "{}", icon.path);
            assert!(
                manifest.contains(&format!("/{}", icon.path)),
                "{}",
                icon.path
            );
        }
        assert_eq!(manifest.matches(".png").count(), icons.len());
    }

    #[test]
    fn a_maskable_icon_is_covered_to_its_edges() {
        let icons = all(DRAWING.as_bytes()).unwrap();

        let pixels = Pixmap::decode_png(&icons[2].bytes).unwrap();

        let corner = pixels.pixel(0, 0).unwrap();
        assert_eq!(
            (corner.red(), corner.green(), corner.blue(), corner.alpha()),
            (0x35, 0x25, 0x8f, 255)
        );
        assert_eq!(pixels.pixel(256, 256).unwrap().red(), 255);
    }
}
