//! Validation and normalisation of text that people type.

mod contact;
pub mod markdown;
mod typed;

pub use contact::{URL_MAX_BYTES, email, phone, siret, tel_uri, uai, url};
pub use typed::{is_invisible, typed};

use crate::problem::{Code, FieldProblem};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Line rule of a text: one line or several paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// One line; every run of white space becomes one space.
    One,
    /// Several paragraphs; line endings become `\n`.
    Many,
}

/// Length limits and line rule of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Minimum number of characters, unless the text is empty.
    pub min: usize,
    /// Maximum number of characters.
    pub max: usize,
    /// One line or several paragraphs.
    pub lines: Lines,
}

impl Limits {
    /// One line of `min` to `max` characters.
    pub const fn line(min: usize, max: usize) -> Self {
        Self {
            min,
            max,
            lines: Lines::One,
        }
    }

    /// One or more paragraphs of `min` to `max` characters in total.
    pub const fn prose(min: usize, max: usize) -> Self {
        Self {
            min,
            max,
            lines: Lines::Many,
        }
    }

    /// Normalises a text for storage: [`typed()`], trimmed, white space or line endings unified; `None` when nothing is left.
    ///
    /// # Errors
    ///
    /// A [`FieldProblem`] at `pointer`: too short, too long, or with control characters.
    pub fn read(self, pointer: &str, raw: &str) -> Result<Option<String>, FieldProblem> {
        let typed = typed(raw);
        let text = match self.lines {
            Lines::One => typed.split_whitespace().collect::<Vec<_>>().join(" "),
            // Word and PDF readers paste vertical tabs, form feeds and Unicode's separators for line ends.
            Lines::Many => typed
                .replace("\r\n", "\n")
                .replace(
                    ['\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}'],
                    "\n",
                )
                .trim()
                .to_owned(),
        };
        if text.is_empty() {
            return Ok(None);
        }
        if text.chars().any(|c| is_forbidden(c, self.lines)) {
            return Err(FieldProblem::new(
                pointer,
                Code::ControlCharacter,
                "control characters are not allowed",
            ));
        }
        let length = text.chars().count();
        if length < self.min {
            let detail = format!("{length} characters, at least {}", self.min);
            return Err(
                FieldProblem::new(pointer, Code::TooShort, detail).with_limit(self.min as u64)
            );
        }
        if length > self.max {
            let detail = format!("{length} characters, at most {}", self.max);
            return Err(
                FieldProblem::new(pointer, Code::TooLong, detail).with_limit(self.max as u64)
            );
        }
        Ok(Some(text))
    }
}

fn is_forbidden(c: char, lines: Lines) -> bool {
    c.is_control() && !(lines == Lines::Many && matches!(c, '\n' | '\t'))
}

/// Folds a text for comparison and search: no accents, case, ligatures, superscripts or other compatibility forms (NFKD), no
/// invisible characters, words separated by one space.
///
/// Example: `Œuvre d’Été, à l'Hôpital-Sud, m²` becomes `oeuvre d ete a l hopital sud m2`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text
        .nfkd()
        .filter(|&c| !is_combining_mark(c) && !is_invisible(c))
    {
        match c {
            'œ' | 'Œ' => folded.push_str("oe"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            c if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            _ if folded.is_empty() || folded.ends_with(' ') => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Maximum length of a slug, in characters.
pub const SLUG_MAX_CHARS: usize = 80;

/// Turns a text into a URL segment: folded, words joined by `-`, at most [`SLUG_MAX_CHARS`]; `evenement` when nothing
/// is left.
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for word in fold(text).split(' ') {
        let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        if word.is_empty() || slug.len() + word.len() + 1 > SLUG_MAX_CHARS {
            continue;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word);
    }
    if slug.is_empty() {
        "evenement".to_owned()
    } else {
        slug
    }
}

/// The words of a text as they are searched: folded, letters without accents and digits only.
pub fn search_words(text: &str) -> Vec<String> {
    let words = fold(text);
    words
        .split(' ')
        .map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect())
        .filter(|word: &String| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[test]
    fn a_line_is_cleaned_and_measured_in_characters() {
        let title = Limits::line(5, 10);
        assert_eq!(
            title.read("/title", "  Été \n à\tl’ ").unwrap().as_deref(),
            Some("Été à l’")
        );
        assert_eq!(title.read("/title", " \n ").unwrap(), None);
        assert_eq!(
            title.read("/title", "abc").unwrap_err().code,
            Code::TooShort
        );
        let long = title.read("/title", "ééééééééééé").unwrap_err();
        assert_eq!(
            (long.code, long.limit, long.pointer.as_str()),
            (Code::TooLong, Some(10), "/title")
        );
    }

    #[test]
    fn control_characters_are_rejected() {
        assert_eq!(
            Limits::line(1, 100)
                .read("/x", "a\u{0}bcdef")
                .unwrap_err()
                .code,
            Code::ControlCharacter
        );
    }

    #[rstest]
    #[case("un\u{B}deux\r\ntrois\u{2028}quatre", "un\ndeux\ntrois\nquatre")]
    #[case("\u{F0B7}\tFonderie", "•\tFonderie")]
    fn pasted_line_ends_and_bullets_are_unified(#[case] pasted: &str, #[case] stored: &str) {
        assert_eq!(
            Limits::prose(1, 100).read("/x", pasted).unwrap().as_deref(),
            Some(stored)
        );
    }

    #[rstest]
    #[case("CO₂ et m²", "co2 et m2")]
    #[case("ﬁnition", "finition")]
    #[case("mé\u{AD}tier, soud\u{200B}ure", "metier soudure")]
    #[case("①  Ｆａｂ", "1 fab")]
    fn folding_forgets_compatibility_forms(#[case] text: &str, #[case] folded: &str) {
        assert_eq!(fold(text), folded);
    }

    #[test]
    fn folding_forgets_accents_case_and_ligatures() {
        assert_eq!(
            fold("Œuvre d’Été, à l'Hôpital-Sud !"),
            "oeuvre d ete a l hopital sud"
        );
    }

    #[rstest]
    #[case("Visite de l’usine « Été »", "visite-de-l-usine-ete")]
    #[case("工場", "evenement")]
    fn slugs_are_short_and_plain(#[case] title: &str, #[case] expected: &str) {
        assert_eq!(slug(title), expected);
    }

    proptest! {
        #[test]
        fn parsers_never_panic_and_are_idempotent(text in "\\PC{0,60}") {
            for read in [email("", &text), url("", &text), phone("", &text), siret("", &text)].into_iter().flatten() {
                prop_assert!([email("", &read), url("", &read), phone("", &read), siret("", &read)].iter().any(|again| again.as_ref() == Ok(&read)));
            }
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
            prop_assert!(slug(&text).len() <= SLUG_MAX_CHARS);
        }
    }
}
