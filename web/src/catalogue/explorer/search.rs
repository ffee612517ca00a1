use super::state::Pane;
use crate::url;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::event::EventQuery;

/// Navigates to a query and a pane; the last value is true when it replaces the entry of the history.
type Navigate = Box<dyn Fn(EventQuery, Pane, bool) + Send + Sync>;

/// The current query, and the pane that a narrow screen shows. Both are stored in the URL: changing them navigates.
#[derive(Clone, Copy)]
pub(super) struct Search {
    query: Memo<EventQuery>,
    pane: Memo<Pane>,
    navigate: StoredValue<Navigate>,
    /// The latest query, while all changes share one entry of the history.
    held: StoredValue<Option<EventQuery>>,
}

impl Search {
    /// Reads the query from the page's URL.
    pub(super) fn from_url() -> Self {
        let params = use_query_map();
        let query = Memo::new(move |_| url::from_search(|name| params.read().get(name)));
        let pane = Memo::new(move |_| match params.read().get_str(url::PANE) {
            Some(url::PANE_MAP) => Pane::Map,
            _ => Pane::List,
        });
        let navigate = use_navigate();
        let go = move |next: EventQuery, next_pane: Pane, replace: bool| {
            let address = match next_pane {
                Pane::List => url::explorer(&next),
                Pane::Map => url::explorer_map(&next),
            };
            navigate(
                &address,
                NavigateOptions {
                    replace,
                    scroll: false,
                    ..NavigateOptions::default()
                },
            );
        };
        Self {
            query,
            pane,
            navigate: StoredValue::new(Box::new(go)),
            held: StoredValue::new(None),
        }
    }

    /// From now on all changes share one entry of the history, until [`Self::release`].
    pub(super) fn hold(self) {
        self.held.set_value(Some(self.now()));
    }

    /// Ends what [`Self::hold`] began; the query that was chosen last.
    pub(super) fn release(self) -> Option<EventQuery> {
        self.held.try_update_value(Option::take).flatten()
    }

    /// Puts a query back that going back in the history has taken, in place of the one that it led to.
    pub(super) fn put_back(self, query: EventQuery) {
        // Not compared with the current one, which the router may not have read from the address yet.
        let pane = self.pane.get_untracked();
        self.navigate
            .with_value(|navigate| navigate(query, pane, true));
    }

    /// The current query; reactive.
    pub(super) const fn query(self) -> Memo<EventQuery> {
        self.query
    }

    /// The pane that a narrow screen shows; reactive.
    pub(super) const fn pane(self) -> Memo<Pane> {
        self.pane
    }

    /// Shows the other pane, and adds a history entry.
    pub(super) fn turn(self) {
        let pane = match self.pane.get_untracked() {
            Pane::List => Pane::Map,
            Pane::Map => Pane::List,
        };
        self.go(self.now(), pane, false);
    }

    fn go(self, next: EventQuery, pane: Pane, replace: bool) {
        let next = url::normalized(next);
        if next == self.now() && pane == self.pane.get_untracked() {
            return;
        }
        let is_held = self.held.try_update_value(|held| {
            if let Some(held) = held {
                held.clone_from(&next);
                true
            } else {
                false
            }
        });
        let replace = replace || is_held.unwrap_or_default();
        self.navigate
            .with_value(|navigate| navigate(next, pane, replace));
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
        self.go(next, self.pane.get_untracked(), false);
    }

    /// Changes the query without a history entry, while the user types or moves the map.
    pub(super) fn refine(self, change: impl FnOnce(&mut EventQuery)) {
        let mut next = self.now();
        change(&mut next);
        self.go(next, self.pane.get_untracked(), true);
    }

    /// Removes all filters but the edition.
    pub(super) fn clear(self) {
        self.replace(EventQuery {
            edition: self.now().edition,
            ..EventQuery::default()
        });
    }
}
