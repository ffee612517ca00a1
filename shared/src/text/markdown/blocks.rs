//! Reads paragraphs and lists.

use super::{Block, Content, Inline, List, MAX_LIST_DEPTH, inline};

/// Minimum indentation of what belongs to an item, beyond that of its marker, in characters.
const WITHIN_ITEM: usize = 2;

/// Marker of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker {
    Dash,
    Star,
    Number(u16),
}

impl Marker {
    /// True when an item with this marker may follow one with the other marker in the same list.
    fn follows(self, previous: Self) -> bool {
        match (previous, self) {
            (Self::Dash, Self::Dash) | (Self::Star, Self::Star) => true,
            // `1.` for each item is a habit of those who write Markdown.
            (Self::Number(previous), Self::Number(number)) => {
                number == previous + 1 || (previous, number) == (1, 1)
            }
            _ => false,
        }
    }

    /// True when a list may begin with this marker: `2018. Une année` does not begin one.
    fn begins(self) -> bool {
        matches!(self, Self::Dash | Self::Star | Self::Number(1))
    }
}

/// A line without the white space around it.
#[derive(Debug, Clone, Copy)]
struct Line<'t> {
    /// Number of white-space characters before it.
    indent: usize,
    /// The line with its marker.
    text: &'t str,
    /// Its marker and the text after it, if it can be an item.
    item: Option<(Marker, &'t str)>,
}

impl<'t> Line<'t> {
    fn of(line: &'t str) -> Self {
        let text = line.trim();
        let space = line.len() - line.trim_start().len();
        Self {
            indent: line
                .get(..space)
                .map_or(0, |space| space.chars().map(width).sum()),
            text,
            item: item(text),
        }
    }

    /// The same line without meaning.
    fn as_text(text: &'t str, indent: usize) -> Self {
        Self {
            indent,
            text,
            item: None,
        }
    }

    fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

fn width(space: char) -> usize {
    if space == '\t' { 4 } else { 1 }
}

fn item(text: &str) -> Option<(Marker, &str)> {
    let (marker, rest) = text.split_once([' ', '\t'])?;
    let marker = match marker {
        "-" => Marker::Dash,
        "*" => Marker::Star,
        number => {
            let digits = number.strip_suffix('.')?;
            let short = (1..=3).contains(&digits.len());
            let number = short && digits.bytes().all(|byte| byte.is_ascii_digit());
            Marker::Number(number.then(|| digits.parse().ok())??)
        }
    };
    let rest = rest.trim_start();
    (!rest.is_empty()).then_some((marker, rest))
}

/// False when the text certainly has no markup, so that it need not be parsed.
pub(super) fn has_markup(text: &str) -> bool {
    text.contains(['*', '_', '[', '\\', '\r'])
        || text.lines().any(|line| item(line.trim()).is_some())
}

/// Reads the blocks of a text; without `markup`, its paragraphs.
pub(super) fn read(text: &str, markup: bool) -> Vec<Block> {
    let lines: Vec<Line<'_>> = text
        .split('\n')
        .map(|line| {
            if markup {
                Line::of(line)
            } else {
                Line::as_text(line.trim(), 0)
            }
        })
        .collect();
    let paragraph = if markup { inline::read } else { inline::prose };
    Reader { paragraph }.blocks(&lines, 0, false)
}

/// Reads lines, with a function that reads the lines of a paragraph.
struct Reader {
    paragraph: fn(&[&str]) -> Vec<Inline>,
}

impl Reader {
    /// Reads the blocks of lines; `spaced` is that of the first block.
    fn blocks(&self, lines: &[Line<'_>], depth: usize, spaced: bool) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut open: Vec<&str> = Vec::new();
        let (mut spaced, mut rest) = (spaced, lines);
        while let Some((line, after)) = rest.split_first() {
            let list = items(rest).filter(|_| depth < MAX_LIST_DEPTH);
            if (list.is_some() || line.is_blank()) && !open.is_empty() {
                blocks.push(self.block(spaced, &open));
                open.clear();
                spaced = false;
            }
            rest = after;
            if let Some((items, after)) = list {
                let numbered = matches!(line.item, Some((Marker::Number(_), _)));
                let items = items
                    .into_iter()
                    .map(|(spaced, lines)| self.item(lines, depth + 1, spaced))
                    .collect();
                let content = Content::List(List { numbered, items });
                blocks.push(Block { spaced, content });
                spaced = false;
                rest = after;
            } else if line.is_blank() {
                spaced = spaced || !blocks.is_empty();
            } else {
                open.push(line.text);
            }
        }
        if !open.is_empty() {
            blocks.push(self.block(spaced, &open));
        }
        blocks
    }

    fn block(&self, spaced: bool, lines: &[&str]) -> Block {
        Block {
            spaced,
            content: Content::Paragraph((self.paragraph)(lines)),
        }
    }

    fn item(&self, lines: &[Line<'_>], depth: usize, spaced: bool) -> Vec<Block> {
        let Some((first, others)) = lines.split_first() else {
            return Vec::new();
        };
        let text = first.item.map_or(first.text, |(_, text)| text);
        let mut own = vec![Line::as_text(text, first.indent)];
        own.extend_from_slice(others);
        self.blocks(&own, depth, spaced)
    }
}

/// The lines of an item, and whether an empty line is before it.
type ItemLines<'l, 't> = (bool, &'l [Line<'t>]);

/// The items of the list with which the lines begin, and the lines after the list.
///
/// A line belongs to an item if it is indented, and an empty line if one follows that does.
fn items<'l, 't>(lines: &'l [Line<'t>]) -> Option<(Vec<ItemLines<'l, 't>>, &'l [Line<'t>])> {
    let first = lines.first()?;
    let (mut marker, _) = first.item.filter(|(marker, _)| marker.begins())?;
    // Where each item begins, and whether an empty line is before it.
    let mut starts = vec![(0, false)];
    let (mut end, mut spaced) = (1, false);
    for (place, line) in lines.iter().enumerate().skip(1) {
        let follows = |(next, _): &(Marker, &str)| next.follows(marker);
        if line.is_blank() {
            spaced = true;
            continue;
        }
        if line.indent < first.indent + WITHIN_ITEM {
            let Some((next, _)) = line.item.filter(follows) else {
                break;
            };
            marker = next;
            starts.push((place, spaced));
        }
        (end, spaced) = (place + 1, false);
    }
    // `* voir conditions` below a text is a note.
    if marker == Marker::Star && starts.len() < 2 {
        return None;
    }
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([end]);
    let items = starts
        .iter()
        .zip(ends)
        .filter_map(|((start, spaced), end)| Some((*spaced, lines.get(*start..end)?)))
        .collect();
    Some((items, lines.get(end..).unwrap_or_default()))
}
