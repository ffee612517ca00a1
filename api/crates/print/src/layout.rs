//! Layout of lines in columns and pages.

use super::PrintDocument;
use super::block::{Block, Role};
use super::typesetter::{ShapedBlock, Typesetter};
use std::collections::HashMap;

/// A4 portrait, in points.
pub(super) const WIDTH: f32 = 595.0;
pub(super) const HEIGHT: f32 = 842.0;
/// Margin on all four sides, in points.
pub(super) const MARGIN: f32 = 48.0;
/// Space between the columns, in points.
const GUTTER: f32 = 22.0;
const COLUMNS: u8 = 2;
/// Lower edge of the columns; the footer is below.
const BOTTOM: f32 = HEIGHT - MARGIN - 20.0;
/// Blocks up to this number of lines are not split; longer ones have at least two lines on each side of a break.
const MAX_UNSPLIT_LINES: usize = 3;
/// Space between the full-width blocks of the first page and the columns, in points.
const COLUMNS_GAP: f32 = 14.0;

/// Position of a line: page and upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LinePosition {
    /// Page index, from 0.
    pub(super) page: usize,
    /// Left and upper edge, in points from the upper left corner of the page.
    pub(super) x: f32,
    pub(super) y: f32,
}

/// A shaped block with the position of each of its lines.
#[derive(Debug)]
pub(super) struct PlacedBlock {
    pub(super) shaped: ShapedBlock,
    pub(super) lines: Vec<LinePosition>,
}

/// Positions of all blocks, anchors and footers of a document.
#[derive(Debug)]
pub(super) struct PageLayout {
    /// The title, followed by the blocks of the document.
    pub(super) blocks: Vec<PlacedBlock>,
    pub(super) pages: usize,
    /// Left end of each rule between two blocks.
    pub(super) rules: Vec<LinePosition>,
    /// Position of each anchor.
    pub(super) anchors: HashMap<String, LinePosition>,
    /// The footer of each page.
    pub(super) footers: Vec<ShapedBlock>,
}

impl PageLayout {
    /// Shapes and positions the title and every block.
    pub(super) fn new(document: &PrintDocument, typesetter: &mut Typesetter) -> Self {
        let title = Block::new(Role::Title, document.title.clone());
        let blocks: Vec<&Block> = std::iter::once(&title).chain(&document.blocks).collect();
        let shaped_blocks: Vec<ShapedBlock> = blocks
            .iter()
            .map(|block| typesetter.shape(block, width(block.role)))
            .collect();
        let mut cursor = Cursor::default();
        let mut placed = Vec::with_capacity(shaped_blocks.len());
        let mut anchors = HashMap::new();
        let mut rules = Vec::new();
        let mut below_text = false;
        for (number, block) in blocks.iter().enumerate() {
            let style = block.role.style();
            if !block.role.spans_columns() {
                cursor.begin_columns();
            }
            cursor.make_room(&blocks, &shaped_blocks, number);
            let lines = shaped_blocks.get(number).map_or_else(Vec::new, |shaped| {
                if style.ruled && below_text && !cursor.at_top() {
                    rules.push(cursor.position(cursor.y + style.above / 2.0));
                }
                cursor.place(shaped, style.above, MAX_UNSPLIT_LINES)
            });
            below_text = !style.keeps_next;
            if let (Some(anchor), Some(first)) = (&block.anchor, lines.first()) {
                anchors.insert(anchor.clone(), *first);
            }
            placed.push(lines);
        }
        let pages = cursor.page + 1;
        let footers = (1..=pages).map(|number| {
            let footer = format!("{} · page {number} sur {pages}", document.footer);
            typesetter.shape(&Block::new(Role::Small, footer), width(Role::Lead))
        });
        let footers = footers.collect();
        Self {
            blocks: shaped_blocks
                .into_iter()
                .zip(placed)
                .map(|(shaped, lines)| PlacedBlock { shaped, lines })
                .collect(),
            pages,
            rules,
            anchors,
            footers,
        }
    }
}

/// Width of a block of this role, in points.
pub(super) fn width(role: Role) -> f32 {
    let whole = WIDTH - 2.0 * MARGIN;
    if role.spans_columns() {
        whole
    } else {
        (whole - GUTTER * f32::from(COLUMNS - 1)) / f32::from(COLUMNS)
    }
}

/// Position of the next line.
#[derive(Debug)]
struct Cursor {
    page: usize,
    column: u8,
    y: f32,
    /// Upper edge of the columns on this page.
    top: f32,
    /// True once the two-column part has begun.
    in_columns: bool,
}

impl Default for Cursor {
    fn default() -> Self {
        Self {
            page: 0,
            column: 0,
            y: MARGIN,
            top: MARGIN,
            in_columns: false,
        }
    }
}

impl Cursor {
    fn begin_columns(&mut self) {
        if !self.in_columns {
            self.in_columns = true;
            self.top = self.y + COLUMNS_GAP;
            self.y = self.top;
        }
    }

    fn at_top(&self) -> bool {
        self.y <= self.top
    }

    /// Moves to the top of the next column, on a new page if necessary.
    fn next_column(&mut self) {
        self.column += 1;
        if !self.in_columns || self.column >= COLUMNS {
            self.column = 0;
            self.page += 1;
            self.top = MARGIN;
        }
        self.y = self.top;
    }

    /// Starts a new column if the block and the blocks that must stay with it do not fit into the rest of this one.
    fn make_room(&mut self, blocks: &[&Block], shaped_blocks: &[ShapedBlock], number: usize) {
        let mut needed = 0.0;
        for (block, shaped) in blocks.iter().zip(shaped_blocks).skip(number) {
            let style = block.role.style();
            needed += style.above;
            if style.keeps_next {
                needed += heights(shaped, shaped.lines.len());
                continue;
            }
            let first = if shaped.lines.len() <= MAX_UNSPLIT_LINES {
                shaped.lines.len()
            } else {
                MAX_UNSPLIT_LINES - 1
            };
            needed += heights(shaped, first);
            break;
        }
        // Content that is taller than a column is split anyway.
        if self.y + needed > BOTTOM && !self.at_top() && needed < BOTTOM - MARGIN {
            self.next_column();
        }
    }

    /// The left end of this column at a height.
    fn position(&self, y: f32) -> LinePosition {
        LinePosition {
            page: self.page,
            x: MARGIN + f32::from(self.column) * (width(Role::Text) + GUTTER),
            y,
        }
    }

    /// Positions the lines of a block, advancing to the next column when necessary.
    fn place(&mut self, shaped: &ShapedBlock, above: f32, max_unsplit: usize) -> Vec<LinePosition> {
        if !self.at_top() {
            self.y += above;
        }
        let count = shaped.lines.len();
        let mut positions = Vec::with_capacity(count);
        for (number, line) in shaped.lines.iter().enumerate() {
            // Avoids a widow: the last two lines of a long block stay together.
            let last_two = count > max_unsplit && number + 2 == count;
            let needed = if last_two {
                heights_from(shaped, number)
            } else {
                line.height
            };
            if self.y + needed > BOTTOM && !self.at_top() {
                self.next_column();
            }
            positions.push(self.position(self.y));
            self.y += line.height;
        }
        positions
    }
}

fn heights(shaped: &ShapedBlock, lines: usize) -> f32 {
    shaped
        .lines
        .iter()
        .take(lines)
        .map(|line| line.height)
        .sum()
}

fn heights_from(shaped: &ShapedBlock, line: usize) -> f32 {
    shaped.lines.iter().skip(line).map(|line| line.height).sum()
}
