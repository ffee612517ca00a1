use super::listing::Listing;
use super::names::Names;
use super::selected::{DETAILED_MAX, Detail, focus_map, query_around};
use crate::api::{Remote, catalogue};
use crate::catalogue::card::Marks;
use crate::clock::Debounce;
use crate::map::{MapPoint, Reveal};
use crate::messages::t;
use crate::ui::{Button, ButtonKind};
use crate::url;
use leptos::html;
use leptos::prelude::*;
use shared::event::{EventQuery, EventSummary, TermFilter};
use std::time::Duration;
use wasm_bindgen::JsCast;

/// Delay after the last scroll event before the card in view counts as chosen.
const SETTLE_DELAY: Duration = Duration::from_millis(150);

/// The events as cards over the foot of the map of a phone. The place of the card in view is marked on the map and brought into sight;
/// a press on a point of the map brings its card into view.
#[component]
pub(super) fn Strip(
    listing: Listing,
    /// The events that were pressed on the map.
    points: RwSignal<Vec<MapPoint>>,
    /// Set to the event of the card that somebody brought into view.
    reveal: RwSignal<Option<Reveal>>,
    /// Query of the events of the map.
    query: Memo<EventQuery>,
    names: Names,
    marks: Marks,
) -> impl IntoView {
    let listed = Memo::new(move |_| listing.events().unwrap_or_default());
    // The map has events that the list has not loaded yet.
    let missing = Memo::new(move |_| {
        let mut points = points.get();
        listed.with(|listed| {
            points.retain(|point| !listed.iter().any(|event| is_of(event, point)));
        });
        points
    });
    let fetched = Remote::new(move || {
        let query = query_around(&missing.read(), &query.read());
        async move {
            match query {
                Some(query) => catalogue::first_public_events(&query, DETAILED_MAX).await,
                None => Ok(Vec::new()),
            }
        }
    });
    let events = Memo::new(move |_| {
        let mut events = fetched.value().unwrap_or_default();
        missing.with(|missing| {
            events.retain(|event| missing.iter().any(|point| is_of(event, point)));
        });
        events.extend(listed.get());
        events
    });
    let list = NodeRef::<html::Ol>::new();
    let at = RwSignal::new(0_usize);
    let here = Memo::new(move |_| events.with(|events| events.get(at.get()).cloned()));
    let settling = Debounce::new(SETTLE_DELAY);
    let settle = move || {
        let Some(list) = list.try_get_untracked().flatten() else {
            return;
        };
        at.set(in_view(&list));
        let line = list.get_bounding_client_rect().top();
        let event = here.get_untracked();
        // Once the place of the card is marked: the mark of an event that is drawn apart replaces that of its place.
        request_animation_frame(move || {
            reveal.try_set(event.and_then(|event| revealed(event, line)));
        });
    };
    Effect::new(move |_| {
        let position = here.with(|event| event.as_ref().and_then(|event| event.position));
        marks.place.set(position);
    });
    on_cleanup(move || {
        marks.place.try_set(None);
    });
    // The press on a point waits for its card.
    let wanted = RwSignal::new(None::<MapPoint>);
    Effect::new(move |_| {
        if let Some(first) = points.read().first() {
            wanted.set(Some(first.clone()));
        }
    });
    Effect::new(move |_| {
        let Some(point) = wanted.get() else { return };
        let found = events.with(|events| events.iter().position(|event| is_of(event, &point)));
        if let Some(index) = found {
            wanted.set(None);
            request_animation_frame(move || {
                if let Some(list) = list.try_get_untracked().flatten() {
                    bring(&list, index);
                    // The card may have been in view already.
                    settling.run(settle);
                }
            });
        }
    });
    let card = move |event: EventSummary| {
        let id = event.id;
        let is_here = move || here.with(|here| here.as_ref().is_some_and(|here| here.id == id));
        let page = url::event_page(&event.edition, &event.slug);
        let title = event.title.clone();
        let term = event.kind.clone();
        let kind = Memo::new(move |_| names.term(TermFilter::Kind, &term));
        view! {
            <li class="reel__card" class:reel__card--here=is_here>
                <a class="reel__link" href=page>{title}</a>
                <span class="selected__fact">{move || kind.get()}</span>
                {move || view! { <Detail event=event.clone() kind=kind.get()/> }}
            </li>
        }
    };
    let more = move || {
        listing.has_more().then(|| {
            view! {
                <li class="reel__card reel__card--more">
                    <Button kind=ButtonKind::Secondary busy=Signal::derive(move || listing.is_loading_more())
                        on_press=Callback::new(move |_| listing.read_more(|_| ()))>{t("explorer.more")}</Button>
                </li>
            }
        })
    };
    let has_events = Memo::new(move |_| !events.read().is_empty());
    move || {
        has_events.get().then(|| {
            view! {
                <section class="reel" aria-label=t("explorer.strip")
                    on:keydown=move |event| if event.key() == "Escape" { focus_map() }>
                    <ol class="reel__cards" node_ref=list on:scroll=move |_| settling.run(settle)>
                        <For each=move || events.get() key=|event| (event.id, event.updated_at) children=card/>
                        {more}
                    </ol>
                </section>
            }
        })
    }
}

/// The event that the map brings into sight above a line of the window; none for one without a place.
fn revealed(event: EventSummary, line: f64) -> Option<Reveal> {
    Some(Reveal {
        position: event.position?,
        edition: event.edition,
        slug: event.slug,
        line,
    })
}

/// True when a point of the map is that of an event.
fn is_of(event: &EventSummary, point: &MapPoint) -> bool {
    event.edition == point.edition && event.slug == point.slug
}

/// The cards of the strip with the middle of each, in pixels from the beginning of the strip.
fn middles(list: &web_sys::Element) -> Vec<(web_sys::HtmlElement, i32)> {
    let cards = list.children();
    let all = (0..cards.length()).filter_map(|index| {
        let card = cards.item(index)?;
        card.dyn_into::<web_sys::HtmlElement>().ok()
    });
    all.map(|card| {
        let middle = card.offset_left() + card.offset_width() / 2;
        (card, middle)
    })
    .collect()
}

/// Index of the card in the middle of the strip.
fn in_view(list: &web_sys::Element) -> usize {
    let middle = list.scroll_left() + list.client_width() / 2;
    let middles: Vec<i32> = middles(list).into_iter().map(|(_, at)| at).collect();
    nearest(&middles, middle)
}

fn nearest(places: &[i32], middle: i32) -> usize {
    let distances = places.iter().map(|place| place.abs_diff(middle));
    let nearest = distances.enumerate().min_by_key(|(_, distance)| *distance);
    nearest.map_or(0, |(index, _)| index)
}

/// Scrolls a card into the middle of the strip and gives its link the focus, so that a screen reader says what was pressed.
fn bring(list: &web_sys::Element, index: usize) {
    let Some((card, middle)) = middles(list).into_iter().nth(index) else {
        return;
    };
    let link = card.query_selector("a").ok().flatten();
    if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
        let here = web_sys::FocusOptions::new();
        here.set_prevent_scroll(true);
        let _ = link.focus_with_options(&here);
    }
    list.set_scroll_left(middle - list.client_width() / 2);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_card_nearest_to_the_middle_is_in_view() {
        let places = [160, 480, 800];

        assert_eq!(nearest(&places, 180), 0);
        assert_eq!(nearest(&places, 400), 1);
        assert_eq!(nearest(&places, 2_000), 2);
        assert_eq!(nearest(&[], 180), 0);
    }
}
