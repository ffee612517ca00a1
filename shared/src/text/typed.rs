//! Removal of invisible characters that come with pasted text.

use unicode_normalization::UnicodeNormalization;

/// A typed or pasted text as it is stored: composed (Unicode NFC), without invisible characters, and with the
/// bullets of Word's symbol font as `•`.
///
/// Removed are soft hyphens, zero-width characters, byte order marks, directional marks and overrides (a text must
/// display in the order in which it is stored), and noncharacters, which XML 1.0 cannot carry (a PDF viewer copies
/// the hyphen at a line's end as U+FFFE). Joiners stay where scripts and emoji need them: after a character beyond
/// Latin, Greek and Cyrillic.
pub fn typed(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    for c in raw.nfc() {
        match c {
            '\u{F0B7}' => text.push('•'),
            '\u{200C}' | '\u{200D}' if text.chars().next_back().is_some_and(joins) => text.push(c),
            c if is_invisible(c) => {}
            c => text.push(c),
        }
    }
    // Dropping a character may bring a letter and its accent together.
    if unicode_normalization::is_nfc(&text) {
        text
    } else {
        text.nfc().collect()
    }
}

/// True for a character without a glyph that only changes how others are laid out, and for a noncharacter.
pub const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{61C}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{FDD0}'..='\u{FDEF}'
    ) || c as u32 & 0xFFFE == 0xFFFE
}

/// True when a joiner after `c` can mean something: in scripts from Hebrew on, and in emoji.
const fn joins(c: char) -> bool {
    c as u32 >= 0x590
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("métal\u{FFFE}lurgie", "métallurgie")]
    #[case("\u{FEFF}soud\u{200B}ure\u{AD}", "soudure")]
    #[case("\u{202A}04 78\u{202C}", "04 78")]
    #[case("abc\u{202E}def", "abcdef")]
    #[case("e\u{200D}\u{301}", "é")]
    #[case("👩\u{200D}🔧", "👩\u{200D}🔧")]
    #[case("می\u{200C}خواهم", "می\u{200C}خواهم")]
    #[case("Moins de CO₂ → ✔", "Moins de CO₂ → ✔")]
    fn invisible_characters_are_dropped(#[case] raw: &str, #[case] stored: &str) {
        assert_eq!(typed(raw), stored);
        assert_eq!(typed(stored), stored);
    }
}
