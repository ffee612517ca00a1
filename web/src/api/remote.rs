//! Reactive state of requests.

use super::{CallError, pending};
use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A value fetched from the server for a page.
///
/// The request is dropped when the page is left or its inputs change, so that a slow response never overwrites a newer one.
/// The previous value stays until the next one arrives.
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
    /// Fetches now, and again whenever a signal read by `ask` changes.
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

    /// The latest result; `None` before the first response.
    pub fn get(&self) -> Option<Result<T, CallError>> {
        self.answer.get()
    }

    /// The latest value, unless the request failed.
    pub fn value(&self) -> Option<T> {
        self.answer.with(|answer| {
            answer
                .as_ref()
                .and_then(|answer| answer.as_ref().ok().cloned())
        })
    }

    /// Whether a request is pending.
    pub fn is_loading(&self) -> bool {
        self.loading.get()
    }

    /// Fetches again.
    pub fn refetch(&self) {
        self.again.notify();
    }

    /// Modifies the latest value in place.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        self.answer.update(|answer| {
            if let Some(Ok(value)) = answer {
                change(value);
            }
        });
    }
}

/// A write that the user triggers, such as saving a form or a decision.
///
/// A second call to `send` while the first is pending does nothing.
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
    /// Creates it idle; a pending request is dropped when the page is left.
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

    /// Sends, and passes the value to `then` on success.
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

    /// Whether a request is pending.
    pub fn is_pending(&self) -> bool {
        self.pending.get()
    }

    /// The latest error, until the next call to `send`.
    pub fn error(&self) -> Option<CallError> {
        self.outcome.with(|outcome| {
            outcome
                .as_ref()
                .and_then(|outcome| outcome.as_ref().err().cloned())
        })
    }

    /// The latest value, until the next call to `send`.
    pub fn answer(&self) -> Option<T> {
        self.outcome.with(|outcome| {
            outcome
                .as_ref()
                .and_then(|outcome| outcome.as_ref().ok().cloned())
        })
    }

    /// Clears the error.
    pub fn clear(&self) {
        self.outcome.set(None);
    }
}
