//! The texts by which the files of the queue are found.

use super::order::Slot;
use memchr::memmem::Finder;
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

/// Number of files whose texts lie together: as many as there are bits in a [`Bits`].
const TOGETHER: usize = 128;

/// A set of files whose texts lie together.
type Bits = u128;

/// The texts by which the files are found, by slot.
///
/// A search reads all of them. They lie one behind the other, so that it does not follow a reference for each file, and those of the
/// next version are the same except in the blocks where one has changed.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts(Vec<Arc<Block>>);

/// The texts of [`TOGETHER`] files.
#[derive(Debug, Clone, Default)]
struct Block {
    /// The words of each file, each ended by a character that no word has.
    text: String,
    /// End of the text of each file.
    ends: Vec<usize>,
}

/// The files that a search has found.
#[derive(Debug)]
pub(super) struct Matches(Vec<Bits>);

impl Texts {
    /// Replaces the text of a file: its words joined by `-`; empty for a file that is not in the queue any more.
    pub(super) fn set(&mut self, slot: Slot, text: &str) {
        let Some((block, place)) = place_of(slot) else {
            return;
        };
        if self.0.len() <= block {
            self.0.resize_with(block + 1, Arc::default);
        }
        let ended = if text.is_empty() {
            String::new()
        } else {
            format!("{text}\n")
        };
        if let Some(block) = self.0.get_mut(block)
            && block.text_of(place) != ended
        {
            Arc::make_mut(block).set(place, &ended);
        }
    }

    /// The files whose texts contain all of these words. A word has no character that joins words.
    pub(super) fn with_all(&self, words: &[String]) -> Matches {
        let words = words.iter().filter(|word| !word.is_empty());
        let mut finders: Vec<Finder<'_>> = words.map(|word| Finder::new(word.as_str())).collect();
        // Likely the fewest texts have the longest one.
        finders.sort_by_key(|finder| Reverse(finder.needle().len()));
        Matches(
            self.0
                .iter()
                .map(|block| block.with_all(&finders))
                .collect(),
        )
    }
}

impl Block {
    fn range(&self, place: usize) -> Range<usize> {
        let end_of = |place: usize| self.ends.get(place).copied();
        let begin = place.checked_sub(1).map_or(Some(0), end_of);
        let begin = begin.unwrap_or(self.text.len());
        begin..end_of(place).unwrap_or(begin)
    }

    fn text_of(&self, place: usize) -> &str {
        self.text.get(self.range(place)).unwrap_or_default()
    }

    fn set(&mut self, place: usize, text: &str) {
        if self.ends.len() <= place {
            self.ends.resize(place + 1, self.text.len());
        }
        let range = self.range(place);
        let before = range.len();
        self.text.replace_range(range, text);
        for end in self.ends.iter_mut().skip(place) {
            *end = *end - before + text.len();
        }
    }

    fn with_all(&self, finders: &[Finder<'_>]) -> Bits {
        let Some((first, others)) = finders.split_first() else {
            return Bits::MAX;
        };
        let text = self.text.as_bytes();
        let (mut found, mut from) = (0, 0);
        while let Some(at) = text.get(from..).and_then(|rest| first.find(rest)) {
            let place = self.ends.partition_point(|end| *end <= from + at);
            let own = self.text_of(place).as_bytes();
            if others.iter().all(|other| other.find(own).is_some()) {
                found |= bit(place);
            }
            from = self.range(place).end;
        }
        found
    }
}

impl Matches {
    pub(super) fn has(&self, slot: Slot) -> bool {
        place_of(slot).is_some_and(|(block, place)| {
            let bits = self.0.get(block).copied().unwrap_or_default();
            bits & bit(place) != 0
        })
    }
}

/// Block of a file, and its place there.
fn place_of(slot: Slot) -> Option<(usize, usize)> {
    let slot = usize::try_from(slot).ok()?;
    Some((slot / TOGETHER, slot % TOGETHER))
}

fn bit(place: usize) -> Bits {
    1 << (place % TOGETHER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// The slots whose last text contains all words, without an index.
    fn expected(texts: &BTreeMap<Slot, String>, words: &[String]) -> Vec<Slot> {
        let has_all = |text: &String| words.iter().all(|word| text.contains(word.as_str()));
        let found = texts.iter().filter(|(_, text)| has_all(text));
        found.map(|(slot, _)| *slot).collect()
    }

    fn found(texts: &Texts, slots: &BTreeMap<Slot, String>, words: &[String]) -> Vec<Slot> {
        let matches = texts.with_all(words);
        let slots = slots.keys().copied();
        slots.filter(|slot| matches.has(*slot)).collect()
    }

    fn text() -> impl Strategy<Value = String> {
        proptest::collection::vec("[ab]{1,3}", 0..4).prop_map(|words| words.join("-"))
    }

    proptest! {
        #[test]
        fn a_search_finds_what_a_walk_over_the_texts_finds(
            stored in proptest::collection::vec((0..300u32, text()), 1..200),
            changed in proptest::collection::vec((0..300u32, text()), 0..20),
            words in proptest::collection::vec("[ab]{1,4}", 1..4),
        ) {
            let (mut texts, mut all) = (Texts::default(), BTreeMap::new());
            for (slot, text) in stored {
                texts.set(slot, &text);
                all.insert(slot, text);
            }
            prop_assert_eq!(found(&texts, &all, &words), expected(&all, &words));

            let (mut next, mut then) = (texts.clone(), all.clone());
            for (slot, text) in changed {
                next.set(slot, &text);
                then.insert(slot, text);
            }
            prop_assert_eq!(found(&next, &then, &words), expected(&then, &words));
            prop_assert_eq!(found(&texts, &all, &words), expected(&all, &words), "the version before");
        }
    }

    #[test]
    fn only_the_block_of_a_changed_text_is_another_one() {
        let mut texts = Texts::default();
        for slot in 0..300 {
            texts.set(slot, "visite-fonderie");
        }
        let mut next = texts.clone();

        next.set(7, "visite-fonderie");
        next.set(200, "visite-forge");

        let same = texts.0.iter().zip(&next.0);
        let same: Vec<bool> = same.map(|(one, other)| Arc::ptr_eq(one, other)).collect();
        assert_eq!(same, [true, false, true]);
    }
}
