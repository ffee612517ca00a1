//! Texts and responses rendered from an event, cached in the event itself.
//!
//! A separate cache would cost more than it saves: a long document needs thousands of texts, and the response for a single
//! event is rendered as fast as it is stored in a cache and looked up there.

use std::any::Any;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// Kind of text rendered from an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// The event as a GeoJSON feature.
    Feature,
    /// The lines that all calendar entries of the event share.
    CalendarEntry,
    /// The members of the event for clients of OpenAgenda, as a list has them.
    AgendaEvent,
    /// All of these members.
    AgendaEventDetailed,
}

/// The cached texts and the cached response of an event. Takes a single pointer while it is empty, as for most events.
#[derive(Default)]
pub struct EventCache(OnceLock<Box<Contents>>);

#[derive(Default)]
struct Contents {
    answer: OnceLock<(Arc<dyn Any + Send + Sync>, Reservation)>,
    feature: OnceLock<CachedText>,
    calendar_entry: OnceLock<CachedText>,
    agenda_event: OnceLock<CachedText>,
    agenda_event_detailed: OnceLock<CachedText>,
}

impl Contents {
    const fn text(&self, kind: TextKind) -> &OnceLock<CachedText> {
        match kind {
            TextKind::Feature => &self.feature,
            TextKind::CalendarEntry => &self.calendar_entry,
            TextKind::AgendaEvent => &self.agenda_event,
            TextKind::AgendaEventDetailed => &self.agenda_event_detailed,
        }
    }
}

/// The cache does not affect the equality of events: any two caches are equal.
impl PartialEq for EventCache {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl fmt::Debug for EventCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventCache").finish_non_exhaustive()
    }
}

impl EventCache {
    /// The cached text of a kind, if there is one.
    pub fn text(&self, kind: TextKind) -> Option<&str> {
        let contents = self.0.get()?;
        contents.text(kind).get().map(|cached| &*cached.text)
    }

    /// Caches a text if the budget allows. If another thread was faster, its text is the same and stays.
    pub fn insert_text(&self, kind: TextKind, text: &str, budget: &MemoryBudget) {
        if let Some(reservation) = budget.reserve(text.len()) {
            let text = text.into();
            let _already_set = self.contents().text(kind).set(CachedText {
                text,
                _reservation: reservation,
            });
        }
    }

    /// The cached response for the single event, if it is of the type passed to [`EventCache::insert_answer`].
    pub fn answer<A: Any + Send + Sync>(&self) -> Option<Arc<A>> {
        let (answer, _) = self.0.get()?.answer.get()?;
        Arc::clone(answer).downcast().ok()
    }

    /// Caches the response for the single event if `budget` has `bytes` left.
    pub fn insert_answer<A: Any + Send + Sync>(
        &self,
        answer: &Arc<A>,
        bytes: usize,
        budget: &MemoryBudget,
    ) {
        if let Some(reservation) = budget.reserve(bytes) {
            let answer: Arc<dyn Any + Send + Sync> = Arc::<A>::clone(answer);
            let _already_set = self.contents().answer.set((answer, reservation));
        }
    }

    fn contents(&self) -> &Contents {
        self.0.get_or_init(Box::default)
    }
}

struct CachedText {
    text: Box<str>,
    _reservation: Reservation,
}

/// The number of bytes that may still be cached; clones share the same budget.
#[derive(Debug, Clone)]
pub struct MemoryBudget(Arc<AtomicUsize>);

/// Bytes reserved from a budget, returned when it is dropped.
struct Reservation {
    budget: MemoryBudget,
    bytes: usize,
}

impl MemoryBudget {
    pub fn new(bytes: usize) -> Self {
        Self(Arc::new(AtomicUsize::new(bytes)))
    }

    /// True while at least `bytes` are left.
    pub fn has(&self, bytes: usize) -> bool {
        self.0.load(Ordering::Relaxed) >= bytes
    }

    /// Reserves bytes; `None` if fewer are left.
    fn reserve(&self, bytes: usize) -> Option<Reservation> {
        let left = |left: usize| left.checked_sub(bytes);
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left)
            .ok()?;
        Some(Reservation {
            budget: self.clone(),
            bytes,
        })
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.budget.0.fetch_add(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cached_within_the_budget_and_freed_on_drop() {
        let budget = MemoryBudget::new(10);
        let (one, other) = (EventCache::default(), EventCache::default());

        one.insert_text(TextKind::Feature, "seven b", &budget);
        other.insert_text(TextKind::Feature, "seven c", &budget);

        assert_eq!(one.text(TextKind::Feature), Some("seven b"));
        assert_eq!(one.text(TextKind::CalendarEntry), None);
        assert_eq!(
            other.text(TextKind::Feature),
            None,
            "the budget is too small for both"
        );
        drop(one);
        other.insert_text(TextKind::Feature, "seven c", &budget);
        assert_eq!(other.text(TextKind::Feature), Some("seven c"));
        other.insert_text(TextKind::Feature, "no", &budget);
        assert_eq!(other.text(TextKind::Feature), Some("seven c"));
        assert_eq!(budget.0.load(Ordering::Relaxed), 3);
    }

    #[test]
    fn an_answer_is_cached_within_the_budget_and_freed_on_drop() {
        let budget = MemoryBudget::new(100);
        let (one, other) = (EventCache::default(), EventCache::default());
        let answer = Arc::new("an answer".to_owned());

        one.insert_answer(&answer, 75, &budget);
        other.insert_answer(&answer, 75, &budget);

        assert!(
            one.answer::<String>()
                .is_some_and(|cached| Arc::ptr_eq(&cached, &answer))
        );
        assert!(other.answer::<String>().is_none() && budget.has(25) && !budget.has(26));
        drop(one);
        assert!(budget.has(100));
    }
}
