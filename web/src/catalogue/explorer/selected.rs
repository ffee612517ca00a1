use super::names::Names;
use crate::api::{Remote, catalogue};
use crate::catalogue::card::Marks;
use crate::favourites::Star;
use crate::map::{MapPoint, Spot};
use crate::messages::{self, plural, t};
use crate::ui::{Glyph, Icon};
use leptos::html;
use leptos::prelude::*;
use shared::event::{EventQuery, EventSummary, TermFilter};
use shared::french;
use shared::place::Bounds;
use wasm_bindgen::JsCast;

/// Maximum number of events whose date and place are shown: one page of the list.
pub(super) const DETAILED_MAX: u32 = 100;
/// Half the side, in degrees, of the box in which the events are looked for, for a map that knows their place roughly.
const AROUND_DEG: f64 = 0.002;
/// Space between the place and the panel, in pixels.
const GAP_PX: f64 = 16.0;
/// Space between the panel and the edge of the window or of the map, in pixels.
const EDGE_PX: f64 = 12.0;

/// Panel with the events selected on the map, beside their place.
#[component]
pub(super) fn Selected(
    /// The events; the panel is closed when empty.
    points: RwSignal<Vec<MapPoint>>,
    /// Where their place is drawn.
    spot: Signal<Option<Spot>>,
    /// Query of the events of the map.
    query: Memo<EventQuery>,
    names: Names,
    marks: Marks,
) -> impl IntoView {
    let close = move || {
        points.set(Vec::new());
        marks.clear();
        focus_map();
    };
    let details = Remote::new(move || {
        let query = query_around(&points.read(), &query.read());
        async move {
            match query {
                Some(query) => catalogue::first_public_events(&query, DETAILED_MAX).await,
                None => Ok(Vec::new()),
            }
        }
    });
    let item = move |point: MapPoint| {
        let page = point.page();
        let [focused, hovered] = [page.clone(), page.clone()];
        let kind = point.kind.clone();
        let MapPoint {
            edition,
            slug,
            title,
            kind: term,
            ..
        } = point;
        let detail = move || {
            let event = details
                .value()?
                .into_iter()
                .find(|event| event.edition == edition && event.slug == slug)?;
            let kind = names.term(TermFilter::Kind, &term);
            Some(view! { <Detail event kind/> })
        };
        view! {
            <li class="selected__event" on:focusin=move |_| marks.highlighted.set(vec![focused.clone()]) on:mouseenter=move |_| marks.highlighted.set(vec![hovered.clone()])>
                <a href=page>{title}</a>
                <span class="selected__fact">{move || names.term(TermFilter::Kind, &kind)}</span>
                {detail}
            </li>
        }
    };
    let panel = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if !points.read().is_empty()
            && let Some(panel) = panel.get()
        {
            let here = web_sys::FocusOptions::new();
            here.set_prevent_scroll(true);
            let _ = panel.focus_with_options(&here);
        }
    });
    let frame = Memo::new(move |_| spot.get().map(Frame::beside).unwrap_or_default());
    move || {
        let here = points.get();
        (!here.is_empty()).then(|| {
            let title = plural("explorer.selected", here.len() as u64);
            view! {
                <div class="selected" role="region" tabindex="-1" node_ref=panel aria-label=title.clone()
                    style:left=move || frame.get().left
                    style:top=move || frame.get().top
                    style:bottom=move || frame.get().bottom
                    style:max-height=move || frame.get().height
                    on:keydown=move |event| if event.key() == "Escape" { close() }>
                    <div class="selected__head">
                        <p class="selected__title">{title.clone()}</p>
                        <button class="selected__close" type="button" on:click=move |_| close()>
                            <Icon glyph=Glyph::Close/>
                            <span class="ds-sr-only">{t("dialog.close")}</span>
                        </button>
                    </div>
                    <ul class="selected__list">{here.into_iter().map(item).collect_view()}</ul>
                </div>
            }
        })
    }
}

/// Date and place of a selected event, and its star.
#[component]
pub(super) fn Detail(event: EventSummary, kind: String) -> impl IntoView {
    let when = french::event::when(&event, messages::all());
    let place = french::event::place(&event, messages::all());
    view! {
        <span class="selected__fact">{when}</span>
        <span class="selected__fact">{place}</span>
        <span class="selected__star"><Star event kind/></span>
    }
}

/// The query of the events around the place of the selected ones; `None` without any.
pub(super) fn query_around(points: &[MapPoint], query: &EventQuery) -> Option<EventQuery> {
    let MapPoint { lon, lat, .. } = *points.first()?;
    let bounds = Bounds::new(
        lon - AROUND_DEG,
        lat - AROUND_DEG,
        lon + AROUND_DEG,
        lat + AROUND_DEG,
    );
    Some(EventQuery {
        bounds: Some(bounds.ok()?),
        ..query.clone()
    })
}

/// Gives the focus back to the map, so that the keyboard goes on from there.
pub(super) fn focus_map() {
    let canvas = document()
        .query_selector(".explorer__map canvas")
        .ok()
        .flatten();
    if let Some(canvas) = canvas {
        let here = web_sys::FocusOptions::new();
        here.set_prevent_scroll(true);
        let _ = canvas
            .unchecked_into::<web_sys::HtmlElement>()
            .focus_with_options(&here);
    }
}

/// Edges and height of the panel, as values of CSS; empty values leave those of the style sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Frame {
    left: String,
    top: String,
    bottom: String,
    height: String,
}

impl Frame {
    /// Above or below a place, on the side with more room within the window.
    fn beside(spot: Spot) -> Self {
        let (top, bottom) = (spot.top, spot.bottom.max(spot.top));
        let y = spot.y.clamp(top, bottom);
        let (above, below) = (y - top, bottom - y);
        let height = above.max(below) - GAP_PX - EDGE_PX;
        let (top, bottom) = if above > below {
            (
                "auto".to_owned(),
                format!("calc(100% - {:.0}px)", y - GAP_PX),
            )
        } else {
            (format!("{:.0}px", y + GAP_PX), "auto".to_owned())
        };
        // The panel is 30rem wide at most, and never beyond the edges of the map.
        let left = format!(
            "clamp({EDGE_PX}px, calc({:.0}px - 15rem), max({EDGE_PX}px, calc(100% - 30rem - {EDGE_PX}px)))",
            spot.x
        );
        Self {
            left,
            top,
            bottom,
            height: format!("{:.0}px", height.max(0.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::place::Position;

    fn spot(y: f64) -> Spot {
        Spot {
            x: 300.0,
            y,
            top: 100.0,
            bottom: 700.0,
        }
    }

    #[test]
    fn the_panel_is_on_the_side_of_the_place_with_more_room() {
        let below = Frame::beside(spot(200.0));
        let above = Frame::beside(spot(600.0));

        assert_eq!(
            [below.top, below.bottom, below.height],
            ["216px", "auto", "472px"]
        );
        assert_eq!(
            [above.top, above.bottom, above.height],
            ["auto", "calc(100% - 584px)", "472px"]
        );
    }

    #[test]
    fn the_panel_of_a_place_out_of_sight_stays_within_the_window() {
        let gone = Frame::beside(spot(-50.0));

        assert_eq!([gone.top, gone.height], ["116px", "572px"]);
        let covered = Spot {
            bottom: 50.0,
            ..spot(200.0)
        };
        assert_eq!(Frame::beside(covered).height, "0px");
    }

    #[test]
    fn the_events_are_looked_for_around_their_place() {
        let query = EventQuery {
            edition: Some("2018".to_owned()),
            ..EventQuery::default()
        };
        let point = MapPoint {
            edition: "2018".to_owned(),
            slug: "visite".to_owned(),
            kind: "company_visit".to_owned(),
            title: "Visite".to_owned(),
            lon: 4.85,
            lat: 45.75,
        };

        let around = query_around(&[point], &query).unwrap();

        assert_eq!(around.edition, query.edition);
        let place = Position::new(4.85, 45.75).unwrap();
        assert!(around.bounds.unwrap().contains(place));
        assert_eq!(query_around(&[], &query), None);
    }
}
