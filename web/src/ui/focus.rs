use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

/// Moves the focus to the element with this id; without one, the focus stays.
pub fn focus(id: &str) {
    if let Some(element) = html(document().get_element_by_id(id)) {
        // Fails only for an element that cannot have the focus.
        let _ = element.focus();
    }
}

/// As [`focus`], once the page shows the changes that are being made to it.
pub fn focus_later(id: impl Into<String>) {
    let id = id.into();
    request_animation_frame(move || focus(&id));
}

/// As [`focus`], with the element at the top of the window.
pub fn go_to(id: &str) {
    go_to_element(document().get_element_by_id(id));
}

/// As [`go_to`], for an element that was looked for.
pub fn go_to_element(found: Option<Element>) {
    if let Some(element) = html(found) {
        element.scroll_into_view();
        let _ = element.focus();
    }
}

/// Moves the focus to the `<h1>` of a page, or to the page itself while it has none.
pub fn focus_heading(main: &HtmlElement) {
    let heading = html(main.query_selector("h1").ok().flatten());
    // If focusing fails, a screen reader still reads the page from its start.
    let _ = heading.map_or_else(|| main.focus(), |heading| heading.focus());
}

fn html(found: Option<Element>) -> Option<HtmlElement> {
    found.and_then(|element| element.dyn_into().ok())
}
