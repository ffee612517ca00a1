use crate::labels::queue::Address;
use crate::messages::{number, t_args};
use leptos::prelude::*;
use leptos_router::components::A;
use shared::label::QueueQuery;

/// A number of a table that opens its list. Its name says what it counts, and where.
#[component]
pub(super) fn NumberLink(
    value: u64,
    query: QueueQuery,
    #[prop(into)] what: String,
    #[prop(into)] place: String,
) -> impl IntoView {
    if value == 0 {
        return view! { <span class="overview__none">"0"</span> }.into_any();
    }
    let text = number(value);
    let label = t_args(
        "overview.link",
        &[("what", &what), ("where", &place), ("n", &text)],
    );
    let href = Address::of_query(query).href();
    view! { <A href attr:class="overview__number" attr:aria-label=label>{text}</A> }.into_any()
}
