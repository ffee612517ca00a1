//! Images of the demonstration: drawings in the colours of the site, always the same.
//!
//! Thousands of events share a dozen images, each of which is stored once.

use crate::images::Images;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use fastrand::Rng;
use pictures::{Picture, Rgb, RgbImage};
use shared::event::ImageForm;
use std::f32::consts::TAU;

const WIDTH: u16 = 1_200;
const HEIGHT: u16 = 800;
/// One event in this many has an image.
pub(super) const ONE_IN: usize = 3;
const CREDITS: &str = "Dessin de démonstration, domaine public";

/// Background, two shapes and an accent; from `web/styles/tokens.css`.
const PALETTES: [[Rgb<u8>; 4]; 4] = [
    [
        Rgb([0xec, 0xea, 0xfb]),
        Rgb([0x35, 0x25, 0x8f]),
        Rgb([0x64, 0x55, 0xbb]),
        Rgb([0xf0, 0x8a, 0x24]),
    ],
    [
        Rgb([0x22, 0x17, 0x63]),
        Rgb([0xf0, 0x8a, 0x24]),
        Rgb([0x64, 0x55, 0xbb]),
        Rgb([0xff, 0xf3, 0xe4]),
    ],
    [
        Rgb([0xff, 0xf3, 0xe4]),
        Rgb([0xf0, 0x8a, 0x24]),
        Rgb([0xff, 0xc4, 0x6b]),
        Rgb([0x22, 0x17, 0x63]),
    ],
    [
        Rgb([0x35, 0x25, 0x8f]),
        Rgb([0xec, 0xea, 0xfb]),
        Rgb([0x64, 0x55, 0xbb]),
        Rgb([0xff, 0xc4, 0x6b]),
    ],
];

/// Draws one of the motifs, varied at random.
type Motif = fn(&mut Canvas, &mut Rng);

/// Motifs with their alternative text.
const MOTIFS: [(Motif, &str); 3] = [
    (
        gears,
        "Dessin abstrait de roues dentées qui s’engrènent sur un fond uni",
    ),
    (
        factory,
        "Dessin stylisé d’une usine : toits en dents de scie, cheminée et fumée",
    ),
    (
        signals,
        "Dessin abstrait de trois courbes de mesure et de leurs points",
    ),
];

/// Draws and stores the images; returns the image fields of forms that show them.
pub(super) fn draw(images: &Images, now: DateTime<Utc>) -> anyhow::Result<Vec<ImageForm>> {
    drawings()
        .into_iter()
        .map(|(pixels, alt)| {
            let picture = Picture::of(pixels).context("a picture of the demonstration")?;
            Ok(ImageForm {
                file: Some(images.store(&picture, now)?),
                alt: alt.to_owned(),
                credits: CREDITS.to_owned(),
                licence: String::new(),
                focus: None,
            })
        })
        .collect()
}

/// Every motif in every palette, with its alternative text.
fn drawings() -> Vec<(RgbImage, &'static str)> {
    let mut rng = Rng::with_seed(8);
    let mut drawn = Vec::new();
    for palette in PALETTES {
        for (motif, alt) in MOTIFS {
            let mut canvas = Canvas::new(palette);
            motif(&mut canvas, &mut rng);
            drawn.push((canvas.pixels, alt));
        }
    }
    drawn
}

/// Bounding box of a shape: left, top, right, bottom, in pixels.
type Bounds = [f32; 4];

struct Canvas {
    pixels: RgbImage,
    colours: [Rgb<u8>; 4],
}

impl Canvas {
    fn new(colours: [Rgb<u8>; 4]) -> Self {
        let [ground, ..] = colours;
        Self {
            pixels: RgbImage::from_pixel(WIDTH.into(), HEIGHT.into(), ground),
            colours,
        }
    }

    /// Fills a shape with smooth edges. `outside` is its signed distance function, in pixels: negative inside.
    fn fill(&mut self, colour: Rgb<u8>, bounds: Bounds, outside: impl Fn(f32, f32) -> f32) {
        let [left, top, right, bottom] = bounds;
        let between = |low: f32, high: f32, most: u16| {
            (0..most).filter(move |at| (low..=high).contains(&f32::from(*at)))
        };
        let columns: Vec<u16> = between(left - 1.0, right + 1.0, WIDTH).collect();
        for y in between(top - 1.0, bottom + 1.0, HEIGHT) {
            for &x in &columns {
                let share = (0.5 - outside(f32::from(x), f32::from(y))).clamp(0.0, 1.0);
                if share > 0.0 {
                    let under = self.pixels.get_pixel_mut(x.into(), y.into());
                    for (from, to) in under.0.iter_mut().zip(colour.0) {
                        *from = mixed(*from, to, share);
                    }
                }
            }
        }
    }

    fn disc(&mut self, colour: Rgb<u8>, (x, y): (f32, f32), radius: f32) {
        let bounds = [x - radius, y - radius, x + radius, y + radius];
        self.fill(colour, bounds, |px, py| (px - x).hypot(py - y) - radius);
    }

    fn gear(&mut self, colour: Rgb<u8>, (x, y): (f32, f32), radius: f32, teeth: u8, turned: f32) {
        let tooth = radius * 0.09;
        let reach = radius + tooth;
        let bounds = [x - reach, y - reach, x + reach, y + reach];
        self.fill(colour, bounds, |px, py| {
            let (away, angle) = ((px - x).hypot(py - y), (py - y).atan2(px - x));
            let wave = ((angle + turned) * f32::from(teeth)).cos();
            let rim = radius + tooth * (wave * 3.0).clamp(-1.0, 1.0);
            (away - rim).max(radius * 0.36 - away)
        });
        self.disc(colour, (x, y), radius * 0.16);
    }
}

fn mixed(from: u8, to: u8, share: f32) -> u8 {
    let mixed = f32::from(from) + (f32::from(to) - f32::from(from)) * share;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between two bytes"
    )]
    let byte = mixed.round() as u8;
    byte
}

fn gears(canvas: &mut Canvas, rng: &mut Rng) {
    let [_, first, second, accent] = canvas.colours;
    let turn = rng.f32();
    canvas.gear(second, (860.0, 240.0), 190.0, 14, turn);
    canvas.gear(first, (430.0, 420.0), 270.0, 20, turn * 2.0);
    canvas.gear(accent, (840.0, 610.0), 120.0, 9, turn * 3.0);
}

fn factory(canvas: &mut Canvas, rng: &mut Rng) {
    let [_, first, second, accent] = canvas.colours;
    let (width, height) = (f32::from(WIDTH), f32::from(HEIGHT));
    for puff in 0..5_u8 {
        let step = f32::from(puff);
        let at = (800.0 + step * 85.0, 190.0 - step * 28.0 + rng.f32() * 20.0);
        canvas.disc(second, at, 34.0 + step * 9.0);
    }
    canvas.fill(accent, [740.0, 220.0, 820.0, height], |x, y| {
        ((x - 780.0).abs() - 40.0).max(220.0 - y)
    });
    let roof = 200.0 + rng.f32() * 40.0;
    canvas.fill(first, [0.0, 300.0, width, height], |x, y| {
        430.0 + 0.5 * (x % roof) - y
    });
    for window in 0..5_u8 {
        let x = 120.0 + 230.0 * f32::from(window);
        canvas.fill(accent, [x, 620.0, x + 110.0, 700.0], |px, py| {
            ((px - x - 55.0).abs() - 55.0).max((py - 660.0).abs() - 40.0)
        });
    }
}

fn signals(canvas: &mut Canvas, rng: &mut Rng) {
    let [_, first, second, accent] = canvas.colours;
    let (width, height) = (f32::from(WIDTH), f32::from(HEIGHT));
    for (colour, middle) in [(second, 250.0), (first, 420.0), (accent, 580.0)] {
        let (phase, waves) = (rng.f32() * TAU, 1.5 + rng.f32());
        let curve = move |x: f32| middle + 110.0 * (x / width * waves * TAU + phase).sin();
        canvas.fill(colour, [0.0, 0.0, width, height], |x, y| {
            ((y - curve(x)) * 0.7).abs() - 9.0
        });
        for point in 0..7_u8 {
            let x = 90.0 + 170.0 * f32::from(point);
            canvas.disc(colour, (x, curve(x)), 24.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::event::limits;
    use std::collections::BTreeSet;

    #[test]
    fn a_dozen_different_pictures_are_always_the_same() {
        let drawn = drawings();

        assert!(drawings() == drawn);
        let different: BTreeSet<_> = drawn.iter().map(|(pixels, _)| pixels.as_raw()).collect();
        assert_eq!((drawn.len(), different.len()), (12, 12));
        for (_, alt) in drawn {
            assert!(limits::IMAGE_ALT.read("/image/alt", alt).is_ok());
        }
    }
}
