//! Splits French texts into words and normalises them for comparison.

use frostem::{Algorithm, Stemmer};
use shared::text::fold;

/// Elided words before an apostrophe, which are not indexed.
const ELIDED: [&str; 12] = [
    "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu",
];

/// Stop words: too frequent to search for. Folded and sorted.
const STOP_WORDS: [&str; 35] = [
    "au", "aux", "avec", "ce", "ces", "cet", "cette", "chez", "dans", "de", "des", "du", "en",
    "est", "et", "il", "la", "le", "les", "leur", "leurs", "nos", "notre", "ou", "par", "pour",
    "que", "qui", "sa", "se", "ses", "son", "sur", "un", "une",
];

/// Length of the longest stop word, in bytes.
const STOP_WORD_MAX_BYTES: usize = 5;

/// Whether a word is not searched for: a stop word or a single letter.
pub(super) fn is_stop_word(word: &str) -> bool {
    let mut letters = word.chars();
    let alone = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    alone || (word.len() <= STOP_WORD_MAX_BYTES && STOP_WORDS.binary_search(&word).is_ok())
}

/// The words of texts, folded, without elided articles, in one string separated by spaces.
#[derive(Debug, Default)]
pub(super) struct Text(String);

impl Text {
    /// Appends the words of a text.
    pub(super) fn add(&mut self, text: &str) {
        for token in text.split_whitespace() {
            // Most words are ASCII and need no folding.
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

    /// Each word once, sorted, without stop words.
    pub(super) fn distinct(&self) -> Vec<&str> {
        let mut words: Vec<_> = self.words().filter(|word| !is_stop_word(word)).collect();
        words.sort_unstable();
        words.dedup();
        words
    }
}

/// The stem of a folded word.
///
/// A folded word has lost the accent by which the stemmer recognises a participle, so "labellisée" is stemmed as "labellise".
pub(crate) fn stem(word: &str) -> String {
    let masculine = word
        .strip_suffix("ees")
        .or_else(|| word.strip_suffix("ee"))
        .filter(|rest| rest.len() > 2)
        .map(|rest| format!("{rest}e"));
    let word = masculine.as_deref().unwrap_or(word);
    Stemmer::new(Algorithm::French).stem(word).into_owned()
}

/// The letters of a word in reverse order.
pub(super) fn reversed(word: &str) -> String {
    word.chars().rev().collect()
}

/// Whether two words differ by exactly one typo: a letter missing, added or changed, or two neighbours swapped.
pub(super) fn is_one_typo(a: &str, b: &str) -> bool {
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
    fn articles_and_stop_words_are_left_out(#[case] text: &str, #[case] found: &[&str]) {
        let mut read = Text::default();
        read.add(text);
        let words: Vec<_> = read.words().filter(|word| !is_stop_word(word)).collect();
        assert_eq!(words, found);
    }

    #[test]
    fn stop_words_are_sorted_for_binary_search() {
        assert!(STOP_WORDS.is_sorted());
        assert_eq!(
            STOP_WORDS.iter().map(|word| word.len()).max(),
            Some(STOP_WORD_MAX_BYTES)
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
    fn forms_of_a_word_share_a_stem(#[case] one: &str, #[case] other: &str) {
        assert_eq!(stem(&fold(one)), stem(&fold(other)));
    }

    #[rstest]
    #[case("soudure", "soudrue", true)]
    #[case("soudure", "oudure", true)]
    #[case("soudure", "souduree", true)]
    #[case("soudure", "soudage", false)]
    #[case("soudure", "soudure", false)]
    #[case("ab", "ba", true)]
    fn one_typo_is_recognised(#[case] a: &str, #[case] b: &str, #[case] expected: bool) {
        assert_eq!(is_one_typo(a, b), expected);
        assert_eq!(is_one_typo(b, a), expected);
    }
}
