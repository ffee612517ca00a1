use super::card::EventCard;
use super::filters::{Chosen, Filters, Names};
use super::listing::Listing;
use crate::api::{Remote, catalogue, editions, places};
use crate::layout::{Page, PageHead};
use crate::map::{EventMap, MapPoint, Move, View};
use crate::ui::{Button, ButtonKind, Empty, Glyph, Icon, Loading, More, ProblemAlert};
use crate::url;
use crate::words::{number, plural, t, t_args};
use leptos::html::{self, Ol};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::edition::{Edition, Term};
use shared::event::EventQuery;
use shared::place::{Bounds, Position};
use wasm_bindgen::JsCast;

/// From this width on, the map stands beside the list.
const SIDE_BY_SIDE: &str = "(min-width: 64rem)";
/// Degrees to which the edges of the map are rounded in an address: some ten metres.
const BOUNDS_DECIMALS: i32 = 4;

/// What a narrow screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pane {
    List,
    Map,
}

/// The labelled events: a list and a map of the same, with filters that stand in the address.
#[component]
pub fn ExplorerPage() -> impl IntoView {
    let params = use_query_map();
    let query = Memo::new(move |_| url::from_search(|name| params.read().get(name)));
    let navigate = use_navigate();
    let apply = Callback::new(move |wanted: EventQuery| {
        let search = url::to_search(&wanted);
        let address = if search.is_empty() {
            "/evenements".to_owned()
        } else {
            format!("/evenements?{search}")
        };
        navigate(
            &address,
            NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    });
    let config = Remote::new(editions::get_config);
    let all_editions = Remote::new(editions::list_editions);
    let territories = Remote::new(places::list_territories);
    let shown_edition = Memo::new(move |_| {
        query
            .read()
            .edition
            .clone()
            .or_else(|| config.value().and_then(|config| config.current_edition))
    });
    let edition = Remote::new(move || {
        let slug = shown_edition.get();
        async move {
            match slug {
                Some(slug) => editions::get_edition(&slug).await.map(Some),
                None => Ok(None),
            }
        }
    });
    let names = Names {
        editions: Signal::derive(move || all_editions.value().unwrap_or_default()),
        edition: Signal::derive(move || edition.value().flatten()),
        territories: Signal::derive(move || territories.value()),
    };
    let listing = Listing::of(query);
    let marked = RwSignal::new(None::<Position>);
    let pane = RwSignal::new(Pane::List);
    let title = move || match names.edition.get() {
        Some(edition) => t_args("explorer.title_of", &[("edition", &edition.name)]),
        None => t("explorer.title").to_owned(),
    };
    view! {
        <Page title=Signal::derive(title)>
            <div class="explorer" data-pane=move || if pane.get() == Pane::Map { "map" } else { "list" }>
                <PageHead title=t("explorer.title")>
                    {move || names.edition.get().map(|edition| view! { <EditionLine edition/> })}
                </PageHead>
                <Filters query apply names/>
                <div class="explorer__state">
                    <p class="explorer__count" role="status">{move || count(&listing)}</p>
                    <PaneSwitch pane/>
                    <Chosen query apply names/>
                </div>
                <div class="explorer__panes">
                    <section class="explorer__list" aria-labelledby="explorer-list">
                        <h2 class="ds-sr-only" id="explorer-list">{t("explorer.list")}</h2>
                        <List listing names marked apply query/>
                    </section>
                    <section class="explorer__map" aria-label=t("explorer.map")>
                        <MapPane query apply names marked pane/>
                    </section>
                </div>
            </div>
        </Page>
    }
}

/// Name, theme and dates of the edition.
#[component]
fn EditionLine(edition: Edition) -> impl IntoView {
    view! { <p>{edition.name}" · "{crate::dates::window(edition.week)}" · "{edition.theme}</p> }
}

fn count(listing: &Listing) -> String {
    match listing.total() {
        _ if listing.is_loading() => t("explorer.searching").to_owned(),
        Some(total) => plural("explorer.count", total),
        None => String::new(),
    }
}

#[component]
fn List(
    listing: Listing,
    names: Names,
    marked: RwSignal<Option<Position>>,
    apply: Callback<EventQuery>,
    query: Memo<EventQuery>,
) -> impl IntoView {
    let list = NodeRef::<Ol>::new();
    let events = Memo::new(move |_| listing.events());
    let kind = move |id: &str| {
        names.edition.with(|edition| {
            edition.as_ref().map_or_else(String::new, |edition| {
                Term::label_of(&edition.vocabularies.kinds, id).to_owned()
            })
        })
    };
    let shown = move || {
        let read = events.read().as_ref().map_or(0, Vec::len);
        listing.total().map_or_else(String::new, |total| {
            t_args(
                "explorer.shown",
                &[("n", &number(read as u64)), ("total", &number(total))],
            )
        })
    };
    // The focus goes to the first event that is new: a reader goes on where the list stopped.
    let read_more = move |()| {
        listing.read_more(move |before| {
            request_animation_frame(move || {
                let new = list
                    .get_untracked()
                    .and_then(|list| list.query_selector_all(".card__link").ok())
                    .and_then(|links| links.item(u32::try_from(before).unwrap_or_default()));
                if let Some(link) = new {
                    let _ = link.unchecked_into::<web_sys::HtmlElement>().focus();
                }
            });
        });
    };
    let empty = move || {
        view! {
            <Empty title=t("explorer.empty.title") text=t("explorer.empty.text")>
                <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| {
                    apply.run(EventQuery { edition: query.get_untracked().edition, ..EventQuery::default() });
                })>{t("explorer.clear")}</Button>
            </Empty>
        }
    };
    let state = Memo::new(move |_| (listing.error(), events.read().as_ref().map(Vec::is_empty)));
    move || {
        match state.get() {
        (Some(error), _) => view! { <ProblemAlert error retry=Callback::new(move |()| listing.refetch())/> }.into_any(),
        (None, None) => view! { <Loading lines=12/> }.into_any(),
        (None, Some(true)) => empty().into_any(),
        (None, Some(false)) => view! {
            <ol class="explorer__events" node_ref=list aria-busy=move || listing.is_loading().then_some("true")>
                <For each=move || events.get().unwrap_or_default() key=|event| (event.id, event.updated_at) let:event>
                    {
                        let id = event.kind.clone();
                        view! { <li>{move || { let event = event.clone(); view! { <EventCard event kind=kind(&id) marked/> } }}</li> }
                    }
                </For>
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

/// The map of the same events. Its code is fetched only when it is in sight.
#[component]
fn MapPane(
    query: Memo<EventQuery>,
    apply: Callback<EventQuery>,
    names: Names,
    marked: RwSignal<Option<Position>>,
    pane: RwSignal<Pane>,
) -> impl IntoView {
    let wanted = RwSignal::new(
        window()
            .match_media(SIDE_BY_SIDE)
            .ok()
            .flatten()
            .is_some_and(|media| media.matches()),
    );
    Effect::new(move |_| {
        if pane.get() == Pane::Map {
            wanted.set(true);
        }
    });
    let widened = window_event_listener(leptos::ev::resize, move |_| {
        if !wanted.get_untracked()
            && window()
                .match_media(SIDE_BY_SIDE)
                .ok()
                .flatten()
                .is_some_and(|media| media.matches())
        {
            wanted.set(true);
        }
    });
    on_cleanup(move || widened.remove());
    // The map shows all that answers to the filters; the box that the list is narrowed to is where it looks.
    let data = Memo::new(move |_| {
        catalogue::points_address(&EventQuery {
            bounds: None,
            ..query.get()
        })
    });
    let territory = Memo::new(move |_| {
        query.with(
            |query| match (query.departments.as_slice(), query.regions.as_slice()) {
                ([], []) => View::Country,
                ([], regions) => View::Regions(regions.to_vec()),
                (departments, _) => View::Departments(departments.to_vec()),
            },
        )
    });
    let view = RwSignal::new(query.with_untracked(|query| {
        query
            .bounds
            .map_or_else(|| territory.get_untracked(), View::Box)
    }));
    Effect::new(move |before: Option<View>| {
        let now = territory.get();
        if before.is_some_and(|before| before != now) {
            view.set(now.clone());
        }
        now
    });
    let in_sight = RwSignal::new(None::<Bounds>);
    let moved = move |at: Move| in_sight.set(at.bounds.filter(|_| at.by_person).and_then(rounded));
    let search_here = move |_| {
        let mut wanted = query.get_untracked();
        wanted.bounds = in_sight.get_untracked();
        in_sight.set(None);
        apply.run(wanted);
    };
    let selected = RwSignal::new(Vec::<MapPoint>::new());
    Effect::new(move |_| {
        data.track();
        selected.set(Vec::new());
    });
    move || {
        wanted.get().then(|| {
            view! {
                <EventMap
                    title=t("explorer.map_title")
                    data=Signal::derive(move || data.get())
                    marked=Signal::derive(move || marked.get())
                    view=view
                    on_select=Callback::new(move |points: Vec<MapPoint>| selected.set(points))
                    on_move=Callback::new(moved)
                />
                {move || in_sight.get().map(|_| view! {
                    <div class="explorer__here"><Button kind=ButtonKind::Primary on_press=Callback::new(search_here)>{t("explorer.search_here")}</Button></div>
                })}
                <Selected points=selected names/>
            }
        })
    }
}

/// What was pressed on the map.
#[component]
fn Selected(points: RwSignal<Vec<MapPoint>>, names: Names) -> impl IntoView {
    let item = move |point: MapPoint| {
        let kind = names.edition.with(|edition| {
            edition
                .as_ref()
                .map(|edition| Term::label_of(&edition.vocabularies.kinds, &point.kind).to_owned())
        });
        view! {
            <li class="selected__event">
                <a href=url::event_page(&point.edition, &point.slug)>{point.title}</a>
                {kind.map(|kind| view! { <span class="selected__kind">{kind}</span> })}
            </li>
        }
    };
    let panel = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if !points.read().is_empty()
            && let Some(panel) = panel.get()
        {
            let _ = panel.focus();
        }
    });
    move || {
        let here = points.get();
        (!here.is_empty()).then(|| {
            let title = plural("explorer.selected", here.len() as u64);
            view! {
                <div class="selected" role="region" tabindex="-1" node_ref=panel aria-label=title.clone()
                    on:keydown=move |event| if event.key() == "Escape" { points.set(Vec::new()) }>
                    <div class="selected__head">
                        <p class="selected__title">{title.clone()}</p>
                        <button class="selected__close" type="button" on:click=move |_| points.set(Vec::new())>
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

/// List or map, on a narrow screen.
#[component]
fn PaneSwitch(pane: RwSignal<Pane>) -> impl IntoView {
    let switch = NodeRef::<html::Button>::new();
    view! {
        <button node_ref=switch class="explorer__switch" type="button" on:click=move |_| {
            pane.update(|pane| *pane = if *pane == Pane::Map { Pane::List } else { Pane::Map });
            // What was chosen fills the screen; the filters are above it.
            if let Some(switch) = switch.get_untracked() {
                switch.scroll_into_view();
            }
        }>
            {move || match pane.get() {
                Pane::List => view! { <Icon glyph=Glyph::Map/> {t("explorer.show_map")} }.into_any(),
                Pane::Map => view! { <Icon glyph=Glyph::List/> {t("explorer.show_list")} }.into_any(),
            }}
        </button>
    }
}

/// The box with edges that are short to write; wider than the Earth, it is none.
fn rounded(bounds: Bounds) -> Option<Bounds> {
    let factor = 10_f64.powi(BOUNDS_DECIMALS);
    let [west, south, east, north] = bounds.edges().map(|edge| (edge * factor).round() / factor);
    Bounds::new(west, south, east, north).ok()
}
