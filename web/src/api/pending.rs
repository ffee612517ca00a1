//! Counts pending requests, so that the application replaces a server-rendered page only once it has as much to show.

use leptos::prelude::set_timeout;
use std::cell::{Cell, RefCell};
use std::time::Duration;

type OnIdle = Box<dyn FnOnce()>;

thread_local! {
    static PENDING: Cell<usize> = const { Cell::new(0) };
    static ON_IDLE: RefCell<Option<OnIdle>> = const { RefCell::new(None) };
}

/// Counts as one pending request until dropped.
#[derive(Debug)]
pub struct PendingGuard(());

/// Registers a pending request.
pub fn track_request() -> PendingGuard {
    PENDING.set(PENDING.get() + 1);
    PendingGuard(())
}

impl Drop for PendingGuard {
    fn drop(&mut self) {
        PENDING.set(PENDING.get().saturating_sub(1));
        check_idle();
    }
}

/// Calls `then` once, as soon as no request is pending.
pub fn when_idle(then: impl FnOnce() + 'static) {
    ON_IDLE.set(Some(Box::new(then)));
    check_idle();
}

/// Checks again after the current task: one response may trigger the next request.
fn check_idle() {
    if ON_IDLE.with_borrow(Option::is_none) {
        return;
    }
    set_timeout(
        || {
            if PENDING.get() == 0
                && let Some(then) = ON_IDLE.take()
            {
                then();
            }
        },
        Duration::ZERO,
    );
}
