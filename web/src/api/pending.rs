//! How many answers are awaited, so that the application takes the place of a page that can be read only once it has as much to show.

use leptos::prelude::set_timeout;
use std::cell::{Cell, RefCell};
use std::time::Duration;

type Then = Box<dyn FnOnce()>;

thread_local! {
    static AWAITED: Cell<usize> = const { Cell::new(0) };
    static THEN: RefCell<Option<Then>> = const { RefCell::new(None) };
}

/// An answer that is awaited as long as this lives.
#[derive(Debug)]
pub struct Awaited(());

/// Counts one more.
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

/// Calls `then` once, when nothing is awaited any more.
pub fn once_none(then: impl FnOnce() + 'static) {
    THEN.set(Some(Box::new(then)));
    look_again();
}

/// Looks after what is to happen now has happened: an answer may make a page ask for the next.
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
