//! Time to show an error: a control was left with content, and nothing is being pressed.

use leptos::ev::FocusEvent;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// The controls that were left, by element id.
///
/// A press leaves one control for another: what it would show moves the page, and the press would miss. It is shown once the
/// press is over.
#[derive(Debug, Clone, Copy)]
pub(super) struct Left {
    controls: RwSignal<BTreeSet<String>>,
    waiting: StoredValue<Vec<String>>,
    pressing: StoredValue<bool>,
}

impl Left {
    /// Begins to watch presses, until the component is disposed of.
    pub(super) fn new() -> Self {
        let this = Self {
            controls: RwSignal::new(BTreeSet::new()),
            waiting: StoredValue::new(Vec::new()),
            pressing: StoredValue::new(false),
        };
        let down = window_event_listener(leptos::ev::pointerdown, move |_| {
            this.pressing.try_update_value(|pressing| *pressing = true);
        });
        let up = window_event_listener(leptos::ev::pointerup, move |_| this.released());
        let cancelled = window_event_listener(leptos::ev::pointercancel, move |_| this.released());
        on_cleanup(move || {
            down.remove();
            up.remove();
            cancelled.remove();
        });
        this
    }

    /// True when the control was left; reactive.
    pub(super) fn contains(self, control: &str) -> bool {
        self.controls.read().contains(control)
    }

    /// Notes the control that a focus event leaves.
    pub(super) fn note(self, event: &FocusEvent) {
        let control = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .map(|element| element.id())
            .filter(|id| !id.is_empty());
        let Some(control) = control else { return };
        // Fields that are removed with the page lose the focus after the signals are gone.
        if self.controls.is_disposed() {
            return;
        }
        self.waiting.update_value(|waiting| waiting.push(control));
        if !self.pressing.get_value() {
            self.show();
        }
    }

    /// After the click that ends a press.
    fn released(self) {
        set_timeout(
            move || {
                if !self.controls.is_disposed() {
                    self.pressing.set_value(false);
                    self.show();
                }
            },
            Duration::ZERO,
        );
    }

    fn show(self) {
        let waiting = self
            .waiting
            .try_update_value(std::mem::take)
            .unwrap_or_default();
        let known = self.controls.read_untracked();
        let new: Vec<String> = waiting
            .into_iter()
            .filter(|control| !known.contains(control))
            .collect();
        drop(known);
        if !new.is_empty() {
            self.controls.update(|controls| controls.extend(new));
        }
    }
}
