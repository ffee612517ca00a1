//! Words of French texts: what they are compared by.

use frostem::{Algorithm, Stemmer};
use shared::text::fold;

/// What French leaves of a word before an apostrophe: no word of its own.
const ELIDED: [&str; 12] = [
    "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu",
];

/// Words that stand everywhere and find nothing. Folded.
const EMPTY: [&str; 35] = [
    "au", "aux", "avec", "ce", "ces", "cet", "cette", "chez", "dans", "de", "des", "du", "en",
    "est", "et", "il", "la", "le", "les", "leur", "leurs", "nos", "notre", "ou", "par", "pour",
    "que", "qui", "sa", "se", "ses", "son", "sur", "un", "une",
];

/// Longest of them, in bytes.
const EMPTY_MAX_BYTES: usize = 5;

/// Whether it finds nothing: an empty word, or a letter alone.
pub(super) fn is_empty_word(word: &str) -> bool {
    let mut letters = word.chars();
    let alone = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    alone || (word.len() <= EMPTY_MAX_BYTES && EMPTY.binary_search(&word).is_ok())
}

/// Words of texts, folded, without elided articles; all in one piece of memory.
#[derive(Debug, Default)]
pub(super) struct Text(String);

impl Text {
    /// Takes in the words of a text.
    pub(super) fn add(&mut self, text: &str) {
        for token in text.split_whitespace() {
            // Most words have no accent, and need none taken off.
            if token.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                let start = self.0.len();
                self.0.push_str(token);
                if let Some(word) = self.0.get_mut(start..) {
                    word.make_ascii_lowercase();
                }
                self.0.push(' ');
                continue;
            }
            let mut parts = token.split(['\'', '’', 'ʼ']).peekable();
            while let Some(part) = parts.next() {
                let folded = fold(part);
                let (before, last) = folded.rsplit_once(' ').unwrap_or(("", &folded));
                let elided = parts.peek().is_some() && ELIDED.contains(&last);
                for word in [before, if elided { "" } else { last }] {
                    self.0.push_str(word);
                    self.0.push(' ');
                }
            }
        }
    }

    /// Every word, in order.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|word| !word.is_empty())
    }

    /// Each word that finds something, once.
    pub(super) fn distinct(&self) -> Vec<&str> {
        let mut words: Vec<_> = self.words().filter(|word| !is_empty_word(word)).collect();
        words.sort_unstable();
        words.dedup();
        words
    }
}

/// What is left of a folded word without its endings.
///
/// A folded word has lost the accent by which the stemmer knows a participle: « labellisée » is read as « labellise ».
pub(crate) fn stem(word: &str) -> String {
    let masculine = word
        .strip_suffix("ees")
        .or_else(|| word.strip_suffix("ee"))
        .filter(|rest| rest.len() > 2)
        .map(|rest| format!("{rest}e"));
    let word = masculine.as_deref().unwrap_or(word);
    Stemmer::new(Algorithm::French).stem(word).into_owned()
}

/// The word, last letter first.
pub(super) fn reversed(word: &str) -> String {
    word.chars().rev().collect()
}

/// Whether one letter too few, too many or another, or two neighbours that changed places, tell the words apart.
pub(super) fn one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same_start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (
        a.get(same_start..).unwrap_or_default(),
        b.get(same_start..).unwrap_or_default(),
    );
    match (a, b) {
        ([_, rest_a @ ..], [_, rest_b @ ..]) if rest_a == rest_b => true,
        ([a1, a2, rest_a @ ..], [b1, b2, rest_b @ ..])
            if a1 == b2 && a2 == b1 && rest_a == rest_b =>
        {
            true
        }
        ([_, rest @ ..], b) if rest == b => true,
        (a, [_, rest @ ..]) if a == rest => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Visite de l’usine", &["visite", "usine"])]
    #[case("L'Œuvre d’été (aujourd'hui)", &["oeuvre", "ete", "aujourd", "hui"])]
    #[case("qu'est-ce que « l'industrie » ?", &["industrie"])]
    #[case("Made in France 4.0", &["made", "in", "france", "4", "0"])]
    fn articles_and_empty_words_are_no_words(#[case] text: &str, #[case] found: &[&str]) {
        let mut read = Text::default();
        read.add(text);
        let words: Vec<_> = read.words().filter(|word| !is_empty_word(word)).collect();
        assert_eq!(words, found);
    }

    #[test]
    fn empty_words_are_found_by_halves() {
        assert!(EMPTY.is_sorted());
        assert_eq!(
            EMPTY.iter().map(|word| word.len()).max(),
            Some(EMPTY_MAX_BYTES)
        );
    }

    #[rstest]
    #[case("métier", "métiers")]
    #[case("soudure", "Soudures")]
    #[case("industriel", "industrielles")]
    #[case("national", "nationaux")]
    #[case("labellisé", "labellisées")]
    #[case("entreprise", "entreprises")]
    #[case("chaîne", "chaines")]
    fn forms_of_a_word_are_kin(#[case] one: &str, #[case] other: &str) {
        assert_eq!(stem(&fold(one)), stem(&fold(other)));
    }

    #[rstest]
    #[case("soudure", "soudrue", true)]
    #[case("soudure", "oudure", true)]
    #[case("soudure", "souduree", true)]
    #[case("soudure", "soudage", false)]
    #[case("soudure", "soudure", false)]
    #[case("ab", "ba", true)]
    fn one_slip_of_the_finger(#[case] a: &str, #[case] b: &str, #[case] one: bool) {
        assert_eq!(one_slip(a, b), one);
        assert_eq!(one_slip(b, a), one);
    }
}
