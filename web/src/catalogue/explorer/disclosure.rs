use leptos::ev;
use leptos::html::Details;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A filter in a collapsible panel; Escape, a click outside, or opening another panel closes it.
#[component]
pub(super) fn Disclosure(
    title: &'static str,
    /// Number of active filter values.
    #[prop(into)]
    count: Signal<usize>,
    /// True while it is open whatever happens, and closed again afterwards.
    #[prop(optional, into)]
    pinned: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let details = NodeRef::<Details>::new();
    Effect::new(move |before: Option<bool>| {
        let pinned = pinned.get();
        if let Some(details) = details.get()
            && before.unwrap_or_default() != pinned
        {
            details.set_open(pinned);
        }
        pinned
    });
    let close = move || {
        if let Some(details) = details.get_untracked()
            && !pinned.get_untracked()
        {
            details.set_open(false);
        }
    };
    // Not when the pointer goes down: the panel may be in the flow of the page, and what is pressed would move away before it is clicked.
    // What was clicked may be gone by now, since it was drawn anew; the path of the event has it still.
    let outside = window_event_listener(ev::click, move |event| {
        let inside = details
            .get_untracked()
            .is_some_and(|details| event.composed_path().includes(&details, 0));
        if !inside {
            close();
        }
    });
    on_cleanup(move || outside.remove());
    let escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !pinned.get_untracked() {
            close();
            if let Some(summary) = details
                .get_untracked()
                .and_then(|details| details.query_selector("summary").ok().flatten())
            {
                let _ = summary.unchecked_into::<web_sys::HtmlElement>().focus();
            }
        }
    };
    view! {
        <details class="filter" name="filter" node_ref=details on:keydown=escape>
            <summary class="filter__name" class:filter__name--used=move || { count.get() > 0 }>
                {title}
                {move || (count.get() > 0).then(|| view! {
                    <span class="filter__count"><span class="ds-sr-only">" : "</span>{count.get()}</span>
                })}
            </summary>
            <div class="filter__panel">{children()}</div>
        </details>
    }
}
