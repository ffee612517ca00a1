//! Asks before a page with unsaved changes is left.

use super::draft::EditionDraft;
use crate::messages::t;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

type OnClick = Closure<dyn FnMut(web_sys::MouseEvent)>;

/// Watches links and the closing of the page, until the component is disposed of.
pub(super) fn ask_before_leaving(draft: EditionDraft) {
    let closing = window_event_listener(leptos::ev::beforeunload, move |event| {
        if untrack(|| draft.is_changed()) {
            event.prevent_default();
        }
    });
    let clicked = OnClick::new(move |event: web_sys::MouseEvent| {
        if leads_away(&event) && untrack(|| draft.is_changed()) && !is_sure() {
            event.prevent_default();
            event.stop_immediate_propagation();
        }
    });
    // Before the router, which listens for the same clicks.
    let window = window();
    let _ = window.add_event_listener_with_callback_and_bool(
        "click",
        clicked.as_ref().unchecked_ref(),
        true,
    );
    let clicked = SendWrapper::new(clicked);
    on_cleanup(move || {
        closing.remove();
        let clicked = clicked.take();
        let _ = leptos::prelude::window().remove_event_listener_with_callback_and_bool(
            "click",
            clicked.as_ref().unchecked_ref(),
            true,
        );
    });
}

/// True for a click on a link to another page in this window.
fn leads_away(event: &web_sys::MouseEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
    link.is_some_and(|link| {
        let href = link.get_attribute("href").unwrap_or_default();
        !href.starts_with('#') && link.get_attribute("target").is_none() && !event.ctrl_key()
    })
}

fn is_sure() -> bool {
    window()
        .confirm_with_message(t("edition.leave"))
        .unwrap_or(true)
}
