//! The parts of one letter: a template with its values.

use super::values::{Item, Values, in_lines, in_one_line};
use shared::letter::{Block, LetterTag, Piece, TagShape, Template};

/// A block of a letter, with its tags filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LetterPart {
    Paragraph(String),
    /// Words of a person.
    Quote(String),
    /// A link: its words, and the address, which holds the marks of a secret if it has one.
    Link(String, String),
    /// A code to be typed, which is a secret.
    Code(String),
    List(Vec<Item>),
    /// Names, each with its value.
    Facts(Vec<(String, String)>),
}

/// The subject, on one line; a tag without value is left out.
pub(super) fn subject(line: &str, values: &Values) -> String {
    let words = Piece::read(line).into_iter().map(|piece| match piece {
        Piece::Words(words) => words,
        Piece::Tag(tag) => values.words(tag).map(in_one_line).unwrap_or_default(),
    });
    let line: String = words.collect();
    in_one_line(&line)
}

/// The parts of a letter, in order.
pub(super) fn parts(template: &Template, values: &Values) -> Vec<LetterPart> {
    let mut parts = Vec::new();
    for block in &template.0 {
        match block {
            Block::Paragraph(pieces) => {
                parts.extend(filled(pieces, values).map(LetterPart::Paragraph));
            }
            Block::Alone(lead, tag) => push_alone(lead, *tag, values, &mut parts),
            Block::List(items) => {
                let items = items.iter().filter_map(|item| filled(item, values));
                let items: Vec<Item> = items.map(Item::plain).collect();
                parts.extend((!items.is_empty()).then_some(LetterPart::List(items)));
            }
            Block::Facts(facts) => {
                let facts = facts.iter();
                let facts: Vec<_> = facts
                    .filter_map(|(name, value)| {
                        Some((filled(name, values)?, filled(value, values)?))
                    })
                    .collect();
                parts.extend((!facts.is_empty()).then_some(LetterPart::Facts(facts)));
            }
        }
    }
    parts
}

/// The words of pieces; `None` when a tag has no value.
fn filled(pieces: &[Piece], values: &Values) -> Option<String> {
    let mut line = String::new();
    for piece in pieces {
        match piece {
            Piece::Words(words) => line.push_str(words),
            Piece::Tag(tag) if tag.is_words() => line.push_str(&in_one_line(values.words(*tag)?)),
            Piece::Tag(_) => return None,
        }
    }
    Some(line)
}

/// Adds a tag that stands alone, after the words that introduce it.
fn push_alone(lead: &[Piece], tag: LetterTag, values: &Values, parts: &mut Vec<LetterPart>) {
    let Some(lead) = filled(lead, values) else {
        return;
    };
    let value = match tag.shape() {
        TagShape::List => {
            let clean = |item: &Item| Item {
                words: in_lines(&item.words),
                link: item.link.clone(),
            };
            let items = values.list(tag);
            items.map(|items| LetterPart::List(items.iter().map(clean).collect()))
        }
        TagShape::Quote => values
            .words(tag)
            .map(|words| LetterPart::Quote(in_lines(words))),
        TagShape::Code => values
            .words(tag)
            .map(|code| LetterPart::Code(code.to_owned())),
        TagShape::Link => {
            let link = values.words(tag);
            // The words are part of the link.
            parts.extend(link.map(|link| LetterPart::Link(lead.clone(), link.to_owned())));
            return;
        }
        TagShape::Words => None,
    };
    if let Some(value) = value {
        parts.extend((!lead.is_empty()).then_some(LetterPart::Paragraph(lead)));
        parts.push(value);
    }
}
