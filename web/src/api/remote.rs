//! What the server said, in a page.

use super::{CallError, pending};
use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Something of the server's that a page shows.
///
/// The request is dropped when the page is left or what it depends on changes, so that a slow answer never overwrites a
/// newer one. While a new answer is awaited, the last one stays.
#[derive(Debug)]
pub struct Remote<T: 'static> {
    answer: RwSignal<Option<Result<T, CallError>>>,
    loading: RwSignal<bool>,
    again: Trigger,
}

impl<T> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Remote<T> {}

impl<T: Clone + Send + Sync + 'static> Remote<T> {
    /// Asks now, and again whenever a signal that `ask` reads changes.
    pub fn new<F>(ask: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, CallError>> + 'static,
    {
        let remote = Self {
            answer: RwSignal::new(None),
            loading: RwSignal::new(true),
            again: Trigger::new(),
        };
        Effect::new(move |_| {
            remote.again.track();
            remote.loading.set(true);
            let (asking, handle) = abortable(ask());
            on_cleanup(move || handle.abort());
            let awaited = pending::await_one();
            spawn_local(async move {
                let _awaited = awaited;
                if let Ok(answer) = asking.await {
                    remote.answer.try_set(Some(answer));
                    remote.loading.try_set(false);
                }
            });
        });
        remote
    }

    /// What the server said last; `None` before the first answer.
    pub fn get(&self) -> Option<Result<T, CallError>> {
        self.answer.get()
    }

    /// What the server said last, if it was no refusal.
    pub fn value(&self) -> Option<T> {
        self.answer.with(|answer| {
            answer
                .as_ref()
                .and_then(|answer| answer.as_ref().ok().cloned())
        })
    }

    /// Whether an answer is awaited.
    pub fn is_loading(&self) -> bool {
        self.loading.get()
    }

    /// Asks again.
    pub fn refetch(&self) {
        self.again.notify();
    }

    /// Changes the last answer in place.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        self.answer.update(|answer| {
            if let Some(Ok(value)) = answer {
                change(value);
            }
        });
    }
}

/// Something that a person sends: a form, a decision.
///
/// A second press while the first is under way does nothing.
#[derive(Debug)]
pub struct Submission<T: 'static> {
    outcome: RwSignal<Option<Result<T, CallError>>>,
    pending: RwSignal<bool>,
    running: StoredValue<Option<AbortHandle>>,
}

impl<T> Clone for Submission<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Submission<T> {}

impl<T: Clone + Send + Sync + 'static> Default for Submission<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Clone + Send + Sync + 'static> Submission<T> {
    /// Nothing sent yet; what is under way is dropped when the page is left.
    pub fn new() -> Self {
        let running = StoredValue::new(None::<AbortHandle>);
        on_cleanup(move || {
            running.try_with_value(|handle| {
                if let Some(handle) = handle {
                    handle.abort();
                }
            });
        });
        Self {
            outcome: RwSignal::new(None),
            pending: RwSignal::new(false),
            running,
        }
    }

    /// Sends, and hands the answer to `then` when there is one.
    pub fn send<F>(&self, sending: F, then: impl FnOnce(T) + 'static)
    where
        F: Future<Output = Result<T, CallError>> + 'static,
    {
        if self.pending.get_untracked() {
            return;
        }
        let this = *self;
        this.pending.set(true);
        this.outcome.set(None);
        let (sending, handle) = abortable(sending);
        this.running.set_value(Some(handle));
        spawn_local(async move {
            if let Ok(outcome) = sending.await {
                this.pending.try_set(false);
                this.outcome.try_set(Some(outcome.clone()));
                if let Ok(answer) = outcome {
                    then(answer);
                }
            }
        });
    }

    /// Whether an answer is awaited.
    pub fn is_pending(&self) -> bool {
        self.pending.get()
    }

    /// The last failure, until the next sending.
    pub fn error(&self) -> Option<CallError> {
        self.outcome.with(|outcome| {
            outcome
                .as_ref()
                .and_then(|outcome| outcome.as_ref().err().cloned())
        })
    }

    /// The last answer, until the next sending.
    pub fn answer(&self) -> Option<T> {
        self.outcome.with(|outcome| {
            outcome
                .as_ref()
                .and_then(|outcome| outcome.as_ref().ok().cloned())
        })
    }

    /// Forgets the last failure.
    pub fn clear(&self) {
        self.outcome.set(None);
    }
}
