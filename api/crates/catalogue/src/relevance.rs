//! Groups events by relevance with bitmap operations, without visiting each event.

use super::text::{Hits, STEPS};
use roaring::RoaringBitmap;

/// For each word, the events at each relevance step; an event is in exactly one step of a word.
pub(super) struct RelevanceGroups {
    words: Vec<[RoaringBitmap; STEPS]>,
}

impl RelevanceGroups {
    /// Groups `slots`, all of which match every word.
    pub(super) fn of(words: &[Hits], slots: &RoaringBitmap) -> Self {
        let words = words.iter().map(|hits| {
            let mut left = slots.clone();
            hits.steps().map(|step| {
                let here = step.map_or_else(RoaringBitmap::new, |step| step & &left);
                left -= &here;
                here
            })
        });
        Self {
            words: words.collect(),
        }
    }

    /// The highest possible sum of steps.
    pub(super) fn max_sum(&self) -> u64 {
        (self.words.len() * (STEPS - 1)) as u64
    }

    /// The events whose steps add up to `sum`.
    pub(super) fn with_sum(&self, sum: u64) -> RoaringBitmap {
        let mut found = RoaringBitmap::new();
        gather(&self.words, sum, None, &mut found);
        found
    }
}

/// Adds to `found` the events of `among` whose steps for `words` add up to `sum`.
fn gather(
    words: &[[RoaringBitmap; STEPS]],
    sum: u64,
    among: Option<&RoaringBitmap>,
    found: &mut RoaringBitmap,
) {
    let Some((word, rest)) = words.split_first() else {
        if let (0, Some(among)) = (sum, among) {
            *found |= among;
        }
        return;
    };
    for (step, slots) in (0..=sum).zip(word) {
        let here = among.map_or_else(|| slots.clone(), |among| among & slots);
        if !here.is_empty() {
            gather(rest, sum - step, Some(&here), found);
        }
    }
}
