//! The words of the events: French, forgiving, in steps that a reader can follow.
//!
//! A text is folded (accents, case, ligatures); articles before an apostrophe, words that stand everywhere and letters alone
//! are no words. Every word that is asked for must be found: as it is, in another form (the same stem), or, the last one, as
//! the beginning of a longer word. Only where no event of the editions that are asked has any of these, words that one slip
//! of the finger tells from it count.

mod french;
mod hits;

use super::entry::Entry;
use french::{Text, is_empty_word, one_slip, reversed};
use hits::{Posting, united};
use roaring::RoaringBitmap;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

pub(super) use french::stem;
pub(super) use hits::{Hits, STEPS};

/// Shorter words are not taken for another one that is written nearly so.
const TYPO_FROM_CHARS: usize = 4;

/// The words of all events.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    of: BTreeMap<Arc<str>, Arc<Posting>>,
    /// The same words, last letter first.
    backwards: BTreeSet<Arc<str>>,
    by_stem: BTreeMap<Arc<str>, Arc<BTreeSet<Arc<str>>>>,
}

/// The words of one event: those of its title, and all others.
fn of_event(entry: &Entry) -> (Text, Text) {
    let event = &entry.event;
    let (mut title, mut elsewhere) = (Text::default(), Text::default());
    title.add(&event.title);
    for text in [&event.summary, &event.description, &event.organiser.name] {
        elsewhere.add(text);
    }
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
        if !self.of.contains_key(word) {
            let word: Arc<str> = word.into();
            self.backwards.insert(reversed(&word).into());
            let kin = self.by_stem.entry(stem(&word).into()).or_default();
            Arc::make_mut(kin).insert(Arc::clone(&word));
            self.of.insert(word, Arc::default());
        }
        Arc::make_mut(
            self.of
                .get_mut(word)
                .expect("it was put in where it was not there"),
        )
    }

    pub(crate) fn remove(&mut self, slot: u32, entry: &Entry) {
        let (title, elsewhere) = of_event(entry);
        // A word that stands in both is gone after the first.
        for word in title.distinct().into_iter().chain(elsewhere.distinct()) {
            let Some(posting) = self.of.get_mut(word) else {
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
        self.of.remove(word);
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

    /// What each word of the text finds among the events in `scope`.
    pub(crate) fn find(&self, text: &str, scope: &RoaringBitmap) -> Vec<Hits> {
        let mut read = Text::default();
        read.add(text);
        let mut asked: Vec<&str> = read.words().filter(|word| !is_empty_word(word)).collect();
        if asked.is_empty() {
            // Nothing but empty words: perhaps the last one is the beginning of another.
            asked.extend(read.words().last());
        }
        let last = asked.len().saturating_sub(1);
        let mut seen = BTreeSet::new();
        asked
            .iter()
            .enumerate()
            .filter(|(place, word)| seen.insert((**word, *place == last)))
            .map(|(place, word)| self.hits(word, place == last, scope))
            .collect()
    }

    /// What a word finds; the last one may be the beginning of a longer one.
    fn hits(&self, word: &str, typing: bool, scope: &RoaringBitmap) -> Hits {
        let kin = self.by_stem.get(stem(word).as_str());
        let kin = kin
            .into_iter()
            .flat_map(|kin| kin.iter())
            .filter(|kin| kin.as_ref() != word)
            .filter_map(|kin| self.of.get(kin));
        let longer = typing.then(|| self.beginning(word)).into_iter().flatten();
        let hits = Hits {
            exact: self.of.get(word).cloned(),
            forms: united(kin.chain(longer)),
            near: None,
        };
        if word.chars().count() < TYPO_FROM_CHARS || !hits.is_disjoint(scope) {
            return hits;
        }
        let near = self.nearly(word);
        Hits {
            near: united(near.into_iter().filter_map(|word| self.of.get(word))),
            ..Hits::default()
        }
    }

    /// The words that begin so and go on.
    fn beginning<'a>(&'a self, start: &'a str) -> impl Iterator<Item = &'a Arc<Posting>> {
        self.of
            .range::<str, _>((Bound::Excluded(start), Bound::Unbounded))
            .take_while(move |(word, _)| word.starts_with(start))
            .map(|(_, posting)| posting)
    }

    /// The words that one letter too few, too many or another, or two that changed places, tell from `word`.
    ///
    /// One slip leaves the first or the second half of the word as it is, but for the two letters in the middle.
    fn nearly(&self, word: &str) -> BTreeSet<&str> {
        let letters: Vec<char> = word.chars().collect();
        let middle = letters.len() / 2;
        let (first, second) = letters.split_at(middle);
        let first: String = first.iter().collect();
        let second: String = second.iter().rev().collect();
        let forwards = self
            .of
            .range::<str, _>((Bound::Included(first.as_str()), Bound::Unbounded))
            .map(|(known, _)| known.as_ref())
            .take_while(|known| known.starts_with(&first))
            .filter(|known| one_slip(word, known));
        let mut near: BTreeSet<&str> = forwards.collect();
        let backwards = self
            .backwards
            .range::<str, _>((Bound::Included(second.as_str()), Bound::Unbounded))
            .take_while(|known| known.starts_with(&second))
            .map(|known| reversed(known))
            .filter(|known| one_slip(word, known));
        for known in backwards {
            near.extend(
                self.of
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
            self.of
                .get_key_value(swapped.as_str())
                .map(|(known, _)| known.as_ref()),
        );
        near
    }
}

#[cfg(test)]
impl Words {
    /// All that it knows, in words.
    pub(crate) fn told<T: std::fmt::Debug>(
        &self,
        events: impl Fn(&RoaringBitmap) -> T,
    ) -> Vec<String> {
        let mut told = vec![format!("{:?} {:?}", self.backwards, self.by_stem)];
        told.extend(self.of.iter().map(|(word, posting)| {
            let Posting { title, elsewhere } = posting.as_ref();
            format!("{word} {:?} {:?}", events(title), events(elsewhere))
        }));
        told
    }
}
