//! Words of the events that are written like a word which none of them has.
//!
//! A search forgives one typo; two are too many to search for without being asked. The cost is bounded: a word is compared with at
//! most [`COMPARED`] words that begin like it and as many that end like it, whatever the size of the vocabulary.

use super::Words;
use super::french::{Text, is_letter, is_stop_word, reversed};
use super::hits::Posting;
use roaring::RoaringBitmap;
use std::cmp::Reverse;
use std::mem::swap;
use std::ops::{Bound, RangeInclusive};
use std::sync::Arc;

/// Length of the words that are compared, in characters. Shorter ones are like too many others.
const CHARS: RangeInclusive<usize> = 5..=30;
/// Maximum number of typos between a word and a similar one.
const TYPOS: usize = 2;
/// Maximum number of words that begin, and that end, like a word and are compared with it.
const COMPARED: usize = 2_000;
/// Maximum number of words of one text that are replaced.
const REPLACED: usize = 3;

impl Words {
    /// `text` with each word that no event of `scope` has replaced by the most similar one that some have; `None` when all are found,
    /// or one is like no other. `spelled` returns a folded word as the event in that slot writes it.
    pub(crate) fn corrected(
        &self,
        text: &str,
        scope: &RoaringBitmap,
        spelled: impl Fn(u32, &str) -> String,
    ) -> Option<String> {
        let mut tokens = text.split_whitespace().peekable();
        let (mut corrected, mut replaced) = (Vec::new(), 0);
        while let Some(token) = tokens.next() {
            let mut read = Text::default();
            read.add(token);
            let mut words = read.words().filter(|word| !is_stop_word(word));
            let word = words.next().filter(|word| {
                let is_last = tokens.peek().is_none();
                let hits = self.hits(word, is_last && !is_letter(word), scope);
                hits.is_disjoint(scope)
            });
            // Parts of a compound are left as they are.
            let Some(word) = word.filter(|_| words.next().is_none()) else {
                corrected.push(token.to_owned());
                continue;
            };
            replaced += 1;
            if replaced > REPLACED {
                return None;
            }
            let (similar, slot) = self.most_similar(word, scope)?;
            corrected.push(spelled(slot, similar));
        }
        (replaced > 0).then(|| corrected.join(" "))
    }

    /// The most similar word that events of `scope` have, with the slot of one of them: fewest typos, then most events.
    fn most_similar(&self, word: &str, scope: &RoaringBitmap) -> Option<(&str, u32)> {
        let letters: Vec<char> = word.chars().collect();
        if !CHARS.contains(&letters.len()) {
            return None;
        }
        // Two typos leave one third of a word intact, in most words the first or the last.
        let third = (letters.len() / 3).max(2);
        let first: String = letters.iter().take(third).collect();
        let last: String = letters.iter().rev().take(third).collect();
        let forwards = self
            .postings
            .range::<str, _>((Bound::Included(first.as_str()), Bound::Unbounded))
            .take_while(|(known, _)| known.starts_with(&first))
            .take(COMPARED);
        let backwards = self
            .backwards
            .range::<str, _>((Bound::Included(last.as_str()), Bound::Unbounded))
            .take_while(|known| known.starts_with(&last))
            .take(COMPARED)
            .filter_map(|known| self.postings.get_key_value(reversed(known).as_str()));
        let similar = forwards.chain(backwards).filter_map(|(known, posting)| {
            let other: Vec<char> = known.chars().collect();
            let typos = typos(&letters, &other)?;
            let (events, slot) = in_scope(posting, scope)?;
            Some((typos, Reverse(events), known.as_ref(), slot))
        });
        similar.min().map(|(_, _, known, slot)| (known, slot))
    }
}

/// Number of events of `scope` that have a word, in the title or elsewhere, and the first of them.
fn in_scope(posting: &Arc<Posting>, scope: &RoaringBitmap) -> Option<(u64, u32)> {
    let found = (&posting.title | &posting.elsewhere) & scope;
    Some((found.len(), found.min()?))
}

/// Number of typos between two words, if there are at most [`TYPOS`]: letters missing, added or changed, or neighbours swapped.
fn typos(a: &[char], b: &[char]) -> Option<usize> {
    if a.len().abs_diff(b.len()) > TYPOS {
        return None;
    }
    // The typos between the beginnings of both words: for one and for two letters less of `a`, and for this one.
    let (mut before, mut above): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=b.len()).collect());
    let mut row = Vec::with_capacity(b.len() + 1);
    for (i, letter) in a.iter().enumerate() {
        row.clear();
        row.push(i + 1);
        let mut left = i + 1;
        for (j, (other, pair)) in b.iter().zip(above.windows(2)).enumerate() {
            let [corner, up] = *pair else { continue };
            let swapped = || {
                let (i, j) = (i.checked_sub(1)?, j.checked_sub(1)?);
                let is_swap = a.get(i) == Some(other) && b.get(j) == Some(letter);
                before.get(j).filter(|_| is_swap).map(|typos| typos + 1)
            };
            let changed = corner + usize::from(letter != other);
            let fewest = changed.min(up + 1).min(left + 1);
            left = swapped().map_or(fewest, |typos| typos.min(fewest));
            row.push(left);
        }
        if row.iter().all(|typos| *typos > TYPOS) {
            return None;
        }
        swap(&mut before, &mut above);
        swap(&mut above, &mut row);
    }
    above.last().copied().filter(|typos| *typos <= TYPOS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn between(a: &str, b: &str) -> Option<usize> {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        typos(&a, &b)
    }

    #[rstest]
    #[case("soudure", "soudure", Some(0))]
    #[case("souduer", "soudure", Some(1))]
    #[case("sodure", "soudure", Some(1))]
    #[case("metalurjie", "metallurgie", Some(2))]
    #[case("osuduer", "soudure", Some(2))]
    #[case("sdr", "soudure", None)]
    #[case("fonderie", "soudure", None)]
    fn typos_are_counted(#[case] a: &str, #[case] b: &str, #[case] expected: Option<usize>) {
        assert_eq!(between(a, b), expected);
        assert_eq!(between(b, a), expected);
    }

    proptest! {
        #[test]
        fn two_letters_changed_are_two_typos_at_most(word in "[a-e]{3,12}", first in 0usize..12, second in 0usize..12) {
            let letters: Vec<char> = word.chars().collect();
            let mut wrong = letters.clone();
            for place in [first, second] {
                let place = place % wrong.len();
                wrong[place] = 'z';
            }

            let changed = letters.iter().zip(&wrong).filter(|(a, b)| a != b).count();

            prop_assert_eq!(typos(&letters, &wrong), Some(changed));
            prop_assert_eq!(typos(&wrong, &letters), Some(changed));
        }
    }
}
