//! The communication kit of an event with the label: posters, screens, banners, pictures for social networks, signatures, drawn from
//! the templates of an edition.
//!
//! | Module | Contents |
//! |---|---|
//! | `facts` | what a template can say about an event |
//! | `fill`, `fit` | tags to words; paragraphs in the largest size at which they fit |
//! | `compose` | blocks and facts to a scene: shapes, lines of glyphs, pictures with their places |
//! | `pattern`, `map` | what is drawn where there is no picture; the ground around the place |
//! | `pdf`, `raster`, `svg`, `html` | a scene as a file |
//! | `logo` | logos of partners, sanitised |
//! | `events` | twelve unlike events, for tests and measurements |
//!
//! The crate takes data and returns bytes, the same for the same data. Fonts, shaped text and QR codes are those of `print`.
#![warn(unreachable_pub)]

mod compose;
#[doc(hidden)]
pub mod events;
mod facts;
mod fill;
mod fit;
mod html;
mod logo;
mod map;
mod path;
mod pattern;
mod pdf;
mod raster;
mod scene;
mod svg;

#[cfg(test)]
mod tests;

pub use facts::{Facts, Logo, Picture};
pub use logo::{LOGO_BYTES, LogoFault, drawing_to_png};

use anyhow::Context as _;
use path::Rect;
use pdf::Paper;
use print::{Fonts, Typeface, Typesetter};
use sha2::{Digest as _, Sha256};
use shared::edition::kit::{BLEED, Kit, KitFile, KitFont, KitFormat, KitUnit};
use shared::event::shift_to_focus;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// Changes with every release in which the same data gives other bytes.
const REVISION: u32 = 2;

/// Reason for which a file cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The picture of the event or a logo is damaged.
    #[error("a picture cannot be read")]
    Picture(#[from] pictures::Fault),
    /// The address of the event does not fit into a QR code, or the file cannot be written.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

/// Draws files of kits, one after the other. Its fonts are parsed once; keep it.
#[derive(Debug)]
pub struct Painter {
    typesetter: Typesetter,
}

impl Painter {
    /// A painter that sets its texts in these fonts; [`Fonts::read_typefaces`] reads those of every [`KitFont`].
    pub fn new(fonts: Fonts) -> Self {
        Self {
            typesetter: Typesetter::new(fonts),
        }
    }

    /// Draws a file. With `press`, a PDF has CMYK colours, and a bleed of 3 mm with crop marks where its template allows one.
    ///
    /// # Errors
    ///
    /// [`DrawError`]
    pub fn draw(
        &mut self,
        kit: &Kit,
        file: &KitFile,
        facts: &Facts,
        press: bool,
    ) -> Result<Vec<u8>, DrawError> {
        if file.format == KitFormat::Html {
            return Ok(html::write(kit, file, facts).context("a signature")?);
        }
        let bleed = if press && file.bleed {
            fit::length(BLEED)
        } else {
            0.0
        };
        self.typesetter.set_typeface(typeface(kit.font));
        let scene = compose::compose(kit, file, facts, bleed, &mut self.typesetter)?;
        match file.format {
            KitFormat::Pdf => {
                let paper = Paper {
                    bleed,
                    cmyk: press,
                    sheet: file.sheet,
                };
                Ok(pdf::write(&scene, facts, paper)?)
            }
            KitFormat::Png => raster::write(&scene, facts),
            KitFormat::Svg | KitFormat::Html => {
                Ok(svg::write(&scene, facts, file.format.unit(), kit.font)?)
            }
        }
    }

    /// Draws a file as SVG, to be edited: without bleed, and a single copy.
    ///
    /// # Errors
    ///
    /// [`DrawError`]
    pub fn draw_svg(
        &mut self,
        kit: &Kit,
        file: &KitFile,
        facts: &Facts,
    ) -> Result<Vec<u8>, DrawError> {
        self.typesetter.set_typeface(typeface(kit.font));
        let scene = compose::compose(kit, file, facts, 0.0, &mut self.typesetter)?;
        let unit: KitUnit = file.format.unit();
        Ok(svg::write(&scene, facts, unit, kit.font)?)
    }
}

/// The typeface of a font of a kit.
const fn typeface(font: KitFont) -> Typeface {
    match font {
        KitFont::PublicSans => Typeface::PublicSans,
        KitFont::NotoSans => Typeface::NotoSans,
        KitFont::OpenSans => Typeface::OpenSans,
    }
}

static DEFAULT: LazyLock<Kit> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../data/kit.json"))
        .expect("the default kit is checked by the tests")
});

/// The kit of an edition that changes nothing.
pub fn default_kit() -> &'static Kit {
    &DEFAULT
}

/// Identifier of the content of a file: SHA-256 of all that it is drawn from, as 64 hexadecimal digits.
///
/// Another template changes the identifiers of its own file alone, another colour or font those of all files. A picture counts by its
/// name: its bytes need not be read to look for a file.
pub fn content_key(kit: &Kit, file: &KitFile, facts: &Facts, press: bool) -> String {
    let mut digest = Sha256::new();
    digest.update(REVISION.to_be_bytes());
    digest.update([u8::from(press)]);
    for part in [
        serde_json::to_vec(&kit.theme),
        serde_json::to_vec(file),
        serde_json::to_vec(&facts.texts()),
    ] {
        part_of(&mut digest, &part.unwrap_or_default());
    }
    // The files of the default font keep their identifiers.
    if kit.font != KitFont::default() {
        part_of(&mut digest, kit.font.as_str().as_bytes());
    }
    if let Some(picture) = &facts.picture {
        part_of(&mut digest, picture.name.as_bytes());
    }
    for logo in &facts.logos {
        part_of(&mut digest, logo.name.as_bytes());
        part_of(&mut digest, &logo.hash);
    }
    let mut key = String::with_capacity(64);
    for byte in digest.finalize() {
        // A string takes every text.
        let _written = write!(key, "{byte:02x}");
    }
    key
}

/// Adds a part with its length, so that no two lists of parts look the same.
fn part_of(digest: &mut Sha256, bytes: &[u8]) {
    digest.update((bytes.len() as u64).to_be_bytes());
    digest.update(bytes);
}

/// Where a picture of that size lies that fills an area around its focal point: what is outside of the area is cut off.
fn crop((width, height): (f32, f32), area: Rect, (focus_x, focus_y): (f32, f32)) -> Rect {
    let scale = (area.width / width).max(area.height / height);
    let (width, height) = (width * scale, height * scale);
    Rect::new(
        area.x + shift_to_focus(focus_x, width, area.width),
        area.y + shift_to_focus(focus_y, height, area.height),
        width,
        height,
    )
}
