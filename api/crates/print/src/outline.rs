//! Outlines of glyphs, for pictures.

use super::typesetter::Piece;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider as _};

/// Takes the outlines of glyphs, in the coordinates of a page: y grows downwards.
pub trait Pen {
    /// Begins a contour at a point.
    fn move_to(&mut self, x: f32, y: f32);
    /// Adds a straight line.
    fn line_to(&mut self, x: f32, y: f32);
    /// Adds a curve with one control point.
    fn quad_to(&mut self, control: (f32, f32), to: (f32, f32));
    /// Adds a curve with two control points.
    fn cubic_to(&mut self, first: (f32, f32), second: (f32, f32), to: (f32, f32));
    /// Closes the contour with a straight line to its begin.
    fn close(&mut self);
}

impl Piece {
    /// Writes the outlines of the glyphs, whose line begins at a point on the baseline.
    pub fn outline(&self, (left, baseline): (f32, f32), pen: &mut impl Pen) {
        let Ok(font) = FontRef::from_index(self.data.data.as_ref(), self.data.index) else {
            return;
        };
        let outlines = font.outline_glyphs();
        let mut x = left + self.x;
        for glyph in &self.glyphs {
            let id = GlyphId::new(glyph.glyph_id.to_u32());
            if let Some(outline) = outlines.get(id) {
                let mut placed = Placed {
                    x: x + glyph.x_offset * self.size,
                    y: baseline - glyph.y_offset * self.size,
                    pen: &mut *pen,
                };
                let settings = DrawSettings::unhinted(Size::new(self.size), LocationRef::default());
                // A damaged outline costs its glyph.
                let _drawn = outline.draw(settings, &mut placed);
            }
            x += glyph.x_advance * self.size;
        }
    }
}

/// Moves outlines from the origin of a font, whose y grows upwards, to a point of the page.
struct Placed<'a, P> {
    x: f32,
    y: f32,
    pen: &'a mut P,
}

impl<P: Pen> Placed<'_, P> {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x, self.y - y)
    }
}

impl<P: Pen> OutlinePen for Placed<'_, P> {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.pen.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.pen.line_to(x, y);
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        let (control, to) = (self.at(cx0, cy0), self.at(x, y));
        self.pen.quad_to(control, to);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let (first, second, to) = (self.at(cx0, cy0), self.at(cx1, cy1), self.at(x, y));
        self.pen.cubic_to(first, second, to);
    }

    fn close(&mut self) {
        self.pen.close();
    }
}
