//! Shapes text and breaks it into lines of glyphs.

use super::block::Block;
use super::coverage::Coverage;
use anyhow::Context as _;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use parley::{FontContext, FontFamily, FontFamilyName, FontWeight, Layout, LayoutContext};
use parley::{LineHeight, OverflowWrap, StyleProperty};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use unicode_normalization::char::is_combining_mark;

const REGULAR: u16 = 400;
const BOLD: u16 = 700;

/// Font families of the bundle with their files and weights. A character is printed in the first family that has it.
const FAMILIES: [(&str, &str, &[u16]); 7] = [
    ("Text", "public-sans-latin", &[REGULAR, BOLD]),
    ("Text Ext", "public-sans-latin-ext", &[REGULAR, BOLD]),
    ("Greek", "noto-sans-greek", &[REGULAR, BOLD]),
    ("Cyrillic", "noto-sans-cyrillic", &[REGULAR, BOLD]),
    ("Mathematics", "open-sans-math", &[REGULAR]),
    ("Symbols", "noto-sans-symbols-symbols", &[REGULAR]),
    ("Pictures", "noto-emoji-2", &[REGULAR]),
];

/// Consecutive glyphs of one font and one run.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Index of the run in the block.
    pub(super) run: usize,
    pub(super) font: Font,
    pub(super) size: f32,
    /// Distance from the left edge of the block, in points.
    pub(super) x: f32,
    pub(super) width: f32,
    pub(super) glyphs: Vec<KrillaGlyph>,
}

/// A line of glyphs in a block.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Height of the line, in points.
    pub(super) height: f32,
    /// Distance from the top of the line to the baseline, in points.
    pub(super) baseline: f32,
    pub(super) pieces: Vec<Piece>,
}

/// A block broken into lines. The glyphs refer to ranges of `text`.
#[derive(Debug, Clone)]
pub(super) struct ShapedBlock {
    pub(super) text: String,
    pub(super) lines: Vec<Line>,
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
        let mut files = Vec::new();
        for (family, name, weights) in FAMILIES {
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

/// Shapes text with parley.
pub(super) struct Typesetter {
    fonts: FontContext,
    layouts: LayoutContext<usize>,
    coverage: Coverage,
    /// PDF fonts by the id of their data in parley.
    known: HashMap<u64, Font>,
}

impl Typesetter {
    pub(super) fn new(fonts: Fonts) -> Self {
        let mut collection = Collection::new(CollectionOptions {
            shared: false,
            system_fonts: false,
        });
        let mut coverage = Coverage::default();
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
        }
    }

    /// Shapes a block into lines of at most `width` points. A character that no font has is printed as another one, or as a
    /// square.
    pub(super) fn shape(&mut self, block: &Block, width: f32) -> ShapedBlock {
        let runs = block.runs.iter();
        let mut texts: Vec<String> = runs.map(|run| self.coverage.printable(&run.text)).collect();
        let mut text = texts.concat();
        let mut layout = self.layout(block, &texts, &text);
        layout.break_all_lines(Some(width));
        let missing = missing(&layout);
        if !missing.is_empty() {
            // One font has the letter, and another one its mark.
            texts = without_marks(&texts, &missing);
            text = texts.concat();
            layout = self.layout(block, &texts, &text);
            layout.break_all_lines(Some(width));
        }
        let lines = layout.lines().map(|line| {
            let metrics = line.metrics();
            let top = metrics.block_min_coord;
            Line {
                height: metrics.line_height,
                baseline: metrics.baseline - top,
                pieces: self.pieces(&line),
            }
        });
        let lines = lines.collect();
        ShapedBlock { text, lines }
    }

    fn layout(&mut self, block: &Block, texts: &[String], text: &str) -> Layout<usize> {
        let style = block.role.style();
        let mut builder = self
            .layouts
            .ranged_builder(&mut self.fonts, text, 1.0, false);
        let families = FAMILIES.map(|(name, ..)| FontFamilyName::Named(Cow::Borrowed(name)));
        let families = FontFamily::List(Cow::Owned(families.to_vec()));
        builder.push_default(StyleProperty::FontFamily(families));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(
            style.leading,
        )));
        // A URL may be longer than a column.
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::BreakWord));
        for (number, (run, range)) in block.runs.iter().zip(ranges(texts)).enumerate() {
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

    fn font(&mut self, font: &parley::FontData) -> Option<Font> {
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
