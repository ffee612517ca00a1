//! Lines into columns and pages.

use super::Document;
use super::block::{Block, Role};
use super::typesetter::{Set, Typesetter};
use std::collections::HashMap;

/// A4, upright, in points.
pub(super) const WIDTH: f32 = 595.0;
pub(super) const HEIGHT: f32 = 842.0;
/// Around the text.
pub(super) const MARGIN: f32 = 48.0;
/// Between the columns.
const GUTTER: f32 = 22.0;
const COLUMNS: u8 = 2;
/// Where the columns end; the foot of the page stands under it.
const BOTTOM: f32 = HEIGHT - MARGIN - 20.0;
/// Blocks of so many lines are not parted; of longer ones, as many stay together at a break.
const TOGETHER: usize = 3;
/// Between what goes across the first page and the columns under it.
const UNDER_LEAD: f32 = 14.0;

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    /// Counted from nought.
    pub(super) page: usize,
    /// Of its left edge and its top, in points from the upper left corner of the page.
    pub(super) x: f32,
    pub(super) y: f32,
}

/// A block that has been set, and where each of its lines stands.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) set: Set,
    pub(super) lines: Vec<Place>,
}

/// A whole document on its pages.
#[derive(Debug)]
pub(super) struct Paper {
    /// In the order of the blocks; the title comes before them.
    pub(super) blocks: Vec<Placed>,
    /// Number of pages.
    pub(super) pages: usize,
    /// Where each anchor stands.
    pub(super) anchors: HashMap<String, Place>,
    /// What stands at the foot of each page.
    pub(super) feet: Vec<Set>,
}

impl Paper {
    /// Sets the title and every block.
    pub(super) fn set(document: &Document, typesetter: &mut Typesetter) -> Self {
        let title = Block::new(Role::Title, document.title.clone());
        let blocks: Vec<&Block> = std::iter::once(&title).chain(&document.blocks).collect();
        let sets: Vec<Set> = blocks
            .iter()
            .map(|block| typesetter.set(block, width(block.role)))
            .collect();
        let mut pen = Pen::default();
        let mut placed = Vec::with_capacity(sets.len());
        let mut anchors = HashMap::new();
        for (number, block) in blocks.iter().enumerate() {
            if !block.role.is_wide() {
                pen.begin_columns();
            }
            pen.make_room(&blocks, &sets, number);
            let lines = sets.get(number).map_or_else(Vec::new, |set| {
                pen.place(set, block.role.look().above, TOGETHER)
            });
            if let (Some(anchor), Some(first)) = (&block.anchor, lines.first()) {
                anchors.insert(anchor.clone(), *first);
            }
            placed.push(lines);
        }
        let pages = pen.page + 1;
        let feet = (1..=pages).map(|number| {
            let foot = format!("{} · page {number} sur {pages}", document.foot);
            typesetter.set(&Block::new(Role::Small, foot), width(Role::Lead))
        });
        let feet = feet.collect();
        Self {
            blocks: sets
                .into_iter()
                .zip(placed)
                .map(|(set, lines)| Placed { set, lines })
                .collect(),
            pages,
            anchors,
            feet,
        }
    }
}

/// Width of a block of this role, in points.
fn width(role: Role) -> f32 {
    let whole = WIDTH - 2.0 * MARGIN;
    if role.is_wide() {
        whole
    } else {
        (whole - GUTTER * f32::from(COLUMNS - 1)) / f32::from(COLUMNS)
    }
}

/// Where the next line goes.
#[derive(Debug)]
struct Pen {
    page: usize,
    column: u8,
    y: f32,
    /// Where the columns of this page begin.
    top: f32,
    /// Whether the columns have begun.
    in_columns: bool,
}

impl Default for Pen {
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

impl Pen {
    fn begin_columns(&mut self) {
        if !self.in_columns {
            self.in_columns = true;
            self.top = self.y + UNDER_LEAD;
            self.y = self.top;
        }
    }

    fn at_top(&self) -> bool {
        self.y <= self.top
    }

    /// Goes on where the next column begins.
    fn turn(&mut self) {
        self.column += 1;
        if !self.in_columns || self.column >= COLUMNS {
            self.column = 0;
            self.page += 1;
            self.top = MARGIN;
        }
        self.y = self.top;
    }

    /// Turns where a block, with all that it must not be parted from, would not begin well in what is left.
    fn make_room(&mut self, blocks: &[&Block], sets: &[Set], number: usize) {
        let mut needed = 0.0;
        for (block, set) in blocks.iter().zip(sets).skip(number) {
            let look = block.role.look();
            needed += look.above;
            if look.keeps_next {
                needed += heights(set, set.lines.len());
                continue;
            }
            let first = if set.lines.len() <= TOGETHER {
                set.lines.len()
            } else {
                TOGETHER - 1
            };
            needed += heights(set, first);
            break;
        }
        // What is higher than a column is parted wherever it begins.
        if self.y + needed > BOTTOM && !self.at_top() && needed < BOTTOM - MARGIN {
            self.turn();
        }
    }

    /// Places the lines of a block, turning where the column ends.
    fn place(&mut self, set: &Set, above: f32, together: usize) -> Vec<Place> {
        if !self.at_top() {
            self.y += above;
        }
        let count = set.lines.len();
        let mut places = Vec::with_capacity(count);
        for (number, line) in set.lines.iter().enumerate() {
            // The last two lines of a long block stay together: one alone at the top of a column reads badly.
            let last_two = count > together && number + 2 == count;
            let needed = if last_two {
                heights_from(set, number)
            } else {
                line.height
            };
            if self.y + needed > BOTTOM && !self.at_top() {
                self.turn();
            }
            places.push(Place {
                page: self.page,
                x: MARGIN + f32::from(self.column) * (width(Role::Text) + GUTTER),
                y: self.y,
            });
            self.y += line.height;
        }
        places
    }
}

fn heights(set: &Set, lines: usize) -> f32 {
    set.lines.iter().take(lines).map(|line| line.height).sum()
}

fn heights_from(set: &Set, line: usize) -> f32 {
    set.lines.iter().skip(line).map(|line| line.height).sum()
}
