//! Shapes text and breaks it into lines of glyphs.

use super::block::{Block, Run, Style};
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

/// Font families of the bundle: the first covers French, the second the letters of other languages.
const FAMILIES: [(&str, &str); 2] = [("Text", "latin"), ("Text Ext", "latin-ext")];
const REGULAR: u16 = 400;
const BOLD: u16 = 700;

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

/// A line of a block.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// In points.
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

/// The font files of a document: each family in regular and bold.
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
        for (family, subset) in FAMILIES {
            for weight in [REGULAR, BOLD] {
                let path = format!("print/public-sans-{subset}-{weight}.ttf");
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
    /// PDF fonts by the id of their data in parley.
    known: HashMap<u64, Font>,
}

impl Typesetter {
    pub(super) fn new(fonts: Fonts) -> Self {
        let mut collection = Collection::new(CollectionOptions {
            shared: false,
            system_fonts: false,
        });
        for font in fonts.0 {
            let own = FontInfoOverride {
                family_name: Some(font.family),
                weight: Some(FontWeight::new(font.weight.into())),
                ..FontInfoOverride::default()
            };
            collection.register_fonts(Blob::new(font.data), Some(own));
        }
        Self {
            fonts: FontContext {
                collection,
                source_cache: SourceCache::default(),
            },
            layouts: LayoutContext::new(),
            known: HashMap::new(),
        }
    }

    /// Shapes a block into lines of at most `width` points.
    pub(super) fn shape(&mut self, block: &Block, width: f32) -> ShapedBlock {
        let text = block.text();
        let mut layout = self.layout(block.role.style(), &block.runs, &text);
        layout.break_all_lines(Some(width));
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

    fn layout(&mut self, style: Style, runs: &[Run], text: &str) -> Layout<usize> {
        let mut builder = self
            .layouts
            .ranged_builder(&mut self.fonts, text, 1.0, false);
        let families = FAMILIES.map(|(name, _)| FontFamilyName::Named(Cow::Borrowed(name)));
        let families = FontFamily::List(Cow::Owned(families.to_vec()));
        builder.push_default(StyleProperty::FontFamily(families));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(
            style.leading,
        )));
        // A URL may be longer than a column.
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::BreakWord));
        for (number, (run, range)) in runs.iter().zip(ranges(runs)).enumerate() {
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
                for glyph in cluster.glyphs() {
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
fn ranges(runs: &[Run]) -> impl Iterator<Item = Range<usize>> {
    runs.iter().scan(0, |start, run| {
        let range = *start..*start + run.text.len();
        *start = range.end;
        Some(range)
    })
}
