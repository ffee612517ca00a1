//! A file before it is written: shapes, lines of glyphs and pictures in their places.

use super::path::{Outline, Rect};
use print::{Line, QrCode, ShapedBlock};
use shared::edition::kit::{Colour, KitVoice};

/// Everything that a file shows, in drawing and reading order.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) width: f32,
    pub(crate) height: f32,
    /// Colour of the paper.
    pub(crate) ground: Colour,
    pub(crate) items: Vec<Item>,
}

/// A part of a scene.
#[derive(Debug)]
pub(crate) enum Item {
    /// An area of one colour, which a screen reader passes over.
    Fill {
        outline: Outline,
        colour: Colour,
    },
    /// A line along an outline, which a screen reader passes over.
    Stroke {
        outline: Outline,
        colour: Colour,
        width: f32,
    },
    Text(PlacedText),
    /// The picture of the event, cropped to its area.
    Picture {
        area: Rect,
    },
    Code {
        area: Rect,
        code: QrCode,
    },
    /// Logo with that number, in its area.
    Logo {
        area: Rect,
        number: usize,
    },
    /// A drawing of several parts, cut off at its area.
    Drawing {
        area: Rect,
        alt: String,
        items: Vec<Item>,
    },
}

/// A paragraph with the place of each of its lines.
#[derive(Debug)]
pub(crate) struct PlacedText {
    pub(crate) shaped: ShapedBlock,
    /// Left edge and baseline of each line.
    pub(crate) starts: Vec<(f32, f32)>,
    pub(crate) size: f32,
    pub(crate) bold: bool,
    pub(crate) colour: Colour,
    pub(crate) voice: KitVoice,
    /// Area of its block.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests check that no text leaves it")
    )]
    pub(crate) area: Rect,
}

impl PlacedText {
    /// The lines with their left edge and baseline.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (&Line, (f32, f32))> {
        self.shaped.lines.iter().zip(self.starts.iter().copied())
    }

    /// The words of a line, without spaces at its ends.
    pub(crate) fn words(&self, line: &Line) -> &str {
        let words = self.shaped.text.get(line.range.clone());
        words.unwrap_or_default().trim()
    }
}

/// The dark modules of a QR code with its margin in an area, and the side of a module, which is a whole number of pixels if
/// `whole_pixels` and there is room.
pub(crate) fn dark_modules(area: Rect, code: &QrCode, whole_pixels: bool) -> (Outline, f32) {
    let side = area.width.min(area.height);
    let modules = code.side() + 2.0 * QrCode::MARGIN;
    let mut module = side / modules;
    if whole_pixels && module >= 1.0 {
        module = module.floor();
    }
    let mut inset = (side - module * code.side()) / 2.0;
    if whole_pixels {
        inset = inset.floor();
    }
    let (left, top) = (area.x + inset, area.y + inset);
    let mut outline = Outline::default();
    for (x, y, width) in code.runs() {
        outline.add_rect(Rect::new(
            left + x * module,
            top + y * module,
            width * module,
            module,
        ));
    }
    (outline, module)
}
