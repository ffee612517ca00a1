//! Characters that XML 1.0 cannot carry, not even escaped.

use std::borrow::Cow;

/// Removes the characters that XML 1.0 (2.2) forbids: most controls and the noncharacters U+FFFE and U+FFFF. The
/// form rejects them; older data may contain them.
pub(crate) fn without_forbidden(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_allowed) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|c| is_allowed(*c)).collect())
    }
}

const fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_forbidden_characters_are_removed() {
        assert_eq!(
            without_forbidden("mé\u{ffff}tal\u{1}\u{b}lur\tgie\n\u{85}\u{e000}🏭\u{fffe}"),
            "métallur\tgie\n\u{85}\u{e000}🏭"
        );
    }

    proptest! {
        #[test]
        fn what_is_left_is_well_formed(text in any::<String>()) {
            let text = without_forbidden(&text).replace(['<', '&'], "");
            let document = format!("<a>{text}</a>");
            prop_assert!(roxmltree::Document::parse(&document).is_ok());
        }
    }
}
