//! Events parted by how well they answer to words, without looking at each.

use super::text::{Hits, STEPS};
use roaring::RoaringBitmap;

/// For each word, the events of each of its steps, each event in one.
pub(super) struct Parted {
    words: Vec<[RoaringBitmap; STEPS]>,
}

impl Parted {
    /// Parts `slots`, all of which every word finds.
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

    /// The highest sum of steps that there can be.
    pub(super) fn last(&self) -> u64 {
        (self.words.len() * (STEPS - 1)) as u64
    }

    /// The events whose steps have that sum.
    pub(super) fn with(&self, sum: u64) -> RoaringBitmap {
        let mut found = RoaringBitmap::new();
        gather(&self.words, sum, None, &mut found);
        found
    }
}

/// Adds the events of `among` to `found` whose steps in `words` have that sum.
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
