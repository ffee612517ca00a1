//! Validation and normalisation of text that people type.

use crate::problem::{Code, FieldProblem};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Whether a text may have several lines.
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
    /// Whether several lines are allowed.
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

    /// Normalises a text for storage: Unicode NFC, trimmed, white space or line endings unified; `None` when nothing is
    /// left.
    ///
    /// # Errors
    ///
    /// A [`FieldProblem`] at `pointer`: too short, too long, or with control characters.
    pub fn read(self, pointer: &str, raw: &str) -> Result<Option<String>, FieldProblem> {
        let composed: String = raw.nfc().collect();
        let text = match self.lines {
            Lines::One => composed.split_whitespace().collect::<Vec<_>>().join(" "),
            Lines::Many => composed
                .replace("\r\n", "\n")
                .replace('\r', "\n")
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

/// Control characters, and the bidirectional overrides, which make a text display in another order than it is stored.
fn is_forbidden(c: char, lines: Lines) -> bool {
    let allowed = lines == Lines::Many && matches!(c, '\n' | '\t');
    (c.is_control() && !allowed) || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Folds a text for comparison and search: no accents, case or ligatures, words separated by one space.
///
/// Example: `Œuvre d’Été, à l'Hôpital-Sud` becomes `oeuvre d ete a l hopital sud`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfd().filter(|&c| !is_combining_mark(c)) {
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

/// Validates an e-mail address and returns it as typed, without surrounding white space.
///
/// Deliberately narrower than RFC 5322: no quoted strings, comments or address literals. The verification mail is the
/// real test.
///
/// # Errors
///
/// A [`FieldProblem`] at `pointer` when the address is invalid.
pub fn email(pointer: &str, raw: &str) -> Result<String, FieldProblem> {
    let address = raw.trim();
    let invalid = |detail: &str| FieldProblem::new(pointer, Code::InvalidEmail, detail);
    if address.len() > 254 {
        return Err(invalid("longer than 254 bytes"));
    }
    let (local, domain) = address
        .rsplit_once('@')
        .ok_or_else(|| invalid("missing @"))?;
    let local_ok = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
    if local_ok && is_host(domain) {
        Ok(address.to_owned())
    } else {
        Err(invalid("malformed e-mail address"))
    }
}

/// Whether the text is a DNS name with at least two labels, which excludes `localhost` and IP addresses.
fn is_host(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    domain.len() <= 253
        && labels.len() >= 2
        && labels.iter().all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
        && labels
            .last()
            .is_some_and(|last| last.chars().any(char::is_alphabetic))
}

/// Maximum length of a URL, in bytes.
pub const URL_MAX_BYTES: usize = 2_000;

/// Validates a URL: `http` or `https`, a host name, no user information, no white space.
///
/// # Errors
///
/// A [`FieldProblem`] at `pointer` when the URL is invalid.
pub fn url(pointer: &str, raw: &str) -> Result<String, FieldProblem> {
    let address = raw.trim();
    let invalid = |detail: &str| FieldProblem::new(pointer, Code::InvalidUrl, detail);
    if address.len() > URL_MAX_BYTES {
        return Err(
            FieldProblem::new(pointer, Code::TooLong, "the URL is too long")
                .with_limit(URL_MAX_BYTES as u64),
        );
    }
    let lower = address.to_ascii_lowercase();
    let after_scheme = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"))
        .ok_or_else(|| invalid("must start with https:// or http://"))?;
    if address
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c))
    {
        return Err(invalid("contains a character that is not allowed in a URL"));
    }
    let authority = after_scheme
        .split(['/', '?', '#'])
        .next()
        .unwrap_or_default();
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "443"));
    if is_host(host) && port.parse::<u16>().is_ok_and(|port| port > 0) {
        Ok(address.to_owned())
    } else {
        Err(invalid("invalid host name or port"))
    }
}

/// Validates a telephone number: digits with the usual separators, in French (`01 23 45 67 89`) or international format
/// (`+33 1 23 45 67 89`).
///
/// # Errors
///
/// A [`FieldProblem`] at `pointer` when the number is invalid.
pub fn phone(pointer: &str, raw: &str) -> Result<String, FieldProblem> {
    let number = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let well_formed = number
        .char_indices()
        .all(|(i, c)| c.is_ascii_digit() || (c == '+' && i == 0) || " .-/()".contains(c));
    // French numbers have ten digits, others at most 15 (ITU-T E.164); short numbers such as 3995 have four.
    if well_formed && (4..=15).contains(&digits) && number.len() <= 30 {
        Ok(number)
    } else {
        Err(FieldProblem::new(
            pointer,
            Code::InvalidPhone,
            "malformed telephone number",
        ))
    }
}

/// Validates a SIRET number: 14 digits with a Luhn check digit, spaces allowed.
///
/// Establishments of La Poste (SIREN 356 000 000) follow another rule: the sum of their digits is a multiple of 5.
///
/// # Errors
///
/// A [`FieldProblem`] at `pointer` when the number is invalid.
pub fn siret(pointer: &str, raw: &str) -> Result<String, FieldProblem> {
    let number: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
    let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    let invalid = |detail: &str| FieldProblem::new(pointer, Code::InvalidSiret, detail);
    if number.chars().count() != 14 || digits.len() != 14 {
        return Err(invalid("must have 14 digits"));
    }
    let luhn: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, &digit)| {
            if i % 2 == 1 {
                (digit * 2) / 10 + (digit * 2) % 10
            } else {
                digit
            }
        })
        .sum();
    let la_poste = number.starts_with("356000000") && digits.iter().sum::<u32>() % 5 == 0;
    if luhn.is_multiple_of(10) || la_poste {
        Ok(number)
    } else {
        Err(invalid("the check digit is wrong"))
    }
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

    #[rstest]
    #[case("a\u{0}bcdef")]
    #[case("abc\u{202E}def")]
    fn control_characters_are_rejected(#[case] text: &str) {
        assert_eq!(
            Limits::line(1, 100).read("/x", text).unwrap_err().code,
            Code::ControlCharacter
        );
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

    #[rstest]
    #[case("a.b+c@exemple.fr", true)]
    #[case("a@b", false)]
    #[case("a b@exemple.fr", false)]
    #[case("a@exemple..fr", false)]
    #[case(".a@exemple.fr", false)]
    #[case("a@127.0.0.1", false)]
    fn email_addresses(#[case] text: &str, #[case] good: bool) {
        assert_eq!(email("/email", text).is_ok(), good);
    }

    #[rstest]
    #[case("https://exemple.fr/visite?x=1#y", true)]
    #[case("HTTP://exemple.fr:8080", true)]
    #[case("javascript:alert(1)", false)]
    #[case("https://user:pass@exemple.fr", false)]
    #[case("https://", false)]
    #[case("https://exemple.fr/a b", false)]
    #[case("//exemple.fr", false)]
    fn web_addresses(#[case] text: &str, #[case] good: bool) {
        assert_eq!(url("/url", text).is_ok(), good);
    }

    #[rstest]
    #[case("01 23 45 67 89", true)]
    #[case("+33 (0)1.23.45.67.89", true)]
    #[case("appelez-moi", false)]
    #[case("123", false)]
    fn phones(#[case] text: &str, #[case] good: bool) {
        assert_eq!(phone("/phone", text).is_ok(), good);
    }

    #[rstest]
    #[case("732 829 320 00074", true)]
    #[case("73282932000075", false)]
    #[case("35600000000048", true)]
    #[case("3560000000004", false)]
    #[case("7328293200007A", false)]
    fn siret_numbers(#[case] text: &str, #[case] good: bool) {
        assert_eq!(siret("/siret", text).is_ok(), good);
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
