//! The matches of a word, by relevance.

use roaring::RoaringBitmap;
use std::sync::Arc;

/// The events that contain a word.
#[derive(Debug, Clone, Default)]
pub(super) struct Posting {
    pub(super) title: RoaringBitmap,
    pub(super) elsewhere: RoaringBitmap,
}

/// Number of relevance steps of a match.
pub(crate) const STEPS: usize = 6;

/// The events that match a word.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hits {
    /// Matches of the word as typed.
    pub(super) exact: Option<Arc<Posting>>,
    /// Matches of words with the same stem, and of longer words that begin with it if it is the last word.
    pub(super) forms: Option<Arc<Posting>>,
    /// Matches with one typo; only if no event in scope matches otherwise.
    pub(super) near: Option<Arc<Posting>>,
}

impl Hits {
    /// The events at each relevance step, best first: exact in the title, form in the title, exact elsewhere, form elsewhere,
    /// typo in the title, typo elsewhere. An event may be at several steps; its best one counts.
    pub(crate) fn steps(&self) -> [Option<&RoaringBitmap>; STEPS] {
        let [exact, forms, near] =
            [&self.exact, &self.forms, &self.near].map(|posting| posting.as_deref());
        [
            exact.map(|it| &it.title),
            forms.map(|it| &it.title),
            exact.map(|it| &it.elsewhere),
            forms.map(|it| &it.elsewhere),
            near.map(|it| &it.title),
            near.map(|it| &it.elsewhere),
        ]
    }

    pub(super) fn is_disjoint(&self, scope: &RoaringBitmap) -> bool {
        self.steps()
            .iter()
            .flatten()
            .all(|slots| slots.is_disjoint(scope))
    }

    /// The events at all steps.
    pub(crate) fn all(&self) -> RoaringBitmap {
        use roaring::MultiOps as _;

        self.steps().into_iter().flatten().union()
    }

    /// The events that contain the word as typed or in another form. Unlike [`Hits::all`], whether an event is among them does not depend
    /// on any other event.
    pub(crate) fn written(&self) -> RoaringBitmap {
        use roaring::MultiOps as _;

        [&self.exact, &self.forms]
            .into_iter()
            .flatten()
            .flat_map(|posting| [&posting.title, &posting.elsewhere])
            .union()
    }

    /// The best step of an event, from 0 (best) to 5; 6 if it does not match.
    pub(crate) fn step(&self, slot: u32) -> u64 {
        self.steps()
            .iter()
            .zip(0..)
            .find(|(slots, _)| slots.is_some_and(|slots| slots.contains(slot)))
            .map_or(STEPS as u64, |(_, step)| step)
    }
}

/// Union of several postings; shares the posting when there is only one.
pub(super) fn union<'a>(postings: impl Iterator<Item = &'a Arc<Posting>>) -> Option<Arc<Posting>> {
    use roaring::MultiOps as _;

    let postings: Vec<_> = postings.collect();
    match postings.as_slice() {
        [] => None,
        [only] => Some(Arc::clone(only)),
        many => Some(Arc::new(Posting {
            title: many.iter().map(|posting| &posting.title).union(),
            elsewhere: many.iter().map(|posting| &posting.elsewhere).union(),
        })),
    }
}
