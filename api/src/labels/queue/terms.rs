//! Numbers in place of words, so that a filter compares numbers.

use std::collections::HashMap;

/// Number of a word; 0 for no word.
pub(super) type Number = u32;

/// Number of a missing word.
pub(super) const NONE: Number = 0;
/// Number that no word has.
pub(super) const UNKNOWN: Number = Number::MAX;

/// The set of the words that were numbered after all bits had been given out.
const REST: u128 = 1 << 127;

/// Gives each word a number.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers(HashMap<String, Number>);

impl Numbers {
    /// The number of a word, a new one for a new word.
    pub(super) fn add(&mut self, word: &str) -> Number {
        if let Some(number) = self.0.get(word) {
            return *number;
        }
        let number = Number::try_from(self.0.len() + 1).unwrap_or(UNKNOWN);
        self.0.insert(word.to_owned(), number);
        number
    }

    /// The number of a word; [`UNKNOWN`] when no file has it.
    pub(super) fn of(&self, word: &str) -> Number {
        self.0.get(word).copied().unwrap_or(UNKNOWN)
    }
}

/// Sets of words of a vocabulary as bits.
#[derive(Debug, Clone, Default)]
pub(super) struct Bits(Numbers);

impl Bits {
    /// The set of these words.
    pub(super) fn add(&mut self, words: &[String]) -> u128 {
        words
            .iter()
            .fold(0, |set, word| set | bit(self.0.add(word)))
    }

    /// The set of those of these words that any file has.
    pub(super) fn of(&self, words: &[String]) -> u128 {
        words.iter().fold(0, |set, word| set | bit(self.0.of(word)))
    }
}

/// True when two sets have a word in common; `None` when only the words themselves can tell.
pub(super) fn meet(one: u128, other: u128) -> Option<bool> {
    match one & other {
        0 => Some(false),
        REST => None,
        _ => Some(true),
    }
}

fn bit(number: Number) -> u128 {
    match number {
        NONE | UNKNOWN => 0,
        1..=127 => 1 << (number - 1),
        _ => REST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(of: impl IntoIterator<Item = usize>) -> Vec<String> {
        of.into_iter().map(|number| format!("w{number}")).collect()
    }

    #[test]
    fn sets_meet_when_they_have_a_word_in_common() {
        let mut bits = Bits::default();
        let one = bits.add(&words([1, 2]));
        bits.add(&words([3]));
        assert_eq!(meet(one, bits.of(&words([2, 3]))), Some(true));
        assert_eq!(meet(one, bits.of(&words([3]))), Some(false));
        assert_eq!(meet(one, bits.of(&words([9]))), Some(false));
    }

    #[test]
    fn words_beyond_the_bits_are_compared_themselves() {
        let mut bits = Bits::default();
        bits.add(&words(0..200));
        assert_eq!(meet(bits.of(&words([150])), bits.of(&words([160]))), None);
        assert_eq!(
            meet(bits.of(&words([5])), bits.of(&words([160]))),
            Some(false)
        );
    }
}
