use crate::url;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::event::EventQuery;

/// What is asked for. It lives in the address: asking for something else goes there.
#[derive(Clone, Copy)]
pub(super) struct Search {
    query: Memo<EventQuery>,
    go: StoredValue<Box<dyn Fn(EventQuery, bool) + Send + Sync>>,
}

impl Search {
    /// What the address of the page asks for.
    pub(super) fn of_address() -> Self {
        let params = use_query_map();
        let query = Memo::new(move |_| url::from_search(|name| params.read().get(name)));
        let navigate = use_navigate();
        let go = move |wanted: EventQuery, replace: bool| {
            let wanted = url::settled(wanted);
            if wanted != query.get_untracked() {
                navigate(
                    &url::explorer(&wanted),
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
            go: StoredValue::new(Box::new(go)),
        }
    }

    /// What is asked for, followed.
    pub(super) const fn query(self) -> Memo<EventQuery> {
        self.query
    }

    /// What is asked for now.
    pub(super) fn now(self) -> EventQuery {
        self.query.get_untracked()
    }

    /// Asks for something else; « back » leads to what was asked before.
    pub(super) fn change(self, change: impl FnOnce(&mut EventQuery)) {
        let mut wanted = self.now();
        change(&mut wanted);
        self.ask(wanted);
    }

    /// The same from scratch.
    pub(super) fn ask(self, wanted: EventQuery) {
        self.go.with_value(|go| go(wanted, false));
    }

    /// Asks a little differently while a person types or moves the map; « back » does not stop at each step.
    pub(super) fn refine(self, change: impl FnOnce(&mut EventQuery)) {
        let mut wanted = self.now();
        change(&mut wanted);
        self.go.with_value(|go| go(wanted, true));
    }

    /// Asks for all events of the edition.
    pub(super) fn clear(self) {
        self.ask(EventQuery {
            edition: self.now().edition,
            ..EventQuery::default()
        });
    }
}
