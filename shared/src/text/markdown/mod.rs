//! Formatted text of people who write a description: bold, italics, links and lists in Markdown, and nothing else.
//!
//! A text is stored as it was typed, and read here wherever it is shown. Prose without this markup reads as it was typed: a
//! line that begins with `#`, `>`, `+` or `2018.`, an indented line, `<`, `&`, a backtick, an image, and `*` or `_` within a word or
//! a web address have no meaning, and each line end is one. Therefore the blocks are read here ([`blocks`]), and only what is
//! within a paragraph by a parser of CommonMark ([`inline`]).
//!
//! | Markup | Meaning |
//! |---|---|
//! | `**gras**`, `__gras__` | bold |
//! | `*italique*`, `_italique_` | italics |
//! | `[texte](https://exemple.fr)` | link: web address, `mailto:` or `tel:` |
//! | lines that begin with `- ` or, two at least, with `* ` | list |
//! | lines that begin with `1. `, `2. ` … | numbered list |
//! | an empty line | next paragraph |
//! | `\*` | the sign itself |

mod blocks;
mod inline;
mod write;

#[cfg(test)]
mod tests;

pub use inline::{literal, target};

use std::borrow::Cow;

/// Maximum depth of lists within lists; markers of deeper ones are text.
pub const MAX_LIST_DEPTH: usize = 3;

/// Texts of more bytes have no markup. It is more than the longest description has.
const MAX_BYTES: usize = 64 * 1024;

/// A formatted text, read from Markdown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Markdown {
    /// Its paragraphs and lists.
    pub blocks: Vec<Block>,
}

/// A paragraph or a list, and its distance from what is before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// True when an empty line precedes the block; for the first block of an item, the item.
    pub spaced: bool,
    /// Paragraph or list of the block.
    pub content: Content,
}

/// A paragraph or a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A paragraph of one or more lines.
    Paragraph(Vec<Inline>),
    /// A list, whose items may hold further ones.
    List(List),
}

/// A list, numbered or not; lists within lists are at most [`MAX_LIST_DEPTH`] deep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// True when the items are numbered, from 1.
    pub numbered: bool,
    /// Its items; each begins with a paragraph.
    pub items: Vec<Vec<Block>>,
}

/// A part of a paragraph. None contains its own kind, so that they are nested three deep at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Text without line ends.
    Text(String),
    /// End of a line.
    Break,
    /// Text in bold type, of which parts may be in italics.
    Strong(Vec<Inline>),
    /// Text in italics, of which parts may be bold.
    Emphasis(Vec<Inline>),
    /// A link, whose text has no further link.
    Link {
        /// Address as [`target`] returns it.
        to: String,
        /// Text of the link.
        text: Vec<Inline>,
    },
}

impl Markdown {
    /// Reads a text. Every text can be read.
    pub fn read(text: &str) -> Self {
        let text = with_line_feeds(text);
        Self {
            blocks: blocks::read(&text, text.len() <= MAX_BYTES),
        }
    }
}

/// The text as HTML: paragraphs and lists, without classes; safe to insert into a page whatever the text is.
pub fn html(text: &str) -> String {
    Markdown::read(text).html()
}

/// The text without its markup: links followed by their targets, items of lists after `- ` or their number. A text without
/// markup is returned unchanged.
pub fn plain(text: &str) -> Cow<'_, str> {
    if blocks::has_markup(text) {
        Cow::Owned(Markdown::read(text).plain())
    } else {
        Cow::Borrowed(text)
    }
}

/// The text without its markup, as [`plain`] writes it, in at most `most` characters: of a longer one its beginning, up to the end of
/// a word where it has several, with an ellipsis.
pub fn excerpt(text: &str, most: usize) -> String {
    let text = plain(text);
    if text.chars().count() <= most {
        return text.into_owned();
    }
    let beginning: String = text.chars().take(most).collect();
    match beginning.rsplit_once(char::is_whitespace) {
        Some((words, _)) => format!("{}…", words.trim_end()),
        // One long word, such as an address.
        None => beginning
            .chars()
            .take(most.saturating_sub(1))
            .chain(['…'])
            .collect(),
    }
}

fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}
