//! A scene as PNG.

use super::path::{Outline, Rect};
use super::scene::{Item, Scene, dark_modules};
use super::{DrawError, Facts};
use anyhow::Context as _;
use print::Pen;
use resvg::tiny_skia::{
    self, FillRule, FilterQuality, IntSize, Mask, Paint, PathBuilder, Pixmap, PixmapPaint, Stroke,
    Transform,
};
use shared::edition::kit::Colour;

/// Draws a scene as an opaque PNG file.
pub(crate) fn write(scene: &Scene, facts: &Facts) -> Result<Vec<u8>, DrawError> {
    let mut canvas = Canvas {
        pixels: Pixmap::new(whole(scene.width), whole(scene.height))
            .context("a picture has a size")?,
        facts,
    };
    let (red, green, blue) = scene.ground.parts();
    canvas
        .pixels
        .fill(tiny_skia::Color::from_rgba8(red, green, blue, 255));
    for item in &scene.items {
        canvas.item(item, None)?;
    }
    Ok(encoded(&canvas.pixels)?)
}

/// Writes opaque pixels without their opacity.
fn encoded(pixels: &Pixmap) -> anyhow::Result<Vec<u8>> {
    let rgb = repacked::<4, 3>(pixels.data(), |[red, green, blue, _]| [red, green, blue]);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rgb)?;
    writer.finish()?;
    Ok(file)
}

/// Pixels with other parts. They are written in place: in the tests, where little is inlined, an iterator over arrays would take a third of
/// the time of a drawing.
fn repacked<const FROM: usize, const TO: usize>(
    pixels: &[u8],
    pixel: impl Fn([u8; FROM]) -> [u8; TO],
) -> Vec<u8> {
    let (from, _) = pixels.as_chunks::<FROM>();
    let mut packed = vec![0; from.len() * TO];
    let (to, _) = packed.as_chunks_mut::<TO>();
    for (to, from) in to.iter_mut().zip(from) {
        *to = pixel(*from);
    }
    packed
}

/// A length in whole pixels.
pub(crate) fn whole(length: f32) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a length of a template"
    )]
    let whole = length.round().clamp(0.0, 16_384.0) as u32;
    whole
}

struct Canvas<'a> {
    pixels: Pixmap,
    facts: &'a Facts,
}

impl Canvas<'_> {
    fn item(&mut self, item: &Item, clip: Option<&Mask>) -> Result<(), DrawError> {
        match item {
            Item::Fill { outline, colour } => self.fill(outline, *colour, true, clip),
            Item::Stroke {
                outline,
                colour,
                width,
            } => {
                if let Some(path) = path(outline) {
                    let stroke = Stroke {
                        width: *width,
                        ..Stroke::default()
                    };
                    let paint = paint(*colour, true);
                    self.pixels
                        .stroke_path(&path, &paint, &stroke, Transform::identity(), clip);
                }
            }
            Item::Text(text) => {
                let mut pen = PathPen(PathBuilder::new());
                for (line, start) in text.lines() {
                    for piece in &line.pieces {
                        piece.outline(start, &mut pen);
                    }
                }
                if let Some(path) = pen.0.finish() {
                    let paint = paint(text.colour, true);
                    self.pixels.fill_path(
                        &path,
                        &paint,
                        FillRule::Winding,
                        Transform::identity(),
                        clip,
                    );
                }
            }
            Item::Picture { area } => {
                if let Some(picture) = &self.facts.picture {
                    let size = (whole(area.width), whole(area.height));
                    let cut = pictures::cut(&picture.jpeg, picture.focus, size)?;
                    let rgba = repacked::<3, 4>(cut.as_raw(), |[red, green, blue]| {
                        [red, green, blue, 255]
                    });
                    self.paste(rgba, size, *area, clip)?;
                }
            }
            Item::Code { area, code } => {
                self.fill(
                    &Outline::rect(*area),
                    Colour::new(255, 255, 255),
                    false,
                    clip,
                );
                let (outline, module) = dark_modules(*area, code, true);
                // Modules of whole pixels have hard edges; others are smoothed, or some would be a pixel wider.
                let smooth = module.fract() > 0.0;
                self.fill(&outline, Colour::new(0, 0, 0), smooth, clip);
            }
            Item::Logo { area, number } => {
                if let Some(logo) = self.facts.logos.get(*number) {
                    let size = (whole(area.width).max(1), whole(area.height).max(1));
                    let from = (logo.width, logo.height);
                    let mut pixels = pictures::resized_logo(&logo.pixels, from, size)?;
                    for pixel in pixels.as_chunks_mut::<4>().0 {
                        let opacity = u16::from(pixel[3]);
                        for part in pixel.iter_mut().take(3) {
                            let part_with = (u16::from(*part) * opacity + 127) / 255;
                            *part = u8::try_from(part_with).unwrap_or(u8::MAX);
                        }
                    }
                    self.paste(pixels, size, *area, clip)?;
                }
            }
            Item::Drawing { area, items, .. } => {
                let mut mask = Mask::new(self.pixels.width(), self.pixels.height())
                    .context("a picture has a size")?;
                if let Some(path) = path(&Outline::rect(*area)) {
                    mask.fill_path(&path, FillRule::Winding, false, Transform::identity());
                }
                for item in items {
                    self.item(item, Some(&mask))?;
                }
            }
        }
        Ok(())
    }

    fn fill(&mut self, outline: &Outline, colour: Colour, smooth: bool, clip: Option<&Mask>) {
        if let Some(path) = path(outline) {
            self.pixels.fill_path(
                &path,
                &paint(colour, smooth),
                FillRule::Winding,
                Transform::identity(),
                clip,
            );
        }
    }

    /// Draws premultiplied pixels at the corner of an area.
    fn paste(
        &mut self,
        rgba: Vec<u8>,
        (width, height): (u32, u32),
        area: Rect,
        clip: Option<&Mask>,
    ) -> anyhow::Result<()> {
        let size = IntSize::from_wh(width, height).context("a picture has a size")?;
        let pixels = Pixmap::from_vec(rgba, size).context("a picture has as many pixels")?;
        let at = |length: f32| i32::try_from(whole(length)).unwrap_or_default();
        let paint = PixmapPaint {
            quality: FilterQuality::Nearest,
            ..PixmapPaint::default()
        };
        self.pixels.draw_pixmap(
            at(area.x),
            at(area.y),
            pixels.as_ref(),
            &paint,
            Transform::identity(),
            clip,
        );
        Ok(())
    }
}

fn paint(colour: Colour, smooth: bool) -> Paint<'static> {
    let (red, green, blue) = colour.parts();
    let mut paint = Paint {
        anti_alias: smooth,
        ..Paint::default()
    };
    paint.set_color_rgba8(red, green, blue, 255);
    paint
}

fn path(outline: &Outline) -> Option<tiny_skia::Path> {
    let mut pen = PathPen(PathBuilder::new());
    outline.draw(&mut pen);
    pen.0.finish()
}

struct PathPen(PathBuilder);

impl Pen for PathPen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, control: (f32, f32), to: (f32, f32)) {
        self.0.quad_to(control.0, control.1, to.0, to.1);
    }

    fn cubic_to(&mut self, first: (f32, f32), second: (f32, f32), to: (f32, f32)) {
        self.0
            .cubic_to(first.0, first.1, second.0, second.1, to.0, to.1);
    }

    fn close(&mut self) {
        self.0.close();
    }
}
