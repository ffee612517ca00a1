use crate::url;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::event::EventQuery;

/// The current query. It is stored in the URL: changing the query navigates.
#[derive(Clone, Copy)]
pub(super) struct Search {
    query: Memo<EventQuery>,
    navigate: StoredValue<Box<dyn Fn(EventQuery, bool) + Send + Sync>>,
}

impl Search {
    /// Reads the query from the page's URL.
    pub(super) fn from_url() -> Self {
        let params = use_query_map();
        let query = Memo::new(move |_| url::from_search(|name| params.read().get(name)));
        let navigate = use_navigate();
        let go = move |next: EventQuery, replace: bool| {
            let next = url::normalized(next);
            if next != query.get_untracked() {
                navigate(
                    &url::explorer(&next),
                    NavigateOptions {
                        replace,
                        scroll: false,
                        ..NavigateOptions::default()
                    },
                );
            }
        };
        Self {
            query,
            navigate: StoredValue::new(Box::new(go)),
        }
    }

    /// The current query; reactive.
    pub(super) const fn query(self) -> Memo<EventQuery> {
        self.query
    }

    /// The current query, read without subscribing to it.
    pub(super) fn now(self) -> EventQuery {
        self.query.get_untracked()
    }

    /// Changes the query and adds a history entry, so that going back restores the previous query.
    pub(super) fn change(self, change: impl FnOnce(&mut EventQuery)) {
        let mut next = self.now();
        change(&mut next);
        self.replace(next);
    }

    /// Replaces the query and adds a history entry.
    pub(super) fn replace(self, next: EventQuery) {
        self.navigate.with_value(|navigate| navigate(next, false));
    }

    /// Changes the query without a history entry, while the user types or moves the map.
    pub(super) fn refine(self, change: impl FnOnce(&mut EventQuery)) {
        let mut next = self.now();
        change(&mut next);
        self.navigate.with_value(|navigate| navigate(next, true));
    }

    /// Removes all filters but the edition.
    pub(super) fn clear(self) {
        self.replace(EventQuery {
            edition: self.now().edition,
            ..EventQuery::default()
        });
    }
}
