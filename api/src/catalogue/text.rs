//! The words of the events: French, forgiving, in steps that a reader can follow.

use super::entry::Entry;
use roaring::RoaringBitmap;
use shared::text::fold;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

/// What French leaves of a word before an apostrophe: no word of its own.
const ELIDED: [&str; 12] = [
    "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu",
];

/// Words that stand everywhere and find nothing. Folded.
const EMPTY: [&str; 36] = [
    "a", "au", "aux", "avec", "ce", "ces", "cet", "cette", "chez", "dans", "de", "des", "du", "en",
    "est", "et", "il", "la", "le", "les", "leur", "leurs", "nos", "notre", "ou", "par", "pour",
    "que", "qui", "sa", "se", "ses", "son", "sur", "un", "une",
];

/// Shorter words are not taken for another one that is written nearly so.
const TYPO_FROM_CHARS: usize = 4;

/// The words of a text, folded, without elided articles and empty words.
fn words(text: &str) -> impl Iterator<Item = String> {
    all_words(text)
        .into_iter()
        .filter(|word| !EMPTY.contains(&word.as_str()))
}

/// The words of a text, folded, without elided articles.
fn all_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for token in text.split_whitespace() {
        let mut parts = token.split(['\'', '’', 'ʼ']).peekable();
        while let Some(part) = parts.next() {
            let folded = fold(part);
            let mut of_part: Vec<_> = folded.split(' ').filter(|word| !word.is_empty()).collect();
            if parts.peek().is_some() && of_part.last().is_some_and(|word| ELIDED.contains(word)) {
                of_part.pop();
            }
            words.extend(of_part.into_iter().map(str::to_owned));
        }
    }
    words
}

/// What is left of a folded word without its endings.
pub(super) fn stem(word: &str) -> String {
    word.trim_end_matches(['s', 'x']).to_owned()
}

/// The events that have a word.
#[derive(Debug, Clone, Default)]
struct Posting {
    title: RoaringBitmap,
    elsewhere: RoaringBitmap,
}

/// The words of all events.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    of: BTreeMap<Arc<str>, Arc<Posting>>,
    /// The same words, last letter first.
    backwards: BTreeSet<Arc<str>>,
    by_stem: BTreeMap<Arc<str>, Arc<BTreeSet<Arc<str>>>>,
}

/// The words of one event.
fn of_event(entry: &Entry) -> (BTreeSet<String>, BTreeSet<String>) {
    let event = &entry.event;
    let mut texts = vec![
        event.summary.as_str(),
        &event.description,
        &event.organiser.name,
    ];
    texts.extend(event.organiser.on_behalf_of.as_deref());
    texts.extend(event.organiser.co_organisers.iter().map(String::as_str));
    if let Some(venue) = &event.venue {
        texts.extend([venue.name.as_str(), &venue.city]);
    }
    let elsewhere = texts.into_iter().flat_map(words).collect();
    (words(&event.title).collect(), elsewhere)
}

impl Words {
    pub(super) fn insert(&mut self, slot: u32, entry: &Entry) {
        let (title, elsewhere) = of_event(entry);
        for word in title {
            self.posting(&word).title.insert(slot);
        }
        for word in elsewhere {
            self.posting(&word).elsewhere.insert(slot);
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

    pub(super) fn remove(&mut self, slot: u32, entry: &Entry) {
        let (title, elsewhere) = of_event(entry);
        for word in title.union(&elsewhere) {
            let Some(posting) = self.of.get_mut(word.as_str()) else {
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
    pub(super) fn find(&self, text: &str, scope: &RoaringBitmap) -> Vec<Hits<'_>> {
        let all = all_words(text);
        let mut asked: Vec<&str> = all
            .iter()
            .map(String::as_str)
            .filter(|word| !EMPTY.contains(word))
            .collect();
        if asked.is_empty() {
            // Nothing but empty words: perhaps the last one is the beginning of another.
            asked.extend(all.last().map(String::as_str));
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
    fn hits(&self, word: &str, typing: bool, scope: &RoaringBitmap) -> Hits<'_> {
        let exact = self.of.get(word).map(AsRef::as_ref);
        let kin = self.by_stem.get(stem(word).as_str());
        let kin = kin
            .into_iter()
            .flat_map(|kin| kin.iter())
            .filter_map(|kin| self.of.get(kin))
            .map(AsRef::as_ref);
        let longer = typing.then(|| self.beginning(word)).into_iter().flatten();
        let hits = Hits::of(exact, kin.chain(longer));
        if word.chars().count() < TYPO_FROM_CHARS || !hits.is_disjoint(scope) {
            return hits;
        }
        Hits::of_typo(
            self.nearly(word)
                .into_iter()
                .filter_map(|word| self.of.get(word))
                .map(AsRef::as_ref),
        )
    }

    /// The words that begin so.
    fn beginning(&self, start: &str) -> Vec<&Posting> {
        self.of
            .range::<str, _>((Bound::Excluded(start), Bound::Unbounded))
            .take_while(|(word, _)| word.starts_with(start))
            .map(|(_, posting)| posting.as_ref())
            .collect()
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
    pub(super) fn told<T: std::fmt::Debug>(
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

fn reversed(word: &str) -> String {
    word.chars().rev().collect()
}

/// Whether one letter too few, too many or another, or two neighbours that changed places, tell the words apart.
fn one_slip(a: &str, b: &str) -> bool {
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

/// Steps in which an event answers to a word, the best first.
const STEPS: usize = 6;

/// The events that a word finds, step by step: the word itself in the title, a form or a continuation of it in the title, the
/// word itself elsewhere, a form or continuation elsewhere; and only where nothing has any of these, nearly the word in the
/// title, nearly the word elsewhere. An event stands where it stands best.
#[derive(Debug, Default)]
pub(super) struct Hits<'a> {
    steps: [Option<Cow<'a, RoaringBitmap>>; STEPS],
}

impl<'a> Hits<'a> {
    fn of(exact: Option<&'a Posting>, forms: impl Iterator<Item = &'a Posting>) -> Self {
        let (title, elsewhere) = united(forms);
        Self {
            steps: [
                exact.map(|posting| Cow::Borrowed(&posting.title)),
                title,
                exact.map(|posting| Cow::Borrowed(&posting.elsewhere)),
                elsewhere,
                None,
                None,
            ],
        }
    }

    fn of_typo(near: impl Iterator<Item = &'a Posting>) -> Self {
        let (title, elsewhere) = united(near);
        Self {
            steps: [None, None, None, None, title, elsewhere],
        }
    }

    fn is_disjoint(&self, scope: &RoaringBitmap) -> bool {
        self.steps
            .iter()
            .flatten()
            .all(|slots| slots.is_disjoint(scope))
    }

    /// The events of all steps.
    pub(super) fn all(&self) -> RoaringBitmap {
        use roaring::MultiOps as _;

        self.steps.iter().flatten().map(AsRef::as_ref).union()
    }

    /// The step of an event that the word finds: 0 is the best.
    pub(super) fn step(&self, slot: u32) -> u64 {
        self.steps
            .iter()
            .zip(0..)
            .find(|(slots, _)| slots.as_ref().is_some_and(|slots| slots.contains(slot)))
            .map_or(STEPS as u64, |(_, step)| step)
    }
}

/// All titles and all other texts.
fn united<'a>(
    postings: impl Iterator<Item = &'a Posting>,
) -> (
    Option<Cow<'a, RoaringBitmap>>,
    Option<Cow<'a, RoaringBitmap>>,
) {
    use roaring::MultiOps as _;

    let postings: Vec<&Posting> = postings.collect();
    match postings.as_slice() {
        [] => (None, None),
        [one] => (
            Some(Cow::Borrowed(&one.title)),
            Some(Cow::Borrowed(&one.elsewhere)),
        ),
        many => (
            Some(Cow::Owned(many.iter().map(|one| &one.title).union())),
            Some(Cow::Owned(many.iter().map(|one| &one.elsewhere).union())),
        ),
    }
}
