//! The place in the queue that the user left to read a file, so that the way back leads there.

use super::{Address, Desk};
use leptos::prelude::*;
use shared::id::EventId;
use std::cell::RefCell;
use wasm_bindgen::JsCast as _;

/// Place in the queue that the user left.
#[derive(Debug, Clone, PartialEq)]
struct Place {
    search: String,
    file: EventId,
    scrolled_px: f64,
}

thread_local! {
    static LEFT: RefCell<Option<Place>> = const { RefCell::new(None) };
}

/// Remembers the place when a file is opened.
pub(super) fn leave(address: &Address, file: EventId) {
    let place = Place {
        search: address.search(),
        file,
        scrolled_px: window().scroll_y().unwrap_or_default(),
    };
    LEFT.with_borrow_mut(|left| *left = Some(place));
}

/// Scrolls back to the place once its rows are there, and focuses the file.
pub(super) fn restore(desk: Desk) {
    let search = desk.address.read_untracked().search();
    let left = LEFT.with_borrow_mut(Option::take);
    let Some(place) = left.filter(|place| place.search == search) else {
        return;
    };
    let place = StoredValue::new(Some(place));
    Effect::new(move |_| {
        if desk.items.read().is_empty() {
            return;
        }
        if let Some(place) = place.try_update_value(Option::take).flatten() {
            request_animation_frame(move || show(&place));
        }
    });
}

fn show(place: &Place) {
    window().scroll_to_with_x_and_y(0.0, place.scrolled_px);
    let link = document()
        .get_element_by_id(&format!("dossier-{}", place.file))
        .and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(link) = link {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        // A decided file may be gone from the list: the page stays where it was.
        let _ = link.focus_with_options(&options);
    }
}
