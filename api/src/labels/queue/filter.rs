//! The filters of a query, for one caller and one version of the index.

use super::entry::Entry;
use super::index::{Index, Traits};
use super::order::Slot;
use super::reviewers::Own;
use super::terms::{NONE, Number, meet};
use super::texts::Matches;
use crate::labels::reach::Reach;
use chrono::{DateTime, Utc};
use ground::error::Error;
use http::query::invalid;
use shared::label::{LabelState, QueueMarks, QueueQuery, Standing};
use shared::place::Territory;
use shared::text::search_words;

/// The files that a caller may see.
#[derive(Debug)]
enum Seen {
    Everywhere,
    /// In one of these departments or regions.
    Within(Vec<Number>, Vec<Number>),
}

/// The filters of a query, besides tab, state and deadline.
#[derive(Debug)]
pub(super) struct Filter<'a> {
    index: &'a Index,
    query: &'a QueueQuery,
    /// All that the caller may see: decides which duplicates are told.
    own: Seen,
    /// The part that is asked for.
    seen: Seen,
    caller: &'a Own,
    /// True when a query asks for a share of the queue.
    shared: bool,
    edition: Option<Number>,
    kinds: Option<Vec<Number>>,
    audiences: u128,
    sectors: u128,
    /// The files that have all words of the search; `None` without a search.
    found: Option<Matches>,
    now: i64,
}

impl<'a> Filter<'a> {
    /// The filter of a query. `reach` is what the caller may see, without what a conflict of interest of `caller` hides.
    ///
    /// # Errors
    ///
    /// `invalid_parameter` for an edition or a territory that does not exist, `not_found` for a territory out of reach.
    pub(super) fn new(
        index: &'a Index,
        query: &'a QueueQuery,
        reach: &Reach,
        caller: &'a Own,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        if let Some(slug) = &query.edition
            && !index.editions.contains(slug)
        {
            return Err(invalid("edition", "there is no such edition"));
        }
        let asked = match &query.territory {
            Some(territory) => reach.clone().narrow(territory.clone())?,
            None => reach.clone(),
        };
        let words = &index.words;
        let searched = query.q.as_deref().map(search_words);
        let searched = searched.filter(|searched| !searched.is_empty());
        let kinds = || query.kind.iter().map(|kind| words.kinds.of(kind)).collect();
        Ok(Self {
            index,
            query,
            own: Seen::of(reach, index),
            seen: Seen::of(&asked, index),
            caller,
            shared: query.share.is_some() || !query.group.is_empty() || !query.assignee.is_empty(),
            edition: query.edition.as_ref().map(|slug| words.editions.of(slug)),
            kinds: (!query.kind.is_empty()).then(kinds),
            audiences: words.audiences.of(&query.audience),
            sectors: words.sectors.of(&query.sector),
            found: searched.map(|searched| index.texts.with_all(&searched)),
            now: now.timestamp_micros(),
        })
    }

    /// Properties that decide in which tabs a file is; `None` when it does not pass the filters.
    pub(super) fn standing(&self, slot: Slot) -> Option<Standing> {
        if self.found.as_ref().is_some_and(|found| !found.has(slot)) {
            return None;
        }
        let traits = self.index.traits(slot)?;
        let plain = self.seen.holds(traits)
            && !self.is_hidden(slot)
            && self.edition.is_none_or(|edition| edition == traits.edition)
            && self
                .kinds
                .as_ref()
                .is_none_or(|kinds| kinds.contains(&traits.kind))
            && traits.marks.pass(QueueMarks::URGENT, self.query.urgent)
            && traits.marks.pass(QueueMarks::UNREAD, self.query.unread)
            && self
                .query
                .placed
                .is_none_or(|placed| placed == (traits.department != NONE))
            && self
                .query
                .filed_from
                .is_none_or(|first| first <= traits.filed_on)
            && self
                .query
                .filed_to
                .is_none_or(|last| traits.filed_on <= last);
        (plain && self.passes_rest(slot, traits)).then(|| {
            let mut marks = traits.marks;
            marks.set(QueueMarks::OVERDUE, traits.due < self.now);
            let is_soon = traits.soon_from <= self.now && self.now <= traits.due;
            marks.set(QueueMarks::SOON, is_soon);
            Standing {
                state: traits.state,
                marks,
            }
        })
    }

    /// The filters that read more than the traits of the file.
    fn passes_rest(&self, slot: Slot, traits: &Traits) -> bool {
        let query = self.query;
        if self.shared
            && !self
                .index
                .entry(slot)
                .is_some_and(|entry| self.caller.admits(query, entry))
        {
            return false;
        }
        if !query.audience.is_empty()
            && !self.has(slot, (self.audiences, traits.audiences), |entry| {
                entry
                    .audiences
                    .iter()
                    .any(|word| query.audience.contains(word))
            })
        {
            return false;
        }
        if !query.sector.is_empty()
            && !self.has(slot, (self.sectors, traits.sectors), |entry| {
                entry.sectors.iter().any(|word| query.sector.contains(word))
            })
        {
            return false;
        }
        query
            .duplicate
            .is_none_or(|wanted| wanted == self.is_duplicate(slot))
    }

    fn has(
        &self,
        slot: Slot,
        (wanted, given): (u128, u128),
        compare: impl FnOnce(&Entry) -> bool,
    ) -> bool {
        meet(wanted, given)
            .unwrap_or_else(|| self.index.entry(slot).is_some_and(|entry| compare(entry)))
    }

    /// True when another event that the caller may see is likely the same.
    pub(super) fn is_duplicate(&self, slot: Slot) -> bool {
        self.index.duplicates.of(slot).iter().any(|other| {
            self.index.traits(*other).is_some_and(|traits| {
                traits.state == LabelState::Labelled
                    || (self.own.holds(traits) && !self.is_hidden(*other))
            })
        })
    }

    /// True when the caller may see the file in a slot.
    pub(super) fn may_see(&self, slot: Slot) -> bool {
        !self.is_hidden(slot)
            && self
                .index
                .traits(slot)
                .is_some_and(|traits| self.own.holds(traits))
    }

    /// True when a conflict of interest hides the file in a slot from the caller.
    fn is_hidden(&self, slot: Slot) -> bool {
        !self.caller.conflicts.is_empty()
            && self
                .index
                .entry(slot)
                .is_some_and(|entry| self.caller.hides(entry))
    }
}

impl Seen {
    fn of(reach: &Reach, index: &Index) -> Self {
        let Reach::Within(territories) = reach else {
            return Self::Everywhere;
        };
        let (mut departments, mut regions) = (Vec::new(), Vec::new());
        for territory in territories {
            match territory {
                Territory::Department(code) => {
                    departments.push(index.words.departments.of(code.as_str()));
                }
                Territory::Region(code) => regions.push(index.words.regions.of(code.as_str())),
                // `Reach::Everywhere` stands for the whole country.
                Territory::National => {}
            }
        }
        Self::Within(departments, regions)
    }

    fn holds(&self, traits: &Traits) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Within(departments, regions) => {
                (traits.department != NONE && departments.contains(&traits.department))
                    || (traits.region != NONE && regions.contains(&traits.region))
            }
        }
    }
}
