//! Shapes text and breaks it into lines of glyphs.

use super::block::{Block, Run};
use super::coverage::Coverage;
use anyhow::Context as _;
use krilla::color::rgb;
use krilla::geom::Point;
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use parley::{
    FontContext, FontData, FontFamily, FontFamilyName, FontWeight, Layout, LayoutContext,
};
use parley::{LineHeight, OverflowWrap, StyleProperty};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use unicode_normalization::char::is_combining_mark;

const REGULAR: u16 = 400;
const BOLD: u16 = 700;

/// A font family of the bundle with its files and weights.
type Family = (&'static str, &'static str, &'static [u16]);

/// Families of every document. A character is printed in the first family that has it.
const FAMILIES: [Family; 7] = [
    ("Text", "public-sans-latin", &[REGULAR, BOLD]),
    ("Text Ext", "public-sans-latin-ext", &[REGULAR, BOLD]),
    ("Greek", "noto-sans-greek", &[REGULAR, BOLD]),
    ("Cyrillic", "noto-sans-cyrillic", &[REGULAR, BOLD]),
    ("Mathematics", "open-sans-math", &[REGULAR]),
    ("Symbols", "noto-sans-symbols-symbols", &[REGULAR]),
    ("Pictures", "noto-emoji-2", &[REGULAR]),
];

/// Families of the typefaces that a document can be set in instead.
const TYPEFACES: [Family; 4] = [
    ("Noto", "noto-sans-latin", &[REGULAR, BOLD]),
    ("Noto Ext", "noto-sans-latin-ext", &[REGULAR, BOLD]),
    ("Open", "open-sans-latin", &[REGULAR, BOLD]),
    ("Open Ext", "open-sans-latin-ext", &[REGULAR, BOLD]),
];

/// Design of the letters. A character that it does not have is printed in another one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Typeface {
    /// Public Sans, which every document has.
    #[default]
    PublicSans,
    /// Noto Sans, with [`Fonts::read_typefaces`].
    NotoSans,
    /// Open Sans, with [`Fonts::read_typefaces`].
    OpenSans,
}

impl Typeface {
    /// Families that come before all others.
    const fn families(self) -> &'static [&'static str] {
        match self {
            Self::PublicSans => &[],
            Self::NotoSans => &["Noto", "Noto Ext"],
            Self::OpenSans => &["Open", "Open Ext"],
        }
    }
}

/// Colour of glyphs: red, green, blue.
pub type Colour = (u8, u8, u8);

/// Style of a text; lengths in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextStyle {
    /// Font size, in points.
    pub size: f32,
    /// Line height, as a multiple of the font size.
    pub leading: f32,
    pub bold: bool,
}

/// Consecutive glyphs of one font and one run.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Index of the run in the text.
    pub run: usize,
    pub(super) font: Font,
    /// The file of the font with its index in it, for [`Piece::outline`].
    pub(super) data: FontData,
    pub(super) size: f32,
    /// Distance from the left edge of the text, in points.
    pub x: f32,
    /// Width of the text, in points.
    pub width: f32,
    pub(super) glyphs: Vec<KrillaGlyph>,
}

impl Piece {
    /// Draws the glyphs of a piece of `text`, whose line begins at `start` on the baseline.
    pub fn draw(&self, surface: &mut Surface<'_>, text: &str, start: Point, colour: Colour) {
        self.draw_filled(surface, text, start, fill(colour));
    }

    /// As [`Self::draw`], with any fill.
    pub fn draw_filled(&self, surface: &mut Surface<'_>, text: &str, start: Point, fill: Fill) {
        surface.set_fill(Some(fill));
        let start = Point::from_xy(start.x + self.x, start.y);
        surface.draw_glyphs(
            start,
            &self.glyphs,
            self.font.clone(),
            text,
            self.size,
            false,
        );
    }
}

/// A fill of one RGB colour, without transparency.
pub fn fill((red, green, blue): Colour) -> Fill {
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::default(),
    }
}

/// A line of glyphs.
#[derive(Debug, Clone)]
pub struct Line {
    /// Height of the line, in points.
    pub height: f32,
    /// Distance from the top of the line to the baseline, in points.
    pub baseline: f32,
    /// Width without the spaces at the end, in points.
    pub width: f32,
    /// Part of the text that the line shows.
    pub range: Range<usize>,
    pub pieces: Vec<Piece>,
}

/// A text broken into lines. The glyphs refer to ranges of `text`.
#[derive(Debug, Clone)]
pub struct ShapedBlock {
    /// The text in characters that the fonts have.
    pub text: String,
    pub lines: Vec<Line>,
}

/// The font files of a document.
pub struct Fonts(Vec<FontFile>);

struct FontFile {
    family: &'static str,
    weight: u16,
    data: Arc<dyn AsRef<[u8]> + Send + Sync>,
}

impl fmt::Debug for Fonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.iter().map(|font| (font.family, font.weight));
        f.debug_list().entries(names).finish()
    }
}

impl Fonts {
    /// Reads every font file with `read`, which takes its path in the web bundle, for example
    /// `print/public-sans-latin-400.ttf`.
    ///
    /// # Errors
    ///
    /// When `read` returns `None`; the message names the file.
    pub fn read<B: AsRef<[u8]> + Send + Sync + 'static>(
        read: impl Fn(&str) -> Option<B>,
    ) -> anyhow::Result<Self> {
        Self::of(&FAMILIES, read)
    }

    /// As [`Self::read`], with the files of every [`Typeface`].
    ///
    /// # Errors
    ///
    /// When `read` returns `None`; the message names the file.
    pub fn read_typefaces<B: AsRef<[u8]> + Send + Sync + 'static>(
        read: impl Fn(&str) -> Option<B>,
    ) -> anyhow::Result<Self> {
        let families = [FAMILIES.as_slice(), TYPEFACES.as_slice()].concat();
        Self::of(&families, read)
    }

    fn of<B: AsRef<[u8]> + Send + Sync + 'static>(
        families: &[Family],
        read: impl Fn(&str) -> Option<B>,
    ) -> anyhow::Result<Self> {
        let mut files = Vec::new();
        for &(family, name, weights) in families {
            for &weight in weights {
                let path = format!("print/{name}-{weight}.ttf");
                let data = read(&path)
                    .with_context(|| format!("{path} is not in the bundle; make web"))?;
                files.push(FontFile {
                    family,
                    weight,
                    data: Arc::new(data),
                });
            }
        }
        Ok(Self(files))
    }
}

/// Shapes text with parley. Parsed fonts stay with it, so that the next document needs no more than its own text.
pub struct Typesetter {
    fonts: FontContext,
    layouts: LayoutContext<usize>,
    coverage: Coverage,
    /// PDF fonts by the id of their data in parley.
    known: HashMap<u64, Font>,
    /// Families of the fonts, in the order in which they are tried.
    families: Vec<&'static str>,
    typeface: Typeface,
}

impl fmt::Debug for Typesetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typesetter")
    }
}

impl Typesetter {
    /// A typesetter with these fonts alone, none of the system.
    pub fn new(fonts: Fonts) -> Self {
        let mut collection = Collection::new(CollectionOptions {
            shared: false,
            system_fonts: false,
        });
        let mut coverage = Coverage::default();
        let mut families: Vec<&'static str> = fonts.0.iter().map(|font| font.family).collect();
        families.dedup();
        for font in fonts.0 {
            let own = FontInfoOverride {
                family_name: Some(font.family),
                weight: Some(FontWeight::new(font.weight.into())),
                ..FontInfoOverride::default()
            };
            let data = Blob::new(font.data);
            let registered = collection.register_fonts(data.clone(), Some(own));
            for font in registered.into_iter().flat_map(|(_, fonts)| fonts) {
                coverage.add(data.clone(), font.charmap_index());
            }
        }
        Self {
            fonts: FontContext {
                collection,
                source_cache: SourceCache::default(),
            },
            layouts: LayoutContext::new(),
            coverage,
            known: HashMap::new(),
            families,
            typeface: Typeface::default(),
        }
    }

    /// Sets what follows in this typeface, if the fonts have it.
    pub fn set_typeface(&mut self, typeface: Typeface) {
        self.typeface = typeface;
    }

    /// The typeface in which texts are set.
    pub const fn typeface(&self) -> Typeface {
        self.typeface
    }

    /// Shapes a block in the style of its role into lines of at most `width` points.
    pub(super) fn shape(&mut self, block: &Block, width: f32) -> ShapedBlock {
        let style = block.role.style();
        let style = TextStyle {
            size: style.size,
            leading: style.leading,
            bold: style.bold,
        };
        self.set(&block.runs, style, width)
    }

    /// Shapes runs of one paragraph into lines of at most `width` points. A character that no font has is printed as another one,
    /// or as a square.
    pub fn set(&mut self, runs: &[Run], style: TextStyle, width: f32) -> ShapedBlock {
        let mut texts: Vec<String> = runs
            .iter()
            .map(|run| self.coverage.printable(&run.text))
            .collect();
        let mut text = texts.concat();
        let mut layout = self.layout(runs, style, &texts, &text);
        layout.break_all_lines(Some(width));
        let missing = missing(&layout);
        if !missing.is_empty() {
            // One font has the letter, and another one its mark.
            texts = without_marks(&texts, &missing);
            text = texts.concat();
            layout = self.layout(runs, style, &texts, &text);
            layout.break_all_lines(Some(width));
        }
        let lines = layout.lines().map(|line| {
            let metrics = line.metrics();
            let top = metrics.block_min_coord;
            Line {
                height: metrics.line_height,
                baseline: metrics.baseline - top,
                width: metrics.advance - metrics.hanging_advance,
                range: line.text_range(),
                pieces: self.pieces(&line),
            }
        });
        let lines = lines.collect();
        ShapedBlock { text, lines }
    }

    /// As [`Self::set`], in at most so many lines: words are left out at the end, where `…` stands instead. Returns the runs that
    /// are left, too.
    pub fn set_in_lines(
        &mut self,
        runs: &[Run],
        style: TextStyle,
        width: f32,
        most_lines: usize,
    ) -> (Vec<Run>, ShapedBlock) {
        let mut runs = runs.to_vec();
        let mut shaped = self.set(&runs, style, width);
        while shaped.lines.len() > most_lines {
            let Some(last) = runs.iter_mut().rfind(|run| run.text.chars().count() > 1) else {
                break;
            };
            let count = last.text.chars().count();
            // A share of what is too much, so that a very long text is not set for each of its words.
            let keep = count * most_lines.saturating_mul(2) / (shaped.lines.len() + most_lines);
            let kept: String = last.text.chars().take(keep.min(count - 2)).collect();
            let kept = kept
                .rsplit_once(' ')
                .map_or(kept.as_str(), |(kept, _)| kept);
            last.text = format!("{}…", kept.trim_end_matches([' ', ',', '…']));
            shaped = self.set(&runs, style, width);
        }
        (runs, shaped)
    }

    fn layout(
        &mut self,
        runs: &[Run],
        style: TextStyle,
        texts: &[String],
        text: &str,
    ) -> Layout<usize> {
        let first = self.typeface.families().iter();
        let families: Vec<FontFamilyName<'_>> = first
            .chain(&self.families)
            .map(|&name| FontFamilyName::Named(Cow::Borrowed(name)))
            .collect();
        let families = FontFamily::List(Cow::Owned(families));
        let mut builder = self
            .layouts
            .ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(families));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(
            style.leading,
        )));
        // A URL may be longer than a column.
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::BreakWord));
        for (number, (run, range)) in runs.iter().zip(ranges(texts)).enumerate() {
            let weight = if style.bold || run.bold {
                BOLD
            } else {
                REGULAR
            };
            let weight = FontWeight::new(weight.into());
            builder.push(StyleProperty::FontWeight(weight), range.clone());
            builder.push(StyleProperty::Brush(number), range);
        }
        builder.build(text)
    }

    fn pieces(&mut self, line: &parley::Line<'_, usize>) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut x = 0.0;
        for run in line.runs() {
            let size = run.font_size();
            let Some(font) = self.font(run.font()) else {
                continue;
            };
            let first = pieces.len();
            for cluster in run.visual_clusters() {
                let text = cluster.text_range();
                if cluster.is_ligature_continuation() {
                    let before = pieces.last_mut().and_then(|piece| piece.glyphs.last_mut());
                    if let Some(glyph) = before {
                        glyph.text_range.end = text.end;
                    }
                    continue;
                }
                let number = cluster.style().brush;
                let begins = pieces.len() == first;
                if begins || pieces.last().is_some_and(|piece| piece.run != number) {
                    pieces.push(Piece {
                        run: number,
                        font: font.clone(),
                        data: run.font().clone(),
                        size,
                        x,
                        width: 0.0,
                        glyphs: Vec::new(),
                    });
                }
                let Some(piece) = pieces.last_mut() else {
                    continue;
                };
                // PDF/UA forbids glyph 0, which stands for a missing glyph.
                for glyph in cluster.glyphs().filter(|glyph| glyph.id != 0) {
                    piece.glyphs.push(KrillaGlyph::new(
                        GlyphId::new(glyph.id),
                        glyph.advance / size,
                        glyph.x / size,
                        glyph.y / size,
                        0.0,
                        text.clone(),
                        None,
                    ));
                    piece.width += glyph.advance;
                    x += glyph.advance;
                }
            }
        }
        pieces
    }

    fn font(&mut self, font: &FontData) -> Option<Font> {
        let (data, id) = font.data.clone().into_raw_parts();
        if let Some(known) = self.known.get(&id) {
            return Some(known.clone());
        }
        let made = Font::new(data.into(), font.index)?;
        self.known.insert(id, made.clone());
        Some(made)
    }
}

/// Range of each run in the text of the block.
fn ranges(texts: &[String]) -> impl Iterator<Item = Range<usize>> {
    texts.iter().scan(0, |start, text| {
        let range = *start..*start + text.len();
        *start = range.end;
        Some(range)
    })
}

/// Ranges of the text without a glyph, in order.
fn missing(layout: &Layout<usize>) -> Vec<Range<usize>> {
    let mut missing = Vec::new();
    for line in layout.lines() {
        for run in line.runs() {
            let clusters = run.clusters();
            let without = clusters.filter(|cluster| cluster.glyphs().any(|glyph| glyph.id == 0));
            missing.extend(without.map(|cluster| cluster.text_range()));
        }
    }
    missing.sort_by_key(|range| range.start);
    missing
}

/// The texts of the runs without the combining marks in these ranges.
fn without_marks(texts: &[String], missing: &[Range<usize>]) -> Vec<String> {
    let mut missing = missing.iter().peekable();
    let kept = texts.iter().zip(ranges(texts)).map(|(text, of)| {
        let kept = text.char_indices().filter(|(at, sign)| {
            let at = of.start + at;
            while missing.next_if(|range| range.end <= at).is_some() {}
            let without = missing.peek().is_some_and(|range| range.start <= at);
            !(without && is_combining_mark(*sign))
        });
        kept.map(|(_, sign)| sign).collect()
    });
    kept.collect()
}
