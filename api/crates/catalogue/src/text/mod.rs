//! Full-text search in French, with stemming and typo tolerance.
//!
//! Texts are folded (accents, case, ligatures); elided articles and stop words are left out, initials are joined (`R&D`,
//! `S.N.C.F.`) and abbreviations written out (`St`). Every word of a query must match: exactly, by its stem, which the words of a
//! trade share, or, for the last word, as the prefix of a longer word; a single letter only exactly. Only if none of these occurs
//! in the editions in scope do words match that differ by one typo. A query without any word matches nothing. What a text may have
//! meant that finds nothing is in [`similar`].

mod beginnings;
mod french;
mod hits;
mod similar;

use super::entry::Entry;
use french::{Text, is_letter, is_one_typo, is_stop_word, reversed, written_out};
use hits::{Posting, union};
use roaring::RoaringBitmap;
use shared::text::{fold, markdown};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

pub(super) use beginnings::Beginnings;
pub(super) use french::stem;
pub(super) use hits::{Hits, STEPS};

/// Minimum length of a word for which a typo is tolerated, in characters.
const TYPO_FROM_CHARS: usize = 4;

/// The inverted index: the events of each word.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    postings: BTreeMap<Arc<str>, Arc<Posting>>,
    /// The same words, reversed.
    backwards: BTreeSet<Arc<str>>,
    by_stem: BTreeMap<Arc<str>, Arc<BTreeSet<Arc<str>>>>,
}

/// The words of one event: those of its title, and those of its other texts.
fn of_event(entry: &Entry) -> (Text, Text) {
    let event = &entry.event;
    let (mut title, mut elsewhere) = (Text::default(), Text::default());
    title.add(&event.title);
    elsewhere.add(&event.summary);
    elsewhere.add(&markdown::plain(&event.description));
    elsewhere.add(&event.organiser.name);
    let others = event.organiser.on_behalf_of.iter();
    for name in others.chain(&event.organiser.co_organisers) {
        elsewhere.add(name);
    }
    if let Some(venue) = &event.venue {
        elsewhere.add(&venue.name);
        elsewhere.add(&venue.city);
    }
    (title, elsewhere)
}

impl Words {
    pub(crate) fn insert(&mut self, slot: u32, entry: &Entry) {
        let (title, elsewhere) = of_event(entry);
        for word in title.distinct() {
            self.posting(word).title.insert(slot);
        }
        for word in elsewhere.distinct() {
            self.posting(word).elsewhere.insert(slot);
        }
    }

    fn posting(&mut self, word: &str) -> &mut Posting {
        if !self.postings.contains_key(word) {
            let word: Arc<str> = word.into();
            self.backwards.insert(reversed(&word).into());
            let kin = self.by_stem.entry(stem(&word).into()).or_default();
            Arc::make_mut(kin).insert(Arc::clone(&word));
            self.postings.insert(word, Arc::default());
        }
        Arc::make_mut(
            self.postings
                .get_mut(word)
                .expect("inserted above if it was missing"),
        )
    }

    pub(crate) fn remove(&mut self, slot: u32, entry: &Entry) {
        let (title, elsewhere) = of_event(entry);
        // A word in both texts is removed at its first appearance.
        for word in title.distinct().into_iter().chain(elsewhere.distinct()) {
            let Some(posting) = self.postings.get_mut(word) else {
                continue;
            };
            let posting = Arc::make_mut(posting);
            posting.title.remove(slot);
            posting.elsewhere.remove(slot);
            if posting.title.is_empty() && posting.elsewhere.is_empty() {
                self.forget(word);
            }
        }
    }

    fn forget(&mut self, word: &str) {
        self.postings.remove(word);
        self.backwards.remove(reversed(word).as_str());
        let stem = stem(word);
        if let Some(kin) = self.by_stem.get_mut(stem.as_str()) {
            let kin = Arc::make_mut(kin);
            kin.remove(word);
            if kin.is_empty() {
                self.by_stem.remove(stem.as_str());
            }
        }
    }

    /// The matches of each word of `text`, none if it has no word; `scope` decides whether typos are tolerated.
    pub(crate) fn find(&self, text: &str, scope: &RoaringBitmap) -> Vec<Hits> {
        let mut read = Text::default();
        read.add(text);
        let mut words: Vec<&str> = read.words().filter(|word| !is_stop_word(word)).collect();
        if words.is_empty() {
            // Only stop words: the last one may be the beginning of another word.
            words.extend(read.words().last());
        }
        let alone = fold(text);
        if words.is_empty() && is_letter(&alone) {
            words.push(&alone);
        }
        let last = words.len().saturating_sub(1);
        let mut seen = BTreeSet::new();
        words
            .iter()
            .enumerate()
            .filter(|(place, word)| seen.insert((**word, *place == last)))
            .map(|(place, word)| self.hits(word, place == last && !is_letter(word), scope))
            .collect()
    }

    /// The matches of a word; with `as_prefix` also of longer words that begin with it.
    fn hits(&self, typed: &str, as_prefix: bool, scope: &RoaringBitmap) -> Hits {
        let word = written_out(typed);
        let kin = self.by_stem.get(stem(word).as_str());
        let kin = kin
            .into_iter()
            .flat_map(|kin| kin.iter())
            .filter(|kin| kin.as_ref() != word)
            .filter_map(|kin| self.postings.get(kin));
        let longer = as_prefix.then(|| self.longer(typed)).into_iter().flatten();
        let hits = Hits {
            exact: self.postings.get(word).cloned(),
            forms: union(kin.chain(longer)),
            near: None,
        };
        if word.chars().count() < TYPO_FROM_CHARS || !hits.is_disjoint(scope) {
            return hits;
        }
        let near = self.with_one_typo(word);
        Hits {
            near: union(near.into_iter().filter_map(|word| self.postings.get(word))),
            ..Hits::default()
        }
    }

    /// The postings of longer words that begin with `start`.
    fn longer<'a>(&'a self, start: &'a str) -> impl Iterator<Item = &'a Arc<Posting>> {
        self.postings
            .range::<str, _>((Bound::Excluded(start), Bound::Unbounded))
            .take_while(move |(word, _)| word.starts_with(start))
            .map(|(_, posting)| posting)
    }

    /// The indexed words that differ from `word` by one typo: a letter missing, added or changed, or two neighbours swapped.
    ///
    /// A typo leaves the first or the second half of the word intact, except a swap of the two letters in the middle.
    fn with_one_typo(&self, word: &str) -> BTreeSet<&str> {
        let letters: Vec<char> = word.chars().collect();
        let middle = letters.len() / 2;
        let (first, second) = letters.split_at(middle);
        let first: String = first.iter().collect();
        let second: String = second.iter().rev().collect();
        let forwards = self
            .postings
            .range::<str, _>((Bound::Included(first.as_str()), Bound::Unbounded))
            .map(|(known, _)| known.as_ref())
            .take_while(|known| known.starts_with(&first))
            .filter(|known| is_one_typo(word, known));
        let mut near: BTreeSet<&str> = forwards.collect();
        let backwards = self
            .backwards
            .range::<str, _>((Bound::Included(second.as_str()), Bound::Unbounded))
            .take_while(|known| known.starts_with(&second))
            .map(|known| reversed(known))
            .filter(|known| is_one_typo(word, known));
        for known in backwards {
            near.extend(
                self.postings
                    .get_key_value(known.as_str())
                    .map(|(known, _)| known.as_ref()),
            );
        }
        let mut swapped = letters;
        if middle > 0 {
            swapped.swap(middle - 1, middle);
        }
        let swapped: String = swapped.into_iter().collect();
        near.extend(
            self.postings
                .get_key_value(swapped.as_str())
                .map(|(known, _)| known.as_ref()),
        );
        near
    }
}

#[cfg(test)]
impl Words {
    /// The whole content as text, for comparison in tests.
    pub(crate) fn describe<T: std::fmt::Debug>(
        &self,
        events: impl Fn(&RoaringBitmap) -> T,
    ) -> Vec<String> {
        let mut lines = vec![format!("{:?} {:?}", self.backwards, self.by_stem)];
        lines.extend(self.postings.iter().map(|(word, posting)| {
            let Posting { title, elsewhere } = posting.as_ref();
            format!("{word} {:?} {:?}", events(title), events(elsewhere))
        }));
        lines
    }
}
