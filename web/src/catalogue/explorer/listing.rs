use crate::api::{CallError, Mutation, Remote, catalogue};
use leptos::prelude::*;
use shared::event::{EventPage, EventQuery, EventSummary};

/// A list that is loaded page by page, and restarts when the query changes.
#[derive(Clone, Copy)]
pub(super) struct Listing {
    query: Memo<EventQuery>,
    first: Remote<EventPage<EventSummary>>,
    rest: RwSignal<Vec<EventSummary>>,
    cursor: RwSignal<Option<String>>,
    more: Mutation<EventPage<EventSummary>>,
}

impl Listing {
    /// Loads the events that match a query.
    pub(super) fn of(query: Memo<EventQuery>) -> Self {
        let first = Remote::new(move || {
            let query = query.get();
            async move { catalogue::list_public_events(&query, None).await }
        });
        let (rest, cursor) = (RwSignal::new(Vec::new()), RwSignal::new(None));
        let more = Mutation::new();
        Effect::new(move |_| {
            let next = first.value().and_then(|page| page.next_cursor);
            // What is on its way continues the list before.
            more.abandon();
            rest.set(Vec::new());
            cursor.set(next);
        });
        Self {
            query,
            first,
            rest,
            cursor,
            more,
        }
    }

    /// Error of the first page.
    pub(super) fn error(&self) -> Option<CallError> {
        self.first.get().and_then(Result::err)
    }

    /// Error of the latest further page.
    pub(super) fn more_error(&self) -> Option<CallError> {
        self.more.error()
    }

    /// True while the first page is loading.
    pub(super) fn is_loading(&self) -> bool {
        self.first.is_loading()
    }

    /// True while a further page is loading.
    pub(super) fn is_loading_more(&self) -> bool {
        self.more.is_pending()
    }

    /// The events loaded so far; `None` before the first response.
    pub(super) fn events(&self) -> Option<Vec<EventSummary>> {
        let mut events = self.first.value()?.items;
        events.extend(self.rest.get());
        Some(events)
    }

    /// Total number of matching events.
    pub(super) fn total(&self) -> Option<u64> {
        self.first.value().and_then(|page| page.total)
    }

    /// The query with other words that finds events, of a search that finds none.
    pub(super) fn meant(&self) -> Option<EventQuery> {
        let text = self.first.value()?.did_you_mean?;
        self.query.read().with_text(&text)
    }

    /// True when there are more pages.
    pub(super) fn has_more(&self) -> bool {
        self.cursor.read().is_some()
    }

    /// Loads the first page again.
    pub(super) fn refetch(&self) {
        self.first.refetch();
    }

    /// Loads the next page, and passes the number of events before it to `then`.
    pub(super) fn read_more(&self, then: impl FnOnce(usize) + 'static) {
        let Some(cursor) = self.cursor.get_untracked() else {
            return;
        };
        let query = self.query.get_untracked();
        let before = untrack(|| self.events()).map_or(0, |events| events.len());
        let (rest, next) = (self.rest, self.cursor);
        let request = async move { catalogue::list_public_events(&query, Some(&cursor)).await };
        self.more.send(request, move |page| {
            next.set(page.next_cursor);
            rest.update(|rest| rest.extend(page.items));
            then(before);
        });
    }
}
