//! What a word finds, and how well.

use roaring::RoaringBitmap;
use std::sync::Arc;

/// The events that have a word.
#[derive(Debug, Clone, Default)]
pub(super) struct Posting {
    pub(super) title: RoaringBitmap,
    pub(super) elsewhere: RoaringBitmap,
}

/// Steps in which an event answers to a word.
pub(crate) const STEPS: usize = 6;

/// The events that a word finds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hits {
    /// The word itself.
    pub(super) exact: Option<Arc<Posting>>,
    /// Other forms of it, and longer words that begin with it while it is being typed.
    pub(super) forms: Option<Arc<Posting>>,
    /// Nearly the word; only where nothing that is asked has any of the others.
    pub(super) near: Option<Arc<Posting>>,
}

impl Hits {
    /// Step by step, the best first: the word in the title, a form in the title, the word elsewhere, a form elsewhere; nearly
    /// the word in the title, nearly the word elsewhere. An event stands where it stands best.
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

    /// The events of all steps.
    pub(crate) fn all(&self) -> RoaringBitmap {
        use roaring::MultiOps as _;

        self.steps().into_iter().flatten().union()
    }

    /// The step of an event that the word finds: 0 is the best.
    pub(crate) fn step(&self, slot: u32) -> u64 {
        self.steps()
            .iter()
            .zip(0..)
            .find(|(slots, _)| slots.is_some_and(|slots| slots.contains(slot)))
            .map_or(STEPS as u64, |(_, step)| step)
    }
}

/// All titles and all other texts of several words.
pub(super) fn united<'a>(postings: impl Iterator<Item = &'a Arc<Posting>>) -> Option<Arc<Posting>> {
    use roaring::MultiOps as _;

    let postings: Vec<_> = postings.collect();
    match postings.as_slice() {
        [] => None,
        [one] => Some(Arc::clone(one)),
        many => Some(Arc::new(Posting {
            title: many.iter().map(|one| &one.title).union(),
            elsewhere: many.iter().map(|one| &one.elsewhere).union(),
        })),
    }
}
