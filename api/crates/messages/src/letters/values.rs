//! Values of the tags of one letter.

use shared::letter::LetterTag;

/// Values of the tags of a letter. A tag without value leaves out the part of the text in which it stands.
#[derive(Debug, Clone, Default)]
pub struct Values(Vec<(LetterTag, Value)>);

/// The value of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words, a quotation, a code or the address of a link, by the shape of the tag.
    Words(String),
    /// Items of a list.
    List(Vec<Item>),
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Words of the item, never read for markup or tags.
    pub words: String,
    /// Address of a page of the platform.
    pub link: Option<String>,
}

impl Item {
    /// An item without link.
    pub const fn plain(words: String) -> Self {
        Self { words, link: None }
    }
}

impl Values {
    /// The values, with one more: words, a quotation, a code or a link.
    #[must_use]
    pub fn with(mut self, tag: LetterTag, words: impl Into<String>) -> Self {
        self.0.push((tag, Value::Words(words.into())));
        self
    }

    /// The values, with one more if there is one.
    #[must_use]
    pub fn with_any(self, tag: LetterTag, words: Option<impl Into<String>>) -> Self {
        match words {
            Some(words) => self.with(tag, words),
            None => self,
        }
    }

    /// The values, with a list; an empty one is none.
    #[must_use]
    pub fn with_list(mut self, tag: LetterTag, items: Vec<Item>) -> Self {
        if !items.is_empty() {
            self.0.push((tag, Value::List(items)));
        }
        self
    }

    pub(super) fn words(&self, tag: LetterTag) -> Option<&str> {
        self.0.iter().find_map(|(known, value)| match value {
            Value::Words(words) if *known == tag && !words.trim().is_empty() => {
                Some(words.as_str())
            }
            Value::Words(_) | Value::List(_) => None,
        })
    }

    pub(super) fn list(&self, tag: LetterTag) -> Option<&[Item]> {
        self.0.iter().find_map(|(known, value)| match value {
            Value::List(items) if *known == tag => Some(items.as_slice()),
            Value::Words(_) | Value::List(_) => None,
        })
    }
}

/// Words of a person within a line: without control characters, which mark the places of secrets.
pub(super) fn in_one_line(words: &str) -> String {
    let one = |c: char| if is_unwritable(c) { ' ' } else { c };
    words.chars().map(one).collect::<String>().trim().to_owned()
}

/// Words of a person in lines of their own.
pub(super) fn in_lines(words: &str) -> String {
    let kept = |c: char| {
        if c != '\n' && is_unwritable(c) {
            ' '
        } else {
            c
        }
    };
    let words = words.replace("\r\n", "\n");
    words
        .chars()
        .map(kept)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// True for what neither a mail nor a page of XML can contain.
fn is_unwritable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')
}
