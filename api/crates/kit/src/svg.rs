//! A scene as SVG, for those who edit it: text stays text.

use super::Facts;
use super::path::{Outline, Rect, Step};
use super::scene::{Item, PlacedText, Scene, dark_modules};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared::edition::kit::{KitFont, KitUnit};
use std::fmt::Write as _;

/// Fonts of the text after that of the other formats. Those that take its place are of about its width, except `DejaVu`: with it, a long
/// line leaves the page.
const FONTS: &str = "'Noto Sans', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/// Draws a scene as an SVG document whose texts stay texts, for a drawing program.
///
/// # Errors
///
/// When a logo cannot be encoded.
pub(crate) fn write(
    scene: &Scene,
    facts: &Facts,
    unit: KitUnit,
    font: KitFont,
) -> anyhow::Result<Vec<u8>> {
    let (width, height) = (scene.width, scene.height);
    let size = match unit {
        KitUnit::TenthOfMillimetre => (
            format!("{}mm", number(width / 10.0)),
            format!("{}mm", number(height / 10.0)),
        ),
        KitUnit::Pixel => (number(width), number(height)),
    };
    let mut file = SvgFile {
        text: format!(
            concat!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" ",
                "width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\" xml:lang=\"fr\">\n<title>{}</title>\n"
            ),
            size.0,
            size.1,
            number(width),
            number(height),
            escaped(&facts.title)
        ),
        facts,
        font,
        clips: 0,
    };
    file.fill(
        &Outline::rect(Rect::new(0.0, 0.0, width, height)),
        &scene.ground.to_string(),
    );
    for item in &scene.items {
        file.item(item)?;
    }
    file.text.push_str("</svg>\n");
    Ok(file.text.into_bytes())
}

struct SvgFile<'a> {
    text: String,
    facts: &'a Facts,
    font: KitFont,
    clips: u32,
}

impl SvgFile<'_> {
    fn item(&mut self, item: &Item) -> anyhow::Result<()> {
        match item {
            Item::Fill { outline, colour } => self.fill(outline, &colour.to_string()),
            Item::Stroke {
                outline,
                colour,
                width,
            } => {
                let (steps, width) = (steps(outline), number(*width));
                writeln!(
                    self.text,
                    r#"<path d="{steps}" fill="none" stroke="{colour}" stroke-width="{width}"/>"#
                )?;
            }
            Item::Text(text) => self.write_text(text)?,
            Item::Picture { area } => {
                if let Some(picture) = &self.facts.picture {
                    let (width, height) = pictures::dimensions(&picture.jpeg).unwrap_or((1, 1));
                    let side = |px: u32| f32::from(u16::try_from(px).unwrap_or(u16::MAX)).max(1.0);
                    let shown = super::crop((side(width), side(height)), *area, picture.focus);
                    let address = data("image/jpeg", &picture.jpeg);
                    let alt = picture.alt.clone();
                    self.open_clip(*area, &alt)?;
                    self.image(shown, &address)?;
                    self.text.push_str("</g>\n");
                }
            }
            Item::Code { area, code } => {
                self.open_group(&self.facts.code_alt)?;
                self.fill(&Outline::rect(*area), "#ffffff");
                let (outline, _) = dark_modules(*area, code, false);
                self.fill(&outline, "#000000");
                self.text.push_str("</g>\n");
            }
            Item::Logo { area, number } => {
                if let Some(logo) = self.facts.logos.get(*number) {
                    let address = data("image/png", &logo.png()?);
                    self.open_group(&logo.name)?;
                    self.image(*area, &address)?;
                    self.text.push_str("</g>\n");
                }
            }
            Item::Drawing { area, alt, items } => {
                self.open_clip(*area, alt)?;
                for item in items {
                    self.item(item)?;
                }
                self.text.push_str("</g>\n");
            }
        }
        Ok(())
    }

    fn write_text(&mut self, text: &PlacedText) -> std::fmt::Result {
        let weight = if text.bold { 700 } else { 400 };
        writeln!(
            self.text,
            r#"<text font-family="'{}', {FONTS}" font-size="{}" font-weight="{weight}" fill="{}">"#,
            self.font.family(),
            number(text.size),
            text.colour
        )?;
        for (line, (x, y)) in text.lines() {
            let words = text.words(line);
            if !words.is_empty() {
                writeln!(
                    self.text,
                    r#"<tspan x="{}" y="{}">{}</tspan>"#,
                    number(x),
                    number(y),
                    escaped(words)
                )?;
            }
        }
        self.text.push_str("</text>\n");
        Ok(())
    }

    fn fill(&mut self, outline: &Outline, colour: &str) {
        let steps = steps(outline);
        // A string takes every text.
        let _written = writeln!(self.text, r#"<path d="{steps}" fill="{colour}"/>"#);
    }

    /// Inkscape takes only the older name of the attribute.
    fn image(&mut self, area: Rect, address: &str) -> std::fmt::Result {
        writeln!(
            self.text,
            r#"<image x="{}" y="{}" width="{}" height="{}" preserveAspectRatio="none" xlink:href="{address}"/>"#,
            number(area.x),
            number(area.y),
            number(area.width),
            number(area.height)
        )
    }

    fn open_group(&mut self, alt: &str) -> std::fmt::Result {
        writeln!(
            self.text,
            r#"<g role="img"><title>{}</title>"#,
            escaped(alt)
        )
    }

    fn open_clip(&mut self, area: Rect, alt: &str) -> std::fmt::Result {
        self.clips += 1;
        let (clip, steps) = (self.clips, steps(&Outline::rect(area)));
        writeln!(
            self.text,
            r#"<clipPath id="clip{clip}"><path d="{steps}"/></clipPath>"#
        )?;
        if alt.is_empty() {
            writeln!(self.text, r#"<g clip-path="url(#clip{clip})">"#)
        } else {
            writeln!(
                self.text,
                r#"<g clip-path="url(#clip{clip})" role="img"><title>{}</title>"#,
                escaped(alt)
            )
        }
    }
}

fn data(media_type: &str, bytes: &[u8]) -> String {
    format!("data:{media_type};base64,{}", STANDARD.encode(bytes))
}

/// The steps of an outline in the language of paths.
fn steps(outline: &Outline) -> String {
    let mut text = String::new();
    let pair = |(x, y): (f32, f32)| format!("{} {}", number(x), number(y));
    for step in &outline.0 {
        let step = match *step {
            Step::Move(x, y) => format!("M{}", pair((x, y))),
            Step::Line(x, y) => format!("L{}", pair((x, y))),
            Step::Cubic(first, second, to) => {
                format!("C{} {} {}", pair(first), pair(second), pair(to))
            }
            Step::Close => "Z".to_owned(),
        };
        text.push_str(&step);
    }
    text
}

/// A length with at most two decimals.
fn number(length: f32) -> String {
    let text = format!("{length:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0" } else { text }.to_owned()
}

/// A text for XML and HTML.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // XML has no other controls.
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            '\u{fffe}' | '\u{ffff}' => {}
            c => escaped.push(c),
        }
    }
    escaped
}
