use crate::api::{Remote, catalogue};
use leptos::prelude::*;
use shared::event::EventQuery;

/// The departments with what they hold, drawn by the server: each is a link that narrows to it.
///
/// An addition to a list that says the same: while it is awaited its place is kept, and where it cannot be fetched there is
/// nothing.
#[component]
pub fn Departments(
    /// What is asked for.
    #[prop(into)]
    query: Signal<EventQuery>,
) -> impl IntoView {
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
