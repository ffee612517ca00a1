//! Parts of a wording.

use super::{LetterKind, LetterTag, TagShape};
use crate::problem::Code;

/// Words, or a tag among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words as they are.
    Words(String),
    /// The value of a tag.
    Tag(LetterTag),
}

/// A part of a text. It is left out as a whole when a tag in it has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph of words and tags.
    Paragraph(Vec<Piece>),
    /// A tag that stands alone, with the words that introduce it.
    Alone(Vec<Piece>, LetterTag),
    /// A list of items, each a line of words and tags.
    List(Vec<Vec<Piece>>),
    /// A table of facts: names and values.
    Facts(Vec<(Vec<Piece>, Vec<Piece>)>),
}

/// The parts of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(pub Vec<Block>);

/// A fault of a subject or text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordingFault {
    /// The letter has no such tag.
    #[error("line {line}: `{{{tag}}}` is no tag of this letter")]
    Unknown {
        /// Text between the braces.
        tag: String,
        /// Line of the text, from 1 on.
        line: usize,
    },
    /// The tag must stand alone on its line.
    #[error("line {line}: `{{{tag}}}` must stand alone on its line")]
    InLine {
        /// The tag that has other words on its line.
        tag: LetterTag,
        /// Line of the text, from 1 on.
        line: usize,
    },
    /// The link has no words.
    #[error("line {line}: the line before `{{{tag}}}` must hold the words of the link")]
    WithoutWords {
        /// The tag of the link.
        tag: LetterTag,
        /// Line of the text, from 1 on.
        line: usize,
    },
    /// A tag is missing.
    #[error("`{{{tag}}}` is missing")]
    Missing {
        /// The tag that the text must have.
        tag: LetterTag,
    },
}

impl WordingFault {
    /// Code of the field problem that tells of it.
    pub const fn code(&self) -> Code {
        match self {
            Self::Unknown { .. } => Code::UnknownTag,
            Self::InLine { .. } | Self::WithoutWords { .. } => Code::MisplacedTag,
            Self::Missing { .. } => Code::MissingTag,
        }
    }
}

impl Piece {
    /// The pieces of a line. What is no tag stays as it is.
    pub fn read(line: &str) -> Vec<Self> {
        let mut pieces = Vec::new();
        let mut words = String::new();
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('{') {
            words.push_str(before);
            let found = after
                .split_once('}')
                .and_then(|(name, after)| Some((LetterTag::parse(name)?, after)));
            rest = if let Some((tag, after)) = found {
                if !words.is_empty() {
                    pieces.push(Self::Words(std::mem::take(&mut words)));
                }
                pieces.push(Self::Tag(tag));
                after
            } else {
                words.push('{');
                after
            };
        }
        words.push_str(rest);
        if !words.is_empty() {
            pieces.push(Self::Words(words));
        }
        pieces
    }
}

/// The tag that stands alone on a line.
fn alone(line: &str) -> Option<LetterTag> {
    let name = line.trim().strip_prefix('{')?.strip_suffix('}')?;
    LetterTag::parse(name).filter(|tag| !tag.is_words())
}

/// The name and the value of a fact.
fn fact(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix("| ")?.split_once(" | ")?;
    Some((name.trim(), value.trim()))
}

impl Template {
    /// Reads a text. A text with faults is read as far as possible: a tag of several lines within a line stands for nothing.
    pub fn read(text: &str) -> Self {
        let mut blocks = Vec::new();
        let mut lines: Vec<&str> = Vec::new();
        for line in text.lines().map(str::trim_end) {
            if line.is_empty() {
                close(&mut lines, &mut blocks);
            } else if let Some(tag) = alone(line) {
                let lead = Piece::read(&lines.join("\n"));
                lines.clear();
                blocks.push(Block::Alone(lead, tag));
            } else {
                lines.push(line);
            }
        }
        close(&mut lines, &mut blocks);
        Self(blocks)
    }
}

/// Makes a block of the lines so far.
fn close(lines: &mut Vec<&str>, blocks: &mut Vec<Block>) {
    let taken = std::mem::take(lines);
    if taken.is_empty() {
        return;
    }
    let items: Option<Vec<_>> = taken.iter().map(|line| line.strip_prefix("- ")).collect();
    if let Some(items) = items {
        let items = items.into_iter().map(Piece::read).collect();
        blocks.push(Block::List(items));
        return;
    }
    let facts: Option<Vec<_>> = taken.iter().map(|line| fact(line)).collect();
    blocks.push(match facts {
        Some(facts) => {
            let read = |(name, value): (&str, &str)| (Piece::read(name), Piece::read(value));
            Block::Facts(facts.into_iter().map(read).collect())
        }
        None => Block::Paragraph(Piece::read(&taken.join("\n"))),
    });
}

/// Text between braces in a line, and whether the brace is closed.
fn named(line: &str) -> impl Iterator<Item = &str> {
    line.split('{').skip(1).map(|after| {
        let name = after.split_once('}').map_or(after, |(name, _)| name);
        let shown = name.char_indices().nth(40).map_or(name.len(), |(at, _)| at);
        name.get(..shown).unwrap_or_default()
    })
}

/// The tag that a name stands for in a kind of letter.
fn tag_of(kind: LetterKind, name: &str) -> Option<LetterTag> {
    LetterTag::parse(name).filter(|tag| kind.tags().contains(tag))
}

/// Faults of a subject line: tags that this kind of letter does not have, or that need a line of their own.
pub(super) fn faults_of_subject(kind: LetterKind, subject: &str) -> Vec<WordingFault> {
    let mut faults = Vec::new();
    for name in named(subject) {
        faults.extend(match tag_of(kind, name) {
            Some(tag) if tag.is_words() => None,
            Some(tag) => Some(WordingFault::InLine { tag, line: 1 }),
            None => Some(WordingFault::Unknown {
                tag: name.to_owned(),
                line: 1,
            }),
        });
    }
    faults.extend(unclosed(subject));
    faults
}

/// A brace that is never closed.
fn unclosed(text: &str) -> Option<WordingFault> {
    let is_open = |line: &str| line.split('{').skip(1).any(|after| !after.contains('}'));
    let at = text.lines().position(is_open)?;
    let line = text.lines().nth(at)?;
    let tag = named(line).last().unwrap_or_default().to_owned();
    // A name that no tag has is told already.
    LetterTag::parse(&tag)?;
    Some(WordingFault::Unknown { tag, line: at + 1 })
}

/// Faults of a text: unknown tags, tags that need a line of their own, links without words before, required tags that are missing.
pub(super) fn faults_of_text(kind: LetterKind, text: &str) -> Vec<WordingFault> {
    let mut faults = Vec::new();
    let mut used = Vec::new();
    let mut before = "";
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        for name in named(line) {
            let Some(tag) = tag_of(kind, name) else {
                let tag = name.to_owned();
                faults.push(WordingFault::Unknown { tag, line: number });
                continue;
            };
            used.push(tag);
            if !tag.is_words() && alone(line) != Some(tag) {
                faults.push(WordingFault::InLine { tag, line: number });
            }
            let is_lead = !before.trim().is_empty() && alone(before).is_none();
            if alone(line) == Some(tag) && tag.shape() == TagShape::Link && !is_lead {
                faults.push(WordingFault::WithoutWords { tag, line: number });
            }
        }
        before = line;
    }
    faults.extend(unclosed(text));
    let missing = |tag: &LetterTag| !used.contains(tag);
    let missing = kind.required().into_iter().filter(missing);
    faults.extend(missing.map(|tag| WordingFault::Missing { tag }));
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Piece {
        Piece::Words(text.to_owned())
    }

    #[test]
    fn a_text_is_read_by_its_lines() {
        let read = Template::read(
            "Votre événement « {titre} » est déposé.\n\n| Référence | {reference}\n\n- Un\n- Deux\n\nSuivre :\n{lien}\n{motif}",
        );

        assert_eq!(
            read.0,
            [
                Block::Paragraph(vec![
                    words("Votre événement « "),
                    Piece::Tag(LetterTag::Title),
                    words(" » est déposé.")
                ]),
                Block::Facts(vec![(
                    vec![words("Référence")],
                    vec![Piece::Tag(LetterTag::Reference)]
                )]),
                Block::List(vec![vec![words("Un")], vec![words("Deux")]]),
                Block::Alone(vec![words("Suivre :")], LetterTag::Link),
                Block::Alone(vec![], LetterTag::Reason),
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(.|\n|\\{titre\\}|\\{lien\\}|\\{|\\}|- |\\| ){0,40}") {
            Template::read(&text);
            faults_of_text(LetterKind::Receipt, &text);
            faults_of_subject(LetterKind::Receipt, &text);
        }
    }
}
