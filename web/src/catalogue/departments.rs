use crate::api::{Remote, catalogue};
use leptos::prelude::*;
use shared::event::EventQuery;

/// Server-rendered map of the departments with their event counts; each department is a link that filters by it.
///
/// It complements a list with the same links: its space is reserved while it loads, and it disappears if loading fails.
#[component]
pub fn Departments(#[prop(into)] query: Signal<EventQuery>) -> impl IntoView {
    let drawing = Remote::new(move || {
        let query = query.get();
        async move { catalogue::draw_departments(&query).await }
    });
    move || match drawing.get() {
        Some(Ok(svg)) => view! { <div class="drawing" inner_html=svg></div> }.into_any(),
        None => view! { <div class="drawing"></div> }.into_any(),
        Some(Err(_)) => ().into_any(),
    }
}
