//! Counts pending requests, so that the application replaces a server-rendered page only once it has as much to show.

use leptos::prelude::set_timeout;
use std::cell::{Cell, RefCell};
use std::time::Duration;

type Then = Box<dyn FnOnce()>;

thread_local! {
    static AWAITED: Cell<usize> = const { Cell::new(0) };
    static THEN: RefCell<Option<Then>> = const { RefCell::new(None) };
}

/// Counts as one pending request until dropped.
#[derive(Debug)]
pub struct Awaited(());

/// Registers a pending request.
pub fn await_one() -> Awaited {
    AWAITED.set(AWAITED.get() + 1);
    Awaited(())
}

impl Drop for Awaited {
    fn drop(&mut self) {
        AWAITED.set(AWAITED.get().saturating_sub(1));
        look_again();
    }
}

/// Calls `then` once, as soon as no request is pending.
pub fn once_none(then: impl FnOnce() + 'static) {
    THEN.set(Some(Box::new(then)));
    look_again();
}

/// Checks again after the current task: one response may trigger the next request.
fn look_again() {
    if THEN.with_borrow(Option::is_none) {
        return;
    }
    set_timeout(
        || {
            if AWAITED.get() == 0
                && let Some(then) = THEN.take()
            {
                then();
            }
        },
        Duration::ZERO,
    );
}
