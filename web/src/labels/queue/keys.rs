use super::filters::SEARCH;
use crate::device;
use crate::messages::t;
use crate::ui::{Button, ButtonKind};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

/// Local storage key: present when the user has switched the shortcuts off.
const OFF: &str = "semaine.queue.keys_off";

/// Elements in which a letter is typed.
const TYPED_IN: &str = "input, textarea, select, dialog, [contenteditable]";

/// J and K move between the rows, `/` goes to the search field, while the page is open.
pub(super) fn listen() {
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        let combined = event.ctrl_key() || event.alt_key() || event.meta_key();
        if combined || event.default_prevented() || is_off() || is_typing(&event) {
            return;
        }
        let moved = match event.key().as_str() {
            "j" | "J" => move_by(1),
            "k" | "K" => move_by(-1),
            "/" => focus_search(),
            _ => None,
        };
        if moved.is_some() {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

fn is_off() -> bool {
    device::read(OFF).is_some()
}

fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| {
            let checkbox = element.get_attribute("type").as_deref() == Some("checkbox");
            !checkbox && element.closest(TYPED_IN).ok().flatten().is_some()
        })
}

fn links() -> Vec<web_sys::HtmlElement> {
    let Ok(found) = document().query_selector_all(".review-queue__link") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|place| found.get(place)?.dyn_into().ok())
        .collect()
}

/// Focuses the row after or before the one that has the focus; the first one when none has it.
fn move_by(step: isize) -> Option<()> {
    let links = links();
    let row = document()
        .active_element()
        .and_then(|active| active.closest("tr").ok().flatten());
    let current = row.and_then(|row| links.iter().position(|link| row.contains(Some(link))));
    let next = match current {
        Some(current) => current.checked_add_signed(step)?,
        None => 0,
    };
    let link = links.get(next)?;
    link.focus().ok()?;
    Some(())
}

fn focus_search() -> Option<()> {
    let field = document().get_element_by_id(SEARCH)?;
    field.dyn_into::<web_sys::HtmlElement>().ok()?.focus().ok()
}

/// Says which keys do what, and switches them off and on.
#[component]
pub(super) fn KeysHint() -> impl IntoView {
    let off = RwSignal::new(is_off());
    let toggle = move |_| {
        let next = !off.get_untracked();
        if next {
            device::write(OFF, "1");
        } else {
            device::remove(OFF);
        }
        off.set(next);
    };
    view! {
        <div class="review-queue-keys">
            <p class="review-queue-keys__text">{move || if off.get() { t("queue.keys.off") } else { t("queue.keys") }}</p>
            <Button kind=ButtonKind::Quiet on_press=Callback::new(toggle)>
                {move || if off.get() { t("queue.keys.switch_on") } else { t("queue.keys.switch_off") }}
            </Button>
        </div>
    }
}
