//! Characters that the fonts have, and substitutes for the others.

use parley::fontique::{Blob, CharmapIndex};
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Printed in place of a character that no font has and that cannot be written in another way.
const UNKNOWN: char = '\u{25fb}';
/// Printed in place of [`UNKNOWN`] when no font has it either.
const QUESTION: char = '?';

/// Characters that look alike. Those of the private use area are the bullets of word processors.
const ALIKE: [(char, char); 13] = [
    ('\u{2713}', '\u{2714}'),
    ('\u{2794}', '\u{2192}'),
    ('\u{279c}', '\u{2192}'),
    ('\u{27a4}', '\u{2192}'),
    ('\u{21d2}', '\u{2192}'),
    ('\u{25cf}', '\u{2022}'),
    ('\u{25a0}', '\u{25aa}'),
    ('\u{2610}', UNKNOWN),
    ('\u{25a1}', UNKNOWN),
    ('\u{f0b7}', '\u{2022}'),
    ('\u{f0a7}', '\u{25aa}'),
    ('\u{f0d8}', '\u{2192}'),
    ('\u{f0fc}', '\u{2714}'),
];

/// The characters that the fonts of a document have.
#[derive(Default)]
pub(super) struct Coverage {
    fonts: Vec<(Blob<u8>, CharmapIndex)>,
    /// Cached results for characters outside ASCII.
    known: HashMap<char, bool>,
}

impl Coverage {
    /// Adds the characters of a font.
    pub(super) fn add(&mut self, data: Blob<u8>, charmap: CharmapIndex) {
        self.fonts.push((data, charmap));
    }

    /// The text in characters that can be printed: every other character is written in the characters that it is made of,
    /// as one that looks alike, or as a square.
    pub(super) fn printable(&mut self, text: &str) -> String {
        let mut printable = String::with_capacity(text.len());
        for sign in text.chars() {
            if sign == '\n' {
                printable.push(sign);
            } else if sign.is_whitespace() {
                // The typesetter makes the space of a width that no font has.
                printable.push(if ends_line(sign) { ' ' } else { sign });
            } else if is_invisible(sign) {
                // A character without a glyph.
            } else if self.has(sign) {
                printable.push(sign);
            } else {
                self.replace(sign, &mut printable);
            }
        }
        printable
    }

    fn replace(&mut self, sign: char, printable: &mut String) {
        for part in std::iter::once(sign).nfkd() {
            let alike = ALIKE.iter().find(|(from, _)| *from == part);
            let part = alike.map_or(part, |(_, to)| *to);
            if part == ' ' || self.has(part) {
                printable.push(part);
            } else if !is_combining_mark(part) {
                printable.push(if self.has(UNKNOWN) { UNKNOWN } else { QUESTION });
            }
        }
    }

    /// True when a font has a glyph for the character.
    fn has(&mut self, sign: char) -> bool {
        let Self { fonts, known } = self;
        sign.is_ascii_graphic()
            || *known.entry(sign).or_insert_with(|| {
                fonts.iter().any(|(data, charmap)| {
                    let charmap = charmap.charmap(data.as_ref());
                    let glyph = charmap.and_then(|charmap| charmap.map(sign));
                    glyph.is_some_and(|glyph| glyph != 0)
                })
            })
    }
}

/// True when the character ends a line or a page.
fn ends_line(sign: char) -> bool {
    sign.is_control() || matches!(sign, '\u{2028}' | '\u{2029}')
}

/// True for a character that has no glyph by itself: controls, marks of direction, joiners, variation selectors and
/// noncharacters (Unicode, `Default_Ignorable_Code_Point` and `Noncharacter_Code_Point`).
fn is_invisible(sign: char) -> bool {
    sign.is_control()
        || matches!(sign,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fdd0}'..='\u{fdef}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
        || u32::from(sign) & 0xfffe == 0xfffe
}
