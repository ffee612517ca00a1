//! Signals that follow a request: its response, error and progress.

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
    value: RwSignal<Option<Result<T, CallError>>>,
    loading: RwSignal<bool>,
    refetch_trigger: Trigger,
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
            value: RwSignal::new(None),
            loading: RwSignal::new(true),
            refetch_trigger: Trigger::new(),
        };
        Effect::new(move |_| {
            remote.refetch_trigger.track();
            remote.loading.set(true);
            let (request, handle) = abortable(ask());
            on_cleanup(move || handle.abort());
            let guard = pending::track_request();
            spawn_local(async move {
                let _guard = guard;
                if let Ok(value) = request.await {
                    remote.value.try_set(Some(value));
                    remote.loading.try_set(false);
                }
            });
        });
        remote
    }

    /// The latest result; `None` before the first response.
    pub fn get(&self) -> Option<Result<T, CallError>> {
        self.value.get()
    }

    /// The latest value, unless the request failed.
    pub fn value(&self) -> Option<T> {
        self.value.with(|value| {
            value
                .as_ref()
                .and_then(|value| value.as_ref().ok().cloned())
        })
    }

    /// True while a request is pending.
    pub fn is_loading(&self) -> bool {
        self.loading.get()
    }

    /// Sends the request again.
    pub fn refetch(&self) {
        self.refetch_trigger.notify();
    }

    /// Modifies the latest value in place.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        self.value.update(|value| {
            if let Some(Ok(value)) = value {
                change(value);
            }
        });
    }
}

/// A write that the user triggers, such as saving a form or a decision.
///
/// A second call to `send` while the first is pending does nothing.
#[derive(Debug)]
pub struct Mutation<T: 'static> {
    outcome: RwSignal<Option<Result<T, CallError>>>,
    pending: RwSignal<bool>,
    abort_handle: StoredValue<Option<AbortHandle>>,
}

impl<T> Clone for Mutation<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Mutation<T> {}

impl<T: Clone + Send + Sync + 'static> Default for Mutation<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Clone + Send + Sync + 'static> Mutation<T> {
    /// Creates it idle; a pending request is dropped when the page is left.
    pub fn new() -> Self {
        let abort_handle = StoredValue::new(None::<AbortHandle>);
        on_cleanup(move || {
            abort_handle.try_with_value(|handle| {
                if let Some(handle) = handle {
                    handle.abort();
                }
            });
        });
        Self {
            outcome: RwSignal::new(None),
            pending: RwSignal::new(false),
            abort_handle,
        }
    }

    /// Sends, and passes the value to `then` on success.
    pub fn send<F>(&self, request: F, then: impl FnOnce(T) + 'static)
    where
        F: Future<Output = Result<T, CallError>> + 'static,
    {
        if self.pending.get_untracked() {
            return;
        }
        let this = *self;
        this.pending.set(true);
        this.outcome.set(None);
        let (request, handle) = abortable(request);
        this.abort_handle.set_value(Some(handle));
        spawn_local(async move {
            if let Ok(outcome) = request.await {
                this.pending.try_set(false);
                this.outcome.try_set(Some(outcome.clone()));
                if let Ok(value) = outcome {
                    then(value);
                }
            }
        });
    }

    /// True while a request is pending.
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
    pub fn value(&self) -> Option<T> {
        self.outcome.with(|outcome| {
            outcome
                .as_ref()
                .and_then(|outcome| outcome.as_ref().ok().cloned())
        })
    }

    /// Clears the error of the last call.
    pub fn clear(&self) {
        self.outcome.set(None);
    }

    /// Drops the pending request, whose answer is not wanted any more, and what the last call came to.
    pub fn abandon(&self) {
        if let Some(handle) = self.abort_handle.try_update_value(Option::take).flatten() {
            handle.abort();
        }
        self.pending.set(false);
        self.outcome.set(None);
    }
}
