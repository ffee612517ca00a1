use super::Desk;
use crate::messages::{number, t, t_of};
use leptos::prelude::*;
use shared::label::{QueueCounts, QueueQuery, QueueTab};

/// Tabs with their counters. A tab that the server does not count is not shown.
#[component]
pub(super) fn Tabs(desk: Desk) -> impl IntoView {
    let counts = Memo::new(move |_| desk.loaded.value().and_then(|loaded| loaded.page.counts));
    view! {
        <nav class="review-queue-tabs" aria-label=t("queue.tabs")>
            <ul class="review-queue-tabs__list">
                {QueueTab::ALL.iter().map(|tab| view! { <Tab desk tab=*tab counts/> }).collect_view()}
            </ul>
        </nav>
    }
}

#[component]
fn Tab(desk: Desk, tab: QueueTab, counts: Memo<Option<QueueCounts>>) -> impl IntoView {
    let is_current = move || desk.address.read().query.tab == Some(tab);
    // The states of another list would leave nothing in most tabs.
    let choose = move |query: &mut QueueQuery| {
        query.tab = Some(tab);
        query.state = Vec::new();
    };
    let next = move || desk.address.get().with(choose);
    let next_untracked = move || desk.address.get_untracked().with(choose);
    let count = Memo::new(move |_| counts.get().map(|counts| counts.of(tab)));
    view! {
        <li>
            <a
                class="review-queue-tabs__tab"
                href=move || next().href()
                aria-current=move || is_current().then_some("page")
                on:click=move |event| desk.follow(&event, next_untracked)
            >
                {t_of("queue.tab", tab.as_str())}
                {move || count.get().map(|count| view! { " "<span class="review-queue-tabs__count" data-tab=tab.as_str()>{number(count)}</span> })}
            </a>
        </li>
    }
}
