//! Import of events from a table: upload, columns, preview with its faults cell by cell, taking the rows, undoing.

mod columns;
mod page;
mod report;
mod upload;

pub use page::ImportPage;

use crate::api::{Mutation, imports};
use leptos::prelude::*;
use shared::import::Import;
use std::time::Duration;

/// Time between two questions whether the server is done.
const PAUSE: Duration = Duration::from_secs(1);
/// The same after a question that the server did not answer.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);

/// The import on the page, and what was asked for it.
#[derive(Clone, Copy)]
struct Current {
    import: RwSignal<Option<Import>>,
    asking: Mutation<Import>,
}

impl Current {
    /// Without an import; it asks again for as long as the server works on one.
    fn new() -> Self {
        let current = Self {
            import: RwSignal::new(None),
            asking: Mutation::new(),
        };
        Effect::new(move |_| {
            let working = current.import.with(|import| {
                import
                    .as_ref()
                    .filter(|it| it.state.is_working())
                    .map(|it| it.id)
            });
            let pause = match current.asking.error() {
                None => PAUSE,
                Some(error) if error.is_temporary() => PAUSE_AFTER_FAILURE,
                Some(_) => return,
            };
            let Some(id) = working else {
                return;
            };
            let again = move || current.ask(imports::get_import(id));
            if let Ok(timer) = set_timeout_with_handle(again, pause) {
                on_cleanup(move || timer.clear());
            }
        });
        current
    }

    /// Sends a request whose answer is the import.
    fn ask<F>(self, request: F)
    where
        F: Future<Output = Result<Import, crate::api::CallError>> + 'static,
    {
        self.asking
            .send(request, move |import| self.import.set(Some(import)));
    }

    fn is_busy(self) -> Signal<bool> {
        Signal::derive(move || {
            let working = self
                .import
                .with(|import| import.as_ref().is_some_and(|it| it.state.is_working()));
            working || self.asking.is_pending()
        })
    }
}
