//! Current time of the browser. Only this module reads it.

use crate::dates;
use chrono::{DateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use futures_util::future::{Either, select};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;

/// Time between two readings of [`ticking`].
const TICK: Duration = Duration::from_secs(1);

pub fn now() -> DateTime<Utc> {
    // Milliseconds since 1970 are far below the limits of 64 bits and of a double.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "present-day timestamps fit"
    )]
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}

/// The current time, to the second, until the component is disposed of.
pub fn ticking() -> ReadSignal<DateTime<Utc>> {
    let (time, set_time) = signal(now());
    let interval = set_interval_with_handle(move || set_time.set(now()), TICK).ok();
    on_cleanup(move || {
        if let Some(interval) = interval {
            interval.clear();
        }
    });
    time
}

/// An action that waits until it has not been asked for during a pause, as a search while somebody types.
#[derive(Debug, Clone, Copy)]
pub struct Debounce {
    pause: Duration,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Debounce {
    /// A pending action is dropped when the component is disposed of.
    pub fn new(pause: Duration) -> Self {
        let debounce = Self {
            pause,
            timer: StoredValue::new(None),
        };
        on_cleanup(move || debounce.cancel());
        debounce
    }

    /// Runs an action after the pause, in place of a pending one.
    pub fn run(self, action: impl FnOnce() + 'static) {
        self.cancel();
        self.timer
            .set_value(set_timeout_with_handle(action, self.pause).ok());
    }

    /// Drops the pending action.
    pub fn cancel(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }
}

/// The typed text, once nothing else was typed during a pause: a search asks for it.
pub fn after_typing(typed: RwSignal<String>, pause: Duration) -> ReadSignal<String> {
    let (text, set_text) = signal(typed.get_untracked());
    let debounce = Debounce::new(pause);
    Effect::new(move |_| {
        let now = typed.get();
        debounce.run(move || {
            if text.get_untracked() != now {
                set_text.set(now);
            }
        });
    });
    text
}

/// Completes after `time`, or never when the page is closed.
pub async fn pause(time: Duration) {
    let milliseconds = i32::try_from(time.as_millis()).unwrap_or(i32::MAX);
    let promise = js_sys::Promise::new(&mut |done, _| {
        // Without a timer the promise is never kept, and the caller waits for ever, as for any task of a closed page.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, milliseconds);
    });
    let _ = JsFuture::from(promise).await;
}

/// The output of a future; `None` when it takes longer than `time`.
pub async fn within<T>(time: Duration, future: impl Future<Output = T>) -> Option<T> {
    match select(pin!(future), pin!(pause(time))).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}

/// The current time on the user's clock, as `14 h 32`.
pub fn time_here() -> String {
    let here = js_sys::Date::new_0();
    dates::time(
        NaiveTime::from_hms_opt(here.get_hours(), here.get_minutes(), 0).unwrap_or_default(),
    )
}

/// A date and time in a time zone, as `lundi 12 mars 2018 à 23 h 59`.
pub fn moment_in<Z: TimeZone>(at: DateTime<Z>, zone: Tz) -> String {
    dates::moment(at.with_timezone(&zone).fixed_offset())
}

/// A date in a time zone, as `lundi 12 mars 2018`.
pub fn day_in<Z: TimeZone>(at: DateTime<Z>, zone: Tz) -> String {
    dates::long_day(at.with_timezone(&zone).date_naive())
}
