use super::listing::Listing;
use super::names::Names;
use super::place::distance;
use super::search::Search;
use crate::catalogue::card::{EventCard, Marks, card_id};
use crate::messages::{self, number, t, t_args};
use crate::ui::{Button, ButtonKind, Empty, LinkButton, Loading, More, ProblemAlert};
use crate::url;
use leptos::html::Ol;
use leptos::prelude::*;
use shared::event::{EventQuery, EventSummary, TermFilter};
use shared::french;
use wasm_bindgen::JsCast;

/// Element id of the heading of the list.
pub(super) const LIST_HEADING: &str = "explorer-list";

/// The events as cards, loaded page by page.
#[component]
pub(super) fn List(listing: Listing, search: Search, names: Names, marks: Marks) -> impl IntoView {
    let list = NodeRef::<Ol>::new();
    let events = Memo::new(move |_| listing.events());
    let shown = move || {
        let read = events.read().as_ref().map_or(0, Vec::len);
        listing.total().map_or_else(String::new, |total| {
            t_args(
                "explorer.shown",
                &[("n", &number(read as u64)), ("total", &number(total))],
            )
        })
    };
    // Focuses the first new event, so that a screen reader continues where the list ended.
    let read_more = move |()| {
        listing.read_more(move |before| {
            request_animation_frame(move || {
                let new = list
                    .try_get_untracked()
                    .flatten()
                    .and_then(|list| list.query_selector_all(".card__link").ok())
                    .and_then(|links| links.item(u32::try_from(before).unwrap_or_default()));
                if let Some(link) = new {
                    let _ = link.unchecked_into::<web_sys::HtmlElement>().focus();
                }
            });
        });
    };
    // The list around the commune that has no events.
    let wider = move || {
        let mut query = search.query().get();
        let commune = names.filtered_commune(query.only_commune()?)?;
        query.around_commune(commune.position, EventQuery::RADIUS_M);
        let text = t_args(
            "explorer.wider",
            &[
                ("distance", &distance(EventQuery::RADIUS_M)),
                ("place", &commune.label()),
            ],
        );
        Some((text, query))
    };
    let meant = move || {
        let meant = listing.meant()?;
        let text = meant.text.clone().unwrap_or_default();
        let asked = t_args("explorer.meant", &[("text", &text)]);
        Some(view! { <LinkButton href=url::explorer(&meant)>{asked}</LinkButton> })
    };
    let empty = move || {
        view! {
            <Empty title=t("explorer.empty.title") text=t(search.query().read().empty_reason())>
                {meant}
                {move || wider().map(|(text, wider)| view! {
                    <Button on_press=Callback::new(move |_| search.replace(wider.clone()))>{text}</Button>
                })}
                <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| search.clear())>{t("explorer.clear")}</Button>
            </Empty>
        }
    };
    let near = Memo::new(move |_| search.query().read().near);
    let away = move |event: &EventSummary| {
        let metres = event.position?.distance_m(near.get()?);
        french::event::away(metres, messages::all())
    };
    let card = move |event: EventSummary| {
        let id = event.kind.clone();
        view! {
            <li>{move || {
                let event = event.clone();
                let kind = names.term(TermFilter::Kind, &id);
                let distance = away(&event);
                view! { <EventCard event kind marks distance/> }
            }}</li>
        }
    };
    let state = Memo::new(move |_| (listing.error(), events.read().as_ref().map(Vec::is_empty)));
    move || {
        match state.get() {
        (Some(error), _) => {
            view! { <ProblemAlert error retry=Callback::new(move |()| listing.refetch())/> }
                .into_any()
        }
        (None, None) => view! { <Loading lines=12/> }.into_any(),
        (None, Some(true)) => empty().into_any(),
        (None, Some(false)) => view! {
            <ol class="explorer__events" node_ref=list aria-busy=move || listing.is_loading().then_some("true")>
                <For each=move || events.get().unwrap_or_default() key=|event| (event.id, event.updated_at) children=card/>
            </ol>
            {move || listing.more_error().map(|error| view! { <ProblemAlert error/> })}
            <More
                more=Signal::derive(move || listing.has_more())
                busy=Signal::derive(move || listing.is_loading_more())
                shown=Signal::derive(shown)
                text=t("explorer.more")
                on_more=Callback::new(read_more)
            />
        }
        .into_any(),
    }
    }
}

/// Scrolls to the card of an event, if the list contains it.
pub(super) fn show(page: &str) {
    if let Some(card) = document().get_element_by_id(&card_id(page)) {
        let gently = web_sys::ScrollIntoViewOptions::new();
        gently.set_block(web_sys::ScrollLogicalPosition::Nearest);
        card.scroll_into_view_with_scroll_into_view_options(&gently);
    }
}
